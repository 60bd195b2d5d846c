"""Reminders: the clock looks for visits whose reminder has come due, and puts it in the queue.

Nothing is scheduled ahead that a move or a cancel would have to find again. Each look covers the
time since the last one, so a server that was down looks back; what is too late then is decided
when it is sent. Rows are unique for a visit and due time: two looks at once remind once.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.wall_time import local_date
from praxis.notifications.facts import VisitFacts, load_visits
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.queue import NewMail, add_mails
from praxis.notifications.recipients import Recipient, Telling, recipient_of
from praxis.notifications.subscriber import ring
from praxis.notifications.timing import is_too_late, reminder_due

# Visits that were booked while the last look was under way are seen by the next.
OVERLAP = timedelta(minutes=1)
# Clocks of several machines differ by less than this.
SKEW = timedelta(minutes=1)
# How far a reminder due on the wall may be from one counted in hours, where clocks are changed.
CHANGE_OF_CLOCKS = timedelta(hours=3)

LOCK_CLOCK = """
    SELECT covered_until FROM reminder_clock WHERE id = 1 FOR UPDATE SKIP LOCKED
"""

START_CLOCK = """
    INSERT INTO reminder_clock (id, covered_until) VALUES (1, $1) ON CONFLICT DO NOTHING
"""

MOVE_CLOCK = "UPDATE reminder_clock SET covered_until = $1 WHERE id = 1"

NOTICES = """
    SELECT DISTINCT unnest(reminder_minutes) AS minutes FROM visit_types
"""

CANDIDATES = """
    SELECT a.id FROM appointments a
    JOIN visit_types v ON v.id = a.visit_type_id
    JOIN locations l ON l.id = a.location_id
    WHERE a.status = 'confirmed' AND a.starts_at > $1 AND a.starts_at <= $2
      AND $3 = ANY (v.reminder_minutes) AND l.time_zone = ANY ($4)
"""

ZONES = "SELECT DISTINCT time_zone FROM locations"

# When the present time of a visit became known: later than a reminder was due, none is sent.
SETTLED = """
    SELECT appointment_id, max(at) AS at FROM appointment_events
    WHERE appointment_id = ANY ($1) AND kind IN ('booked', 'approved', 'rescheduled')
    GROUP BY appointment_id
"""

# The other visits of these patients' accounts on the days around.
COMPANIONS = """
    SELECT DISTINCT other.id FROM appointments a
    JOIN patients p ON p.id = a.patient_id
    JOIN patients q ON q.id = p.id OR q.user_id = p.user_id
    JOIN appointments other ON other.patient_id = q.id AND other.status = 'confirmed'
         AND other.starts_at > a.starts_at - interval '1 day'
         AND other.starts_at < a.starts_at + interval '1 day'
    WHERE a.id = ANY ($1) AND other.id <> ALL ($1)
"""


async def look(unit: UnitOfWork, now: datetime) -> int:
    """Queue the reminders that came due since the last look; returns how many.

    The first look ever starts the clock and reminds nobody. While another process looks, this
    one does nothing. A clock that was set back reminds nobody twice, and what a look by a clock
    that was ahead seemed to cover is looked at again.
    """
    await unit.sql.execute(START_CLOCK, now)
    covered_until = await unit.sql.fetchval(LOCK_CLOCK)
    if covered_until is None or now <= covered_until <= now + SKEW:
        return 0
    covered_until = min(covered_until, now)
    told: list[tuple[VisitFacts, Telling]] = []
    zones = [row["time_zone"] for row in await unit.sql.fetch(ZONES)]
    for row in await unit.sql.fetch(NOTICES):
        told += await _look_for(unit, row["minutes"], zones, covered_until - OVERLAP, now)
    await unit.sql.execute(MOVE_CLOCK, now)
    # Last: until this is committed nobody else tells of anything.
    await ring(unit, told, now)
    return len(told)


async def _look_for(
    unit: UnitOfWork, minutes: int, zones: Sequence[str], since: datetime, now: datetime
) -> list[tuple[VisitFacts, Telling]]:
    rows = await _candidates(unit, minutes, zones, since, now)
    visits = await load_visits(unit, rows, now)
    due = [visit for visit in visits.values() if since < _due_at(visit, minutes) <= now]
    due = [
        visit
        for visit in await _without_news(unit, due, minutes)
        if not is_too_late(_due_at(visit, minutes), visit.starts_at, now)
    ]
    if not due:
        return []
    return await _queue(unit, [*due, *await _companions(unit, due, minutes, now)], minutes, now)


async def _candidates(
    reader: Reader, minutes: int, zones: Sequence[str], since: datetime, now: datetime
) -> list[int]:
    """The ids of all visits whose reminder may have come due, and of few others."""
    notice = timedelta(minutes=minutes)
    by_margin: dict[timedelta, list[str]] = defaultdict(list)
    for name in zones:
        by_margin[margin(ZoneInfo(name), since, now, notice)].append(name)
    found = []
    for reach, names in by_margin.items():
        bounds = since + notice - reach, now + notice + reach
        found += await reader.sql.fetch(CANDIDATES, *bounds, minutes, names)
    return [row["id"] for row in found]


def margin(zone: ZoneInfo, since: datetime, now: datetime, notice: timedelta) -> timedelta:
    """How far on the clock a wall may be off; nothing where no clocks are changed near either end.

    Near, because an hour that comes twice, or not at all, begins before or ends after the look.
    """
    offsets = {
        (end + near).astimezone(zone).utcoffset()
        for end in (since, now, since + notice, now + notice)
        for near in (-CHANGE_OF_CLOCKS, timedelta(0), CHANGE_OF_CLOCKS)
    }
    return timedelta(0) if len(offsets) == 1 else CHANGE_OF_CLOCKS


async def _queue(
    unit: UnitOfWork, visits: Sequence[VisitFacts], minutes: int, now: datetime
) -> list[tuple[VisitFacts, Telling]]:
    """Those whose reminder was not in the queue before, and how they are told of it."""
    mails = [
        _reminder(visit, recipient, minutes, now)
        for visit in visits
        if (recipient := recipient_of(visit)) is not None
    ]
    visit_of = {visit.id: visit for visit in visits}
    return [
        (visit_of[mail.appointment_id], Telling(mail.kind, mail.recipient))
        for mail in await add_mails(unit, mails, now)
        if mail.appointment_id is not None
    ]


def _reminder(visit: VisitFacts, recipient: Recipient, minutes: int, now: datetime) -> NewMail:
    return NewMail(
        MailKind.VISIT_REMINDER,
        recipient,
        now,
        appointment_id=visit.id,
        sequence=visit.sequence,
        visit_on=local_date(visit.starts_at, visit.zone),
        due_at=_due_at(visit, minutes),
        data={"minutes": minutes},
    )


def _due_at(visit: VisitFacts, minutes: int) -> datetime:
    return reminder_due(visit.starts_at, minutes, visit.zone)


async def _without_news(
    reader: Reader, due: Sequence[VisitFacts], minutes: int
) -> list[VisitFacts]:
    """Those whose time was known before the reminder was due: the others have just been told."""
    rows = await reader.sql.fetch(SETTLED, [visit.id for visit in due])
    settled_at = {row["appointment_id"]: row["at"] for row in rows}
    return [
        visit
        for visit in due
        if settled_at.get(visit.id, visit.created_at) <= _due_at(visit, minutes)
    ]


async def _companions(
    reader: Reader, due: Sequence[VisitFacts], minutes: int, now: datetime
) -> list[VisitFacts]:
    """Other visits of the same recipients on the same days: they go into the same reminder."""
    rows = await reader.sql.fetch(COMPANIONS, [visit.id for visit in due])
    others = await load_visits(reader, [row["id"] for row in rows], now)
    days = {_day_of(visit) for visit in due}
    return [
        other
        for other in others.values()
        if _day_of(other) in days
        and minutes in other.reminder_minutes
        and _due_at(other, minutes) > now
    ]


def _day_of(visit: VisitFacts) -> tuple[Recipient | None, date]:
    return recipient_of(visit), local_date(visit.starts_at, visit.zone)
