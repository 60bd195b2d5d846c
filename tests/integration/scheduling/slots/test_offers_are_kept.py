"""On random practices: what is offered can be booked or held, and nothing else can."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from praxis.kit.db.database import Database
from praxis.scheduling.availability.models import AvailabilityException
from tests.factories.availability import Practice, make_rule, make_time_off
from tests.factories.directory import (
    add_all,
    make_doctor,
    make_location,
    make_resource,
    make_visit_type,
)
from tests.integration.scheduling.cast import TUESDAY, Cast, at, make_cast
from tests.support.api import Api
from tests.support.booking import booking, count_overlaps

TRIES = 60
STEP = timedelta(minutes=5)
DAYS = {"from": TUESDAY.isoformat(), "to": (TUESDAY + timedelta(days=1)).isoformat()}


async def random_practice(database: Database, chance: random.Random) -> Practice:
    """A doctor at two places, with odd lengths, buffers, rooms, leave and an exception."""
    here, there = [await make_location(database, time_zone="Asia/Dhaka") for _ in "ab"]
    kind = await make_visit_type(
        database,
        duration_minutes=chance.choice([20, 30, 45]),
        slot_interval_minutes=chance.choice([10, 15, 20]),
        buffer_before_minutes=chance.choice([0, 5]),
        buffer_after_minutes=chance.choice([0, 5, 15]),
        needs_approval=chance.random() < 0.3,
        needs=[{"kind": "room", "tag": None}] * chance.choice([0, 1]),
    )
    for place in (here, there):
        await make_resource(database, place)
    doctor = await make_doctor(database)
    for place, start, end in ((here, 480, 700), (there, 840, 965)):
        for day in (0, 1):
            await make_rule(
                database,
                doctor,
                place,
                TUESDAY.weekday() + day,
                start_minute=start + chance.randrange(0, 30, 5),
                end_minute=end,
            )
    start = chance.randrange(540, 840, 15)
    leave = {"start_minute": start, "end_minute": start + 40}
    await make_time_off(database, doctor, starts_on=TUESDAY, ends_on=TUESDAY, **leave)
    extra = AvailabilityException(
        doctor_id=doctor.id,
        location_id=here.id,
        on=TUESDAY,
        kind="extra",
        start_minute=720,
        end_minute=760,
    )
    await add_all(database, extra)
    return Practice(here, doctor, kind)


async def offered(cast: Cast, caller: Api) -> set[datetime]:
    items = (await cast.slots(caller, **DAYS))["items"]
    return {datetime.fromisoformat(item["starts_at"]).astimezone(UTC) for item in items}


def random_call(chance: random.Random, cast: Cast, starts_at: datetime) -> tuple[str, Any]:
    path = "/appointments" if chance.random() < 0.6 else "/holds"
    return path, booking(cast.practice, starts_at)


@pytest.mark.parametrize("seed", range(5))
async def test_exactly_what_is_offered_can_be_had(api: Api, database: Database, seed: int) -> None:
    chance = random.Random(seed)
    cast = await make_cast(api, database, await random_practice(database, chance))
    begin = at("07:45").astimezone(UTC)
    had = refused = 0
    for _ in range(TRIES):
        caller = chance.choice([cast.own, cast.other_patient])
        before = await offered(cast, caller)
        # Beside the offers anything goes, in steps finer than the grid.
        anywhere = begin + STEP * chance.randrange(12 * 10)
        starts_at = chance.choice([anywhere, chance.choice([*before, anywhere])])
        path, body = random_call(chance, cast, starts_at)

        answer = await caller.post(path, body)

        if starts_at not in before:
            assert answer.status_code in {409, 422}, answer.text
            refused += 1
            assert await offered(cast, caller) == before, "a refusal changes nothing"
        elif answer.status_code == 409:
            assert answer.json()["code"] == "scheduling.too_many_holds"
        else:
            assert answer.status_code == 201, answer.text
            had += 1
            assert starts_at not in await offered(cast, cast.visitor)
    assert had > 5
    assert refused > 5
    assert await count_overlaps(database) == 0
