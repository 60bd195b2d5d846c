from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from praxis.kit.errors import DomainError
from praxis.kit.ids import new_uid
from praxis.kit.intervals import Interval
from praxis.scheduling.appointments.errors import (
    NotAvailable,
    OverrideForbidden,
    OverrideNeeded,
    SlotTaken,
)
from praxis.scheduling.appointments.policies import BookingRequest, plan_booking
from praxis.scheduling.availability.model import Holiday, Leave, Place, WeeklyRule
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.model import Pool, PooledResource
from tests.unit.scheduling.appointments.facts import HERE, THERE, facts_of
from tests.unit.scheduling.slots.day import BERLIN, MONDAY, NOW, QUERY, at, taken, window

PATIENT = BookingRequest(at("09:30"), None, by_practice=False)
DESK = replace(PATIENT, by_practice=True)
AWAY = replace(QUERY.schedule, leaves=(Leave(MONDAY, MONDAY),))
EID = replace(QUERY.schedule, holidays=(Holiday(1, MONDAY, "Eid"),))
BUSY = taken("09:30", "10:00")
NO_ROOM = Pool("room", {1: (PooledResource(22, "Room 2", (taken("09:00", "11:00", "hold", 22),)),)})


def refusal(request: BookingRequest, facts: SlotFacts) -> DomainError:
    with pytest.raises(DomainError) as refused:
        plan_booking(request, facts, NOW)
    return refused.value


def test_an_offered_time_is_planned_with_its_buffers() -> None:
    facts = facts_of(buffer_before=timedelta(minutes=5), buffer_after=timedelta(minutes=10))
    plan = plan_booking(PATIENT, facts, NOW)
    assert plan.period == window("09:30", "10:00")
    assert plan.claimed == window("09:25", "10:10")
    assert (plan.location_id, plan.lane, plan.overrides) == (1, 0, ())


@pytest.mark.parametrize("request_", [PATIENT, DESK])
def test_nobody_books_the_past_or_between_two_minutes(request_: BookingRequest) -> None:
    for starts_at, reason in (
        (NOW - timedelta(minutes=1), "in_past"),
        (at("09:30") + timedelta(seconds=1), "off_grid"),
        (at("09:30") + timedelta(microseconds=1), "off_grid"),
    ):
        error = refusal(replace(request_, starts_at=starts_at), facts_of())
        assert isinstance(error, NotAvailable)
        assert (error.data["reason"], error.pointer) == (reason, "/starts_at")


@pytest.mark.parametrize(
    ("wall", "facts", "reasons"),
    [
        ("11:00", facts_of(), ["no_hours"]),
        ("10:45", facts_of(), ["no_hours"]),
        ("09:31", facts_of(), ["not_available"]),
        ("09:30", facts_of(schedule=AWAY), ["not_available"]),
        ("09:30", facts_of(schedule=EID), ["not_available"]),
        ("09:30", facts_of(minimum_notice=timedelta(hours=4)), ["outside_notice"]),
        ("09:30", facts_of(horizon=timedelta(hours=3)), ["outside_horizon"]),
        ("09:30", facts_of(BUSY, schedule=AWAY), ["not_available", "fully_booked"]),
    ],
)
def test_a_patient_gets_nothing_that_is_not_offered_and_no_private_reason(
    wall: str, facts: SlotFacts, reasons: list[str]
) -> None:
    error = refusal(replace(PATIENT, starts_at=at(wall)), facts)
    assert isinstance(error, NotAvailable)
    assert (error.data["reason"], error.data["reasons"]) == (reasons[0], reasons)


@pytest.mark.parametrize("facts", [facts_of(BUSY), facts_of(pools=[NO_ROOM])])
def test_a_time_that_is_merely_taken_is_a_conflict(facts: SlotFacts) -> None:
    assert isinstance(refusal(PATIENT, facts), SlotTaken)


@pytest.mark.parametrize(
    ("starts_at", "facts", "waived"),
    [
        (at("09:31"), facts_of(), ("off_grid",)),
        (at("09:30"), facts_of(minimum_notice=timedelta(hours=4)), ("outside_notice",)),
        (at("09:30"), facts_of(horizon=timedelta(hours=3)), ("outside_horizon",)),
    ],
)
def test_notice_horizon_and_grid_are_waived_for_the_practice_and_named(
    starts_at: datetime, facts: SlotFacts, waived: tuple[str, ...]
) -> None:
    plan = plan_booking(replace(DESK, starts_at=starts_at), facts, NOW)
    assert (plan.overrides, plan.lane) == (waived, 0)


@pytest.mark.parametrize(
    ("wall", "facts", "code"),
    [
        ("12:00", facts_of(), "no_hours"),
        ("10:45", facts_of(), "gap_too_short"),
        ("09:30", facts_of(schedule=AWAY), "on_leave"),
        ("09:30", facts_of(schedule=EID), "holiday"),
    ],
)
def test_the_practice_books_outside_hours_on_purpose_only(
    wall: str, facts: SlotFacts, code: str
) -> None:
    request = replace(DESK, starts_at=at(wall))
    error = refusal(request, facts)
    assert isinstance(error, OverrideNeeded)
    assert (error.data["overrides"], error.data["reasons"]) == (["outside_hours"], [code])
    assert error.pointer == "/outside_hours"
    explicit = replace(request, outside_hours=True, override_reason="House call")
    assert code in plan_booking(explicit, facts, NOW).overrides


def test_overbooking_goes_to_the_second_lane_on_purpose_only() -> None:
    error = refusal(DESK, facts_of(BUSY))
    assert isinstance(error, SlotTaken)
    assert error.data["overrides"] == ["overbook"]
    explicit = replace(DESK, overbook=True, override_reason="Acute")
    plan = plan_booking(explicit, facts_of(BUSY), NOW)
    assert (plan.lane, plan.overrides) == (1, ("fully_booked",))
    assert plan_booking(explicit, facts_of(), NOW).lane == 0, "a free time is booked as one"


def test_a_full_calendar_on_leave_needs_both_overrides() -> None:
    error = refusal(DESK, facts_of(BUSY, schedule=AWAY))
    assert error.data["overrides"] == ["outside_hours", "overbook"]


def test_no_override_makes_a_room() -> None:
    explicit = replace(DESK, overbook=True, outside_hours=True, override_reason="Acute")
    error = refusal(explicit, facts_of(pools=[NO_ROOM]))
    assert isinstance(error, SlotTaken)
    assert error.data == {"resource": "pool"}


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_an_override_needs_a_reason(reason: str | None) -> None:
    request = replace(DESK, override_reason=reason)
    for asked in (replace(request, overbook=True), replace(request, outside_hours=True)):
        error = refusal(asked, facts_of())
        assert isinstance(error, OverrideNeeded)
        assert error.pointer == "/override_reason"


def test_only_the_practice_overrides() -> None:
    request = replace(PATIENT, override_reason="Please")
    for asked in (replace(request, overbook=True), replace(request, outside_hours=True)):
        assert isinstance(refusal(asked, facts_of()), OverrideForbidden)


class TestPlaces:
    TWO = facts_of(
        schedule=replace(
            QUERY.schedule,
            places=(Place(1, BERLIN), Place(2, BERLIN)),
            rules=(WeeklyRule(1, 0, 540, 660), WeeklyRule(2, 0, 720, 780)),
        )
    )

    def test_the_place_that_offers_the_time_is_found(self) -> None:
        assert plan_booking(PATIENT, self.TWO, NOW).location_id == 1
        noon = replace(PATIENT, starts_at=at("12:00"))
        assert plan_booking(noon, self.TWO, NOW).location_id == 2

    def test_the_place_that_was_asked_for_counts(self) -> None:
        elsewhere = replace(PATIENT, location_uid=THERE)
        assert refusal(elsewhere, self.TWO).data["reason"] == "no_hours"
        unknown = replace(PATIENT, location_uid=new_uid())
        assert refusal(unknown, self.TWO).data["reason"] == "no_hours"
        assert plan_booking(replace(PATIENT, location_uid=HERE), self.TWO, NOW).location_id == 1

    def test_an_override_is_used_only_where_it_is_needed(self) -> None:
        allowed = replace(
            DESK, starts_at=at("12:00"), outside_hours=True, override_reason="Just in case"
        )
        plan = plan_booking(allowed, self.TWO, NOW)
        assert (plan.location_id, plan.overrides) == (2, ())

    def test_of_two_refusals_the_taken_one_says_most(self) -> None:
        busy = replace(self.TWO, taken=(BUSY,))
        assert isinstance(refusal(PATIENT, busy), SlotTaken)

    def test_a_doctor_without_any_place_has_no_hours(self) -> None:
        nowhere = facts_of(schedule=replace(QUERY.schedule, places=(), rules=()))
        assert refusal(PATIENT, nowhere).data["reason"] == "no_hours"


def test_the_plan_is_one_interval_of_the_visits_length() -> None:
    plan = plan_booking(PATIENT, facts_of(duration=timedelta(minutes=50)), NOW)
    assert plan.period == Interval(at("09:30"), at("10:20"))
