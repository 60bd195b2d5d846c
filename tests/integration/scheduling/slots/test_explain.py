"""Why one time is or is not offered: in detail to the practice, in general to anyone else."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from praxis.directory.locations.models import HolidayOverride
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import make_practice, make_rule, make_time_off
from tests.factories.directory import add_all, make_doctor, make_location, make_resource
from tests.integration.scheduling.cast import TUESDAY, Cast, at, cast_of, make_cast, unknown_id
from tests.support.api import Api, ok, problem
from tests.support.booking import book, booking

ROOM = [{"kind": "room", "tag": None}]
NAMELESS: dict[str, Any] = {
    "starts_at": None,
    "ends_at": None,
    "bookable_from": None,
    "bookable_until": None,
    "nearest": [],
}


async def explain(caller: Api, cast: Cast, when: datetime, **params: Any) -> dict[str, Any]:
    asked = {"visit_type_id": str(cast.practice.visit_type.uid), "at": when.isoformat(), **params}
    found: dict[str, Any] = ok(await caller.get(f"{cast.doctor_path}/slots/explain", **asked))
    return found


async def cause(caller: Api, cast: Cast, when: datetime, **params: Any) -> dict[str, Any]:
    """The only cause."""
    found = await explain(caller, cast, when, **params)
    assert found["offered"] is False
    (only,) = found["causes"]
    result: dict[str, Any] = only
    return result


def code_and_message(found: dict[str, Any]) -> tuple[str, str]:
    return found["code"], found["message"]


async def test_a_free_time_is_offered(cast: Cast) -> None:
    for caller in (cast.visitor, cast.desk):
        assert await explain(caller, cast, at("10:00")) == {"offered": True, "causes": []}


async def test_why_not_in_the_language_of_the_caller(cast: Cast) -> None:
    asked = {
        "visit_type_id": str(cast.practice.visit_type.uid),
        "at": at("03:00").isoformat(),
    }
    path = f"{cast.doctor_path}/slots/explain"
    answers = [
        await caller.get(path, **asked)
        for caller in (cast.desk, cast.desk.with_headers(Accept_Language="bn-BD"))
    ]
    assert [answer.headers["content-language"] for answer in answers] == ["en", "bn"]
    assert [answer.headers["vary"] for answer in answers] == ["Accept-Language"] * 2
    english, bangla = (ok(answer)["causes"][0] for answer in answers)
    assert (english.pop("message"), bangla.pop("message")) == (
        "There are no hours for this visit at that time.",
        "ওই সময়ে এই সাক্ষাতের জন্য কোনো সময় রাখা নেই।",
    )
    assert english == bangla


class TestRoom:
    async def test_the_desk_reads_which_room_is_taken_and_when(
        self, api: Api, database: Database
    ) -> None:
        place = await make_location(database)
        await make_resource(database, place, name="Room 2")
        first, second = [
            await make_practice(
                database, location=place, needs=ROOM, duration_minutes=45, slot_interval_minutes=15
            )
            for _ in "ab"
        ]
        cast = await make_cast(api, database, second)
        await book(cast.own, first, at("09:45"))

        for caller in (cast.desk, cast.admin, cast.doctor):
            found = await cause(caller, cast, at("10:00"))
            assert found == {
                "code": "resource_taken",
                "message": "Room 2 is taken from 09:45 to 10:30.",
                "location_id": str(place.uid),
                "starts_at": "2027-01-05T09:45:00+06:00",
                "ends_at": "2027-01-05T10:30:00+06:00",
                "bookable_from": None,
                "bookable_until": None,
                "nearest": [],
            }

        for caller in (cast.visitor, cast.own, cast.other_patient, cast.other_doctor):
            found = await cause(caller, cast, at("10:00"))
            assert found == {
                "code": "fully_booked",
                "message": "The time is taken.",
                "location_id": str(place.uid),
                **NAMELESS,
            }


class TestDoctor:
    async def test_a_visit_in_the_way_is_named_without_the_patient(self, cast: Cast) -> None:
        await cast.booked("10:00", reason="Rash")
        assert code_and_message(await cause(cast.desk, cast, at("10:00"))) == (
            "fully_booked",
            "The doctor has a visit from 10:00 to 10:30.",
        )
        assert cast.patient.full_name not in str(await explain(cast.desk, cast, at("10:00")))

    async def test_ones_own_hold_is_not_in_the_way(self, cast: Cast) -> None:
        ok(await cast.own.post("/holds", booking(cast.practice, at("10:00"))), 201)
        assert (await explain(cast.own, cast, at("10:00")))["offered"]
        found = await cause(cast.desk, cast, at("10:00"))
        assert found["message"] == "The doctor has a hold from 10:00 to 10:30."

    async def test_why_a_doctor_is_away_is_told_to_nobody_outside(
        self, cast: Cast, database: Database
    ) -> None:
        days = {"starts_on": TUESDAY, "ends_on": TUESDAY}
        await make_time_off(database, cast.practice.doctor, **days, reason="Surgery")
        seen = await explain(cast.desk, cast, at("10:00"))
        assert code_and_message(seen["causes"][0]) == (
            "on_leave",
            "The doctor is on leave from 2027-01-05 00:00 to 2027-01-06 00:00.",
        )
        assert "Surgery" not in str(seen)
        for caller in (cast.visitor, cast.own, cast.other_doctor):
            found = await cause(caller, cast, at("10:00"))
            assert code_and_message(found) == ("not_available", "The time is not available.")
            assert found["starts_at"] is None


class TestHours:
    async def test_outside_hours_is_said_to_anyone(self, cast: Cast) -> None:
        told = ("no_hours", "There are no hours for this visit at that time.")
        for caller in (cast.visitor, cast.desk):
            assert code_and_message(await cause(caller, cast, at("17:00"))) == told

    async def test_a_visit_that_would_end_after_closing(self, api: Api, database: Database) -> None:
        cast = await cast_of(api, database, slot_interval_minutes=15)
        assert code_and_message(await cause(cast.desk, cast, at("16:45"))) == (
            "gap_too_short",
            "The visit would not end before closing at 2027-01-05 17:00.",
        )
        assert (await cause(cast.visitor, cast, at("16:45")))["code"] == "no_hours"

    async def test_a_holiday_is_named_to_the_practice(self, cast: Cast, database: Database) -> None:
        place = cast.practice.location
        row = HolidayOverride(location_id=place.id, on=TUESDAY, name="Fair", open=False)
        await add_all(database, row)
        assert code_and_message(await cause(cast.desk, cast, at("10:00"))) == (
            "holiday",
            "It is a public holiday: Fair.",
        )
        assert (await cause(cast.own, cast, at("10:00")))["code"] == "not_available"

    async def test_a_time_beside_the_grid_names_its_neighbours_to_the_practice(
        self, cast: Cast
    ) -> None:
        found = await cause(cast.desk, cast, at("10:10"))
        assert code_and_message(found) == ("off_grid", "Visits begin at 10:00 or 10:30.")
        assert found["nearest"] == ["2027-01-05T10:00:00+06:00", "2027-01-05T10:30:00+06:00"]
        assert (await cause(cast.visitor, cast, at("10:10")))["nearest"] == []


class TestBounds:
    async def test_notice_names_the_first_start_to_anyone(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        clock.move_to(at("09:00"))
        cast = await cast_of(api, database, minimum_notice_minutes=120)
        for caller in (cast.visitor, cast.desk):
            found = await cause(caller, cast, at("10:00"))
            assert code_and_message(found) == (
                "outside_notice",
                "It is too soon: the first start is 2027-01-05 11:00.",
            )
            assert found["bookable_from"] == "2027-01-05T11:00:00+06:00"

    async def test_the_horizon_names_the_last_start_to_anyone(
        self, api: Api, database: Database
    ) -> None:
        cast = await cast_of(api, database, booking_horizon_days=7)
        found = await cause(cast.visitor, cast, at("10:00", TUESDAY + timedelta(days=10)))
        assert found["code"] == "outside_horizon"
        assert found["bookable_until"] == "2027-01-11T12:00:00+06:00"


async def test_every_place_has_its_cause_unless_one_is_asked_for(
    cast: Cast, database: Database
) -> None:
    elsewhere = await make_location(database, time_zone="Asia/Kathmandu")
    morning = {"start_minute": 300, "end_minute": 400}
    await make_rule(database, cast.practice.doctor, elsewhere, TUESDAY.weekday(), **morning)
    found = await explain(cast.desk, cast, at("17:00"))
    places = {str(cast.practice.location.uid), str(elsewhere.uid)}
    assert {entry["location_id"] for entry in found["causes"]} == places
    there = await cause(cast.desk, cast, at("10:00"), location_id=str(elsewhere.uid))
    assert there["location_id"] == str(elsewhere.uid)
    nowhere = await cause(cast.desk, cast, at("10:00"), location_id=unknown_id())
    assert (nowhere["code"], nowhere["location_id"]) == ("no_hours", None)


async def test_a_zone_moves_the_answer(cast: Cast) -> None:
    found = await cause(cast.desk, cast, at("10:10"), tz="Europe/Berlin")
    assert found["message"] == "Visits begin at 05:00 or 05:30."
    assert found["nearest"][0] == "2027-01-05T05:00:00+01:00"


@pytest.mark.parametrize(
    ("params", "code", "pointer"),
    [
        ({"at": "2027-01-05T10:00:00"}, "time.naive", "/query/at"),
        ({"at": "2027-01-05"}, "time.format", "/query/at"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "time.unknown", "/query/at"),
        ({"tz": "Berlin"}, "zone.unknown", "/query/tz"),
        ({"visit_type_id": unknown_id()}, "visit_types.unknown", "/query/visit_type_id"),
    ],
)
async def test_an_unacceptable_question_says_what_to_mend(
    cast: Cast, params: dict[str, str], code: str, pointer: str
) -> None:
    asked = {
        "visit_type_id": str(cast.practice.visit_type.uid),
        "at": at("10:00").isoformat(),
        **params,
    }
    refused = await cast.visitor.get(f"{cast.doctor_path}/slots/explain", **asked)
    assert problem(refused, 422, code)["errors"][0]["pointer"] == pointer


async def test_doctors_who_cannot_be_booked_are_not_found(cast: Cast, database: Database) -> None:
    asked = {"visit_type_id": str(cast.practice.visit_type.uid), "at": at("10:00").isoformat()}
    hidden = await make_doctor(database, approved_at=None)
    for uid in (new_uid(), hidden.uid):
        refused = await cast.desk.get(f"/doctors/{uid}/slots/explain", **asked)
        problem(refused, 404, "doctors.unknown")
