"""Whom a change of hours would affect is said before it is made, and nothing is written."""

from datetime import timedelta
from typing import Any

import pytest

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.directory import make_location, make_visit_type
from tests.integration.directory.facts import schedule_version
from tests.integration.scheduling.cast import TUESDAY, Cast, unknown_id
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

DAY = TUESDAY.isoformat()
ONE_DAY = {"starts_on": DAY, "ends_on": DAY}
CLOSED = {"date": DAY, "kind": "closed"}


def path(cast: Cast) -> str:
    return f"{cast.doctor_path}/schedule/preview"


def hours(cast: Cast, start: str, end: str, **more: Any) -> dict[str, Any]:
    """A week of which only the Tuesday has hours."""
    rule = {
        "location_id": str(cast.practice.location.uid),
        "weekday": "tuesday",
        "start_time": start,
        "end_time": end,
        **more,
    }
    return {"rules": [rule]}


async def affected(cast: Cast, caller: Api | None = None, **change: Any) -> list[str]:
    found = ok(await (caller or cast.doctor).post(path(cast), change))
    assert found["total"] == len(found["affected"])
    return [visit["id"] for visit in found["affected"]]


@pytest.fixture
async def day(cast: Cast) -> list[str]:
    """Visits on the Tuesday at 09:00, 10:00 and 16:30."""
    return [(await cast.booked(wall))["id"] for wall in ("09:00", "10:00", "16:30")]


class TestWeek:
    async def test_visits_outside_the_new_hours_are_named(self, cast: Cast, day: list[str]) -> None:
        assert await affected(cast, **hours(cast, "09:00", "17:00")) == []
        assert await affected(cast, **hours(cast, "10:00", "16:30")) == [day[0], day[2]]
        assert await affected(cast, **hours(cast, "10:00", "16:59")) == [day[0], day[2]]
        assert await affected(cast, rules=[]) == day

    async def test_hours_for_other_visits_leave_these_outside(
        self, cast: Cast, day: list[str], database: Database
    ) -> None:
        other = await make_visit_type(database)
        only = {"visit_type_ids": [str(other.uid)]}
        assert await affected(cast, **hours(cast, "09:00", "17:00", **only)) == day

    async def test_hours_at_another_place_leave_these_outside(
        self, cast: Cast, day: list[str], database: Database
    ) -> None:
        place = {"location_id": str((await make_location(database)).uid)}
        assert await affected(cast, **hours(cast, "09:00", "17:00", **place)) == day

    async def test_hours_that_end_one_day_count_until_then(
        self, cast: Cast, day: list[str]
    ) -> None:
        assert await affected(cast, **hours(cast, "09:00", "17:00", valid_until=DAY)) == []
        before = {"valid_until": "2027-01-04"}
        assert await affected(cast, **hours(cast, "09:00", "17:00", **before)) == day

    async def test_what_lies_outside_already_is_not_affected(self, cast: Cast) -> None:
        ok(
            await cast.desk.post(
                "/appointments",
                {
                    "doctor_id": str(cast.practice.doctor.uid),
                    "visit_type_id": str(cast.practice.visit_type.uid),
                    "patient_id": str(cast.patient.uid),
                    "starts_at": f"{DAY}T19:00:00+06:00",
                    "outside_hours": True,
                    "override_reason": "After work",
                    "location_id": str(cast.practice.location.uid),
                },
            ),
            201,
        )
        assert await affected(cast, rules=[]) == []

    @pytest.mark.usefixtures("day")
    async def test_an_exception_of_the_date_holds_against_the_new_week(self, cast: Cast) -> None:
        kept = {
            "date": DAY,
            "kind": "hours",
            "location_id": str(cast.practice.location.uid),
            "start_time": "09:00",
            "end_time": "12:00",
        }
        ok(await cast.doctor.post(f"{cast.doctor_path}/exceptions", kept), 201)
        assert await affected(cast, rules=[]) == []


class TestException:
    async def test_a_closed_date_affects_its_visits(self, cast: Cast, day: list[str]) -> None:
        assert await affected(cast, exception=CLOSED) == day
        assert await affected(cast, exception={**CLOSED, "date": "2027-01-06"}) == []

    async def test_other_hours_affect_what_they_leave_out(self, cast: Cast, day: list[str]) -> None:
        place = str(cast.practice.location.uid)
        other = {"date": DAY, "kind": "hours", "location_id": place}
        short = {**other, "start_time": "10:00", "end_time": "12:00"}
        assert await affected(cast, exception=short) == [day[0], day[2]]
        assert await affected(cast, exception={**short, "kind": "extra"}) == []

    async def test_cancelled_visits_are_not_affected(self, cast: Cast, day: list[str]) -> None:
        ok(await cast.own.post(f"/appointments/{day[1]}/cancel"))
        assert await affected(cast, exception=CLOSED) == [day[0], day[2]]


class TestTimeOff:
    async def test_it_names_what_leave_then_answers(self, cast: Cast, day: list[str]) -> None:
        leave = {**ONE_DAY, "start_time": "10:15", "end_time": "17:00"}
        foreseen = await affected(cast, time_off=leave)
        assert foreseen == day[1:]
        taken = ok(await cast.doctor.post(f"{cast.doctor_path}/time-off", leave), 201)
        assert [visit["id"] for visit in taken["affected"]] == foreseen

    async def test_visits_that_are_over_are_not_affected(
        self, cast: Cast, clock: FixedClock
    ) -> None:
        """Nobody has closed them yet, and nobody can move them any more."""
        visit = await cast.booked_today()
        day = (TUESDAY - timedelta(days=1)).isoformat()
        leave = {"starts_on": day, "ends_on": day}
        assert await affected(cast, time_off=leave) == [visit["id"]]
        clock.advance(timedelta(hours=3, minutes=30))
        doctor = await cast.visitor.signed_in(cast.practice.doctor.user)
        assert await affected(cast, doctor, time_off=leave) == []
        taken = ok(await doctor.post(f"{cast.doctor_path}/time-off", leave), 201)
        assert taken["affected"] == []


async def test_nothing_is_changed(cast: Cast, day: list[str], database: Database) -> None:
    async def facts() -> list[Any]:
        lists = ("availability", "exceptions", "time-off")
        shown = [ok(await cast.desk.get(f"{cast.doctor_path}/{name}")) for name in lists]
        return [*shown, await schedule_version(database, cast.practice.doctor)]

    before = await facts()
    changes: list[dict[str, Any]] = [{"rules": []}, {"exception": CLOSED}, {"time_off": ONE_DAY}]
    for change in changes:
        assert await affected(cast, **change) == day
    assert await facts() == before


async def test_each_visit_that_is_named_leaves_a_trace(
    cast: Cast, day: list[str], database: Database
) -> None:
    await affected(cast, exception=CLOSED)
    events = await events_of(database, cast.practice.doctor.user_id, "appointment.read")
    assert [(str(e["entity_uid"]), e["patient_id"]) for e in events] == [
        (visit, cast.patient.id) for visit in day
    ]


async def test_long_lists_are_cut_and_counted(
    cast: Cast, day: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("praxis.scheduling.previews.service.MOST_SHOWN", 2)
    found = ok(await cast.doctor.post(path(cast), {"exception": CLOSED}))
    assert ([v["id"] for v in found["affected"]], found["total"]) == (day[:2], 3)


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({}, "preview.one_change", ""),
        ({"rules": [], "time_off": ONE_DAY}, "preview.one_change", ""),
        ({"rules": None}, "preview.one_change", ""),
        (
            {"exception": {**CLOSED, "location_id": unknown_id()}},
            "locations.unknown",
            "/exception/location_id",
        ),
        ({"time_off": {**ONE_DAY, "ends_on": "2027-01-01"}}, "date.order", "/time_off"),
    ],
)
async def test_what_could_not_be_written_is_not_foreseen(
    cast: Cast, change: dict[str, Any], code: str, pointer: str
) -> None:
    found = problem(await cast.doctor.post(path(cast), change), 422, code)
    assert found["errors"][0]["pointer"] == pointer


async def test_a_week_at_two_places_at_once_is_refused(cast: Cast, database: Database) -> None:
    there = str((await make_location(database)).uid)
    week = hours(cast, "09:00", "12:00")["rules"]
    week += hours(cast, "11:00", "13:00", location_id=there)["rules"]
    refused = await cast.doctor.post(path(cast), {"rules": week})
    problem(refused, 422, "availability.two_places")


async def test_only_those_who_may_change_hours_ask(cast: Cast) -> None:
    for caller in (cast.doctor, cast.desk, cast.admin):
        assert await affected(cast, caller, rules=[]) == []
    for caller in (cast.own, cast.other_doctor):
        problem(await caller.post(path(cast), {"rules": []}), 403, "auth.role_forbidden")
    problem(await cast.visitor.post(path(cast), {"rules": []}), 401, "auth.required")
    nobody = f"/doctors/{unknown_id()}/schedule/preview"
    problem(await cast.desk.post(nobody, {"rules": []}), 404, "doctors.not_found")
