"""The strip of days beside each doctor says what the doctor's own search says."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from praxis.identity.auth import visitor
from praxis.kit.db.database import Database
from praxis.scheduling.slots.days import DaysAsked, find_days
from tests.conftest import NOW
from tests.factories.availability import Practice, make_practice, make_rule, make_time_off
from tests.factories.directory import make_doctor, make_location
from tests.integration.scheduling.cast import TUESDAY, Cast, at, unknown_id
from tests.support.api import Api, ok, problem
from tests.support.statements import first_words

TODAY = TUESDAY - timedelta(days=1)


async def look(api: Api, practice: Practice, *doctors: Any, **params: Any) -> list[dict[str, Any]]:
    asked = {
        "visit_type_id": str(practice.visit_type.uid),
        "doctor_id": [str(doctor.uid) for doctor in doctors or (practice.doctor,)],
        **params,
    }
    items: list[dict[str, Any]] = ok(await api.get("/slots/days", **asked))["items"]
    return items


def counts(item: dict[str, Any]) -> list[int]:
    return [day["count"] for day in item["days"]]


async def test_each_day_says_how_much_is_free_and_what_comes_first(cast: Cast) -> None:
    await cast.booked("09:00")
    (item,) = await look(cast.visitor, cast.practice, days=3)
    assert item["doctor_id"] == str(cast.practice.doctor.uid)
    assert item["time_zone"] == "Asia/Dhaka"
    # It is noon: 10 of today's 16 are left.
    assert [(day["on"], day["count"]) for day in item["days"]] == [
        ("2027-01-04", 10),
        ("2027-01-05", 15),
        ("2027-01-06", 16),
    ]
    starts = [[time["starts_at"][11:16] for time in day["first"]] for day in item["days"]]
    assert starts == [
        ["12:00", "12:30", "13:00", "13:30"],
        ["09:30", "10:00", "10:30", "11:00"],
        ["09:00", "09:30", "10:00", "10:30"],
    ]
    assert item["next_free_at"] == item["days"][0]["first"][0]["starts_at"]
    assert item["next_free_at"] == "2027-01-04T12:00:00+06:00"
    place = str(cast.practice.location.uid)
    assert {time["location_id"] for day in item["days"] for time in day["first"]} == {place}


async def test_it_agrees_with_the_own_search_of_each_doctor(cast: Cast, database: Database) -> None:
    """Also of a doctor at two places in two zones."""
    there = await make_location(database, time_zone="America/New_York")
    doctor = cast.practice.doctor
    for weekday in range(7):
        # In Dhaka, across midnight.
        await make_rule(database, doctor, there, weekday, start_minute=12 * 60, end_minute=16 * 60)
    await cast.booked("10:00")
    here = {"location_id": str(cast.practice.location.uid)}
    abroad = {"location_id": str(there.uid)}
    zones = [{"tz": zone} for zone in ("America/New_York", "Pacific/Chatham")]
    for asked in ({}, here, abroad, *zones):
        (item,) = await look(cast.visitor, cast.practice, days=14, **asked)
        window = {"from": item["days"][0]["on"], "to": item["days"][-1]["on"]}
        slots = (await cast.slots(**window, **asked))["items"]
        local = ZoneInfo(item["time_zone"])
        dates = Counter(_local_date(slot["starts_at"], local).isoformat() for slot in slots)
        assert {day["on"]: day["count"] for day in item["days"] if day["count"]} == dates
        first = datetime.fromisoformat(slots[0]["starts_at"])
        assert datetime.fromisoformat(item["next_free_at"]) == first


def _local_date(text: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(text).astimezone(zone).date()


async def test_doctors_come_in_the_order_asked_for_and_once(cast: Cast, database: Database) -> None:
    other = await make_doctor(database)
    await make_rule(database, other, cast.practice.location, TUESDAY.weekday())
    doctor = cast.practice.doctor
    for wanted in ((other, doctor), (doctor, other, doctor)):
        items = await look(cast.visitor, cast.practice, *wanted, days=2)
        asked = list(dict.fromkeys(str(one.uid) for one in wanted))
        assert [item["doctor_id"] for item in items] == asked
        assert {item["doctor_id"]: counts(item) for item in items} == {
            str(doctor.uid): [10, 16],
            str(other.uid): [0, 16],
        }


async def test_the_next_free_time_is_looked_for_beyond_the_days(
    cast: Cast, database: Database
) -> None:
    away = TODAY + timedelta(days=40)
    await make_time_off(database, cast.practice.doctor, starts_on=TODAY, ends_on=away)
    (item,) = await look(cast.visitor, cast.practice)
    assert counts(item) == [0] * 5
    assert item["next_free_at"] == at("09:00", away + timedelta(days=1)).isoformat()


async def test_whoever_has_nothing_at_all_is_said_to(cast: Cast, database: Database) -> None:
    nobody = await make_doctor(database)
    (item,) = await look(cast.visitor, cast.practice, nobody)
    assert (counts(item), item["next_free_at"]) == ([0] * 5, None)


async def test_only_the_place_asked_for_counts(cast: Cast, database: Database) -> None:
    there = await make_location(database)
    evening = {"start_minute": 18 * 60, "end_minute": 20 * 60}
    await make_rule(database, cast.practice.doctor, there, TUESDAY.weekday(), **evening)
    (item,) = await look(cast.visitor, cast.practice, days=2, location_id=str(there.uid))
    assert counts(item) == [0, 4]
    (item,) = await look(cast.visitor, cast.practice, days=2, location_id=unknown_id())
    assert (counts(item), item["next_free_at"]) == ([0, 0], None)


async def test_days_are_those_of_the_place_asked_for(cast: Cast, database: Database) -> None:
    """22:00 in New York is the next morning in Dhaka, where the doctor works, too."""
    there = await make_location(database, time_zone="America/New_York")
    evening = {"start_minute": 20 * 60, "end_minute": 24 * 60}
    await make_rule(database, cast.practice.doctor, there, TUESDAY.weekday(), **evening)
    (item,) = await look(
        cast.visitor, cast.practice, location_id=str(there.uid), days=2, **{"from": str(TUESDAY)}
    )
    assert item["time_zone"] == "America/New_York"
    assert counts(item) == [8, 0]


async def test_days_may_begin_later_or_lie_in_the_past(cast: Cast) -> None:
    (item,) = await look(cast.visitor, cast.practice, days=1, **{"from": "2027-01-20"})
    assert (counts(item), item["next_free_at"]) == ([16], "2027-01-20T09:00:00+06:00")
    (item,) = await look(cast.visitor, cast.practice, days=2, **{"from": "2027-01-01"})
    assert (counts(item), item["next_free_at"]) == ([0, 0], "2027-01-04T12:00:00+06:00")
    (item,) = await look(cast.visitor, cast.practice, days=2, **{"from": "2029-01-01"})
    assert (counts(item), item["next_free_at"]) == ([0, 0], None)


async def test_who_cannot_be_booked_for_it_is_left_out(cast: Cast, database: Database) -> None:
    other = await make_practice(database)
    gone = await make_doctor(database, active=False)
    offers = {"visit_types": [{"visit_type_id": str(other.visit_type.uid)}]}
    ok(await cast.admin.put(f"/doctors/{other.doctor.uid}/visit-types", offers))
    items = await look(cast.visitor, cast.practice, gone, other.doctor, cast.practice.doctor)
    assert [item["doctor_id"] for item in items] == [str(cast.practice.doctor.uid)]


async def test_days_of_many_take_one_statement_once_their_hours_are_known(
    cast: Cast, database: Database
) -> None:
    doctors = [await make_doctor(database) for _ in range(3)]
    for doctor in doctors:
        await make_rule(database, doctor, cast.practice.location, TUESDAY.weekday())
    asked = DaysAsked(
        doctor_uids=tuple(doctor.uid for doctor in doctors),
        visit_type_uid=cast.practice.visit_type.uid,
        location_uid=None,
        first_on=None,
        days=7,
        zone=None,
        now=NOW,
        reach=timedelta(days=92),
    )
    find = partial(find_days, actor=visitor(None), asked=asked)
    assert await first_words(database, find, 2) == ["SELECT d.id", "SELECT d.id"]
    assert await first_words(database, find, 2) == ["SELECT d.id"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"days": 0}, "greater_than_equal"),
        ({"days": 15}, "less_than_equal"),
        ({"from": "2027-01-05T00:00:00Z"}, "date.format"),
        ({"doctor_id": "7"}, "id.format"),
        ({"doctor_id": [unknown_id() for _ in range(51)]}, "too_long"),
        ({"tz": "Mars/Olympus"}, "zone.unknown"),
        ({"visit_type_id": "7"}, "id.format"),
        ({"visit_type_id": unknown_id()}, "visit_types.unknown"),
    ],
)
async def test_an_unacceptable_question_says_what_to_mend(
    cast: Cast, params: dict[str, Any], code: str
) -> None:
    asked = {
        "visit_type_id": str(cast.practice.visit_type.uid),
        "doctor_id": str(cast.practice.doctor.uid),
        **params,
    }
    problem(await cast.visitor.get("/slots/days", **asked), 422, code)


async def test_somebody_must_be_named(cast: Cast) -> None:
    kind = str(cast.practice.visit_type.uid)
    problem(await cast.visitor.get("/slots/days", visit_type_id=kind), 422, "missing")
