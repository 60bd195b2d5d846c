"""Whether what waits to be told is still true, wanted and in time. Pure.

Asked when it is about to be sent, of the state of then: so nothing is told that no longer holds.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.kit.schemas import parse_instant
from praxis.notifications.facts import VisitFacts
from praxis.notifications.mail.contents import ABOUT_VISITS, FOR_DOCTORS, MailKind
from praxis.notifications.recipients import Recipient, recipient_of
from praxis.notifications.timing import (
    QuietHours,
    end_of_quiet,
    is_too_late,
    is_urgent,
    reminder_due,
)
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import FREEING, UPCOMING

# That a visit does not take place; all other news is that it does, or may.
ENDINGS = frozenset(
    {
        MailKind.VISIT_DECLINED,
        MailKind.VISIT_EXPIRED,
        MailKind.VISIT_CANCELLED,
        MailKind.DOCTOR_VISIT_CANCELLED,
    }
)
# Those who asked are told what became of it, though the time has gone by.
ANSWERS = frozenset({MailKind.VISIT_DECLINED, MailKind.VISIT_EXPIRED})


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A row of `mails` that somebody has taken to send."""

    id: int
    uid: UUID
    kind: MailKind
    recipient: Recipient
    appointment_id: int | None
    sequence: int | None
    due_at: datetime | None
    data: dict[str, Any]
    attempts: int
    envelope_uid: UUID
    created_at: datetime

    @property
    def was_at(self) -> datetime | None:
        was_at = self.data.get("was_at")
        return None if was_at is None else parse_instant(was_at)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a recipient is written to, and what they want."""

    name: str
    email: str | None
    locale: str
    active: bool = True
    email_visits: bool = True
    email_reminders: bool = True
    quiet: QuietHours | None = None
    zone: ZoneInfo | None = None


class Send(NamedTuple):
    pass


class Drop(NamedTuple):
    reason: str


class Wait(NamedTuple):
    until: datetime


Verdict = Send | Drop | Wait


def judge(
    mail: WaitingMail, visit: VisitFacts | None, addressee: Addressee | None, now: datetime
) -> Verdict:
    if addressee is None or not addressee.active or not addressee.email:
        return Drop("unreachable")
    if mail.kind not in ABOUT_VISITS:
        return Send()
    if visit is None:
        return Drop("overtaken")
    objection = _untrue(mail, visit) or _untimely(mail, visit, now) or _unwanted(mail, addressee)
    if objection is not None:
        return Drop(objection)
    instants = [visit.starts_at, *([mail.was_at] if mail.was_at else [])]
    quiet_until = end_of_quiet(addressee.quiet, now, visit.zone)
    if quiet_until is None or is_urgent(instants, now):
        return Send()
    return Wait(quiet_until)


def _untrue(mail: WaitingMail, visit: VisitFacts) -> str | None:
    """What has happened since that makes it wrong to say this."""
    if mail.kind is MailKind.VISIT_REMINDER:
        holds = visit.status is Status.CONFIRMED and _due_as_before(mail, visit)
    elif mail.kind in ENDINGS:
        holds = visit.status in FREEING or _is_former_doctor(mail, visit)
    else:
        holds = (
            visit.status in UPCOMING
            and mail.sequence == visit.sequence
            and not _is_former_doctor(mail, visit)
        )
    if holds and mail.kind not in FOR_DOCTORS and recipient_of(visit) != mail.recipient:
        holds = False
    return None if holds else "overtaken"


def _is_former_doctor(mail: WaitingMail, visit: VisitFacts) -> bool:
    return mail.kind in FOR_DOCTORS and mail.recipient.user_id != visit.doctor_user_id


def _due_as_before(mail: WaitingMail, visit: VisitFacts) -> bool:
    minutes = mail.data.get("minutes")
    return (
        isinstance(minutes, int)
        and reminder_due(visit.starts_at, minutes, visit.zone) == mail.due_at
    )


def _untimely(mail: WaitingMail, visit: VisitFacts, now: datetime) -> str | None:
    if mail.due_at is not None and is_too_late(mail.due_at, visit.starts_at, now):
        return "late"
    last = max(visit.starts_at, mail.was_at or visit.starts_at)
    return "over" if last <= now and mail.kind not in ANSWERS else None


def _unwanted(mail: WaitingMail, addressee: Addressee) -> str | None:
    wanted = (
        addressee.email_reminders
        if mail.kind is MailKind.VISIT_REMINDER
        else addressee.email_visits
    )
    return None if wanted else "unwanted"
