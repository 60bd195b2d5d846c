from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from praxis.demo import rows
from praxis.demo.accounts import Hashes
from praxis.demo.ledger import Ledger
from praxis.demo.load import STEPS
from praxis.demo.plan import plan_practice
from praxis.scheduling.appointments import rules
from praxis.scheduling.appointments.models import Status
from tests.unit.demo.plans import INSTANTS, planned

DAY = timedelta(days=1)
EVERY_KIND = [kind for kinds in STEPS.values() for kind in kinds]

pytestmark = pytest.mark.parametrize("now", INSTANTS.values(), ids=INSTANTS.keys())


def events_of(plan: Ledger) -> dict[int, list[rows.EventRow]]:
    found = defaultdict(list)
    for event in plan.rows(rows.EventRow):
        found[event.appointment_id].append(event)
    return found


def test_the_same_second_plans_the_same_rows(now: datetime) -> None:
    again = plan_practice(now + timedelta(microseconds=123_456), Hashes("shared", "unusable"))

    for kind in EVERY_KIND:
        assert planned(now).rows(kind) == again.rows(kind)
        assert again.rows(kind), kind


def test_public_ids_are_version_seven_and_distinct(now: datetime) -> None:
    uids = [
        row.uid for kind in EVERY_KIND for row in planned(now).rows(kind) if hasattr(row, "uid")
    ]

    assert {uid.version for uid in uids} == {7}
    assert len(set(uids)) == len(uids)


def test_histories_take_only_steps_that_the_state_table_allows(now: datetime) -> None:
    plan = planned(now)
    zones = {row.id: ZoneInfo(row.time_zone) for row in plan.rows(rows.LocationRow)}
    notices = {
        row.id: timedelta(minutes=row.cancellation_notice_minutes)
        for row in plan.rows(rows.VisitTypeRow)
    }
    events = events_of(plan)
    for row in plan.rows(rows.AppointmentRow):
        for event in events[row.id][1:]:
            if event.from_status == event.to_status:
                assert event.kind in {"rescheduled", "updated", "paid", "refunded"}
                continue
            rules.decide_transition(
                rules.Visit(
                    Status(event.from_status or ""),
                    row.starts_at,
                    zones[row.location_id],
                    notices[row.visit_type_id],
                ),
                Status(event.to_status),
                event.actor_role,
                event.at,
                event.reason,
            )


def test_histories_lead_without_a_gap_from_the_booking_to_the_status(now: datetime) -> None:
    plan = planned(now)
    events = events_of(plan)
    for row in plan.rows(rows.AppointmentRow):
        history = events[row.id]
        assert history[0].kind in {"booked", "requested"}
        assert history[0].from_status is None
        assert [e.from_status for e in history[1:]] == [e.to_status for e in history[:-1]]
        assert history[-1].to_status == row.status
        assert (row.created_at, row.updated_at) == (history[0].at, history[-1].at)
        assert row.version == len(history)
        assert row.sequence == sum(event.kind == "rescheduled" for event in history)


def test_nothing_has_happened_after_now_nor_out_of_order(now: datetime) -> None:
    plan = planned(now)
    for history in events_of(plan).values():
        times = [event.at for event in history]
        assert times == sorted(times)
        assert times[-1] <= now
    for version in plan.rows(rows.RecordVersionRow):
        assert version.written_at <= now


def test_bookings_keep_notice_and_horizon(now: datetime) -> None:
    plan = planned(now)
    types = {row.id: row for row in plan.rows(rows.VisitTypeRow)}
    for row in plan.rows(rows.AppointmentRow):
        kind = types[row.visit_type_id]
        if row.override_reason is not None:
            continue
        lead = row.starts_at - row.created_at
        assert lead >= timedelta(minutes=kind.minimum_notice_minutes)
        assert lead <= timedelta(days=kind.booking_horizon_days)


def test_states_fit_the_hour(now: datetime) -> None:
    for row in planned(now).rows(rows.AppointmentRow):
        match row.status:
            case Status.COMPLETED | Status.NO_SHOW | Status.LEFT_WITHOUT_SEEN:
                assert row.ends_at <= now
            case Status.IN_PROGRESS:
                assert row.starts_at <= now < row.ends_at
            case Status.CHECKED_IN:
                assert now - timedelta(hours=1) < row.starts_at < now + timedelta(hours=1)
                assert row.arrived_at is not None
                assert row.arrived_at <= now
            case Status.CONFIRMED:
                assert row.starts_at > now
            case Status.PENDING:
                assert row.expires_at is not None
                assert now < row.expires_at <= row.starts_at


def test_visits_reach_from_ninety_days_ago_to_thirty_days_ahead(now: datetime) -> None:
    starts = [row.starts_at for row in planned(now).rows(rows.AppointmentRow)]

    assert now - 92 * DAY < min(starts) < now - 85 * DAY
    assert now + 25 * DAY < max(starts) < now + 32 * DAY


def test_the_demo_doctor_is_busy_today_and_this_week(now: datetime) -> None:
    plan = planned(now)
    dhaka = ZoneInfo("Asia/Dhaka")
    today = now.astimezone(dhaka).date()
    days = [
        (row.starts_at.astimezone(dhaka).date() - today).days
        for row in plan.rows(rows.AppointmentRow)
        if row.doctor_id == 1 and row.status not in rules.FREEING
    ]

    assert days.count(0) >= 6
    assert sum(0 <= day < 7 for day in days) >= 35


def test_doctors_see_whom_their_specialty_is_for(now: datetime) -> None:
    plan = planned(now)
    patients = {row.id: row for row in plan.rows(rows.PatientRow)}
    specialties = {row.id: row.specialty for row in plan.rows(rows.DoctorRow)}
    for row in plan.rows(rows.AppointmentRow):
        patient, specialty = patients[row.patient_id], specialties[row.doctor_id]
        is_child = (now.date() - patient.date_of_birth) / DAY < 18 * 365.25 - 1
        assert is_child == (specialty == "Paediatrics")
        if specialty == "Gynaecology":
            assert patient.sex == "female"


def test_two_visits_are_overbooked_with_a_reason_by_the_desk(now: datetime) -> None:
    overbooked = [row for row in planned(now).rows(rows.AppointmentRow) if row.lane == 1]

    assert sorted(row.status for row in overbooked) == [Status.COMPLETED, Status.CONFIRMED]
    for row in overbooked:
        assert row.override_reason
        assert row.booked_as == "staff"
