"""The sweeper gives back what nobody approved or used."""

from datetime import timedelta

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.scheduling.appointments.operations import expire
from tests.conftest import NOW
from tests.integration.directory.facts import audited
from tests.integration.scheduling.cast import Cast, at, cast_of
from tests.integration.scheduling.claims import claims_of
from tests.support.api import Api, ok
from tests.support.booking import book, booking


async def sweep(database: Database, clock: FixedClock) -> int:
    """Everything that has run out, as the worker does: batch after batch until there is none."""

    async def one(unit: UnitOfWork) -> int:
        return await expire.expire_batch(unit, clock.now())

    found = total = await database.transact(one)
    while found:
        found = await database.transact(one)
        total += found
    return total


async def test_a_request_that_nobody_approved_expires(
    api: Api, database: Database, clock: FixedClock
) -> None:
    cast = await cast_of(api, database, needs_approval=True)
    asked = await cast.booked("10:00")
    clock.move_to(at("10:00") - timedelta(microseconds=1))
    await sweep(database, clock)
    assert len(await claims_of(database, asked["id"])) == 2
    clock.move_to(at("10:00"))

    assert await sweep(database, clock) >= 1

    assert await claims_of(database, asked["id"]) == []
    caller = await api.signed_in(cast.user)
    seen = ok(await caller.get(f"/appointments/{asked['id']}"))
    assert (seen["status"], seen["version"], seen["expires_at"]) == ("expired", 2, None)
    last = ok(await caller.get(f"/appointments/{asked['id']}/events"))["items"][-1]
    assert last == {
        "at": "2027-01-05T04:00:00Z",
        "kind": "expired",
        "from_status": "pending",
        "to_status": "expired",
        "actor_name": None,
        "actor_role": "system",
        "reason": None,
        "previous_starts_at": None,
    }
    assert (await audited(database, asked["id"]))[:2] == [
        "appointment.requested",
        "appointment.expired",
    ]
    async with database.reading() as reader:
        sent = await reader.sql.fetchval(
            """
            SELECT count(*) FROM outbox_messages WHERE topic = 'scheduling.appointment_expired'
              AND (payload->>'appointment_id')::bigint =
                (SELECT id FROM appointments WHERE uid = $1)
            """,
            asked["id"],
        )
    assert sent == 1


async def test_a_hold_that_nobody_used_is_gone(
    cast: Cast, database: Database, clock: FixedClock
) -> None:
    body = booking(cast.practice, at("10:00"))
    held = ok(await cast.own.post("/holds", body), 201)
    clock.advance(timedelta(minutes=10))
    assert await sweep(database, clock) >= 1
    assert await claims_of(database, held["id"]) == []
    assert (await cast.own.delete(f"/holds/{held['id']}")).status_code == 404


async def test_what_stands_is_left_alone(
    api: Api, cast: Cast, database: Database, clock: FixedClock
) -> None:
    visit = await cast.booked("10:00")
    approving = await cast_of(api, database, needs_approval=True)
    approved = await approving.booked("11:00")
    path = f"/appointments/{approved['id']}/status"
    ok(await approving.doctor.patch(path, {"status": "confirmed"}))
    clock.move_to(at("12:00"))
    await sweep(database, clock)
    for one in (visit, approved):
        assert len(await claims_of(database, one["id"])) == 2


async def test_a_second_sweep_finds_nothing(
    cast: Cast, database: Database, clock: FixedClock
) -> None:
    ok(await cast.own.post("/holds", booking(cast.practice, at("10:00"))), 201)
    clock.advance(timedelta(hours=1))
    await sweep(database, clock)
    assert await sweep(database, clock) == 0


async def test_a_row_that_somebody_works_on_is_left_for_later(
    api: Api, database: Database, clock: FixedClock
) -> None:
    cast = await cast_of(api, database, needs_approval=True)
    asked = await book(cast.own, cast.practice, at("10:00"))
    clock.move_to(at("10:00"))

    async def meanwhile(unit: UnitOfWork) -> None:
        await unit.sql.execute("SELECT FROM appointments WHERE uid = $1 FOR UPDATE", asked["id"])
        await sweep(database, clock)

    await database.transact(meanwhile)
    assert len(await claims_of(database, asked["id"])) == 2
    await sweep(database, clock)
    assert await claims_of(database, asked["id"]) == []
    assert clock.now() > NOW
