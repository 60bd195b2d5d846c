"""What the practice tells of itself: anyone reads it, administrators change it."""

from typing import Any

import pytest

from praxis.identity.models import Role, User
from praxis.kit.db.database import Database
from tests.factories.identity import make_user
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

WHOLE = {
    "name": "Dhanmondi Heart Centre",
    "phone": "+880 2 5566 7788",
    "email": "hello@example.org",
    "website": "https://heart.example.org/bn?from=praxis",
    "address": "House 12, Road 5, Dhaka 1205",
    "default_locale": "bn-BD",
}


@pytest.fixture
async def user(database: Database) -> User:
    return await make_user(database, Role.ADMIN)


@pytest.fixture
async def admin(api: Api, user: User) -> Api:
    return await api.signed_in(user)


async def test_what_an_administrator_writes_anyone_reads(api: Api, admin: Api) -> None:
    response = await admin.patch("/practice", WHOLE)
    written = ok(response)
    assert {name: written[name] for name in WHOLE} == WHOLE
    assert response.headers["etag"] == f'"{written["version"]}"'
    read = await api.get("/practice")
    assert ok(read) == written
    assert read.headers["etag"] == response.headers["etag"]


async def test_what_is_not_named_stays_and_null_empties(admin: Api) -> None:
    before = ok(await admin.patch("/practice", WHOLE))
    after = ok(await admin.patch("/practice", {"phone": None, "website": None}))
    assert after == {**before, "phone": None, "website": None, "version": before["version"] + 1}
    assert ok(await admin.patch("/practice", {"phone": None})) == after, "nothing new"


async def test_who_was_overtaken_is_told(admin: Api) -> None:
    version = ok(await admin.patch("/practice", {"name": "One"}))["version"]
    ok(await admin.patch("/practice", {"name": "Two"}, headers={"If-Match": f'"{version}"'}))
    late = await admin.patch("/practice", {"name": "Late"}, headers={"If-Match": f'"{version}"'})
    problem(late, 412, "stale")
    assert ok(await admin.get("/practice"))["name"] == "Two"


async def test_the_audit_names_what_changed(admin: Api, user: User, database: Database) -> None:
    ok(await admin.patch("/practice", {**WHOLE, "name": user.full_name}))
    events = await events_of(database, user.id, "practice.")
    assert [(event["action"], event["entity"]) for event in events] == [
        ("practice.updated", "practice")
    ]
    assert "name" in events[0]["fields"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "string_too_short"),
        ({"name": None}, "string_type"),
        ({"default_locale": "English"}, "string_pattern_mismatch"),
        ({"website": "javascript:alert(1)"}, "string_pattern_mismatch"),
        ({"website": "https://example.org@evil.example"}, "string_pattern_mismatch"),
        ({"website": "https://exa mple.org"}, "string_pattern_mismatch"),
        ({"phone": "call us"}, "string_pattern_mismatch"),
        ({"email": "nobody"}, "email.invalid"),
        ({"address": "x" * 501}, "too_long"),
        ({"logo": "x"}, "extra_forbidden"),
    ],
)
async def test_what_is_unacceptable_changes_nothing(
    admin: Api, change: dict[str, Any], code: str
) -> None:
    before = ok(await admin.get("/practice"))
    problem(await admin.patch("/practice", change), 422, code)
    assert ok(await admin.get("/practice")) == before


async def test_others_change_nothing(api: Api, database: Database) -> None:
    problem(await api.patch("/practice", WHOLE), 401, "auth.required")
    for role in (Role.PATIENT, Role.DOCTOR, Role.STAFF):
        caller = await api.signed_in(await make_user(database, role))
        problem(await caller.patch("/practice", WHOLE), 403, "auth.role_forbidden")


async def test_there_is_one_practice(database: Database) -> None:
    async with database.reading() as reader:
        assert await reader.sql.fetchval("SELECT count(*) FROM practice") == 1
