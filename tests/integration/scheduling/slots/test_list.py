"""Free times of one doctor: the window, zones, places, holds, and what a visit needs."""

from datetime import timedelta
from typing import Any

import pytest

from praxis.directory.visit_types.models import DoctorVisitType
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import make_practice, make_rule
from tests.factories.directory import (
    add_all,
    make_doctor,
    make_location,
    make_resource,
    make_visit_type,
)
from tests.integration.scheduling.cast import TUESDAY, Cast, at, cast_of, make_cast, unknown_id
from tests.support.api import Api, ok, problem
from tests.support.booking import book, booking

ROOM = [{"kind": "room", "tag": None}]


async def ask(cast: Cast, **params: Any) -> Any:
    asked = {"visit_type_id": str(cast.practice.visit_type.uid), **params}
    return await cast.visitor.get(f"{cast.doctor_path}/slots", **asked)


class TestOffers:
    async def test_a_free_day_is_cut_from_opening_to_closing(self, cast: Cast) -> None:
        found = await cast.slots()
        assert found["empty_reason"] is None
        assert len(found["items"]) == 16
        assert found["items"][0] == {
            "starts_at": "2027-01-05T09:00:00+06:00",
            "ends_at": "2027-01-05T09:30:00+06:00",
            "location_id": str(cast.practice.location.uid),
            "visit_type_id": str(cast.practice.visit_type.uid),
        }
        assert found["items"][-1]["ends_at"] == "2027-01-05T17:00:00+06:00"

    async def test_a_booked_time_disappears_and_comes_back_when_cancelled(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        assert "10:00" not in await cast.starts()
        assert len(await cast.starts(cast.own)) == 15, "one's own visit takes the time too"
        ok(await cast.own.post(f"/appointments/{visit['id']}/cancel"))
        assert len(await cast.starts()) == 16

    async def test_what_is_past_or_too_soon_is_not_offered(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        cast = await cast_of(api, database, minimum_notice_minutes=60)
        clock.move_to(at("10:15"))
        assert (await cast.starts())[0] == "11:30"
        clock.move_to(at("10:30"))
        assert (await cast.starts())[0] == "11:30"

    async def test_the_horizon_is_the_last_start(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        cast = await cast_of(api, database, booking_horizon_days=1)
        clock.move_to(at("10:00") - timedelta(days=1))
        assert (await cast.starts())[-1] == "10:00"

    async def test_buffers_keep_visits_apart(self, api: Api, database: Database) -> None:
        cast = await cast_of(
            api,
            database,
            buffer_before_minutes=10,
            buffer_after_minutes=15,
            slot_interval_minutes=5,
            hours=(540, 660),
        )
        await cast.booked("10:00")
        assert await cast.starts() == ["09:00", "09:05"], "09:05 ends with its buffer at 09:50"

    async def test_a_doctors_own_length_is_offered_and_booked(
        self, cast: Cast, database: Database
    ) -> None:
        own = DoctorVisitType(
            doctor_id=cast.practice.doctor.id,
            visit_type_id=cast.practice.visit_type.id,
            duration_minutes=50,
        )
        await add_all(database, own)
        items = (await cast.slots())["items"]
        assert items[0]["ends_at"] == "2027-01-05T09:50:00+06:00"
        assert items[-1]["starts_at"] == "2027-01-05T16:00:00+06:00"
        visit = await cast.booked("16:00")
        assert (visit["duration_minutes"], visit["ends_at"]) == (50, "2027-01-05T10:50:00Z")

    async def test_a_time_without_a_free_room_is_not_offered(
        self, api: Api, database: Database
    ) -> None:
        place = await make_location(database)
        await make_resource(database, place)
        first, second = [await make_practice(database, location=place, needs=ROOM) for _ in "ab"]
        cast = await make_cast(api, database, second)
        await book(cast.own, first, at("10:00"))
        assert "10:00" not in await cast.starts()
        await make_resource(database, place)
        assert "10:00" in await cast.starts()

    async def test_a_room_of_another_tag_does_not_help(self, api: Api, database: Database) -> None:
        place = await make_location(database)
        await make_resource(database, place, tags=["x-ray"])
        needs = [{"kind": "room", "tag": "ultrasound"}]
        cast = await make_cast(
            api, database, await make_practice(database, location=place, needs=needs)
        )
        assert await cast.starts() == []
        await make_resource(database, place, tags=["ultrasound"])
        assert len(await cast.starts()) == 16


class TestWindow:
    async def test_dates_are_days_of_the_place_both_included(self, cast: Cast) -> None:
        items = (await cast.slots(to="2027-01-06"))["items"]
        assert items[0]["starts_at"] == "2027-01-05T09:00:00+06:00"
        assert items[-1]["starts_at"] == "2027-01-06T16:30:00+06:00"

    async def test_instants_bound_the_starts(self, cast: Cast) -> None:
        bounds = {"from": "2027-01-05T03:30:00Z", "to": "2027-01-05T10:30:00+06:00"}
        assert await cast.starts(**bounds) == ["09:30", "10:00"]

    async def test_a_zone_moves_dates_and_answers(self, cast: Cast) -> None:
        """Tuesday in New York is 11:00 on Tuesday to 11:00 on Wednesday in Dhaka."""
        items = (await cast.slots(tz="America/New_York"))["items"]
        assert items[0]["starts_at"] == "2027-01-05T00:00:00-05:00"
        assert items[-1]["starts_at"] == "2027-01-05T23:30:00-05:00"
        assert len(items) == 16

    async def test_two_weeks_from_now_are_searched_unless_asked_otherwise(self, cast: Cast) -> None:
        items = ok(await ask(cast))["items"]
        assert items[0]["starts_at"] == "2027-01-04T12:00:00+06:00"
        assert items[-1]["starts_at"] == "2027-01-18T11:30:00+06:00"

    async def test_a_whole_season_of_dates_may_hold_a_change_of_the_clocks(
        self, api: Api, database: Database
    ) -> None:
        """92 days of which one has 25 hours."""
        berlin = await make_location(database, time_zone="Europe/Berlin")
        cast = await make_cast(api, database, await make_practice(database, location=berlin))
        ok(await ask(cast, **{"from": "2027-10-01", "to": "2027-12-31"}))
        refused = await ask(cast, **{"from": "2027-10-01", "to": "2028-01-01"})
        problem(refused, 422, "slots.window")

    async def test_a_date_and_an_instant_may_bound_one_window(
        self, api: Api, database: Database
    ) -> None:
        """Tuesday begins in Dhaka six hours before it does in UTC."""
        cast = await make_cast(api, database, await make_practice(database, hours=(0, 240)))
        bounds = {"from": "2027-01-05", "to": "2027-01-05T01:00:00+06:00"}
        assert await cast.starts(**bounds) == ["00:00", "00:30"]

    @pytest.mark.parametrize(
        ("params", "code", "pointer"),
        [
            ({"from": "2027-01-05", "to": "2027-01-04"}, "slots.window", "/query/to"),
            ({"from": "2027-01-05", "to": "2027-04-07"}, "slots.window", "/query/to"),
            (
                {"from": "2027-01-05T00:00:00Z", "to": "2027-01-05T00:00:00Z"},
                "slots.window",
                "/query/to",
            ),
            ({"from": "2027-01-05T09:00:00"}, "time.naive", "/query/from"),
            ({"from": "1767600000"}, "date.format", "/query/from"),
            ({"to": "2027-02-30"}, "date.unknown", "/query/to"),
            ({"to": "2200-01-01"}, "date.range", "/query/to"),
            ({"tz": "Mars/Olympus"}, "zone.unknown", "/query/tz"),
            ({"tz": "../etc/passwd"}, "zone.unknown", "/query/tz"),
            ({"visit_type_id": "7"}, "id.format", "/query/visit_type_id"),
            ({"location_id": "7"}, "id.format", "/query/location_id"),
            ({"visit_type_id": unknown_id()}, "visit_types.unknown", "/query/visit_type_id"),
        ],
    )
    async def test_an_unacceptable_question_says_what_to_mend(
        self, cast: Cast, params: dict[str, str], code: str, pointer: str
    ) -> None:
        assert problem(await ask(cast, **params), 422, code)["errors"][0]["pointer"] == pointer

    @pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
    async def test_the_ends_of_the_calendar_are_answered(
        self, api: Api, database: Database, day: str
    ) -> None:
        place = await make_location(database, country="BD")
        cast = await make_cast(api, database, await make_practice(database, location=place))
        found = ok(await ask(cast, **{"from": day, "to": day}))
        expected = "outside_notice" if day.startswith("19") else "outside_horizon"
        assert (found["items"], found["empty_reason"]) == ([], expected)


class TestPlaces:
    async def test_places_are_filtered(self, cast: Cast, database: Database) -> None:
        elsewhere = await make_location(database, time_zone="Asia/Kathmandu")
        evening = {"start_minute": 18 * 60, "end_minute": 19 * 60}
        await make_rule(database, cast.practice.doctor, elsewhere, TUESDAY.weekday(), **evening)
        assert len(await cast.starts()) == 18
        assert len(await cast.starts(location_id=str(cast.practice.location.uid))) == 16
        there = (await cast.slots(location_id=str(elsewhere.uid)))["items"]
        assert [item["starts_at"] for item in there] == [
            "2027-01-05T18:00:00+05:45",
            "2027-01-05T18:30:00+05:45",
        ]

    async def test_a_place_where_the_doctor_is_not_has_no_hours(
        self, cast: Cast, database: Database
    ) -> None:
        for place in (unknown_id(), str((await make_location(database)).uid)):
            assert (await cast.slots(location_id=place))["empty_reason"] == "no_hours"

    async def test_a_place_that_has_closed_is_not_offered(
        self, api: Api, database: Database
    ) -> None:
        closed = await make_location(database, active=False)
        cast = await make_cast(api, database, await make_practice(database, location=closed))
        assert (await cast.slots())["empty_reason"] == "no_hours"


class TestHolds:
    async def test_a_hold_hides_the_time_from_all_but_its_holder(self, cast: Cast) -> None:
        ok(await cast.own.post("/holds", booking(cast.practice, at("10:00"))), 201)
        assert "10:00" in await cast.starts(cast.own)
        for caller in (cast.visitor, cast.other_patient, cast.doctor, cast.desk):
            assert "10:00" not in await cast.starts(caller)

    async def test_a_hold_that_has_run_out_hides_nothing(
        self, cast: Cast, clock: FixedClock
    ) -> None:
        ok(await cast.own.post("/holds", booking(cast.practice, at("10:00"))), 201)
        clock.advance(timedelta(minutes=10))
        assert "10:00" in await cast.starts()

    async def test_a_request_that_waits_for_approval_hides_the_time_until_it_runs_out(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        cast = await cast_of(api, database, needs_approval=True)
        await book(cast.own, cast.practice, at("10:00", TUESDAY + timedelta(days=3)))
        days = {"from": "2027-01-08", "to": "2027-01-08"}
        assert "10:00" not in await cast.starts(**days)
        clock.advance(timedelta(hours=48))
        assert "10:00" in await cast.starts(**days)


class TestWhatADoctorOffers:
    async def test_a_doctor_with_a_choice_of_visits_offers_no_others(
        self, cast: Cast, database: Database
    ) -> None:
        other = await make_visit_type(database)
        await add_all(
            database, DoctorVisitType(doctor_id=cast.practice.doctor.id, visit_type_id=other.id)
        )
        problem(await ask(cast), 422, "scheduling.visit_type_not_offered")
        assert len(await cast.starts(visit_type_id=str(other.uid))) == 16
        refused = await cast.own.post("/appointments", booking(cast.practice, at("10:00")))
        problem(refused, 422, "scheduling.visit_type_not_offered")

    async def test_a_visit_type_that_is_no_longer_made_is_unknown(
        self, cast: Cast, database: Database
    ) -> None:
        gone = await make_visit_type(database, active=False)
        problem(await ask(cast, visit_type_id=str(gone.uid)), 422, "visit_types.unknown")

    async def test_doctors_who_cannot_be_booked_are_not_found(
        self, cast: Cast, database: Database
    ) -> None:
        hidden = [
            await make_doctor(database, approved_at=None),
            await make_doctor(database, active=False),
        ]
        kind = {"visit_type_id": str(cast.practice.visit_type.uid)}
        for uid in (new_uid(), *(doctor.uid for doctor in hidden)):
            for caller in (cast.visitor, cast.admin):
                problem(await caller.get(f"/doctors/{uid}/slots", **kind), 404, "doctors.unknown")


async def test_a_token_that_does_not_hold_is_refused_and_none_is_fine(cast: Cast) -> None:
    wrong = cast.visitor.with_headers(Authorization="Bearer x")
    kind = {"visit_type_id": str(cast.practice.visit_type.uid)}
    assert (await wrong.get(f"{cast.doctor_path}/slots", **kind)).status_code == 401
    ok(await cast.visitor.get(f"{cast.doctor_path}/slots", **kind))
