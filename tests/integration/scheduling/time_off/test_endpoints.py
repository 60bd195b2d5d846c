"""Leave: taking and cancelling it, the visits that it affects, and who learns why."""

from datetime import timedelta
from typing import Any

import pytest

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import make_rule, make_time_off
from tests.factories.directory import make_location
from tests.integration.directory.facts import audited, schedule_version
from tests.integration.scheduling.cast import TUESDAY, Cast, at
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.booking import book, booking

DAY = TUESDAY.isoformat()
ONE_DAY = {"starts_on": DAY, "ends_on": DAY}
MORNING = {**ONE_DAY, "start_time": "09:00", "end_time": "12:00"}


def path(cast: Cast) -> str:
    return f"{cast.doctor_path}/time-off"


async def take(cast: Cast, **body: Any) -> dict[str, Any]:
    taken: dict[str, Any] = ok(await cast.doctor.post(path(cast), body), 201)
    return taken


class TestTake:
    @pytest.mark.parametrize("caller", ["doctor", "desk", "admin"])
    async def test_doctor_and_practice_take_whole_days(
        self, cast: Cast, database: Database, caller: str
    ) -> None:
        api: Api = getattr(cast, caller)
        before = await schedule_version(database, cast.practice.doctor)
        taken = ok(await api.post(path(cast), {**ONE_DAY, "reason": "Conference"}), 201)
        assert {name: taken[name] for name in (*ONE_DAY, "start_time", "status", "reason")} == {
            **ONE_DAY,
            "start_time": None,
            "status": "approved",
            "reason": "Conference",
        }
        assert taken["affected"] == []
        found = await cast.slots()
        assert (found["items"], found["empty_reason"]) == ([], "on_leave")
        assert await audited(database, taken["id"]) == ["time_off.added"]
        assert await schedule_version(database, cast.practice.doctor) > before

    async def test_hours_of_each_day_are_taken(self, cast: Cast) -> None:
        await take(cast, **{**MORNING, "ends_on": "2027-01-06"})
        for day in (DAY, "2027-01-06"):
            starts = await cast.starts(**{"from": day, "to": day})
            assert (starts[0], starts[-1]) == ("12:00", "16:30")
        assert (await cast.starts(**{"from": "2027-01-07", "to": "2027-01-07"}))[0] == "09:00"

    async def test_leave_until_midnight_ends_at_24(self, cast: Cast) -> None:
        taken = await take(cast, **ONE_DAY, start_time="12:00", end_time="24:00")
        assert taken["end_time"] == "24:00"
        assert (await cast.starts())[-1] == "11:30"

    async def test_leave_counts_wherever_the_doctor_works(
        self, cast: Cast, database: Database
    ) -> None:
        elsewhere = await make_location(database)
        hours = {"start_minute": 18 * 60, "end_minute": 20 * 60}
        await make_rule(database, cast.practice.doctor, elsewhere, TUESDAY.weekday(), **hours)
        await take(cast, **ONE_DAY)
        assert (await cast.slots())["empty_reason"] == "on_leave"

    async def test_repeated_with_its_key_is_taken_once(self, cast: Cast) -> None:
        keyed = cast.doctor.with_headers(Idempotency_Key=new_uid().hex)
        ids = {ok(await keyed.post(path(cast), ONE_DAY), 201)["id"] for _ in range(2)}
        assert len(ids) == 1
        assert len(ok(await cast.visitor.get(path(cast)))["items"]) == 1

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"ends_on": "2027-01-04"}, "date.order"),
            ({"ends_on": "2029-01-06"}, "date.span"),
            ({"start_time": "09:00"}, "time.incomplete"),
            ({"end_time": "24:00"}, "time.incomplete"),
            ({"start_time": "12:00", "end_time": "12:00"}, "availability.ends_before_start"),
            ({"start_time": "24:00", "end_time": "24:00"}, "time.wall_format"),
            ({"starts_on": "2027-02-29"}, "date.unknown"),
            ({"status": "approved"}, "extra_forbidden"),
            ({"reason": "\x1b"}, "text.control"),
        ],
    )
    async def test_unacceptable_leave_changes_nothing(
        self, cast: Cast, change: dict[str, Any], code: str
    ) -> None:
        problem(await cast.doctor.post(path(cast), {**ONE_DAY, **change}), 422, code)
        assert ok(await cast.visitor.get(path(cast)))["items"] == []


class TestAffected:
    async def test_visits_that_lie_in_it_are_named_and_stand(
        self, cast: Cast, database: Database
    ) -> None:
        inside = await cast.booked("10:00")
        reaching_in = await cast.booked_by_desk(
            "08:45", outside_hours=True, override_reason="Before work"
        )
        await cast.booked("12:00")
        taken = await take(cast, **MORNING)
        assert [visit["id"] for visit in taken["affected"]] == [reaching_in["id"], inside["id"]]
        assert taken["affected"][1]["patient_name"] == cast.patient.full_name
        assert ok(await cast.own.get(f"/appointments/{inside['id']}"))["status"] == "confirmed"
        (event,) = await events_of(database, cast.practice.doctor.user_id, "time_off.added")
        assert event["details"] == {"affected": 2}

    async def test_each_visit_that_is_named_leaves_a_trace_of_being_read(
        self, cast: Cast, database: Database
    ) -> None:
        visits = [await cast.booked("10:00"), await cast.booked("11:00")]
        await cast.booked("14:00")
        await take(cast, **MORNING)
        events = await events_of(database, cast.practice.doctor.user_id, "appointment.read")
        assert [str(event["entity_uid"]) for event in events] == [visit["id"] for visit in visits]
        assert {event["patient_id"] for event in events} == {cast.patient.id}

    async def test_visits_that_are_over_with_are_not_named(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        ok(await cast.own.post(f"/appointments/{visit['id']}/cancel"))
        assert (await take(cast, **MORNING))["affected"] == []

    async def test_days_are_those_of_the_place_of_the_visit(
        self, cast: Cast, database: Database
    ) -> None:
        """22:00 on Monday in New York is 09:00 on Tuesday in Dhaka."""
        place = await make_location(database, time_zone="America/New_York")
        late = {"start_minute": 20 * 60, "end_minute": 24 * 60}
        await make_rule(database, cast.practice.doctor, place, TUESDAY.weekday() - 1, **late)
        await make_rule(database, cast.practice.doctor, place, TUESDAY.weekday(), **late)
        there = {"location_id": str(place.uid)}
        await book(cast.own, cast.practice, at("09:00"), **there)
        second = await book(cast.own, cast.practice, at("09:00") + timedelta(days=1), **there)
        assert [visit["id"] for visit in (await take(cast, **ONE_DAY))["affected"]] == [
            second["id"]
        ]

    async def test_nothing_is_booked_into_leave(self, cast: Cast) -> None:
        await take(cast, **MORNING)
        for wall in ("09:00", "11:30"):
            refused = await cast.own.post("/appointments", booking(cast.practice, at(wall)))
            assert problem(refused, 422, "scheduling.not_available")["reason"] == "not_available"
        await cast.booked("12:00")
        forced = {"patient_id": str(cast.stranger.uid)}
        body = booking(cast.practice, at("10:00"), **forced)
        refused = await cast.desk.post("/appointments", body)
        needed = problem(refused, 422, "scheduling.override_needed")
        assert (needed["overrides"], needed["reasons"]) == (["outside_hours"], ["on_leave"])


class TestRead:
    async def test_leave_is_listed_by_day_within_bounds(
        self, cast: Cast, database: Database
    ) -> None:
        for first, last in ((10, 12), (5, 6), (1, 4), (13, 14)):
            day = TUESDAY.replace
            await make_time_off(
                database, cast.practice.doctor, starts_on=day(day=first), ends_on=day(day=last)
            )
        asked = {"from": "2027-01-06", "to": "2027-01-10"}
        listed = ok(await cast.visitor.get(path(cast), **asked))["items"]
        assert [item["starts_on"] for item in listed] == ["2027-01-05", "2027-01-10"]
        assert len(ok(await cast.visitor.get(path(cast)))["items"]) == 4

    async def test_why_a_doctor_is_away_is_nobodys_business(self, cast: Cast) -> None:
        await take(cast, **ONE_DAY, reason="Operation")
        for caller in (cast.doctor, cast.desk, cast.admin):
            (seen,) = ok(await caller.get(path(cast)))["items"]
            assert seen["reason"] == "Operation"
        for caller in (cast.visitor, cast.own, cast.other_doctor):
            answer = await caller.get(path(cast))
            (seen,) = ok(answer)["items"]
            assert seen["reason"] is None
            assert "Operation" not in answer.text


class TestCancel:
    async def test_cancelled_leave_gives_its_time_back(
        self, cast: Cast, database: Database
    ) -> None:
        taken = await take(cast, **ONE_DAY)
        before = await schedule_version(database, cast.practice.doctor)
        one = f"{path(cast)}/{taken['id']}"
        ok(await cast.desk.delete(one), 204)
        assert (await cast.starts())[0] == "09:00"
        assert ok(await cast.doctor.get(path(cast)))["items"] == []
        assert await audited(database, taken["id"]) == ["time_off.added", "time_off.cancelled"]
        assert await schedule_version(database, cast.practice.doctor) > before
        problem(await cast.desk.delete(one), 404, "time_off.not_found")

    async def test_leave_of_another_doctor_is_not_found(self, cast: Cast) -> None:
        taken = await take(cast, **ONE_DAY)
        other = ok(await cast.visitor.get("/doctors", limit=200))["items"]
        another = next(d["id"] for d in other if d["id"] != str(cast.practice.doctor.uid))
        refused = await cast.desk.delete(f"/doctors/{another}/time-off/{taken['id']}")
        problem(refused, 404, "time_off.not_found")


async def test_others_take_and_cancel_no_leave(cast: Cast) -> None:
    taken = await take(cast, **ONE_DAY)
    one = f"{path(cast)}/{taken['id']}"
    problem(await cast.visitor.post(path(cast), ONE_DAY), 401, "auth.required")
    problem(await cast.visitor.delete(one), 401, "auth.required")
    for caller in (cast.own, cast.other_doctor):
        problem(await caller.post(path(cast), ONE_DAY), 403, "auth.role_forbidden")
        problem(await caller.delete(one), 403, "auth.role_forbidden")
    nobody = f"/doctors/{new_uid()}/time-off"
    problem(await cast.visitor.get(nobody), 404, "doctors.not_found")
    problem(await cast.desk.post(nobody, ONE_DAY), 404, "doctors.not_found")
    problem(await cast.desk.delete(f"{nobody}/{taken['id']}"), 404, "doctors.not_found")
