"""What people want by e-mail, and when not."""

import asyncio
from typing import Any

import pytest

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from tests.factories.identity import make_user
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

PATH = "/users/me/notification-preferences"
DEFAULTS = {
    "email_visits": True,
    "email_reminders": True,
    "email_reports": False,
    "quiet_from": None,
    "quiet_until": None,
    "version": 0,
}
NIGHT = {"quiet_from": "22:00", "quiet_until": "07:00"}


@pytest.fixture
async def own(api: Api, database: Database) -> Api:
    return await api.signed_in(await make_user(database, Role.PATIENT))


async def rows_of(database: Database, user_id: int) -> int:
    query = "SELECT count(*) FROM notification_preferences WHERE user_id = $1"
    async with database.reading() as reader:
        return int(await reader.sql.fetchval(query, user_id) or 0)


async def test_whoever_chose_nothing_wants_all_but_reports_at_any_hour(own: Api) -> None:
    answer = await own.get(PATH)
    assert ok(answer) == DEFAULTS
    assert answer.headers["ETag"] == '"0"'


async def test_what_is_named_changes_and_the_rest_stays(own: Api) -> None:
    first = await own.patch(PATH, NIGHT)
    assert ok(first) == {**DEFAULTS, **NIGHT, "version": 1}
    assert first.headers["ETag"] == '"1"'
    second = ok(await own.patch(PATH, {"email_visits": False}))
    assert second == {**DEFAULTS, **NIGHT, "email_visits": False, "version": 2}
    # Nothing new is no change.
    assert ok(await own.patch(PATH, {"email_visits": False}))["version"] == 2
    assert ok(await own.get(PATH)) == second


async def test_a_change_of_what_was_read_long_ago_is_refused(own: Api) -> None:
    tag = (await own.get(PATH)).headers["ETag"]
    named = own.with_headers(If_Match=tag)
    ok(await named.patch(PATH, {"email_visits": False}))
    problem(await named.patch(PATH, {"email_visits": True}), 412, "stale")
    assert ok(await own.get(PATH))["email_visits"] is False
    fresh = own.with_headers(If_Match=(await own.get(PATH)).headers["ETag"])
    assert ok(await fresh.patch(PATH, {"email_visits": True}))["version"] == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"quiet_from": "22:00"}, "/quiet_until"),
        ({"quiet_until": "07:00"}, "/quiet_from"),
        ({"quiet_from": "22:00", "quiet_until": None}, "/quiet_until"),
    ],
)
async def test_half_of_a_night_is_refused_at_what_is_missing(
    own: Api, body: dict[str, Any], pointer: str
) -> None:
    refused = problem(await own.patch(PATH, body), 422, "notifications.half_quiet")
    assert refused["errors"][0]["pointer"] == pointer
    assert ok(await own.get(PATH)) == DEFAULTS


async def test_hours_that_end_when_they_begin_are_refused(own: Api) -> None:
    body = {"quiet_from": "22:00", "quiet_until": "22:00"}
    refused = problem(await own.patch(PATH, body), 422, "notifications.no_quiet")
    assert refused["errors"][0]["pointer"] == "/quiet_until"


async def test_one_half_can_be_changed_and_both_be_taken_back(own: Api) -> None:
    ok(await own.patch(PATH, NIGHT))
    assert ok(await own.patch(PATH, {"quiet_until": "06:30"}))["quiet_until"] == "06:30"
    refused = await own.patch(PATH, {"quiet_from": None})
    problem(refused, 422, "notifications.half_quiet")
    none = ok(await own.patch(PATH, {"quiet_from": None, "quiet_until": None}))
    assert (none["quiet_from"], none["quiet_until"]) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        {"email_visits": None},
        {"email_visits": "yes"},
        {"email_visits": 1},
        {"quiet_from": "24:00", "quiet_until": "07:00"},
        {"quiet_from": "9:00", "quiet_until": "10:00"},
        {"quiet_from": 540, "quiet_until": 600},
        {"quiet_from": "٢٢:00", "quiet_until": "07:00"},
        {"sms": True},
        [],
    ],
)
async def test_what_is_no_choice_is_refused(own: Api, body: Any) -> None:
    assert (await own.patch(PATH, body)).status_code == 422
    assert ok(await own.get(PATH)) == DEFAULTS


async def test_two_at_once_keep_one_row_and_both_choices(api: Api, database: Database) -> None:
    user = await make_user(database, Role.PATIENT)
    own = await api.signed_in(user)
    bodies = [{"email_visits": False}, {"email_reminders": False}, NIGHT, {"email_visits": False}]
    for answer in await asyncio.gather(*(own.patch(PATH, body) for body in bodies)):
        ok(answer)
    assert await rows_of(database, user.id) == 1
    found = ok(await own.get(PATH))
    assert found["version"] == 3
    assert {**NIGHT, "email_visits": False, "email_reminders": False}.items() <= found.items()


async def test_a_change_is_audited_by_the_names_of_what_changed(
    api: Api, database: Database
) -> None:
    user = await make_user(database, Role.DOCTOR)
    own = await api.signed_in(user)
    ok(await own.patch(PATH, NIGHT))
    ok(await own.patch(PATH, NIGHT))
    ok(await own.get(PATH))
    action = "user.notification_preferences_changed"
    (event,) = await events_of(database, user.id, action)
    assert event["entity_uid"] == user.uid
    assert event["fields"] == ["quiet_from_minute", "quiet_until_minute"]


async def test_everybody_has_their_own(api: Api, database: Database, own: Api) -> None:
    ok(await own.patch(PATH, NIGHT))
    other = await api.signed_in(await make_user(database, Role.STAFF))
    assert ok(await other.get(PATH)) == DEFAULTS
    problem(await api.get(PATH), 401, "auth.required")
    problem(await api.patch(PATH, NIGHT), 401, "auth.required")
