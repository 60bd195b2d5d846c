"""How soon one is seen: days to the third next available appointment, measured once a day.

The third, because a first free time is often one that somebody has just cancelled: the measure of
the Institute for Healthcare Improvement.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.kit.db.database import UnitOfWork
from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import Interval
from praxis.kit.wall_time import local_date
from praxis.reporting.figures import Measure
from praxis.reporting.matching import Matching
from praxis.reporting.periods import today_in
from praxis.reporting.repository import zone_of
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.model import Offer
from praxis.scheduling.slots.repository import FactsRequest, load_facts
from praxis.scheduling.slots.rules import search

THIRD = 3
# A third free time is often near: look further in steps, each four times as long.
FIRST_STRETCH = timedelta(days=7)
# So many doctors are measured in one transaction.
BATCH = 20
KEPT = timedelta(days=400)
MEASURE_LOCK = 0x5250_4143

# The newest measure of each doctor and type; one that was not made for a while says nothing.
# Who also works elsewhere may have been free there: that says nothing of these places.
# $1 doctors, all if null $2 places
NEWEST = """
    SELECT DISTINCT ON (m.doctor_id, m.visit_type_id)
           m.doctor_id, m.visit_type_id, m.days, m.measured_on
    FROM report_access m
    WHERE m.measured_on > (SELECT max(measured_on) FROM report_access) - 2
      AND ($1::bigint[] IS NULL OR m.doctor_id = ANY ($1))
      AND m.doctor_id IN (SELECT doctor_id FROM doctor_locations WHERE location_id = ANY ($2))
      AND m.doctor_id NOT IN (SELECT doctor_id FROM doctor_locations WHERE location_id <> ALL ($2))
    ORDER BY m.doctor_id, m.visit_type_id, m.measured_on DESC
"""


async def load_access(
    sql: SqlConnection, matching: Matching
) -> tuple[date | None, tuple[Measure, ...]]:
    """When was last measured, and what."""
    doctors = None if matching.doctor_ids is None else list(matching.doctor_ids)
    rows = await sql.fetch(NEWEST, doctors, [place.id for place in matching.places])
    measured_on = max((row["measured_on"] for row in rows), default=None)
    measures = (Measure(row["doctor_id"], row["visit_type_id"], row["days"]) for row in rows)
    return measured_on, tuple(measures)


# Doctors who have hours, with the types that they offer, not measured on this day; $1 the day
DUE = """
    SELECT d.id AS doctor_id, d.uid AS doctor_uid, v.id AS visit_type_id, v.uid AS visit_type_uid,
           v.booking_horizon_days AS horizon_days
    FROM doctors d
    JOIN users u ON u.id = d.user_id AND u.active AND u.role = 'doctor'
    JOIN visit_types v ON v.active
    WHERE d.active AND d.approved_at IS NOT NULL
      AND EXISTS (SELECT FROM doctor_locations l WHERE l.doctor_id = d.id)
      AND (EXISTS (SELECT FROM doctor_visit_types o
                   WHERE o.doctor_id = d.id AND o.visit_type_id = v.id)
           OR NOT EXISTS (SELECT FROM doctor_visit_types o WHERE o.doctor_id = d.id))
      AND NOT EXISTS (SELECT FROM report_access m WHERE m.doctor_id = d.id
                      AND m.visit_type_id = v.id AND m.measured_on = $1)
    ORDER BY v.id, d.id LIMIT $2
"""

WRITE = """
    INSERT INTO report_access (doctor_id, visit_type_id, measured_on, days)
    SELECT n.doctor_id, $2, $3, n.days
    FROM unnest($1::bigint[], $4::bigint[]) AS n (doctor_id, days)
    ON CONFLICT DO NOTHING
"""


async def measure_access(unit: UnitOfWork, now: datetime) -> int:
    """Measure some of what was not measured today; returns how many pairs of doctor and type."""
    if not await unit.sql.fetchval("SELECT pg_try_advisory_xact_lock($1)", MEASURE_LOCK):
        return 0
    today = today_in(ZoneInfo(await zone_of(unit.sql, None)), now)
    due = await unit.sql.fetch(DUE, today, BATCH)
    if not due:
        await unit.sql.execute("DELETE FROM report_access WHERE measured_on < $1", today - KEPT)
        return 0
    first = due[0]["visit_type_id"]
    pairs = [row for row in due if row["visit_type_id"] == first]
    horizon = timedelta(days=pairs[0]["horizon_days"])
    doctors = [row["doctor_uid"] for row in pairs]
    days = await _days_to_third(unit.sql, doctors, pairs[0]["visit_type_uid"], horizon, now)
    await unit.sql.execute(
        WRITE,
        [row["doctor_id"] for row in pairs],
        first,
        today,
        [days.get(row["doctor_id"]) for row in pairs],
    )
    return len(pairs)


async def _days_to_third(
    sql: SqlConnection,
    doctors: Sequence[UUID],
    visit_type: UUID,
    horizon: timedelta,
    now: datetime,
) -> dict[int, int]:
    """By doctor, as a patient would be offered; who has no three times in reach is left out."""
    found: dict[int, int] = {}
    left, stretch = list(doctors), FIRST_STRETCH
    while left:
        window = Interval(now, now + min(stretch, horizon + timedelta(days=1)))
        facts = await load_facts(sql, FactsRequest(tuple(left), visit_type, window, now))
        left = []
        for one in facts:
            offers = search(one.query(window, now)).offers
            if len(offers) >= THIRD:
                found[one.doctor.id] = _days_until(one, offers[THIRD - 1], now)
            elif stretch <= horizon:
                left.append(one.doctor.uid)
            # Months of dozens must not keep other work waiting.
            await asyncio.sleep(0)
        stretch *= 4
    return found


def _days_until(facts: SlotFacts, offer: Offer, now: datetime) -> int:
    """By the calendar of the place."""
    zone = next(p.zone for p in facts.schedule.places if p.location_id == offer.location_id)
    return (local_date(offer.period.start, zone) - local_date(now, zone)).days
