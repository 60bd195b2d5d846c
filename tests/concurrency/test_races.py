"""Everybody wants the same time at once."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from typing import Any

import httpx
import pytest

from praxis.identity.models import Role
from praxis.kit.clock import SystemClock
from tests.concurrency.conftest import CONNECTIONS, Arena
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_location, make_patient, make_resource
from tests.factories.identity import make_user
from tests.support.booking import booking, count_overlaps, outcomes, patient_with_account

pytestmark = pytest.mark.alone

ROOM = [{"kind": "room", "tag": None}]
LOSER_SECONDS = 1.0


def morning(day: int) -> datetime:
    """10:00 in Dhaka, some days from now: real servers go by the real clock."""
    return datetime.combine(SystemClock().now().date() + timedelta(days=day), wall(4), UTC)


Headers = dict[str, str]


@pytest.fixture(scope="module")
async def crowd(arena: Arena) -> list[Headers]:
    """Fifty signed-in patients."""
    people = [await patient_with_account(arena.database) for _ in range(CONNECTIONS)]
    return [await arena.headers(user) for user, _ in people]


@pytest.fixture(scope="module")
async def desk(arena: Arena) -> Headers:
    return await arena.headers(await make_user(arena.database, Role.STAFF))


async def at_once(calls: Sequence[Awaitable[httpx.Response]]) -> list[httpx.Response]:
    return list(await asyncio.gather(*calls))


async def warm_up(arena: Arena, crowd: Sequence[Headers]) -> None:
    """Open every connection first, so that the race is about the time and not about TCP."""
    await at_once([arena.client.get("/appointments?limit=1", headers=h) for h in crowd])


async def book_all(
    arena: Arena, crowd: Sequence[Headers], bodies: Sequence[dict[str, Any]]
) -> tuple[list[httpx.Response], list[float]]:
    durations: list[float] = []

    async def one(headers: Headers, body: dict[str, Any]) -> httpx.Response:
        started = time.perf_counter()
        response = await arena.client.post("/appointments", json=body, headers=headers)
        durations.append(time.perf_counter() - started)
        return response

    responses = await at_once([one(h, b) for h, b in zip(crowd, bodies, strict=True)])
    return responses, durations


async def assert_sound(arena: Arena, deadlocks_before: int) -> None:
    assert await count_overlaps(arena.database) == 0
    assert await arena.deadlocks() == deadlocks_before
    assert arena.server.faults() == []


async def test_fault_double_booking_fifty_ask_for_the_same_time(
    arena: Arena, crowd: list[Headers]
) -> None:
    at = morning(3)
    practice = await make_practice(arena.database)
    before = await arena.deadlocks()
    await warm_up(arena, crowd)

    responses, durations = await book_all(arena, crowd, [booking(practice, at)] * CONNECTIONS)

    assert outcomes(responses) == {201: 1, 409: 49}
    assert {r.json()["code"] for r in responses if r.status_code == 409} == {
        "scheduling.slot_taken"
    }
    assert max(durations) < LOSER_SECONDS
    await assert_sound(arena, before)


async def test_fifty_ask_for_partly_overlapping_times(arena: Arena, crowd: list[Headers]) -> None:
    at = morning(4)
    practice = await make_practice(arena.database, slot_interval_minutes=5)
    before = await arena.deadlocks()
    random_times = random.Random(1)
    bodies = [
        booking(practice, at + timedelta(minutes=5 * random_times.randrange(6)))
        for _ in range(CONNECTIONS)
    ]

    responses, _ = await book_all(arena, crowd, bodies)

    assert outcomes(responses) == {201: 1, 409: 49}, "all of them overlap 10:25"
    await assert_sound(arena, before)


async def test_two_visits_want_the_same_last_room(arena: Arena, crowd: list[Headers]) -> None:
    at = morning(5)
    place = await make_location(arena.database)
    rooms = [await make_resource(arena.database, place) for _ in range(3)]
    doctors = [
        await make_practice(arena.database, location=place, needs=ROOM) for _ in range(CONNECTIONS)
    ]
    before = await arena.deadlocks()

    responses, _ = await book_all(arena, crowd, [booking(d, at) for d in doctors])

    assert outcomes(responses) == {201: 3, 409: 47}
    got = {r.json()["room_id"] for r in responses if r.status_code == 201}
    assert got == {str(room.uid) for room in rooms}
    await assert_sound(arena, before)


async def test_fifty_hold_the_same_time_and_the_holder_books_it(
    arena: Arena, crowd: list[Headers]
) -> None:
    at = morning(6)
    practice = await make_practice(arena.database)
    before = await arena.deadlocks()
    wanted = booking(practice, at)

    held = await at_once([arena.client.post("/holds", json=wanted, headers=h) for h in crowd])
    assert outcomes(held) == {201: 1, 409: 49}
    winner = next(i for i, response in enumerate(held) if response.status_code == 201)
    bodies = [{**wanted, "hold_id": held[winner].json()["id"]}] * CONNECTIONS

    responses, _ = await book_all(arena, crowd, bodies)

    assert outcomes(responses) == {201: 1, 409: 49}
    assert responses[winner].status_code == 201, "a hold keeps the time for its holder"
    await assert_sound(arena, before)


async def test_reschedules_into_each_others_times(
    arena: Arena, crowd: list[Headers], desk: Headers
) -> None:
    """Neighbours swap: each wants the time that the next one has."""
    at = morning(7)
    practice = await make_practice(arena.database, needs=ROOM)
    for _ in range(2):
        await make_resource(arena.database, practice.location)
    before = await arena.deadlocks()
    times = [at + timedelta(minutes=30 * step) for step in range(10)]
    booked, _ = await book_all(arena, crowd[:10], [booking(practice, start) for start in times])
    assert outcomes(booked) == {201: 10}

    for _ in range(3):
        moves = [
            arena.client.post(
                f"/appointments/{visit.json()['id']}/reschedule",
                json={"starts_at": times[(index + step) % 10].isoformat()},
                headers=desk,
            )
            for step in (1, 9)
            for index, visit in enumerate(booked)
        ]
        responses = await at_once(moves)
        assert set(outcomes(responses)) <= {200, 409}, [r.text for r in responses]
        await assert_sound(arena, before)


async def test_a_cancel_races_a_booking(arena: Arena, crowd: list[Headers]) -> None:
    at = morning(8)
    practice = await make_practice(arena.database)
    before = await arena.deadlocks()
    first, _ = await book_all(arena, crowd[:1], [booking(practice, at)])
    visit = first[0].json()["id"]

    responses = await at_once(
        [
            arena.client.post(f"/appointments/{visit}/cancel", headers=crowd[0]),
            *(
                arena.client.post("/appointments", json=booking(practice, at), headers=headers)
                for headers in crowd[1:]
            ),
        ]
    )

    assert responses[0].status_code == 200
    won = outcomes(responses[1:])
    assert set(won) <= {201, 409}
    assert won.get(201, 0) <= 1
    await assert_sound(arena, before)


async def test_two_hundred_rounds_of_random_mixes(
    arena: Arena, crowd: list[Headers], desk: Headers
) -> None:
    place = await make_location(arena.database)
    for _ in range(2):
        await make_resource(arena.database, place)
    practices = [
        await make_practice(
            arena.database,
            location=place,
            needs=ROOM if number % 2 else [],
            slot_interval_minutes=15,
            buffer_after_minutes=5 * (number % 2),
        )
        for number in range(4)
    ]
    walk_ins = [await make_patient(arena.database) for _ in range(6)]
    before = await arena.deadlocks()
    chance = random.Random(20261121)
    visits: list[str] = []
    seen: Counter[int] = Counter()
    for _ in range(200):
        calls = [
            _random_call(arena, chance, practices, crowd, desk, walk_ins, visits) for _ in range(8)
        ]
        responses = await at_once(calls)
        seen.update(response.status_code for response in responses)
        visits += [
            r.json()["id"] for r in responses if r.status_code == 201 and "patient_id" in r.json()
        ]
    assert set(seen) <= {200, 201, 403, 404, 409, 422}, arena.server.faults()
    assert seen[201] > 50
    assert seen[409] > 200
    await assert_sound(arena, before)
    await _assert_claims_match_visits(arena, practices)


def _random_call(
    arena: Arena,
    chance: random.Random,
    practices: Sequence[Practice],
    crowd: Sequence[Headers],
    desk: Headers,
    walk_ins: Sequence[Any],
    visits: Sequence[str],
) -> Awaitable[httpx.Response]:
    at = morning(20) + timedelta(minutes=15 * chance.randrange(12))
    practice = chance.choice(practices)
    kind = chance.random()
    if kind < 0.35 or not visits:
        who = chance.choice(crowd)
        return arena.client.post("/appointments", json=booking(practice, at), headers=who)
    if kind < 0.5:
        patient = str(chance.choice(walk_ins).uid)
        body = booking(practice, at, patient_id=patient, overbook=True, override_reason="walked in")
        return arena.client.post("/appointments", json=body, headers=desk)
    if kind < 0.6:
        who = chance.choice(crowd)
        return arena.client.post("/holds", json=booking(practice, at), headers=who)
    visit = f"/appointments/{chance.choice(visits)}"
    if kind < 0.8:
        body = {"starts_at": at.isoformat(), "doctor_id": str(practice.doctor.uid)}
        return arena.client.post(f"{visit}/reschedule", json=body, headers=desk)
    return arena.client.post(f"{visit}/cancel", headers=desk)


MISMATCHES = """
    SELECT count(*) FROM appointments a JOIN doctors d ON d.id = a.doctor_id
    JOIN patients p ON p.id = a.patient_id
    WHERE a.doctor_id = ANY ($1) AND (a.status IN ('pending', 'confirmed')) <> (
        EXISTS (SELECT FROM claims c WHERE c.appointment_id = a.id
                AND c.resource_id = d.resource_id
                AND c.during @> tstzrange(a.starts_at, a.ends_at))
        AND EXISTS (SELECT FROM claims c WHERE c.appointment_id = a.id
                AND c.resource_id = p.resource_id
                AND c.during @> tstzrange(a.starts_at, a.ends_at)))
"""


async def _assert_claims_match_visits(arena: Arena, practices: list[Practice]) -> None:
    """Of these doctors: other tests put visits into this database without booking them."""
    doctors = [practice.doctor.id for practice in practices]
    async with arena.database.reading() as reader:
        assert await reader.sql.fetchval(MISMATCHES, doctors) == 0
