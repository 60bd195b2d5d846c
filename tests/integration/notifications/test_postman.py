"""Sending for real: mails over SMTP to a server that misbehaves, by postmen who die and compete."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.mail.senders import FolderSender
from praxis.notifications.postman import BACKOFF
from praxis.notifications.queue import NewMail, add_mails
from praxis.notifications.recipients import Recipient
from praxis.settings import Settings
from tests.conftest import NOW
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.integration.notifications.office import (
    Office,
    files_in,
    ids_of,
    recipients_of,
    until,
)
from tests.integration.scheduling.cast import Cast, at
from tests.support.api import Api, ok
from tests.support.applications import app_apart
from tests.support.booking import book
from tests.support.mail import MailServer, mail_server
from tests.support.messages import Mailbox, invites_of, text_of
from tests.support.server import free_port


@pytest.fixture(scope="module")
async def app(
    settings: Settings, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    """An installation without the mails of other tests."""
    folder = Path(tmp_path_factory.mktemp("postman"))
    name = f"praxis_test_postman_{worker}"
    async with app_apart(settings, name, folder, FixedClock(NOW)) as found:
        yield found


@pytest.fixture(autouse=True)
async def empty_queues(database: Database) -> None:
    clear = "DELETE FROM outbox_messages; DELETE FROM mails"
    await database.transact(lambda unit: unit.sql.execute(clear))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as found:
        yield found


@pytest.fixture
async def office(app: FastAPI, clock: FixedClock, server: MailServer) -> AsyncIterator[Office]:
    found = Office(app, clock, server.port)
    yield found
    await found.close()


async def test_refused_for_now_it_is_tried_later_and_later(
    office: Office, server: MailServer
) -> None:
    await office.queue()
    postman = office.postman()
    server.answers["RCPT"] = "451 later"
    pauses = []
    for attempt in (1, 2, 3):
        before = office.clock.now()
        assert await postman.drain() == 1
        (row,) = await office.rows()
        assert (row["attempts"], row["outcome"], row["leased_until"]) == (attempt, None, None)
        assert row["outcome_reason"] == "recipient 451"
        pauses.append(row["available_at"] - before)
        assert await postman.drain() == 0
        office.clock.move_to(row["available_at"])
    for attempt, pause in enumerate(pauses):
        whole = BACKOFF.first * 2**attempt
        assert whole / 2 <= pause <= whole
    server.answers.clear()
    await postman.drain()
    (row,) = await office.rows()
    assert (row["outcome"], row["outcome_reason"], row["attempts"]) == ("sent", None, 4)
    assert len(server.received) == 1


async def test_refused_for_good_it_is_a_dead_letter_that_says_why(
    office: Office, server: MailServer, api: Api
) -> None:
    first, second = await office.queue(2)
    server.answers[first] = "550 no such user rahim"
    await office.postman().drain()
    assert await office.fates() == [("dead", "recipient 550"), ("sent", None)]
    assert recipients_of(server) == [second]
    admin = await api.signed_in(await make_user(office.database, Role.ADMIN))
    (letter,) = ok(await admin.get("/admin/dead-letters"))["items"]
    assert (letter["kind"], letter["cause"]) == ("password_changed", "recipient 550")
    # Given up at once: nothing of it comes again by itself.
    office.clock.advance(timedelta(days=30))
    assert await office.postman().drain() == 0


async def test_a_server_that_is_away_is_waited_for(office: Office, app: FastAPI) -> None:
    await office.queue()
    away = Office(app, office.clock, free_port())
    await away.postman().drain()
    (row,) = await office.rows()
    assert (row["outcome"], row["outcome_reason"], row["attempts"]) == (None, "connection", 1)
    office.clock.move_to(row["available_at"])
    await office.postman().drain()
    assert await office.fates() == [("sent", None)]
    await away.close()


async def test_after_the_last_attempt_it_is_given_up_in_sight(
    office: Office, server: MailServer
) -> None:
    await office.queue()
    server.answers["DATA"] = "452 full"
    postman = office.postman()
    for _ in range(BACKOFF.attempts):
        assert await postman.drain() == 1
        office.clock.advance(BACKOFF.longest)
    (row,) = await office.rows()
    assert (row["outcome"], row["attempts"]) == ("dead", BACKOFF.attempts)
    assert row["outcome_reason"] == "content 452"
    assert await postman.drain() == 0


async def test_taken_up_after_its_sender_died_it_is_the_same_mail(
    office: Office, server: MailServer
) -> None:
    await office.queue()
    # The server has taken it, and the sender dies before it hears of that.
    server.delays["DATA"] = 30
    dying = asyncio.create_task(office.postman().drain())
    await until(lambda: "DATA" in server.steps)
    dying.cancel()
    await asyncio.wait([dying])
    server.delays.clear()
    other = office.postman()
    assert await other.drain() == 0
    (row,) = await office.rows()
    assert row["outcome"] is None
    assert row["leased_until"] is not None
    await office.let_leases_end()
    assert await other.drain() == 1
    (after,) = await office.rows()
    assert (after["outcome"], after["leased_until"]) == ("sent", None)
    assert after["envelope_uid"] == row["envelope_uid"]
    assert f"<{row['envelope_uid']}@" in ids_of(server)[-1]


async def test_accepted_in_the_moment_of_death_it_comes_twice_with_one_id_but_once_in_a_folder(
    office: Office, server: MailServer, tmp_path: Path
) -> None:
    await office.queue()
    forget = "UPDATE mails SET outcome = NULL, finished_at = NULL"
    for sender in (None, FolderSender(tmp_path)):
        for _ in range(2):
            # As if the settling of the first time had never come to pass.
            await office.database.transact(lambda unit: unit.sql.execute(forget))
            await office.postman(sender).drain()
    first, second = ids_of(server)
    assert first == second
    assert len(files_in(tmp_path)) == 1


async def test_one_slow_recipient_holds_up_nobody_else(office: Office, server: MailServer) -> None:
    slow, *others = await office.queue(9)
    server.delays[slow] = 5.0
    drain = asyncio.create_task(office.postman(connections=2).drain())
    await until(lambda: len(server.received) == len(others))
    assert set(recipients_of(server)) == set(others)
    assert not drain.done()
    # What was sent is settled by now: the slow one keeps no lease but its own.
    rows = await settled(office, len(others))
    assert [row["leased_until"] is not None for row in rows] == [True] + [False] * len(others)
    await drain
    assert recipients_of(server)[-1] == slow


async def settled(office: Office, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(4):
        while True:
            rows = await office.rows()
            if sum(row["outcome"] == "sent" for row in rows) >= count:
                return rows
            await asyncio.sleep(0.01)


async def test_several_postmen_at_once_send_each_mail_once(
    office: Office, server: MailServer
) -> None:
    emails = await office.queue(60)
    # Long enough that none is through before the others have begun.
    server.delays["DATA"] = 0.03
    postmen = [office.postman(connections=1) for _ in range(4)]
    found = await asyncio.gather(*(postman.drain() for postman in postmen))
    assert sum(found) == 60
    assert sum(count > 0 for count in found) > 1
    assert Counter(recipients_of(server)) == Counter(emails)
    assert set(await office.fates()) == {("sent", None)}
    assert {row["attempts"] for row in await office.rows()} == {1}


async def test_a_mail_that_cannot_be_written_stops_no_other(
    office: Office, server: MailServer
) -> None:
    user = await make_user(office.database)
    broken = NewMail(MailKind.RESET_PASSWORD, Recipient(user.id, None), office.clock.now())
    await office.database.transact(lambda unit: add_mails(unit, [broken], office.clock.now()))
    others = await office.queue(3)
    await office.postman().drain()
    assert sorted(recipients_of(server)) == sorted(others)
    (first, *rest) = await office.rows()
    assert (first["outcome"], first["outcome_reason"], first["attempts"]) == (None, "KeyError", 1)
    assert {row["outcome"] for row in rest} == {"sent"}


async def test_what_this_release_cannot_read_stops_no_other(
    office: Office, server: MailServer
) -> None:
    (newer,) = await office.queue()
    rename = "UPDATE mails SET kind = 'visit_rated'"
    await office.database.transact(lambda unit: unit.sql.execute(rename))
    others = await office.queue(2)
    await office.postman().drain()
    assert sorted(recipients_of(server)) == sorted(others)
    first, *rest = await office.rows()
    # In sight: it waits, or was given up.
    assert first["outcome"] in {None, "dead"}
    assert {row["outcome"] for row in rest} == {"sent"}
    assert newer not in recipients_of(server)


async def test_who_cannot_be_reached_is_left_out(
    cast: Cast, office: Office, server: MailServer, mailbox: Mailbox
) -> None:
    await cast.booked("10:00")
    patient = await make_patient(office.database, email="amina@example.org")
    await cast.booked_by_desk("11:00", patient_id=str(patient.uid))
    await mailbox.delivery.dispatcher.drain()
    office.clock.advance(mailbox.settings.notifications.settle)
    for statement, id_ in (
        ("UPDATE users SET active = false WHERE id = $1", cast.user.id),
        ("UPDATE patients SET email = NULL WHERE id = $1", patient.id),
    ):
        await office.database.transact(
            lambda unit, s=statement, i=id_: unit.sql.execute(s, i)  # type: ignore[misc]
        )
    await office.postman().drain()
    assert set(recipients_of(server)) == {cast.practice.doctor.user.email}
    fates = Counter(await office.fates())
    assert fates == {("dropped", "unreachable"): 2, ("sent", None): 2}


async def test_waiting_for_the_end_of_quiet_hours_is_no_attempt(
    cast: Cast, office: Office, server: MailServer, mailbox: Mailbox
) -> None:
    quiet = {"quiet_from": "11:00", "quiet_until": "14:30"}
    ok(await cast.own.patch("/users/me/notification-preferences", quiet))
    await cast.booked("15:00")
    await mailbox.delivery.dispatcher.drain()
    office.clock.advance(mailbox.settings.notifications.settle)
    postman = office.postman()
    assert await postman.drain() == 2
    assert await postman.drain() == 0
    (row,) = [row for row in await office.rows() if row["user_id"] == cast.user.id]
    assert (row["attempts"], row["outcome"], row["outcome_reason"]) == (0, None, None)
    assert (row["leased_until"], row["envelope_uid"]) == (None, None)
    assert row["available_at"] == at("14:30", date(2027, 1, 4))
    office.clock.move_to(row["available_at"])
    await postman.drain()
    assert cast.user.email in recipients_of(server)


async def test_news_of_a_day_stay_in_one_mail_when_it_is_tried_again(
    cast: Cast, office: Office, server: MailServer, mailbox: Mailbox
) -> None:
    for wall in ("10:00", "11:00"):
        await cast.booked(wall)
    await mailbox.delivery.dispatcher.drain()
    office.clock.advance(mailbox.settings.notifications.settle)
    server.answers[cast.user.email] = "451 later"
    postman = office.postman()
    await postman.drain()
    mine = [row for row in await office.rows() if row["user_id"] == cast.user.id]
    assert len({row["envelope_uid"] for row in mine}) == 1
    # More news of the same day, while the first wait for their second attempt.
    await cast.booked("12:00")
    await mailbox.delivery.dispatcher.drain()
    server.answers.clear()
    office.clock.advance(timedelta(minutes=1))
    await postman.drain()
    mails = [
        message_from_bytes(one.content, policy=policy.default)
        for one in server.received
        if one.recipients == (cast.user.email,)
    ]
    one, two = sorted(mails, key=lambda mail: len(invites_of(mail)))
    assert [event["DTSTART"].dt for _, event in invites_of(two)] == [at("10:00"), at("11:00")]
    assert str(mine[0]["envelope_uid"]) in two["Message-ID"]
    assert one["Message-ID"] != two["Message-ID"]


async def test_what_is_urgent_in_the_night_takes_the_other_news_of_that_day_along(
    cast: Cast, office: Office, server: MailServer, mailbox: Mailbox
) -> None:
    quiet = {"quiet_from": "21:00", "quiet_until": "07:00"}
    ok(await cast.own.patch("/users/me/notification-preferences", quiet))
    late = await cast.booked("16:30")
    early = await cast.booked("09:00")
    # Twelve hours before the one, more before the other.
    office.clock.move_to(at("21:30", date(2027, 1, 4)))
    await mailbox.delivery.dispatcher.drain()
    office.clock.advance(mailbox.settings.notifications.settle)
    postman = office.postman()
    await postman.drain()
    office.clock.move_to(at("07:00"))
    await postman.drain()
    mails = [
        message_from_bytes(one.content, policy=policy.default)
        for one in server.received
        if one.recipients == (cast.user.email,)
    ]
    told = Counter(str(event["UID"]) for mail in mails for _, event in invites_of(mail))
    assert told == {f"{late['id']}@praxis": 1, f"{early['id']}@praxis": 1}
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 1
    assert all(wall in text_of(mails[0]) for wall in ("09:00", "16:30"))


async def test_news_that_failed_in_the_evening_are_the_same_mail_in_the_morning(
    cast: Cast, office: Office, server: MailServer, mailbox: Mailbox
) -> None:
    quiet = {"quiet_from": "12:30", "quiet_until": "14:30"}
    ok(await cast.own.patch("/users/me/notification-preferences", quiet))
    await cast.booked("15:00")
    await mailbox.delivery.dispatcher.drain()
    office.clock.move_to(at("12:29", date(2027, 1, 4)))
    # Taken, but the answer is lost: it may have arrived.
    server.drops.append("TAKEN")
    postman = office.postman(connections=1)
    async with asyncio.timeout(20):
        await postman.drain()
    office.clock.move_to(at("12:31", date(2027, 1, 4)))
    await postman.drain()
    later = await cast.visitor.signed_in(cast.user)
    await book(later, cast.practice, at("16:00"))
    await mailbox.delivery.dispatcher.drain()
    office.clock.move_to(at("14:30", date(2027, 1, 4)))
    await postman.drain()
    mails = [
        message_from_bytes(one.content, policy=policy.default)
        for one in server.received
        if one.recipients == (cast.user.email,)
    ]
    contents = {(mail["Message-ID"], len(invites_of(mail))) for mail in mails}
    # Whoever takes two of one id for the same has heard of both visits.
    assert len(contents) == 2
    assert {count for _, count in contents} == {1}
    assert len({uid for uid, _ in contents}) == 2
