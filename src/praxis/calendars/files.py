"""A visit as a file that calendars read (RFC 5545). Pure.

It says when and where, and with whom; never why. Calendars are shared with families and employers.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import CLASS, STATUS, TRANSP, Calendar, Event, Timezone

from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import FREEING

PRODUCT = "-//Praxis//Praxis//EN"
# The rules of a zone are told for the months around the visit, not from 1970 on.
AROUND = timedelta(days=366)


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
    start, end = _shown(visit)
    event = Event.new(
        uid=f"{visit.uid}@praxis",
        sequence=visit.sequence,
        stamp=visit.changed_at,
        created=visit.created_at,
        last_modified=visit.changed_at,
        start=start,
        end=end,
        summary=f"Visit: {_line(visit.doctor_name)}",
        location=", ".join(_line(part) for part in (visit.location_name, visit.address) if part),
        status=_status(visit.status),
        classification=CLASS.PRIVATE,
        transparency=TRANSP.TRANSPARENT if visit.status in FREEING else TRANSP.OPAQUE,
    )
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if start.tzinfo is visit.zone:
        first, last = (visit.starts_at - AROUND).date(), (visit.ends_at + AROUND).date()
        calendar.add_component(Timezone.from_tzinfo(visit.zone, visit.zone.key, first, last))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


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


def _line(text: str) -> str:
    return " ".join(text.split())
