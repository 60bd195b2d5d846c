"""Makes what is kept of free time: open stretches from hours, free ones from those and claims."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import asyncpg
import orjson

from praxis.kit.db.database import UnitOfWork
from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import Schedule
from praxis.scheduling.availability.schedules import (
    SCHEDULE_COLUMNS,
    read_schedule,
    schedule_joins,
)
from praxis.scheduling.free_time.repository import fill, fill_of, lock, refresh
from praxis.scheduling.free_time.rules import Stretch, open_stretches

DAYS = 92
# Days that are made before they are needed, so that a job which rests leaves no gap.
MARGIN = timedelta(days=7)
# Holidays come from a package that changes without a word, and days go by.
TRUSTED = timedelta(hours=20)
# So many doctors are made anew in one transaction.
BATCH = 50
DERIVE_LOCK = 0x4652_4545
# Hours, exceptions and leave of days near the ends are seen whole.
AROUND = timedelta(days=4)

BEGIN = """
    INSERT INTO free_time_doctors (doctor_id, location_ids, covered_from, covered_until, made_at)
    SELECT id, '{}', $2, $2, $2 FROM doctors WHERE id = ANY ($1) ORDER BY id
    ON CONFLICT DO NOTHING
"""

# $1 doctors $2, $3 first and last date of what their hours are made of
SCHEDULES = f"""
    SELECT d.id AS doctor_id, {SCHEDULE_COLUMNS}
    FROM doctors d {schedule_joins("$2", "$3")}
    WHERE d.id = ANY ($1)
"""  # noqa: S608

KEPT = """
    SELECT id, doctor_id, location_id, grid_from, starts_at, ends_at, starts_before, for_types,
           not_for_types
    FROM open_stretches WHERE doctor_id = ANY ($1)
"""

ADD = """
    INSERT INTO open_stretches (doctor_id, location_id, grid_from, starts_at, ends_at,
                                starts_before, for_types, not_for_types)
    SELECT n.doctor_id, n.location_id, n.grid_from, n.starts_at, n.ends_at, n.starts_before,
           (SELECT array_agg(t::bigint) FROM jsonb_array_elements_text(n.types::jsonb -> 0) t),
           (SELECT array_agg(t::bigint) FROM jsonb_array_elements_text(n.types::jsonb -> 1) t)
    FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[],
                $5::timestamptz[], $6::timestamptz[], $7::text[])
         AS n(doctor_id, location_id, grid_from, starts_at, ends_at, starts_before, types)
    RETURNING id
"""

FINISH = """
    UPDATE free_time_doctors f
    SET location_ids = ARRAY(SELECT jsonb_array_elements_text(n.places::jsonb)::bigint),
        covered_from = $3, covered_until = $4, made_at = $5
    FROM unnest($1::bigint[], $2::text[]) AS n(doctor_id, places)
    WHERE f.doctor_id = n.doctor_id
"""

SEEN = "SELECT id FROM stale_free_time WHERE doctor_id = ANY ($1)"
FORGET = "DELETE FROM stale_free_time WHERE id = ANY ($1)"

# Those that were told of first; then those whose days run out, the oldest first, and those that a
# clock made which was ahead.
DUE = """
    SELECT doctor_id FROM (
        (SELECT doctor_id, min(id) AS rank FROM stale_free_time GROUP BY doctor_id
         ORDER BY min(id) LIMIT $2)
        UNION ALL
        (SELECT doctor_id, NULL FROM free_time_doctors WHERE made_at < $1
         ORDER BY made_at, doctor_id LIMIT $2)
        UNION ALL
        (SELECT doctor_id, NULL FROM free_time_doctors WHERE made_at > $3
         ORDER BY made_at DESC, doctor_id LIMIT $2)
    ) due
    ORDER BY rank NULLS LAST LIMIT $2
"""

_ROW = ("location_id", "grid_from", "starts_at", "ends_at", "starts_before")
_COLUMNS = ("doctor_id", *_ROW, "for_types", "not_for_types")


@dataclass(frozen=True, slots=True)
class _Made:
    """What is to be kept of one doctor's hours."""

    doctor_id: int
    location_ids: list[int]
    stretches: frozenset[Stretch]


def coverage(now: datetime, days: int = DAYS) -> Interval:
    """From yesterday, which is today somewhere, for `days` and a margin."""
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    return Interval(today - timedelta(days=1), today + timedelta(days=days) + MARGIN)


async def refresh_free_time(unit: UnitOfWork, now: datetime) -> int:
    """Make some of what is stale or runs out anew; returns of how many doctors."""
    if not await unit.sql.fetchval("SELECT pg_try_advisory_xact_lock($1)", DERIVE_LOCK):
        return 0
    rows = await unit.sql.fetch(DUE, now - TRUSTED, BATCH, now + TRUSTED)
    ids = list(dict.fromkeys(row["doctor_id"] for row in rows))
    await derive(unit, ids, coverage(now), now)
    return len(ids)


async def derive(
    unit: UnitOfWork,
    doctor_ids: Sequence[int],
    covered: Interval,
    now: datetime,
    *,
    anew: bool = False,
) -> None:
    """Make the rows of these doctors what their hours and claims say.

    Rows that are right stay as they are, unless all are to be written `anew`.
    """
    ids = sorted(doctor_ids)
    if not ids:
        return
    # Locked first and read after: the newest snapshot is the one that is kept.
    await unit.sql.execute(BEGIN, ids, now)
    await lock(unit, ids)
    # What is told of from here on stays: it may have been too late for what is read next.
    seen = [row["id"] for row in await unit.sql.fetch(SEEN, ids)]
    first, last = covered.start.date() - AROUND, covered.end.date() + AROUND
    rows = await unit.sql.fetch(SCHEDULES, ids, first, last)
    schedules = [(row["doctor_id"], read_schedule(row, first, last)) for row in rows]
    made = await _compute(schedules, covered)
    if anew:
        await unit.sql.execute("DELETE FROM free_stretches WHERE doctor_id = ANY ($1)", ids)
        await unit.sql.execute("DELETE FROM open_stretches WHERE doctor_id = ANY ($1)", ids)
        await _write_all(unit, ids, made)
    else:
        await _write_changes(unit, ids, made)
    await unit.sql.execute(
        FINISH,
        [one.doctor_id for one in made],
        [orjson.dumps(one.location_ids).decode() for one in made],
        *covered,
        now,
    )
    await unit.sql.execute(FORGET, seen)


async def _compute(schedules: Sequence[tuple[int, Schedule]], covered: Interval) -> list[_Made]:
    made = []
    for doctor_id, schedule in schedules:
        places = [place.location_id for place in schedule.places]
        made.append(_Made(doctor_id, places, frozenset(open_stretches(schedule, covered))))
        # Months of dozens must not keep other work waiting.
        await asyncio.sleep(0)
    return made


async def _write_all(unit: UnitOfWork, ids: Sequence[int], made: Sequence[_Made]) -> None:
    records = [(one.doctor_id, *stretch) for one in made for stretch in one.stretches]
    await unit.sql.copy_records_to_table("open_stretches", columns=_COLUMNS, records=records)
    await fill_of(unit, ids)


async def _write_changes(unit: UnitOfWork, ids: Sequence[int], made: Sequence[_Made]) -> None:
    kept = {(row["doctor_id"], _read(row)): row["id"] for row in await unit.sql.fetch(KEPT, ids)}
    wanted = {(one.doctor_id, stretch) for one in made for stretch in one.stretches}
    gone = [id_ for key, id_ in kept.items() if key not in wanted]
    await unit.sql.execute("DELETE FROM free_stretches WHERE open_id = ANY ($1)", gone)
    await unit.sql.execute("DELETE FROM open_stretches WHERE id = ANY ($1)", gone)
    added = sorted(wanted - kept.keys(), key=lambda one: (one[0], one[1].starts_at))
    rows = await unit.sql.fetch(
        ADD,
        [doctor_id for doctor_id, _ in added],
        *([getattr(stretch, name) for _, stretch in added] for name in _ROW),
        [
            orjson.dumps([stretch.for_types or (), stretch.not_for_types or ()]).decode()
            for _, stretch in added
        ],
    )
    await fill(unit, [row["id"] for row in rows])
    # Whatever kept a message from being heard is mended within a day.
    await refresh(unit, [kept[key] for key in kept.keys() & wanted])


def _read(row: asyncpg.Record) -> Stretch:
    return Stretch(
        *(row[name] for name in _ROW),
        *(
            None if row[name] is None else tuple(row[name])
            for name in ("for_types", "not_for_types")
        ),
    )
