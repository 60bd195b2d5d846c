"""The shading of calendars of many doctors, in one question."""

from datetime import UTC, timedelta
from functools import partial
from typing import Any

import pytest

from praxis.kit.db.database import Database
from praxis.kit.intervals import Interval
from praxis.scheduling.availability.openings import OpeningsAsked, list_openings
from tests.factories.availability import Practice, make_practice, make_rule, make_time_off
from tests.factories.directory import make_doctor, make_location
from tests.integration.scheduling.cast import TUESDAY, Cast, at
from tests.support.api import Api, ok, problem
from tests.support.statements import first_words

DAY = {"from": at("00:00").isoformat(), "to": at("00:00", TUESDAY + timedelta(days=1)).isoformat()}


async def spans(caller: Api, **params: Any) -> list[tuple[str, str, str, str]]:
    """Doctor, local start and end, and kind of each."""
    items = ok(await caller.get("/openings", **{**DAY, **params}))["items"]
    return [
        (item["doctor_id"], item["starts_at"][11:16], item["ends_at"][11:16], item["kind"])
        for item in items
    ]


async def colleague_of(cast: Cast, database: Database) -> Practice:
    return await make_practice(database, location=cast.practice.location, hours=(600, 840))


async def test_everybody_at_a_place_is_shown(cast: Cast, database: Database) -> None:
    other = await colleague_of(cast, database)
    await make_time_off(database, other.doctor, starts_on=TUESDAY, ends_on=TUESDAY)
    first, second = str(cast.practice.doctor.uid), str(other.doctor.uid)
    place = str(cast.practice.location.uid)
    for caller in (cast.doctor, cast.desk, cast.admin):
        assert await spans(caller, location_id=place) == [
            (first, "09:00", "17:00", "open"),
            (second, "10:00", "14:00", "leave"),
        ]


async def test_doctors_are_named_several_times_and_places_elsewhere_left_out(
    cast: Cast, database: Database
) -> None:
    other = await colleague_of(cast, database)
    elsewhere = await make_location(database, time_zone="Asia/Kolkata")
    doctor = cast.practice.doctor
    evening = {"start_minute": 1080, "end_minute": 1200}
    await make_rule(database, doctor, elsewhere, TUESDAY.weekday(), **evening)
    both = [str(doctor.uid), str(other.doctor.uid)]
    seen = await spans(cast.desk, doctor_id=both)
    assert seen == [
        (both[0], "09:00", "17:00", "open"),
        (both[0], "18:00", "20:00", "open"),
        (both[1], "10:00", "14:00", "open"),
    ]
    there = await spans(cast.desk, doctor_id=both, location_id=str(elsewhere.uid))
    assert there == [(both[0], "18:00", "20:00", "open")]


async def test_it_agrees_with_what_is_offered(cast: Cast) -> None:
    ((_, opens, _, _),) = await spans(cast.desk, doctor_id=str(cast.practice.doctor.uid))
    assert (await cast.starts())[0] == opens
    closed = {"date": TUESDAY.isoformat(), "kind": "closed"}
    ok(await cast.doctor.post(f"{cast.doctor_path}/exceptions", closed), 201)
    ((_, _, _, kind),) = await spans(cast.desk, doctor_id=str(cast.practice.doctor.uid))
    assert kind == "closed"
    assert await cast.starts() == []


async def test_all_are_read_in_one_statement(cast: Cast, database: Database) -> None:
    other = await colleague_of(cast, database)
    both = (cast.practice.doctor.uid, other.doctor.uid)
    window = Interval(at("00:00").astimezone(UTC), at("23:00").astimezone(UTC))
    asked = OpeningsAsked(window, both, None)
    assert await first_words(database, partial(list_openings, asked=asked), 2) == ["SELECT d.uid"]


async def test_who_is_inactive_is_not_shown(cast: Cast, database: Database) -> None:
    gone = await make_doctor(database, active=False)
    await make_rule(database, gone, cast.practice.location, TUESDAY.weekday())
    assert await spans(cast.desk, doctor_id=str(gone.uid)) == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"to": DAY["from"]}, "openings.window"),
        ({"to": "2027-02-06T00:00:00+06:00"}, "openings.window"),
        ({"to": "2027-01-06"}, "time.format"),
        ({"from": "2027-01-05T00:00:00"}, "time.naive"),
        ({"doctor_id": "7"}, "id.format"),
    ],
)
async def test_an_unacceptable_window_is_refused(
    cast: Cast, params: dict[str, str], code: str
) -> None:
    problem(await cast.desk.get("/openings", **{**DAY, **params}), 422, code)


async def test_more_doctors_than_a_calendar_holds_are_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setattr("praxis.scheduling.availability.openings.MOST_DOCTORS", 1)
    await colleague_of(cast, database)
    place = str(cast.practice.location.uid)
    refused = await cast.desk.get("/openings", **DAY, location_id=place)
    assert problem(refused, 422, "openings.too_many_doctors")["most"] == 1


async def test_patients_and_visitors_are_refused(cast: Cast) -> None:
    problem(await cast.own.get("/openings", **DAY), 403, "auth.role_forbidden")
    problem(await cast.visitor.get("/openings", **DAY), 401, "auth.required")
