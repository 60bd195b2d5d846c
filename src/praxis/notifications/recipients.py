"""Who is told of what happened to a visit. Pure: one event in, those to tell out."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from praxis.notifications.facts import VisitFacts
from praxis.notifications.mail.contents import MailKind
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import UPCOMING

# What the patient hears, and what the doctor hears, of each step of the history.
TOLD: dict[str, tuple[MailKind, MailKind]] = {
    "requested": (MailKind.VISIT_REQUESTED, MailKind.DOCTOR_VISIT_REQUESTED),
    "booked": (MailKind.VISIT_BOOKED, MailKind.DOCTOR_VISIT_BOOKED),
    "approved": (MailKind.VISIT_APPROVED, MailKind.DOCTOR_VISIT_BOOKED),
    "declined": (MailKind.VISIT_DECLINED, MailKind.DOCTOR_VISIT_CANCELLED),
    "expired": (MailKind.VISIT_EXPIRED, MailKind.DOCTOR_VISIT_CANCELLED),
    "rescheduled": (MailKind.VISIT_MOVED, MailKind.DOCTOR_VISIT_MOVED),
    "cancelled": (MailKind.VISIT_CANCELLED, MailKind.DOCTOR_VISIT_CANCELLED),
    "entered_in_error": (MailKind.VISIT_CANCELLED, MailKind.DOCTOR_VISIT_CANCELLED),
}
TOPICS = frozenset(f"scheduling.appointment_{kind}" for kind in TOLD)


class Recipient(NamedTuple):
    """An account, or else a patient who has none."""

    user_id: int | None
    patient_id: int | None


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a visit's history. `former_doctor_user_id`: of whom it was moved away."""

    kind: str
    from_status: Status | None
    actor_user_id: int | None
    previous_starts_at: datetime | None
    former_doctor_user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One recipient to tell one thing. `quietly`: by e-mail alone, they did it themselves."""

    kind: MailKind
    recipient: Recipient
    was_at: datetime | None = None
    quietly: bool = False


def recipient_of(visit: VisitFacts) -> Recipient | None:
    """Who hears for the patient: the account they belong to, else the patient, if reachable."""
    if visit.patient_user_id is not None:
        return Recipient(visit.patient_user_id, None)
    return Recipient(None, visit.patient_id) if visit.patient_email else None


def tellings(event: Event, visit: VisitFacts) -> list[Telling]:
    """Whom to tell of one event.

    Patients always get the mail, which carries the calendar entry; doctors are not told of what
    they did themselves.
    """
    if event.kind not in TOLD or not _matters(event):
        return []
    for_patient, for_doctor = TOLD[event.kind]
    found = []
    patient = recipient_of(visit)
    if patient is not None:
        by_self = patient.user_id is not None and patient.user_id == event.actor_user_id
        found.append(Telling(for_patient, patient, event.previous_starts_at, quietly=by_self))
    found += _for_doctors(event, visit, for_doctor)
    return found


def _for_doctors(event: Event, visit: VisitFacts, kind: MailKind) -> list[Telling]:
    former, present = event.former_doctor_user_id, visit.doctor_user_id
    told = [(present, kind, event.previous_starts_at)]
    if former is not None and former != present:
        arrived = (
            MailKind.DOCTOR_VISIT_REQUESTED
            if visit.status is Status.PENDING
            else MailKind.DOCTOR_VISIT_BOOKED
        )
        told = [
            (present, arrived, None),
            (former, MailKind.DOCTOR_VISIT_CANCELLED, event.previous_starts_at),
        ]
    return [
        Telling(which, Recipient(user_id, None), was_at)
        for user_id, which, was_at in told
        if user_id != event.actor_user_id
    ]


def _matters(event: Event) -> bool:
    """What was entered in error matters to others only as long as it was still to come."""
    return event.kind != "entered_in_error" or event.from_status in UPCOMING
