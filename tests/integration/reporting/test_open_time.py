"""Open time is what a question for every single minute says, whatever hours become."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.kit.db.database import Reader
from praxis.reporting.derived.open_time import open_time
from praxis.reporting.periods import Period
from tests.conftest import NOW
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor, make_location
from tests.integration.reporting.conftest import Desk
from tests.integration.reporting.slow import Hours, Row, slow_open_minutes
from tests.support.api import ok

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# A month with changed clocks in Berlin and on Lord Howe, the present one, and one to come.
MONTHS = (date(2026, 10, 1), date(2027, 1, 1), date(2027, 3, 1))
Rules = list[Row]


def weekly_from(rules: Rules, place_id: int) -> Callable[[date], list[tuple[int, int]]]:
    def on_day(on: date) -> list[tuple[int, int]]:
        return [
            (rule["start_minute"], rule["end_minute"])
            for rule in rules
            if rule["location_id"] == place_id
            and rule["weekday"] == on.weekday()
            and (rule["valid_from"] is None or rule["valid_from"] <= on)
            and (rule["valid_until"] is None or on <= rule["valid_until"])
            and _is_week_of(rule, on)
        ]

    return on_day


def _is_week_of(rule: Row, on: date) -> bool:
    if rule["every_n_weeks"] == 1:
        return True
    anchor = rule["valid_from"] - timedelta(days=rule["valid_from"].weekday())
    this = on - timedelta(days=on.weekday())
    return bool((this - anchor).days // 7 % rule["every_n_weeks"] == 0)


async def tables(reader: Reader, doctor: Doctor) -> dict[str, list[Row]]:
    async def rows(query: str) -> list[Row]:
        return [dict(row) for row in await reader.sql.fetch(query, doctor.id)]

    return {
        "rules": await rows("SELECT * FROM availability_rules WHERE doctor_id = $1"),
        "exceptions": await rows("SELECT * FROM availability_exceptions WHERE doctor_id = $1"),
        "leaves": await rows("SELECT * FROM time_off WHERE doctor_id = $1 AND status = 'approved'"),
        "closed": await rows(
            "SELECT location_id, on_date FROM holiday_overrides WHERE NOT open AND $1 > 0"
        ),
    }


async def expected(
    desk: Desk, doctor: Doctor, places: list[Location], month: date, before: Rules, now: datetime
) -> dict[str, int]:
    """By place; days before today by the weekly hours `before`, for they are over."""
    found = await desk.database.read(lambda reader: tables(reader, doctor))
    sums = {}
    for place in places:
        zone = ZoneInfo(place.time_zone)
        today = now.astimezone(zone).date()
        old, new = weekly_from(before, place.id), weekly_from(found["rules"], place.id)
        closed = {row["on_date"] for row in found["closed"] if row["location_id"] == place.id}
        hours = Hours(
            {"id": place.id, "time_zone": place.time_zone},
            lambda on, old=old, new=new, today=today: old(on) if on < today else new(on),  # type: ignore[misc]
            found["exceptions"],
            found["leaves"],
            closed.__contains__,
        )
        days = [month + timedelta(days=n) for n in range(31)]
        minutes = sum(slow_open_minutes(hours, on) for on in days if on.month == month.month)
        if minutes:
            sums[place.name] = minutes
    return sums


async def reported(desk: Desk, doctor: Doctor, month: date) -> dict[str, int]:
    report = ok(
        await desk.admin.get(
            "/reports/overview",
            doctor_id=str(doctor.uid),
            **{
                "from": str(month),
                "to": str((month + timedelta(days=31)).replace(day=1) - timedelta(days=1)),
            },
        )
    )
    found = {group["name"]: group["open_minutes"] for group in report["by_location"]}
    assert sum(found.values()) == report["utilisation"]["open_minutes"]
    return found


async def change(desk: Desk, chance: random.Random, doctor: Doctor, places: list[Location]) -> None:
    """One random change as the practice makes it."""
    path = f"/doctors/{doctor.uid}"
    month = chance.choice(MONTHS)
    on = month + timedelta(days=chance.randrange(28))
    place = chance.choice(places)
    start = chance.randrange(0, 20)
    times = {"start_time": f"{start:02}:00", "end_time": f"{start + 3:02}:30"}
    match chance.randrange(5):
        case 0:
            body: dict[str, Any] = {"starts_on": str(on), "ends_on": str(on + timedelta(days=3))}
            part = times if chance.random() < 0.5 else {}
            ok(await desk.admin.post(f"{path}/time-off", {**body, **part}), 201)
        case 1:
            kind = chance.choice(("hours", "extra"))
            body = {"date": str(on), "kind": kind, "location_id": str(place.uid), **times}
            ok(await desk.admin.post(f"{path}/exceptions", body), 201)
        case 2:
            ok(
                await desk.admin.post(f"{path}/exceptions", {"date": str(on), "kind": "closed"}),
                201,
            )
        case 3:
            holiday = f"/locations/{place.uid}/holidays/{on}"
            ok(await desk.admin.put(holiday, {"name": "Founders' day", "open": False}))
        case _:
            rules = [
                {
                    "location_id": str(places[day % len(places)].uid),
                    "weekday": WEEKDAYS[day],
                    "start_time": f"{chance.randrange(0, 9):02}:15",
                    "end_time": f"{chance.randrange(10, 24):02}:00",
                    **({"valid_from": "2026-09-30", "every_n_weeks": 2} if day % 3 == 0 else {}),
                }
                for day in chance.sample(range(7), 4)
            ]
            ok(await desk.admin.put(f"{path}/availability", {"rules": rules}))


@pytest.mark.parametrize("seed", range(3))
async def test_changes_of_hours_leave_and_holidays_are_seen_at_once(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    places = [
        await make_location(desk.database, time_zone=zone)
        for zone in ("Europe/Berlin", "Australia/Lord_Howe")
    ]
    doctor = await make_doctor(desk.database, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    for weekday in range(5):
        await make_rule(
            desk.database, doctor, places[weekday % 2], weekday, start_minute=60, end_minute=600
        )
    rules = (await desk.database.read(lambda reader: tables(reader, doctor)))["rules"]

    async def check() -> None:
        for month in MONTHS:
            assert await reported(desk, doctor, month) == await expected(
                desk, doctor, places, month, rules, NOW
            ), month

    # Nothing is kept, then all is, then some is stale, and in the end all is kept again.
    await check()
    await desk.refresh("open_time")
    await check()
    for _ in range(4):
        await change(desk, chance, doctor, places)
        await check()
    await desk.refresh("open_time")
    await check()


async def test_a_doctor_who_leaves_keeps_the_hours_that_were(desk: Desk) -> None:
    place = await make_location(desk.database)
    doctor = await make_doctor(desk.database, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    for weekday in range(7):
        await make_rule(desk.database, doctor, place, weekday)
    await desk.refresh("open_time")
    before = [await reported(desk, doctor, month) for month in MONTHS]

    ok(await desk.admin.delete(f"/doctors/{doctor.uid}"), 204)

    for _ in range(2):
        after = [await reported(desk, doctor, month) for month in MONTHS]
        assert after == [before[0], {place.name: 3 * 8 * 60}, {}]
        await desk.refresh("open_time")


async def test_hours_count_from_the_day_a_doctor_came(desk: Desk) -> None:
    place = await make_location(desk.database)
    doctor = await make_doctor(desk.database, created_at=datetime(2027, 1, 30, 3, tzinfo=UTC))
    for weekday in range(7):
        await make_rule(desk.database, doctor, place, weekday)

    assert await reported(desk, doctor, MONTHS[1]) == {place.name: 2 * 8 * 60}
    assert await reported(desk, doctor, MONTHS[0]) == {}


async def test_a_doctor_begins_on_the_day_that_it_is_at_the_place(desk: Desk) -> None:
    # The first of February in Dhaka, when it is still January in Berlin.
    begun = datetime(2026, 1, 31, 20, tzinfo=UTC)
    dhaka = await make_location(desk.database)
    berlin = await make_location(desk.database, time_zone="Europe/Berlin")
    doctor = await make_doctor(desk.database, created_at=begun)
    for weekday in range(7):
        await make_rule(desk.database, doctor, dhaka, weekday)
        await make_rule(desk.database, doctor, berlin, weekday, start_minute=0, end_minute=60)
    january = {"from": "2026-01-01", "to": "2026-01-31"}

    for _ in range(2):
        overview = ok(await desk.admin.get("/reports/overview", **january))
        found = {row["name"]: row["open_minutes"] for row in overview["by_location"]}
        # The day on which it begins counts as a whole.
        assert found == {berlin.name: 60}
        await desk.refresh("open_time")


async def test_many_doctors_whose_hours_were_changed_take_no_more_reads_than_one(
    desk: Desk,
) -> None:
    place = await make_location(desk.database)

    async def reads(doctors: int) -> int:
        asked: list[str] = []

        async def look(reader: Reader) -> None:
            with reader.sql.query_logger(lambda record: asked.append(record.query)):
                period = Period(date(2027, 1, 1), date(2027, 12, 31))
                opened = await open_time(
                    reader.sql, period, doctor_ids=None, location_ids=[place.id], now=NOW
                )
            assert len(opened) == doctors

        await desk.database.read(look)
        return len(asked)

    found = []
    for doctors in range(1, 8):
        doctor = await make_doctor(desk.database)
        await make_rule(desk.database, doctor, place, 1)
        found.append(await reads(doctors))
    # The first connection also asks for types.
    assert len(set(found[1:])) == 1, found
