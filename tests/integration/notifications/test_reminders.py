"""Reminders as the clock finds them, on real visits, with clocks that are stopped and set."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.notifications import reminders
from tests.factories.availability import make_practice
from tests.factories.directory import make_location, make_patient
from tests.integration.scheduling.cast import Cast, at, cast_of, make_cast
from tests.support.api import Api, ok
from tests.support.messages import Mailbox, text_of

DAY = timedelta(days=1)
TWO_WEEKS_ON = date(2027, 1, 19)
LINK = "/visit-link#token="


@pytest.fixture(autouse=True)
async def clock_runs(database: Database, clock: FixedClock) -> None:
    """The clock of reminders stands at the tests' Monday, whatever other tests did with it."""

    async with database.reading() as reader:
        await reader.sql.execute(
            "INSERT INTO reminder_clock (id, covered_until) VALUES (1, $1) "
            "ON CONFLICT (id) DO UPDATE SET covered_until = $1",
            clock.now(),
        )


async def fates(database: Database, user_id: int) -> list[tuple[int, str | None]]:
    """Minutes before the visit, and what became of each reminder, by due time."""
    async with database.reading() as reader:
        rows = await reader.sql.fetch(
            """
            SELECT (data->>'minutes')::int AS minutes, coalesce(outcome_reason, outcome) AS fate
            FROM mails WHERE user_id = $1 AND kind = 'visit_reminder' ORDER BY due_at, id
            """,
            user_id,
        )
    return [(row["minutes"], row["fate"]) for row in rows]


def reminders_in(mailbox: Mailbox, email: str) -> list[Any]:
    return [mail for mail in mailbox.mails(email) if LINK in text_of(mail)]


async def booked(cast: Cast, wall: str, on: date = TWO_WEEKS_ON, **more: Any) -> Any:
    body = {
        "doctor_id": str(cast.practice.doctor.uid),
        "visit_type_id": str(cast.practice.visit_type.uid),
        "starts_at": at(wall, on).isoformat(),
        **more,
    }
    return ok(await cast.own.post("/appointments", body), 201)


async def test_a_week_and_a_day_before_a_visit_and_never_twice(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    await booked(cast, "10:00")
    for days, expected in ((8, 0), (7, 1), (6, 1), (1, 2), (0.9, 2)):
        clock.move_to(at("10:00", TWO_WEEKS_ON) - timedelta(days=days))
        await mailbox.remind()
        await mailbox.remind()
        assert len(reminders_in(mailbox, cast.user.email)) == expected
    assert await fates(database, cast.user.id) == [(10080, "sent"), (1440, "sent")]


async def test_a_type_of_visit_has_its_own_reminders(
    api: Api, database: Database, mailbox: Mailbox, clock: FixedClock
) -> None:
    cast = await cast_of(api, database, reminder_minutes=[120])
    await booked(cast, "10:00")
    for minutes, expected in ((1440, 0), (121, 0), (120, 1), (60, 1)):
        clock.move_to(at("10:00", TWO_WEEKS_ON) - timedelta(minutes=minutes))
        await mailbox.remind()
        assert len(reminders_in(mailbox, cast.user.email)) == expected


async def test_never_after_a_cancel(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database, api: Api
) -> None:
    gone, queued = await booked(cast, "10:00"), await booked(cast, "11:00", date(2027, 1, 20))
    ok(await cast.own.post(f"/appointments/{gone['id']}/cancel", {}))
    clock.move_to(at("10:00", TWO_WEEKS_ON) - 7 * DAY)
    await mailbox.remind()
    # Queued already, and cancelled before it was sent.
    clock.move_to(at("11:00", date(2027, 1, 20)) - 7 * DAY)
    await database.transact(lambda unit: reminders.look(unit, clock.now()))
    own = await api.signed_in(cast.user)
    ok(await own.post(f"/appointments/{queued['id']}/cancel", {}))
    await mailbox.delivery.postman.drain()
    assert reminders_in(mailbox, cast.user.email) == []
    assert await fates(database, cast.user.id) == [(10080, "overtaken")]


async def test_a_moved_visit_is_reminded_of_at_its_new_time_only(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database, api: Api
) -> None:
    visit = await booked(cast, "10:00")
    clock.move_to(at("10:00", TWO_WEEKS_ON) - 7 * DAY)
    await database.transact(lambda unit: reminders.look(unit, clock.now()))
    later = date(2027, 1, 26)
    body = {"starts_at": at("14:00", later).isoformat()}
    own = await api.signed_in(cast.user)
    ok(await own.post(f"/appointments/{visit['id']}/reschedule", body))
    await mailbox.delivery.postman.drain()
    assert reminders_in(mailbox, cast.user.email) == []
    clock.move_to(at("14:00", later) - 7 * DAY)
    await mailbox.remind()
    (mail,) = reminders_in(mailbox, cast.user.email)
    assert "14:00" in text_of(mail)
    assert await fates(database, cast.user.id) == [(10080, "overtaken"), (10080, "sent")]


async def test_whoever_has_just_booked_is_not_reminded(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    # Less than a week and more than a day ahead: the first reminder would have been due already.
    await booked(cast, "10:00", date(2027, 1, 7))
    clock.advance(timedelta(minutes=1))
    await mailbox.remind()
    assert await fates(database, cast.user.id) == []
    clock.move_to(at("10:00", date(2027, 1, 6)))
    await mailbox.remind()
    assert await fates(database, cast.user.id) == [(1440, "sent")]


@pytest.mark.parametrize(("late", "fate"), [(0.4, "sent"), (3.4, "sent"), (3.6, None), (5.9, None)])
async def test_after_an_outage_a_reminder_is_sent_until_half_of_its_notice_is_gone(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database, late: float, fate: str
) -> None:
    await booked(cast, "10:00")
    clock.move_to(at("10:00", TWO_WEEKS_ON) - timedelta(days=7 - late))
    await mailbox.remind()
    found = await fates(database, cast.user.id)
    assert found == ([(10080, fate)] if fate else [])


async def test_after_a_long_outage_only_the_last_reminder_of_a_visit_goes(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    await booked(cast, "10:00")
    clock.move_to(at("10:00", TWO_WEEKS_ON) - timedelta(hours=20))
    await mailbox.remind()
    assert await fates(database, cast.user.id) == [(1440, "sent")]


async def test_held_up_by_a_server_for_mail_it_is_dropped_when_it_is_no_use(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    await booked(cast, "10:00")
    clock.move_to(at("10:00", TWO_WEEKS_ON) - DAY)
    await database.transact(lambda unit: reminders.look(unit, clock.now()))
    clock.advance(timedelta(hours=12, seconds=1))
    await mailbox.delivery.postman.drain()
    assert await fates(database, cast.user.id) == [(1440, "late")]


async def test_a_clock_that_is_set_back_reminds_nobody_twice(
    cast: Cast, mailbox: Mailbox, clock: FixedClock
) -> None:
    await booked(cast, "10:00")
    due = at("10:00", TWO_WEEKS_ON) - 7 * DAY
    clock.move_to(due + timedelta(minutes=5))
    await mailbox.remind()
    for minutes in (-30, 0, 5, 10):
        clock.move_to(due + timedelta(minutes=minutes))
        await mailbox.remind()
    assert len(reminders_in(mailbox, cast.user.email)) == 1


async def test_a_clock_that_was_ahead_for_a_moment_does_not_silence_reminders(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    before = clock.now()
    clock.advance(60 * DAY)
    await mailbox.remind()
    clock.move_to(before)
    await mailbox.remind()
    await booked(cast, "10:00")
    clock.move_to(at("10:00", TWO_WEEKS_ON) - 7 * DAY)
    await mailbox.remind()
    assert await fates(database, cast.user.id) == [(10080, "sent")]


async def test_visits_of_one_day_are_one_reminder(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    child = await make_patient(database, cast.user, full_name="Karim Uddin")
    await booked(cast, "10:00")
    await booked(cast, "16:00", patient_id=str(child.uid))
    for wall in ("10:00", "16:00"):
        clock.move_to(at(wall, TWO_WEEKS_ON) - DAY)
        await mailbox.remind()
    (mail,) = reminders_in(mailbox, cast.user.email)
    assert all(word in text_of(mail) for word in ("10:00", "16:00", "Karim"))
    assert await fates(database, cast.user.id) == [(1440, "sent"), (1440, "sent")]


async def test_one_look_tells_windows_once_however_many_reminders_are_due(
    cast: Cast, clock: FixedClock, database: Database
) -> None:
    """Telling them holds up everybody else who publishes until the look has committed."""
    week_ahead = TWO_WEEKS_ON + 6 * DAY
    await booked(cast, "10:00")
    await booked(cast, "10:00", week_ahead)
    clock.move_to(at("10:00", TWO_WEEKS_ON) - DAY)
    before = await rings(database, cast.user.id)
    await database.transact(lambda unit: reminders.look(unit, clock.now()))
    assert set(await fates(database, cast.user.id)) == {(1440, None), (10080, None)}
    assert await rings(database, cast.user.id) == before + 1


async def rings(database: Database, user_id: int) -> int:
    """How often the windows of an account were told that something is under its bell."""
    async with database.reading() as reader:
        return int(
            await reader.sql.fetchval(
                "SELECT count(*) FROM live_events "
                "WHERE kind = 'notification.created' AND $1 = ANY (user_ids)",
                user_id,
            )
            or 0
        )


async def test_a_day_before_is_the_same_hour_though_the_clocks_change(
    api: Api, database: Database, mailbox: Mailbox, clock: FixedClock
) -> None:
    # In Berlin the clocks go forward in the night to 28 March 2027.
    berlin = ZoneInfo("Europe/Berlin")
    place = await make_location(database, time_zone=berlin.key)
    practice = await make_practice(database, location=place, booking_horizon_days=120)
    cast = await make_cast(api, database, practice)
    start = datetime(2027, 3, 28, 9, tzinfo=berlin)
    body = {
        "doctor_id": str(practice.doctor.uid),
        "visit_type_id": str(practice.visit_type.uid),
        "starts_at": start.isoformat(),
    }
    ok(await cast.own.post("/appointments", body), 201)
    # 9:00 of the day before is only 23 hours earlier.
    for hour, expected in ((8, 0), (9, 1)):
        clock.move_to(datetime(2027, 3, 27, hour, tzinfo=berlin).astimezone(UTC))
        await mailbox.remind()
        found = [f for f in await fates(database, cast.user.id) if f[0] == 1440]
        assert len(found) == expected
    assert start.astimezone(UTC) - clock.now() == timedelta(hours=23)


async def test_two_clocks_at_once_remind_once(
    cast: Cast, clock: FixedClock, database: Database
) -> None:
    await booked(cast, "10:00")
    clock.move_to(at("10:00", TWO_WEEKS_ON) - 7 * DAY)
    await asyncio.gather(
        *(database.transact(lambda unit: reminders.look(unit, clock.now())) for _ in range(6))
    )
    assert await fates(database, cast.user.id) == [(10080, None)]


async def test_who_wants_no_reminders_still_gets_news(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    ok(await cast.own.patch("/users/me/notification-preferences", {"email_reminders": False}))
    await booked(cast, "10:00")
    await mailbox.deliver()
    clock.move_to(at("10:00", TWO_WEEKS_ON) - DAY)
    await mailbox.remind()
    assert await fates(database, cast.user.id) == [(1440, "unwanted")]
    assert len(mailbox.mails(cast.user.email)) == 1
