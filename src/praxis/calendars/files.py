"""A visit as a file that calendars read (RFC 5545). Pure.

It says when and where, and with whom; never why. Calendars are shared with families and employers.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import (
    CLASS,
    CUTYPE,
    PARTSTAT,
    ROLE,
    STATUS,
    TRANSP,
    Calendar,
    Event,
    Timezone,
    vCalAddress,
)

from praxis.kit.addresses import Address
from praxis.kit.lines import one_line
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import FREEING

PRODUCT = "-//Praxis//Praxis//EN"
# The rules of a zone are told for the months around the visit, not from 1970 on.
AROUND = timedelta(days=366)
# RFC 6068: what may stand in a mailto address as it is.
MAILTO_SAFE = "!$'()*+,;:@"


class Method(StrEnum):
    """What an invite does to a calendar (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class CannotInviteError(ValueError):
    """Nobody is invited to a visit that does not take place."""


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """What a calendar may know of a visit. `changed_at` is of its last change of any kind."""

    uid: UUID
    sequence: int
    status: Status
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    doctor_name: str
    location_name: str
    address: str | None
    created_at: datetime
    changed_at: datetime


def calendar_file(visit: CalendarVisit) -> bytes:
    """One event; its UID stays the same, so that a later file moves or cancels the earlier."""
    return _calendar(visit, _event(visit, _status(visit.status)), "PUBLISH")


def invitation(
    visit: CalendarVisit,
    *,
    method: Method,
    organizer: Address,
    attendee: Address,
    title: str | None = None,
) -> bytes:
    """The same event as an invite to one person, who need not answer: the visit is agreed.

    `title` is in the recipient's language; none is as in `calendar_file`. A `CANCEL` is right for
    whoever has the visit no longer, even if it takes place with somebody else. Raises
    `CannotInviteError` for a `REQUEST` to a visit that is cancelled.
    """
    status = STATUS.CANCELLED if method is Method.CANCEL else _status(visit.status)
    if method is Method.REQUEST and status is STATUS.CANCELLED:
        raise CannotInviteError
    event = _event(visit, status, title)
    event.organizer = vCalAddress.new(_mailto(organizer), cn=_name(organizer))
    partstat = PARTSTAT.TENTATIVE if status is STATUS.TENTATIVE else PARTSTAT.ACCEPTED
    event.attendees = [
        vCalAddress.new(
            _mailto(attendee),
            cn=_name(attendee),
            cutype=CUTYPE.INDIVIDUAL,
            role=ROLE.REQ_PARTICIPANT,
            # Who is told that the visit is off has nothing to accept.
            partstat=None if method is Method.CANCEL else partstat,
            rsvp=False,
        )
    ]
    return _calendar(visit, event, method)


def _event(visit: CalendarVisit, status: STATUS, title: str | None = None) -> Event:
    start, end = _shown(visit)
    return Event.new(
        uid=f"{visit.uid}@praxis",
        sequence=visit.sequence,
        stamp=visit.changed_at,
        created=visit.created_at,
        last_modified=visit.changed_at,
        start=start,
        end=end,
        summary=one_line(title or f"Visit: {visit.doctor_name}"),
        location=", ".join(one_line(part) for part in (visit.location_name, visit.address) if part),
        status=status,
        classification=CLASS.PRIVATE,
        transparency=TRANSP.TRANSPARENT if status is STATUS.CANCELLED else TRANSP.OPAQUE,
    )


def _calendar(visit: CalendarVisit, event: Event, method: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    start, _ = _shown(visit)
    if start.tzinfo is visit.zone:
        first, last = (visit.starts_at - AROUND).date(), (visit.ends_at + AROUND).date()
        calendar.add_component(_rules_of(visit.zone, first, last))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


@lru_cache(maxsize=512)
def _rules_of(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """Costs ten times the rest of the file, and all visits of a day ask for the same."""
    return Timezone.from_tzinfo(zone, zone.key, first, last)


def _mailto(address: Address) -> str:
    return quote(address.email, safe=MAILTO_SAFE)


def _name(address: Address) -> str | None:
    """A parameter's value cannot hold the mark that ends it."""
    return one_line(address.name).replace('"', "'") if address.name else None


def _shown(visit: CalendarVisit) -> tuple[datetime, datetime]:
    """Both ends in local time; in UTC when the clocks show one of them for the second time.

    RFC 5545 takes a local time that is shown twice as the first of the two.
    """
    local = visit.starts_at.astimezone(visit.zone), visit.ends_at.astimezone(visit.zone)
    if any(instant.fold for instant in local):
        return visit.starts_at, visit.ends_at
    return local


def _status(status: Status) -> STATUS:
    if status in FREEING:
        return STATUS.CANCELLED
    return STATUS.TENTATIVE if status is Status.PENDING else STATUS.CONFIRMED
