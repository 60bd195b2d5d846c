from dataclasses import fields, replace
from datetime import timedelta

import pytest

from praxis.scheduling.availability.model import DateException, Holiday, Leave, WeeklyRule
from praxis.scheduling.slots.explain import explain, for_patient
from praxis.scheduling.slots.model import (
    Cause,
    CauseCode,
    Explanation,
    Pool,
    PooledResource,
    SlotQuery,
)
from tests.unit.scheduling.slots.day import MONDAY, QUERY, at, taken, window

SCHEDULE = QUERY.schedule
LEAVE = Leave(MONDAY, MONDAY, 600, 630)
AWAY = replace(QUERY, schedule=replace(SCHEDULE, leaves=(LEAVE,)))
EID = replace(QUERY, schedule=replace(SCHEDULE, holidays=(Holiday(1, MONDAY, "Eid"),)))
ROOM_2 = PooledResource(22, "Room 2", (taken("09:45", "10:30", "hold", 22),))
ROOMS = replace(QUERY, pools=(Pool("room", {1: (ROOM_2,)}),))


def only_cause(explanation: Explanation) -> Cause:
    assert not explanation.offered
    (cause,) = explanation.causes
    return cause


def test_an_offered_time_has_no_causes() -> None:
    assert explain(QUERY, at("09:30")) == Explanation(offered=True)


def test_a_room_that_is_taken_is_named_with_its_time() -> None:
    assert only_cause(explain(ROOMS, at("10:00"))) == Cause(
        CauseCode.RESOURCE_TAKEN,
        1,
        window("09:45", "10:30"),
        taken_as="hold",
        resource_id=22,
        resource_name="Room 2",
        pool_name="room",
    )


def test_a_room_in_use_is_no_cause_while_another_is_free() -> None:
    rooms = (ROOM_2, PooledResource(23, "Room 3"))
    two = replace(QUERY, pools=(Pool("room", {1: rooms}),))
    assert explain(two, at("10:00")).offered


def test_a_place_without_the_resource_names_the_kind() -> None:
    cause = only_cause(explain(replace(QUERY, pools=(Pool("scanner", {}),)), at("10:00")))
    assert (cause.code, cause.pool_name, cause.period) == ("resource_taken", "scanner", None)


def test_each_claim_of_the_doctor_in_the_way_is_a_cause() -> None:
    claims = (taken("09:00", "09:40"), taken("09:50", "10:30", "block"), taken("10:30", "11:00"))
    explanation = explain(replace(QUERY, taken=claims), at("09:30"))
    assert [(c.code, c.period, c.taken_as) for c in explanation.causes] == [
        ("fully_booked", window("09:00", "09:40"), "visit"),
        ("fully_booked", window("09:50", "10:30"), "block"),
    ]


def test_leave_is_given_with_its_period() -> None:
    cause = only_cause(explain(AWAY, at("09:45")))
    assert (cause.code, cause.period, cause.leave) == ("on_leave", window("10:00", "10:30"), LEAVE)


def test_a_holiday_is_given_by_name_but_only_for_hours_that_it_closes() -> None:
    assert only_cause(explain(EID, at("09:30"))).holiday_name == "Eid"
    assert only_cause(explain(EID, at("12:00"))).code == CauseCode.NO_HOURS


def test_no_hours_names_the_exception_or_the_rule_for_other_visits() -> None:
    closed = DateException(None, MONDAY, "closed")
    query = replace(QUERY, schedule=replace(SCHEDULE, exceptions=(closed,)))
    assert only_cause(explain(query, at("09:30"))).exception == closed
    rule = WeeklyRule(1, 0, 540, 660, visit_type_ids=frozenset({8}))
    query = replace(QUERY, schedule=replace(SCHEDULE, rules=(rule,)))
    assert only_cause(explain(query, at("09:30"))).rule == rule


def test_a_time_beside_the_grid_names_the_starts_around_it() -> None:
    cause = only_cause(explain(QUERY, at("09:37")))
    assert (cause.code, cause.nearest) == ("off_grid", (at("09:30"), at("09:45")))


def test_a_visit_that_would_pass_closing_names_what_is_left() -> None:
    cause = only_cause(explain(QUERY, at("10:45")))
    assert (cause.code, cause.period) == ("gap_too_short", window("10:45", "11:00"))


def test_notice_and_horizon_give_their_bounds() -> None:
    policy = replace(QUERY.policy, minimum_notice=timedelta(hours=1), horizon=timedelta(minutes=90))
    query = replace(QUERY, policy=policy, now=at("08:30"))
    assert only_cause(explain(query, at("09:15"))).bookable_from == at("09:30")
    assert explain(query, at("09:30")).offered
    assert explain(query, at("10:00")).offered
    assert only_cause(explain(query, at("10:15"))).bookable_until == at("10:00")


def test_all_causes_are_listed_time_first() -> None:
    query = replace(AWAY, now=at("12:00"), taken=(taken("10:00", "10:30"),), pools=ROOMS.pools)
    codes = [cause.code for cause in explain(query, at("10:00")).causes]
    assert codes == ["outside_notice", "on_leave", "fully_booked", "resource_taken"]


def test_a_place_that_the_doctor_does_not_have_has_no_hours() -> None:
    cause = only_cause(explain(replace(QUERY, location_id=9), at("10:00")))
    assert cause == Cause(CauseCode.NO_HOURS, 9)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (AWAY, "not_available"),
        (EID, "not_available"),
        (replace(QUERY, taken=(taken("10:00", "10:15"),)), "fully_booked"),
        (ROOMS, "fully_booked"),
        (replace(QUERY, now=at("12:00")), "outside_notice"),
        (replace(QUERY, policy=replace(QUERY.policy, duration=timedelta(hours=2))), "no_hours"),
    ],
)
def test_patients_are_told_that_and_not_why(query: SlotQuery, told: str) -> None:
    explanation = for_patient(explain(query, at("10:00")))
    assert [cause.code for cause in explanation.causes] == [told]


def test_patients_see_no_detail_beyond_place_and_bounds() -> None:
    every_field = {field.name: "private" for field in fields(Cause)}
    for code in CauseCode:
        told = for_patient(
            Explanation(offered=False, causes=(Cause(**{**every_field, "code": code}),))  # type: ignore[arg-type] # any value will do
        )
        shown = {name for name in every_field if getattr(told.causes[0], name) == "private"}
        assert shown == {"location_id", "bookable_from", "bookable_until"}


def test_leave_and_holiday_read_the_same_to_patients() -> None:
    away_all_day = replace(QUERY, schedule=replace(SCHEDULE, leaves=(Leave(MONDAY, MONDAY),)))
    assert for_patient(explain(away_all_day, at("10:00"))) == for_patient(explain(EID, at("10:00")))


def test_patients_cannot_count_the_claims_in_the_way() -> None:
    claims = (taken("10:00", "10:05"), taken("10:10", "10:20"))
    told = for_patient(explain(replace(QUERY, taken=claims), at("10:00")))
    assert told == for_patient(explain(replace(QUERY, taken=claims[:1]), at("10:00")))
