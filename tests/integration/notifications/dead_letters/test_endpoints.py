"""What was given up, seen and taken up again by administrators."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from praxis.delivery import create_delivery
from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.kit.outbox.dispatcher import BACKOFF as EVENT_BACKOFF
from praxis.notifications.mail.senders import Fault, SendError, SendFailed, SendRefused
from praxis.notifications.postman import BACKOFF as MAIL_BACKOFF
from tests.factories.identity import make_user
from tests.integration.scheduling.cast import Cast, at, unknown_id
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.messages import Mailbox, invites_of, text_of

LIST = "/admin/dead-letters"
QUEUE = "/admin/message-queue"


class Refusing:
    """A server that takes no mail at all."""

    def __init__(self, answer: SendError) -> None:
        self._answer = answer

    async def send(self, to: str, raw: bytes) -> None:
        del to, raw
        raise self._answer

    async def close(self) -> None: ...


NO_SUCH_USER = SendRefused(Fault.RECIPIENT, 550)


async def refuse_all(mailbox: Mailbox, app: FastAPI, answer: SendError = NO_SUCH_USER) -> None:
    """Hand on what happened; the server refuses every mail about it."""
    refusing = create_delivery(
        mailbox.settings, mailbox.database, mailbox.clock, app.state.tokens, Refusing(answer)
    )
    await mailbox.delivery.dispatcher.drain()
    mailbox.clock.advance(mailbox.settings.notifications.settle)
    await refusing.postman.drain()


async def give_up_event(database: Database, clock: FixedClock, topic: str, payload: str) -> str:
    """A message that was tried as often as it may be."""
    uid = new_uid()

    async def write(unit: UnitOfWork) -> None:
        await unit.sql.execute(
            "INSERT INTO outbox_messages (uid, topic, payload, created_at, attempts, last_error, "
            "dead_at) VALUES ($1, $2, $3::jsonb, $4, $5, 'KeyError', $4)",
            uid,
            topic,
            payload,
            clock.now(),
            EVENT_BACKOFF.attempts,
        )

    await database.transact(write)
    return str(uid)


@pytest.fixture
async def root(database: Database) -> User:
    return await make_user(database, Role.ADMIN)


@pytest.fixture
async def admin(api: Api, root: User) -> Api:
    return await api.signed_in(root)


async def letters(admin: Api, **params: Any) -> list[Any]:
    items: list[Any] = ok(await admin.get(LIST, **params))["items"]
    return items


async def test_nothing_is_dead_and_nothing_waits_at_first(admin: Api) -> None:
    assert ok(await admin.get(LIST, count="true")) == {
        "items": [],
        "next_cursor": None,
        "total": 0,
    }
    assert ok(await admin.get(QUEUE)) == {
        "tasks": "off",
        "mail_goes_to": "folder",
        "waiting_events": 0,
        "waiting_mails": 0,
        "delayed_mails": 0,
        "delayed_by": None,
        "oldest_due_at": None,
        "held_since": None,
        "dead": 0,
        "sent_last_day": 0,
    }
    assert ok(await admin.post(f"{LIST}/retry")) == {"retried": 0}


async def test_events_and_mails_are_listed_the_latest_first(
    cast: Cast, mailbox: Mailbox, app: FastAPI, admin: Api, clock: FixedClock
) -> None:
    event = await give_up_event(
        mailbox.database, clock, "scheduling.appointment_booked", '{"appointment_id": 1}'
    )
    await cast.booked("10:00", reason="Chest pain")
    await refuse_all(mailbox, app)
    found = await letters(admin)
    assert [(one["source"], one["kind"]) for one in found[-1:]] == [
        ("event", "scheduling.appointment_booked")
    ]
    assert {(one["source"], one["kind"]) for one in found[:-1]} == {
        ("mail", "visit_booked"),
        ("mail", "doctor_visit_booked"),
    }
    (mine,) = [one for one in found if one["kind"] == "visit_booked"]
    assert mine["recipient_name"] == cast.user.full_name
    assert (mine["attempts"], mine["cause"]) == (1, "recipient 550")
    assert datetime.fromisoformat(mine["dead_at"]) == clock.now()
    last = found[-1]
    assert (last["id"], last["recipient_name"]) == (event, None)
    assert (last["attempts"], last["cause"]) == (EVENT_BACKOFF.attempts, "KeyError")
    # Nothing of a person beyond the name of who should have got it.
    whole = str(found)
    for word in (cast.user.email, "Chest", "10:00", cast.practice.visit_type.name):
        assert word not in whole
    assert set(mine) == {
        *("id", "source", "kind", "recipient_name", "created_at", "attempts", "cause", "dead_at")
    }


async def test_pages_of_both_kinds_neither_skip_nor_repeat(
    cast: Cast, mailbox: Mailbox, app: FastAPI, admin: Api, clock: FixedClock
) -> None:
    # Several die at one instant, as after an outage.
    for wall in ("09:00", "10:00", "11:00"):
        await cast.booked(wall)
    await refuse_all(mailbox, app)
    for topic in ("scheduling.hours_changed", "scheduling.hold_changed"):
        await give_up_event(mailbox.database, clock, topic, "{}")
    whole = [one["id"] for one in await letters(admin)]
    assert len(whole) == 8
    page = ok(await admin.get(LIST, limit=3, count="true"))
    seen, total = [one["id"] for one in page["items"]], page["total"]
    while page["next_cursor"]:
        page = ok(await admin.get(LIST, limit=3, cursor=page["next_cursor"]))
        seen += [one["id"] for one in page["items"]]
    assert (seen, total) == (whole, 8)


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyJ4IiwieCJd", "WyIyMDI3LTAxLTA0VDA2OjAwOjAwWiIsIngiXQ"]
)
async def test_a_cursor_that_this_list_did_not_make_is_refused(admin: Api, cursor: str) -> None:
    problem(await admin.get(LIST, cursor=cursor), 422, "cursor.unknown")


async def test_all_are_tried_again_and_arrive(
    cast: Cast, mailbox: Mailbox, app: FastAPI, admin: Api, root: User
) -> None:
    await cast.booked("10:00")
    await refuse_all(mailbox, app)
    before = (await letters(admin))[0]["id"]
    assert ok(await admin.post(f"{LIST}/retry")) == {"retried": 2}
    assert await letters(admin) == []
    await mailbox.delivery.postman.drain()
    for email in (cast.user.email, cast.practice.doctor.user.email):
        (mail,) = mailbox.mails(email)
        assert "10:00" in text_of(mail)
    problem(await admin.post(f"{LIST}/{before}/retry"), 404, "not_found")
    (event,) = await events_of(mailbox.database, root.id, "message.")
    assert (event["action"], event["entity_uid"]) == ("message.retried", None)
    assert event["details"] == {"messages": 2}


async def test_an_event_is_tried_again_from_the_start(
    cast: Cast, mailbox: Mailbox, admin: Api, clock: FixedClock
) -> None:
    await cast.booked("10:00")
    give_up = "UPDATE outbox_messages SET dead_at = $1, attempts = 10 RETURNING 1"
    rows = await mailbox.database.transact(lambda unit: unit.sql.fetch(give_up, clock.now()))
    assert rows
    await mailbox.deliver()
    assert mailbox.mails(cast.user.email) == []
    for one in await letters(admin):
        assert ok(await admin.post(f"{LIST}/{one['id']}/retry")) == {"retried": 1}
    await mailbox.deliver()
    assert len(mailbox.mails(cast.user.email)) == 1


async def test_of_a_mail_about_two_visits_each_part_that_is_tried_again_arrives(
    cast: Cast, mailbox: Mailbox, app: FastAPI, admin: Api
) -> None:
    for wall in ("10:00", "11:00"):
        await cast.booked(wall)
    await refuse_all(mailbox, app)
    mine = [one for one in await letters(admin) if one["kind"] == "visit_booked"]
    assert len(mine) == 2
    for one in mine:
        ok(await admin.post(f"{LIST}/{one['id']}/retry"))
        await mailbox.delivery.postman.drain()
    # Two mails by now: under one id the second would be taken for the first.
    first, second = mailbox.mails(cast.user.email)
    assert first["Message-ID"] != second["Message-ID"]
    found = {event["DTSTART"].dt for mail in (first, second) for _, event in invites_of(mail)}
    assert found == {at("10:00"), at("11:00")}


async def test_what_no_longer_holds_is_not_sent_when_it_is_tried_again(
    cast: Cast, mailbox: Mailbox, app: FastAPI, admin: Api
) -> None:
    visit = await cast.booked("10:00")
    await refuse_all(mailbox, app)
    ok(await cast.own.post(f"/appointments/{visit['id']}/cancel", {}))
    ok(await admin.post(f"{LIST}/retry"))
    await mailbox.deliver()
    assert ["cancelled" in subject for subject in mailbox.subjects(cast.user.email)] == [True]


async def test_one_is_dismissed_for_good(
    cast: Cast, mailbox: Mailbox, app: FastAPI, admin: Api, root: User, clock: FixedClock
) -> None:
    await cast.booked("10:00")
    await refuse_all(mailbox, app)
    event = await give_up_event(mailbox.database, clock, "scheduling.hours_changed", "{}")
    ids = [one["id"] for one in await letters(admin)]
    assert event in ids
    for one in ids:
        ok(await admin.delete(f"{LIST}/{one}"), 204)
        problem(await admin.delete(f"{LIST}/{one}"), 404, "not_found")
        problem(await admin.post(f"{LIST}/{one}/retry"), 404, "not_found")
    assert await letters(admin) == []
    await mailbox.deliver()
    assert mailbox.mails(cast.user.email) == []
    audited = await events_of(mailbox.database, root.id, "message.dismissed")
    assert {str(event["entity_uid"]) for event in audited} == set(ids)


async def test_what_is_not_dead_is_not_to_be_retried_or_dismissed(
    cast: Cast, mailbox: Mailbox, admin: Api
) -> None:
    await cast.booked("10:00")
    async with mailbox.database.reading() as reader:
        waiting = await reader.sql.fetchval("SELECT uid FROM outbox_messages LIMIT 1")
    for uid in (waiting, unknown_id()):
        problem(await admin.post(f"{LIST}/{uid}/retry"), 404, "not_found")
        problem(await admin.delete(f"{LIST}/{uid}"), 404, "not_found")
    assert (await admin.delete(f"{LIST}/x")).status_code == 422
    assert (await admin.post(f"{LIST}/%00/retry")).status_code == 400
    await mailbox.deliver()
    assert len(mailbox.mails(cast.user.email)) == 1


async def test_the_queue_says_how_it_is(
    cast: Cast, mailbox: Mailbox, app: FastAPI, admin: Api, clock: FixedClock
) -> None:
    await cast.booked("10:00")
    # The outbox lives by the clock of the database, which is not stopped as ours is.
    set_back = "UPDATE outbox_messages SET available_at = $1 RETURNING 1"
    rows = await mailbox.database.transact(lambda unit: unit.sql.fetch(set_back, clock.now()))
    queue = ok(await admin.get(QUEUE))
    assert queue["waiting_events"] == len(rows)
    assert datetime.fromisoformat(queue["oldest_due_at"]) == clock.now()
    await mailbox.delivery.dispatcher.drain()
    queue = ok(await admin.get(QUEUE))
    # News that wait for company are not late.
    assert (queue["waiting_events"], queue["waiting_mails"]) == (0, 2)
    assert queue["oldest_due_at"] is None
    due = clock.now() + mailbox.settings.notifications.settle
    clock.move_to(due + timedelta(minutes=3))
    assert datetime.fromisoformat(ok(await admin.get(QUEUE))["oldest_due_at"]) == due
    await mailbox.delivery.postman.drain()
    queue = ok(await admin.get(QUEUE))
    assert (queue["waiting_mails"], queue["oldest_due_at"], queue["sent_last_day"]) == (0, None, 2)
    await cast.booked("11:00")
    await refuse_all(mailbox, app)
    assert ok(await admin.get(QUEUE))["dead"] == 2
    clock.advance(timedelta(days=1))
    fresh = await cast.visitor.signed_in(await make_user(mailbox.database, Role.ADMIN))
    assert ok(await fresh.get(QUEUE))["sent_last_day"] == 0


async def test_a_wrong_password_is_seen_before_anything_is_given_up(
    cast: Cast, mailbox: Mailbox, app: FastAPI, admin: Api
) -> None:
    await cast.booked("10:00")
    await refuse_all(mailbox, app, SendFailed(Fault.LOGIN, 535))
    queue = ok(await admin.get(QUEUE))
    assert (queue["waiting_mails"], queue["dead"], queue["oldest_due_at"]) == (2, 0, None)
    assert (queue["delayed_mails"], queue["delayed_by"]) == (2, "login 535")
    mailbox.clock.advance(timedelta(minutes=1))
    await mailbox.delivery.postman.drain()
    queue = ok(await admin.get(QUEUE))
    assert (queue["delayed_mails"], queue["delayed_by"]) == (0, None)


async def test_a_server_that_is_away_for_a_night_is_waited_for() -> None:
    longest = sum(
        (MAIL_BACKOFF.pause_after(n) or timedelta(0) for n in range(1, MAIL_BACKOFF.attempts)),
        timedelta(0),
    )
    assert longest > timedelta(hours=18)


@pytest.mark.parametrize("who", ["own", "doctor", "desk"])
async def test_none_but_administrators_see_any_of_it(cast: Cast, who: str) -> None:
    caller: Api = getattr(cast, who)
    uid = unknown_id()
    for answer in (
        await caller.get(QUEUE),
        await caller.get(LIST),
        await caller.post(f"{LIST}/retry"),
        await caller.post(f"{LIST}/{uid}/retry"),
        await caller.delete(f"{LIST}/{uid}"),
    ):
        problem(answer, 403, "auth.role_forbidden")
