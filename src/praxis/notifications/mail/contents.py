"""What a mail may tell. No field holds a reason, a diagnosis, a kind of visit or a specialty."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo


class MailKind(StrEnum):
    VISIT_REQUESTED = "visit_requested"
    VISIT_BOOKED = "visit_booked"
    VISIT_APPROVED = "visit_approved"
    VISIT_DECLINED = "visit_declined"
    VISIT_EXPIRED = "visit_expired"
    VISIT_MOVED = "visit_moved"
    VISIT_CANCELLED = "visit_cancelled"
    VISIT_REMINDER = "visit_reminder"

    DOCTOR_VISIT_REQUESTED = "doctor_visit_requested"
    DOCTOR_VISIT_BOOKED = "doctor_visit_booked"
    DOCTOR_VISIT_MOVED = "doctor_visit_moved"
    # Also when it moved to a colleague: for this doctor it no longer takes place.
    DOCTOR_VISIT_CANCELLED = "doctor_visit_cancelled"

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 -- the kind of a mail
    EMAIL_CHANGED = "email_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- as above
    FACTORS_CHANGED = "factors_changed"
    API_KEY_MADE = "api_key_made"
    NEW_DEVICE = "new_device"
    REGISTRATION_REPEATED = "registration_repeated"
    DOCTOR_APPROVED = "doctor_approved"

    # To administrators.
    BACKUP_FAILED = "backup_failed"
    EMERGENCY_OPENED = "emergency_opened"
    EMERGENCIES_UNREVIEWED = "emergencies_unreviewed"

    # The figures of a month, attached.
    MONTHLY_REPORT = "monthly_report"


FOR_PATIENTS = frozenset(kind for kind in MailKind if kind.startswith("visit_"))
FOR_DOCTORS = frozenset(kind for kind in MailKind if kind.startswith("doctor_visit_"))
ABOUT_VISITS = FOR_PATIENTS | FOR_DOCTORS


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitShown:
    """A visit as a mail tells it. `patient_name` is shortened already; None where it is plain.

    `was_at` is the time before a move. `confirm_url` and `cancel_url` are given where one click
    may do that.
    """

    uid: UUID
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    doctor_name: str
    location_name: str
    address: str | None = None
    phone: str | None = None
    patient_name: str | None = None
    was_at: datetime | None = None
    url: str
    confirm_url: str | None = None
    cancel_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContent:
    """One mail. `visits` are of one day, in any order.

    `device` and `happened_at` tell of a sign-in, the instant in the zone of whoever reads it.
    `month` is the one that a report is about. `link` is where a mail of an account leads to; of
    visits, where one looks for another time or at all visits. `valid_until` is told in the zone of
    the visits, else in its own.
    """

    kind: MailKind
    locale: str
    practice_name: str
    recipient_name: str | None = None
    visits: tuple[VisitShown, ...] = ()
    link: str | None = None
    valid_until: datetime | None = None
    month: date | None = None
    device: str | None = None
    happened_at: datetime | None = None
    preferences_url: str | None = None
