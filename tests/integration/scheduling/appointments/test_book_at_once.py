"""A booking is written by one statement: whole, or not at all, and it may be repeated."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from asyncpg.connection import LoggedQuery

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, Reader
from praxis.kit.errors import OutcomeUnknown
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments.operations.book import book as book_visit
from praxis.scheduling.appointments.schemas import AppointmentCreate
from praxis.scheduling.availability.locks import SCHEDULE_LOCK
from tests.conftest import NOW
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_location, make_resource
from tests.factories.identity import make_user
from tests.support.api import Api, ok, problem
from tests.support.booking import book, booking, patient_with_account

# 10:00 in Dhaka on the Tuesday after the tests' Monday.
TEN = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)

# Besides what the hold left.
LEFT_BEHIND = """
    SELECT (SELECT count(*) FROM appointments WHERE doctor_id = $1)
         + (SELECT count(*) FROM claims c JOIN doctors d ON d.resource_id = c.resource_id
            WHERE d.id = $1 AND c.kind = 'visit')
         + (SELECT count(*) - 1 FROM outbox_messages WHERE (payload->>'doctor_id')::bigint = $1)
         + (SELECT count(*) FROM idempotency_keys WHERE key = $2)
         + (SELECT count(*) FROM audit_events WHERE actor_id = $3 AND action <> 'hold.created')
"""

RIVAL_CLAIM = """
    INSERT INTO claims (resource_id, during, kind) VALUES ($1, tstzrange($2, $3), 'block')
"""


async def on(database: Database, statement: str, *values: object) -> Any:
    async def ask(reader: Reader) -> Any:
        return await reader.sql.fetchval(statement, *values)

    return await database.read(ask)


@asynccontextmanager
async def rival(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def until_somebody_waits(database: Database) -> int:
    """The process of the booking that waits for a lock."""
    for _ in range(500):
        waiting: int | None = await on(
            database,
            """
            SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'
              AND datname = current_database() AND query LIKE '%book_visit%'
            """,
        )
        if waiting is not None:
            return waiting
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


class TestTheAnswer:
    @pytest.mark.parametrize(
        "kind",
        [
            {},
            {"needs_approval": True},
            {"needs": [{"kind": "room", "tag": None}]},
            {"buffer_before_minutes": 5, "fee_amount": "0.00"},
        ],
    )
    async def test_is_what_reading_it_shows(
        self, api: Api, database: Database, kind: dict[str, Any]
    ) -> None:
        location = await make_location(database, time_zone="Asia/Kathmandu")
        await make_resource(database, location)
        practice = await make_practice(database, location=location, **kind)
        user, _ = await patient_with_account(database)
        caller = await api.signed_in(user)
        at = datetime(2027, 1, 6, 4, 15, tzinfo=UTC)
        body = booking(practice, at, reason='Zoë said "o/u"\n\t\u2028 😀 \x7f', notes="")

        booked = await caller.post("/appointments", body)

        read = await caller.get(f"/appointments/{ok(booked, 201)['id']}")
        assert booked.content == read.content
        assert booked.headers["etag"] == read.headers["etag"]
        assert booked.json()["room_id"] is None or "needs" in kind

    async def test_of_an_overbooked_visit_is_what_reading_it_shows(
        self, api: Api, database: Database
    ) -> None:
        practice = await make_practice(database)
        _, first = await patient_with_account(database)
        _, second = await patient_with_account(database)
        desk = await api.signed_in(await make_user(database, Role.STAFF))
        await book(desk, practice, TEN, patient_id=str(first.uid))
        over = {"overbook": True, "override_reason": "An emergency"}

        booked = await desk.post(
            "/appointments", booking(practice, TEN, patient_id=str(second.uid), **over)
        )

        read = await desk.get(f"/appointments/{ok(booked, 201)['id']}")
        assert booked.content == read.content
        assert booked.json()["overbooked"] is True


async def test_a_booking_asks_three_times_and_begins_no_transaction(
    database: Database, dsn: str
) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    actor = Actor(user.id, user.uid, Role.PATIENT)
    alone = Database(dsn, pool_size=1)
    asked: list[str] = []

    def note(query: LoggedQuery) -> None:
        asked.append(query.query)

    async def book_at(starts_at: datetime) -> None:
        body = AppointmentCreate.model_validate(booking(practice, starts_at))
        clock, lifetime = FixedClock(NOW), timedelta(hours=1)
        await book_visit(
            alone, None, body=body, actor=actor, clock=clock, pending_lifetime=lifetime
        )

    try:
        # The driver asks for types once, and the hours are kept once they were read.
        await book_at(TEN)
        async with alone.reading() as reader:
            reader.sql.add_query_logger(note)
        await book_at(TEN + timedelta(hours=1))
    finally:
        await alone.close()

    assert len(asked) == 3, asked
    assert ["book_visit" in query for query in asked] == [False, False, True]


async def test_all_that_a_booking_leaves_behind(api: Api, database: Database) -> None:
    practice = await make_practice(database, needs_approval=True)
    user, patient = await patient_with_account(database)
    booked = await book(await api.signed_in(user), practice, TEN)

    async def rows(reader: Reader) -> tuple[Any, ...]:
        visit = await reader.sql.fetchrow("SELECT * FROM appointments WHERE uid = $1", booked["id"])
        assert visit is not None
        return (
            visit,
            await reader.sql.fetch(
                "SELECT * FROM appointment_events WHERE appointment_id = $1", visit["id"]
            ),
            await reader.sql.fetch(
                "SELECT * FROM audit_events WHERE entity_uid = $1", visit["uid"]
            ),
            await reader.sql.fetch(
                "SELECT * FROM outbox_messages WHERE payload->>'appointment_id' = $1",
                str(visit["id"]),
            ),
            await reader.sql.fetch("SELECT * FROM claims WHERE appointment_id = $1", visit["id"]),
        )

    visit, events, audited, messages, claims = await database.read(rows)
    assert (visit["created_at"], visit["updated_at"]) == (NOW, NOW)
    assert (visit["version"], visit["sequence"], visit["lane"]) == (1, 0, 0)
    (event,) = events
    told = ("at", "kind", "from_status", "to_status", "actor_id", "actor_role", "reason")
    expected = (NOW, "requested", None, "pending", user.id, "patient", None)
    assert tuple(event[name] for name in told) == expected
    (entry,) = audited
    assert (entry["action"], entry["entity"]) == ("appointment.requested", "appointment")
    assert (entry["patient_id"], entry["actor_id"]) == (patient.id, user.id)
    assert (list(entry["fields"]), entry["details"]) == ([], {"to": "pending"})
    assert entry["uid"].version == 7
    (message,) = messages
    assert message["topic"] == "scheduling.appointment_requested"
    assert message["payload"] == {
        "appointment_id": visit["id"],
        "event_id": event["id"],
        "sequence": 0,
    }
    assert {claim["expires_at"] for claim in claims} == {visit["expires_at"]}
    assert len(claims) == 2


class TestARivalWhoIsFaster:
    """Than the claim, though not than the look: what was written meanwhile is undone."""

    @pytest.mark.parametrize(
        ("taken", "code"),
        [("doctor", "scheduling.slot_taken"), ("patient", "scheduling.patient_busy")],
    )
    async def test_nothing_is_left_behind(
        self, api: Api, database: Database, dsn: str, taken: str, code: str
    ) -> None:
        practice = await make_practice(database)
        user, patient = await patient_with_account(database)
        caller = await api.signed_in(user)
        held = ok(await caller.post("/holds", booking(practice, TEN)), 201)
        resource = practice.doctor.resource_id if taken == "doctor" else patient.resource_id
        # The visit keeps more time than its hold, with which nothing can overlap.
        await widen(database, practice, minutes=30)
        begins = TEN + timedelta(minutes=30)
        key = str(new_uid())

        async with rival(dsn) as other:
            transaction = other.transaction()
            await transaction.start()
            await other.execute(RIVAL_CLAIM, resource, begins, begins + timedelta(minutes=30))
            asking = asyncio.create_task(
                caller.with_headers(Idempotency_Key=key).post(
                    "/appointments", booking(practice, TEN, hold_id=held["id"])
                )
            )
            await until_somebody_waits(database)
            await transaction.commit()
            refused = await asking

        problem(refused, 409, code)
        assert await on(database, LEFT_BEHIND, practice.doctor.id, key, user.id) == 0
        assert await on(database, "SELECT count(*) FROM holds WHERE uid = $1", held["id"]) == 1

    async def test_one_who_gives_up_is_waited_for(
        self, api: Api, database: Database, dsn: str
    ) -> None:
        practice = await make_practice(database)
        user, _ = await patient_with_account(database)
        caller = await api.signed_in(user)

        async with rival(dsn) as other:
            transaction = other.transaction()
            await transaction.start()
            await other.execute(
                RIVAL_CLAIM, practice.doctor.resource_id, TEN, TEN + timedelta(minutes=30)
            )
            asking = asyncio.create_task(caller.post("/appointments", booking(practice, TEN)))
            await until_somebody_waits(database)
            await transaction.rollback()

            ok(await asking, 201)


async def widen(database: Database, practice: Practice, *, minutes: int) -> None:
    """Have visits of this type keep the doctor so much longer afterwards."""
    await on(
        database,
        "UPDATE visit_types SET buffer_after_minutes = $2 WHERE id = $1",
        practice.visit_type.id,
        minutes,
    )


class TestAKey:
    async def test_sent_by_many_at_once_books_once(self, api: Api, database: Database) -> None:
        practice = await make_practice(database)
        user, _ = await patient_with_account(database)
        caller = (await api.signed_in(user)).with_headers(Idempotency_Key=str(new_uid()))

        answers = await asyncio.gather(
            *(caller.post("/appointments", booking(practice, TEN)) for _ in range(8))
        )

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert sorted(a.headers.get("idempotency-replayed", "") for a in answers) == (
            [""] + ["true"] * 7
        )

    async def test_answers_the_first_booking_also_when_it_was_cancelled(
        self, api: Api, database: Database
    ) -> None:
        """The time is free again, yet it is the same request."""
        practice = await make_practice(database)
        user, _ = await patient_with_account(database)
        caller = await api.signed_in(user)
        keyed = caller.with_headers(Idempotency_Key=str(new_uid()))
        first = await keyed.post("/appointments", booking(practice, TEN))
        ok(await caller.post(f"/appointments/{ok(first, 201)['id']}/cancel"))

        again = await keyed.post("/appointments", booking(practice, TEN))

        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotency-replayed"] == "true"

    async def test_of_a_visit_with_a_room_answers_the_room(
        self, api: Api, database: Database
    ) -> None:
        location = await make_location(database)
        room = await make_resource(database, location)
        needs = [{"kind": "room", "tag": None}]
        practice = await make_practice(database, location=location, needs=needs)
        user, _ = await patient_with_account(database)
        keyed = (await api.signed_in(user)).with_headers(Idempotency_Key=str(new_uid()))
        first = await keyed.post("/appointments", booking(practice, TEN))

        again = await keyed.post("/appointments", booking(practice, TEN))

        assert again.content == first.content
        assert again.json()["room_id"] == str(room.uid)

    async def test_of_a_refusal_may_be_used_again(self, api: Api, database: Database) -> None:
        practice = await make_practice(database)
        first, _ = await patient_with_account(database)
        second, _ = await patient_with_account(database)
        holder = await api.signed_in(first)
        booked = await book(holder, practice, TEN)
        keyed = (await api.signed_in(second)).with_headers(Idempotency_Key=str(new_uid()))
        refused = await keyed.post("/appointments", booking(practice, TEN))
        problem(refused, 409, "scheduling.slot_taken")
        ok(await holder.post(f"/appointments/{booked['id']}/cancel"))

        again = await keyed.post("/appointments", booking(practice, TEN))

        assert ok(again, 201)["status"] == "confirmed"
        assert "idempotency-replayed" not in again.headers


async def test_ones_own_hold_that_has_run_out_is_expired_and_not_used(
    api: Api, database: Database, clock: FixedClock
) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    caller = await api.signed_in(user)
    held = ok(await caller.post("/holds", booking(practice, TEN)), 201)
    clock.advance(timedelta(minutes=11))

    await book(caller, practice, TEN, hold_id=held["id"])

    told = await on(
        database,
        "SELECT array_agg(action ORDER BY id) FROM audit_events WHERE entity_uid = $1",
        held["id"],
    )
    assert told == ["hold.created", "hold.expired"]


async def test_a_line_that_breaks_while_it_is_written_says_that_nobody_knows(
    database: Database, dsn: str
) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    actor = Actor(user.id, user.uid, Role.PATIENT)
    body = AppointmentCreate.model_validate(booking(practice, TEN))
    # The others in a pool are let go with the one that broke: here there are none.
    alone = Database(dsn, pool_size=1)

    async with rival(dsn) as other:
        await other.execute(f"SELECT pg_advisory_lock({SCHEDULE_LOCK}, {practice.doctor.id})")
        asking = asyncio.create_task(
            book_visit(
                alone,
                None,
                body=body,
                actor=actor,
                clock=FixedClock(NOW),
                pending_lifetime=timedelta(hours=1),
            )
        )
        waiting = await until_somebody_waits(database)
        await other.execute(f"SELECT pg_terminate_backend({waiting})")
        with pytest.raises(OutcomeUnknown):
            await asking
    await alone.close()


async def test_hours_that_change_while_it_waits_are_planned_with_anew(
    api: Api, database: Database, dsn: str
) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    caller = await api.signed_in(user)

    async with rival(dsn) as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute(f"SELECT pg_advisory_xact_lock({SCHEDULE_LOCK}, {practice.doctor.id})")
        asking = asyncio.create_task(caller.post("/appointments", booking(practice, TEN)))
        await until_somebody_waits(database)
        await other.execute(
            "DELETE FROM availability_rules WHERE doctor_id = $1", practice.doctor.id
        )
        await other.execute(
            "UPDATE doctors SET schedule_version = schedule_version + 1 WHERE id = $1",
            practice.doctor.id,
        )
        await transaction.commit()
        refused = await asking

    problem(refused, 422, "scheduling.not_available")
