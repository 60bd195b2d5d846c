"""Whether what waits to be told is still true, wanted and in time. Pure.

Asked when it is about to be sent, of the state of then: so nothing is told that no longer holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.kit.schemas import parse_date, parse_instant
from praxis.notifications.facts import VisitFacts
from praxis.notifications.mail.contents import ABOUT_VISITS, FOR_DOCTORS, MailKind
from praxis.notifications.recipients import Recipient, recipient_of
from praxis.notifications.timing import (
    URGENT,
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


REQUESTS = frozenset({MailKind.VISIT_REQUESTED, MailKind.DOCTOR_VISIT_REQUESTED})
ASKED = frozenset({Status.PENDING})
# How long before a visit a reminder that waited for the morning still makes sense.
REMINDER_LEAD = timedelta(hours=1)


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
        """When the visit was to begin before it was moved."""
        return self._instant("was_at")

    @property
    def waited_until(self) -> datetime | None:
        """When the quiet hours ended that it waited for."""
        return self._instant("waited_until")

    @property
    def month(self) -> date | None:
        """The first day of the month that a report is about."""
        text = self.data.get("month")
        return None if text is None else parse_date(text)

    def _instant(self, name: str) -> datetime | None:
        text = self.data.get(name)
        return None if text is None else parse_instant(text)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a recipient is written to, and what they want."""

    name: str
    email: str | None
    locale: str
    active: bool = True
    email_visits: bool = True
    email_reminders: bool = True
    email_reports: bool = False
    quiet: QuietHours | None = None
    zone: ZoneInfo | None = None
    # Nobody has shown yet that the address is theirs: whoever typed it chose the name, too.
    unconfirmed: bool = False


class Send(NamedTuple):
    pass


class Drop(NamedTuple):
    reason: str


class Wait(NamedTuple):
    until: datetime


Verdict = Send | Drop | Wait


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell; `visit` is None for what is about the account."""

    mail: WaitingMail
    visit: VisitFacts | None


@dataclass(frozen=True, slots=True)
class Judged:
    item: Item
    addressee: Addressee | None
    verdict: Verdict

    @property
    def mail(self) -> WaitingMail:
        return self.item.mail


def judge_together(
    mails: Sequence[WaitingMail],
    visits: Mapping[int, VisitFacts],
    addressee: Addressee | None,
    now: datetime,
    *,
    link_is_good: bool = True,
) -> list[Judged]:
    """Judge what would go into one e-mail.

    What would wait for the morning goes along with what does not: later it would be another e-mail
    under an id that was used. A move that was overtaken by a second one lends it the time from
    which the visit was moved away first.
    """
    verdicts = []
    for mail in mails:
        visit = visits.get(mail.appointment_id) if mail.appointment_id else None
        verdict = judge(mail, visit, addressee, now, link_is_good=link_is_good)
        verdicts.append((mail, visit, verdict))
    goes = any(isinstance(verdict, Send) for _, _, verdict in verdicts)
    return [
        Judged(
            Item(_from_the_first(mail, mails), visit),
            addressee,
            Send() if goes and isinstance(verdict, Wait) else verdict,
        )
        for mail, visit, verdict in verdicts
    ]


def _from_the_first(mail: WaitingMail, mails: Sequence[WaitingMail]) -> WaitingMail:
    moves = [
        other
        for other in mails
        if other.appointment_id == mail.appointment_id and other.was_at is not None
    ]
    if mail.was_at is None or len(moves) <= 1:
        return mail
    first = min(moves, key=lambda other: other.id)
    return replace(mail, data={**mail.data, "was_at": first.data["was_at"]})


def judge(
    mail: WaitingMail,
    visit: VisitFacts | None,
    addressee: Addressee | None,
    now: datetime,
    *,
    link_is_good: bool = True,
) -> Verdict:
    """`link_is_good`: whether the link that an account mail carries still opens something."""
    if addressee is None or not addressee.active or not addressee.email:
        return Drop("unreachable")
    if mail.kind not in ABOUT_VISITS:
        return _of_account(mail, addressee, now, link_is_good=link_is_good)
    if visit is None:
        return Drop("overtaken")
    if mail.kind not in FOR_DOCTORS and not visit.patient_active:
        return Drop("unreachable")
    objection = _untrue(mail, visit) or _untimely(mail, visit, now) or _unwanted(mail, addressee)
    if objection is not None:
        return Drop(objection)
    return _now_or_later(mail, visit, addressee, now)


def _of_account(
    mail: WaitingMail, addressee: Addressee, now: datetime, *, link_is_good: bool
) -> Verdict:
    """What is about an account waits for nothing; the figures of a month can, for the morning."""
    if mail.kind is not MailKind.MONTHLY_REPORT:
        return Send() if link_is_good else Drop("overtaken")
    if not addressee.email_reports:
        return Drop("unwanted")
    quiet_until = end_of_quiet(addressee.quiet, now, addressee.zone or ZoneInfo("UTC"))
    return Send() if quiet_until is None else Wait(quiet_until)


def _now_or_later(
    mail: WaitingMail, visit: VisitFacts, addressee: Addressee, now: datetime
) -> Verdict:
    """Quiet hours are kept, but not until the news is urgent; a reminder can wait longer."""
    instants = [visit.starts_at, *([mail.was_at] if mail.was_at else [])]
    quiet_until = end_of_quiet(addressee.quiet, now, visit.zone)
    if quiet_until is None or is_urgent(instants, now):
        return Send()
    if mail.kind is MailKind.VISIT_REMINDER and quiet_until + REMINDER_LEAD <= visit.starts_at:
        return Wait(quiet_until)
    nearest = min(instant for instant in instants if instant > now)
    return Wait(min(quiet_until, nearest - URGENT))


def _untrue(mail: WaitingMail, visit: VisitFacts) -> str | None:
    """What has happened since that makes it wrong to say this."""
    if mail.kind is MailKind.VISIT_REMINDER:
        holds = visit.status is Status.CONFIRMED and _due_as_before(mail, visit)
    elif mail.kind in ENDINGS:
        holds = visit.status in FREEING or is_former_doctor(mail, visit)
    else:
        holds = (
            visit.status in (ASKED if mail.kind in REQUESTS else UPCOMING)
            and mail.sequence == visit.sequence
            and not is_former_doctor(mail, visit)
        )
    if holds and mail.kind not in FOR_DOCTORS and recipient_of(visit) != mail.recipient:
        holds = False
    return None if holds else "overtaken"


def is_former_doctor(mail: WaitingMail, visit: VisitFacts) -> bool:
    return mail.kind in FOR_DOCTORS and mail.recipient.user_id != visit.doctor_user_id


def _due_as_before(mail: WaitingMail, visit: VisitFacts) -> bool:
    minutes = mail.data.get("minutes")
    return (
        isinstance(minutes, int)
        and reminder_due(visit.starts_at, minutes, visit.zone) == mail.due_at
    )


def _untimely(mail: WaitingMail, visit: VisitFacts, now: datetime) -> str | None:
    if mail.due_at is not None:
        # Quiet hours that the recipient wants make nothing late.
        from_then = max(mail.due_at, mail.waited_until or mail.due_at)
        if is_too_late(from_then, visit.starts_at, now):
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
