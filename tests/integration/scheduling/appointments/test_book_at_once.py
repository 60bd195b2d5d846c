"""A booking is written by one statement: whole, or not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

from asyncpg.connection import LoggedQuery

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, Reader
from praxis.scheduling.appointments.operations.book import book as book_visit
from praxis.scheduling.appointments.schemas import AppointmentCreate
from tests.conftest import NOW
from tests.factories.availability import make_practice
from tests.support.api import Api, ok
from tests.support.booking import book, booking, patient_with_account
from tests.support.rivals import on

# 10:00 in Dhaka on the Tuesday after the tests' Monday.
TEN = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)


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
