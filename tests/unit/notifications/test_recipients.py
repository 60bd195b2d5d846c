from dataclasses import replace
from datetime import timedelta

import pytest

from praxis.notifications.mail.contents import MailKind
from praxis.notifications.recipients import Event, Recipient, Telling, tellings
from praxis.scheduling.appointments.models import Status
from tests.unit.notifications.test_judgement import NOW, START, VISIT

DESK, PATIENT, DOCTOR, FORMER = 50, 1, 2, 60
EARLIER = START - timedelta(days=1)


def event(kind: str, actor: int | None = DESK, **changes: object) -> Event:
    return replace(Event(kind, Status.CONFIRMED, actor, None), **changes)  # type: ignore[arg-type]


def told(what: Event) -> set[tuple[MailKind, int | None, bool]]:
    return {(t.kind, t.recipient.user_id, t.quietly) for t in tellings(what, VISIT)}


@pytest.mark.parametrize(
    ("kind", "patient", "doctor"),
    [
        ("requested", MailKind.VISIT_REQUESTED, MailKind.DOCTOR_VISIT_REQUESTED),
        ("booked", MailKind.VISIT_BOOKED, MailKind.DOCTOR_VISIT_BOOKED),
        ("approved", MailKind.VISIT_APPROVED, MailKind.DOCTOR_VISIT_BOOKED),
        ("declined", MailKind.VISIT_DECLINED, MailKind.DOCTOR_VISIT_CANCELLED),
        ("expired", MailKind.VISIT_EXPIRED, MailKind.DOCTOR_VISIT_CANCELLED),
        ("rescheduled", MailKind.VISIT_MOVED, MailKind.DOCTOR_VISIT_MOVED),
        ("cancelled", MailKind.VISIT_CANCELLED, MailKind.DOCTOR_VISIT_CANCELLED),
        ("entered_in_error", MailKind.VISIT_CANCELLED, MailKind.DOCTOR_VISIT_CANCELLED),
    ],
)
def test_both_sides_are_told_what_others_did(
    kind: str, patient: MailKind, doctor: MailKind
) -> None:
    assert told(event(kind)) == {(patient, PATIENT, False), (doctor, DOCTOR, False)}


def test_patients_get_the_mail_of_what_they_did_themselves_but_no_bell() -> None:
    found = told(event("booked", PATIENT))
    assert found == {
        (MailKind.VISIT_BOOKED, PATIENT, True),
        (MailKind.DOCTOR_VISIT_BOOKED, DOCTOR, False),
    }


def test_doctors_are_not_told_of_what_they_did_themselves() -> None:
    assert told(event("cancelled", DOCTOR)) == {(MailKind.VISIT_CANCELLED, PATIENT, False)}


@pytest.mark.parametrize(
    "kind", ["checked_in", "in_progress", "completed", "no_show", "updated", "check_in_undone"]
)
def test_steps_in_the_house_are_told_to_nobody(kind: str) -> None:
    assert tellings(event(kind), VISIT) == []


def test_a_visit_that_had_taken_place_is_corrected_in_silence() -> None:
    assert tellings(event("entered_in_error", from_status=Status.COMPLETED), VISIT) == []


def test_moved_to_a_colleague_is_gone_for_one_and_new_for_the_other() -> None:
    moved = event("rescheduled", previous_starts_at=EARLIER, former_doctor_user_id=FORMER)
    assert set(tellings(moved, VISIT)) == {
        Telling(MailKind.VISIT_MOVED, Recipient(PATIENT, None), EARLIER),
        Telling(MailKind.DOCTOR_VISIT_BOOKED, Recipient(DOCTOR, None), None),
        Telling(MailKind.DOCTOR_VISIT_CANCELLED, Recipient(FORMER, None), EARLIER),
    }
    asked = replace(VISIT, status=Status.PENDING)
    assert Telling(MailKind.DOCTOR_VISIT_REQUESTED, Recipient(DOCTOR, None)) in tellings(
        moved, asked
    )


def test_a_patient_without_an_account_is_told_if_there_is_an_address() -> None:
    nobody = replace(VISIT, patient_user_id=None)
    reachable = replace(nobody, patient_email="amina@example.org")
    assert [t.recipient for t in tellings(event("booked"), nobody)] == [Recipient(DOCTOR, None)]
    assert Recipient(None, VISIT.patient_id) in [
        t.recipient for t in tellings(event("booked"), reachable)
    ]
    assert NOW < START
