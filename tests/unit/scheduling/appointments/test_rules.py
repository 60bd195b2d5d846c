"""The state table walked for every pair of states and every role."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from praxis.identity.models import Role
from praxis.kit.errors import DomainError
from praxis.scheduling.appointments.errors import (
    BadTransition,
    DayOver,
    TooEarly,
    TooLate,
    TransitionForbidden,
    TransitionReasonRequired,
)
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import (
    SYSTEM,
    Visit,
    decide_move,
    decide_transition,
    options_of,
    standing,
)

START = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)
DHAKA = ZoneInfo("Asia/Dhaka")
DURING = START + timedelta(minutes=10)
ROLES = [*Role, "system"]

# Written out once more, on purpose: `d` doctor, `s` staff, `a` admin, `p` patient, `y` system.
ALLOWED = {
    "pending": {"confirmed": "dsa", "declined": "dsa", "expired": "y", "cancelled": "pdsa"},
    "confirmed": {
        "checked_in": "dsa",
        "cancelled": "pdsa",
        "no_show": "dsa",
        "completed": "d",
    },
    "checked_in": {"in_progress": "dsa", "left_without_seen": "dsa", "confirmed": "dsa"},
    "in_progress": {"completed": "d", "checked_in": "dsa"},
    "completed": {"in_progress": "d"},
    "no_show": {"checked_in": "dsa"},
}
LETTERS = {"patient": "p", "doctor": "d", "staff": "s", "admin": "a", "system": "y"}


def visit(status: Status = Status.CONFIRMED, notice: timedelta = timedelta(0)) -> Visit:
    return Visit(status, START, DHAKA, notice)


def expected(before: Status, to: Status, role: str) -> type[DomainError] | None:
    if to is Status.ENTERED_IN_ERROR and before is not to:
        return None if role == Role.ADMIN else TransitionForbidden
    letters = ALLOWED.get(before, {}).get(to)
    if letters is None:
        return BadTransition
    return None if LETTERS[role] in letters else TransitionForbidden


@pytest.mark.parametrize(("before", "to", "role"), list(product(Status, Status, ROLES)))
def test_every_pair_of_states_for_every_role(before: Status, to: Status, role: str) -> None:
    # Within the visit, with a reason, patients long before: only table and role decide.
    now = START - timedelta(hours=1) if role == Role.PATIENT else DURING
    refusal = expected(before, to, role)
    if refusal is None:
        decide_transition(visit(before), to, role, now, "because")
    else:
        with pytest.raises(refusal):
            decide_transition(visit(before), to, role, now, "because")


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.STAFF, Role.ADMIN])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_undoing_a_no_show_needs_a_reason(role: Role, reason: str | None) -> None:
    with pytest.raises(TransitionReasonRequired):
        decide_transition(visit(Status.NO_SHOW), Status.CHECKED_IN, role, DURING, reason)


@pytest.mark.parametrize("before", [s for s in Status if s is not Status.ENTERED_IN_ERROR])
def test_entered_in_error_needs_a_reason(before: Status) -> None:
    with pytest.raises(TransitionReasonRequired):
        decide_transition(visit(before), Status.ENTERED_IN_ERROR, Role.ADMIN, DURING, None)


@pytest.mark.parametrize(
    ("before", "to", "role"),
    [
        (Status.COMPLETED, Status.IN_PROGRESS, Role.DOCTOR),
        (Status.NO_SHOW, Status.CHECKED_IN, Role.STAFF),
    ],
)
def test_undoing_is_possible_until_midnight_at_the_place(
    before: Status, to: Status, role: Role
) -> None:
    last = datetime(2027, 1, 5, 17, 59, tzinfo=UTC)  # 23:59 in Dhaka
    decide_transition(visit(before), to, role, last, "mistake")
    with pytest.raises(DayOver):
        decide_transition(visit(before), to, role, last + timedelta(minutes=1), "mistake")


@pytest.mark.parametrize("to", [Status.NO_SHOW, Status.COMPLETED])
def test_a_visit_is_not_over_before_it_was_due(to: Status) -> None:
    with pytest.raises(TooEarly):
        decide_transition(visit(), to, Role.DOCTOR, START - timedelta(minutes=1), None)
    decide_transition(visit(), to, Role.DOCTOR, START, None)


def test_a_patient_cancels_until_the_notice_and_the_practice_later() -> None:
    kept = visit(notice=timedelta(hours=24))
    in_time = START - timedelta(hours=24)
    decide_transition(kept, Status.CANCELLED, Role.PATIENT, in_time, None)
    with pytest.raises(TooLate):
        decide_transition(
            kept, Status.CANCELLED, Role.PATIENT, in_time + timedelta(seconds=1), None
        )
    decide_transition(kept, Status.CANCELLED, Role.STAFF, DURING, None)


def test_a_request_can_be_taken_back_until_it_would_begin() -> None:
    asked = Visit(Status.PENDING, START, DHAKA, timedelta(hours=24))
    decide_transition(asked, Status.CANCELLED, Role.PATIENT, START, None)
    with pytest.raises(TooLate):
        decide_transition(asked, Status.CANCELLED, Role.PATIENT, DURING, None)


@pytest.mark.parametrize("status", Status)
def test_only_upcoming_visits_are_moved(status: Status) -> None:
    if status in {Status.PENDING, Status.CONFIRMED}:
        decide_move(visit(status), Role.STAFF, DURING)
    else:
        with pytest.raises(BadTransition):
            decide_move(visit(status), Role.STAFF, DURING)


def test_a_patient_moves_a_visit_until_the_notice() -> None:
    kept = visit(notice=timedelta(hours=2))
    decide_move(kept, Role.PATIENT, START - timedelta(hours=2))
    with pytest.raises(TooLate):
        decide_move(kept, Role.PATIENT, START - timedelta(hours=1))


@pytest.mark.parametrize("now", [START - timedelta(days=2), START - timedelta(hours=1), DURING])
@pytest.mark.parametrize("role", [*Role, SYSTEM])
@pytest.mark.parametrize("status", Status)
def test_options_are_what_the_decisions_allow(status: Status, role: str, now: datetime) -> None:
    kept = Visit(status, START, DHAKA, timedelta(hours=24))
    options = options_of(kept, role, now)

    def decided(to: Status, reason: str | None) -> bool:
        try:
            decide_transition(kept, to, role, now, reason)
        except DomainError:
            return False
        return True

    def movable(by: str) -> bool:
        try:
            decide_move(kept, by, now)
        except DomainError:
            return False
        return True

    assert options.next_statuses == [to for to in Status if decided(to, "mistake")]
    without = [to for to in Status if decided(to, None)]
    assert [to for to in options.next_statuses if to not in options.reason_needed_for] == without
    assert options.can_cancel == (Status.CANCELLED in without)
    assert options.can_reschedule == movable(role)
    assert (options.changeable_until is not None) == movable(Role.PATIENT)


def test_a_visit_can_be_changed_until_its_notice_begins_and_a_request_until_its_start() -> None:
    notice = timedelta(hours=24)
    early = START - timedelta(days=2)
    for status, until in ((Status.CONFIRMED, START - notice), (Status.PENDING, START)):
        asked = Visit(status, START, DHAKA, notice)
        assert options_of(asked, Role.PATIENT, early).changeable_until == until
        assert options_of(asked, Role.PATIENT, until).can_cancel
        assert not options_of(asked, Role.PATIENT, until + timedelta(seconds=1)).can_cancel


def test_patients_change_their_words_until_the_visit_begins_and_the_practice_for_good() -> None:
    kept = visit(notice=timedelta(hours=24))
    assert options_of(kept, Role.PATIENT, START - timedelta(seconds=1)).can_edit
    assert not options_of(kept, Role.PATIENT, START).can_edit
    assert not options_of(visit(Status.CANCELLED), Role.PATIENT, START - timedelta(days=1)).can_edit
    assert options_of(visit(Status.COMPLETED), Role.DOCTOR, DURING).can_edit


def test_a_request_that_ran_out_stands_as_expired() -> None:
    assert standing("pending", START, START) is Status.EXPIRED
    assert standing("pending", START, START - timedelta(seconds=1)) is Status.PENDING
    assert standing("confirmed", None, START) is Status.CONFIRMED
