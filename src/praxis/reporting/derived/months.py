"""Visits counted by month, kept so that long periods need not read every visit.

What happens to a visit marks the month of its doctor stale. What is stale, was told and not heard
of yet, or was never counted is read from the visits: the figures are right at any moment, and only
how fast they come depends on how current the tables are.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from praxis.kit.db.database import UnitOfWork
from praxis.kit.db.types import SqlConnection
from praxis.reporting.figures import STATUS_COLUMNS
from praxis.reporting.matching import CLAIMING, LOCAL, STATUS, Clause, Matching, visits_in
from praxis.reporting.periods import Period, days_of, month_of, next_month
from praxis.reporting.repository import (
    KEYS,
    SUMS,
    VISIT,
    Counted,
    count_visits,
    load_places,
    read_cell,
)

REFRESH_LOCK = 0x5250_4D4F
# A check against what nobody told of, such as rows that were put in by hand.
TRUSTED = timedelta(days=1)
# So many months are counted in one transaction; one of 30,000 visits takes about 0.2 s.
BATCH = 4

# Where a visit counts or counted, by what was told of it: every doctor and start that it may have
# had. A month at its place may begin on the day before or after that of UTC.
# {told}: appointment_id, former (a doctor's public id, or null)
TOUCHED = """
    SELECT DISTINCT d.id AS doctor_id, m.month
    FROM ({told}) t
    JOIN appointments a ON a.id = t.appointment_id
    CROSS JOIN LATERAL (
        SELECT a.doctor_id AS id UNION SELECT f.id FROM doctors f WHERE f.uid = t.former) d
    CROSS JOIN LATERAL (
        SELECT a.starts_at AS at UNION
        SELECT e.previous_starts_at FROM appointment_events e
        WHERE e.appointment_id = a.id AND e.previous_starts_at IS NOT NULL) s
    CROSS JOIN LATERAL (VALUES
        (date_trunc('month', s.at - interval '1 day')::date),
        (date_trunc('month', s.at)::date),
        (date_trunc('month', s.at + interval '1 day')::date)) m (month)
"""

WAITING = """
    SELECT (payload->>'appointment_id')::bigint AS appointment_id,
           (payload->>'previous_doctor')::uuid AS former
    FROM outbox_messages WHERE topic LIKE 'scheduling.appointment\\_%'
"""

# Requests that have run out are expired, before the sweeper has written it down.
RAN_OUT = """
    SELECT id AS appointment_id, NULL::uuid AS former FROM appointments WHERE expires_at <= $1
"""

# $1 now $2 months
STALE = f"""
    SELECT doctor_id, month FROM report_stale_months WHERE month = ANY ($2)
    UNION
    SELECT doctor_id, month FROM (
        {TOUCHED.format(told=WAITING + " UNION ALL " + RAN_OUT)}) touched
    WHERE month = ANY ($2)
"""  # noqa: S608 -- put together of constants

# Where a place is in another zone by now, its days are others.
_ZONES = "(SELECT coalesce(jsonb_object_agg(l.id, l.time_zone), '{}') FROM locations l)"
COUNTED_MONTHS = f"""
    SELECT month FROM report_months WHERE month = ANY ($1) AND zones <@ {_ZONES}
"""  # noqa: S608 -- put together of constants

KEEP_MONTH = f"""
    INSERT INTO report_months (month, computed_at, zones) VALUES ($1, $2, {_ZONES})
    ON CONFLICT (month) DO UPDATE SET computed_at = $2, zones = {_ZONES} RETURNING zones
"""  # noqa: S608 -- as above

# What was counted in other zones stays so for the doctors who are not counted now: such a month is
# left to be counted for all. Places that were added since are put to the others.
KEEP_ZONES = f"""
    UPDATE report_months SET zones = {_ZONES} WHERE month = $1 AND zones <@ {_ZONES}
    RETURNING zones
"""  # noqa: S608 -- as above
# The longest marked first; $1 how many
MARKED_MONTHS = f"""
    SELECT s.month, array_agg(DISTINCT s.doctor_id) AS doctor_ids FROM report_stale_months s
    JOIN report_months r ON r.month = s.month AND r.zones <@ {_ZONES}
    GROUP BY s.month ORDER BY min(s.id) LIMIT $1
"""  # noqa: S608 -- as above

# $1 appointments $2 former doctors
TOLD = "SELECT * FROM unnest($1::bigint[], $2::uuid[]) AS t (appointment_id, former)"
MARK = f"INSERT INTO report_stale_months (doctor_id, month) {TOUCHED.format(told=TOLD)}"

_ADDED = ", ".join(
    f"sum({name})::bigint AS {name}"
    for name in (*STATUS_COLUMNS, "late_cancels", "claimed_minutes")
)
# {where}: which rows are neither stale nor of others
READ = f"""
    SELECT {KEYS}, {_ADDED}, sum(earned) AS earned, sum(paid) AS paid
    FROM report_visits r WHERE {{where}} GROUP BY {KEYS}
"""  # noqa: S608 -- as above
READ_SERIES = f"""
    SELECT month, sum({" + ".join(STATUS_COLUMNS)})::bigint AS visits,
           sum(completed)::bigint AS completed
    FROM report_visits r WHERE {{where}} GROUP BY month
"""  # noqa: S608 -- as above
READ_HOURS = """
    SELECT weekday, hour, sum(visits)::bigint AS visits
    FROM report_hours r WHERE {where} GROUP BY weekday, hour
"""

_COLUMNS = ", ".join((*STATUS_COLUMNS, "late_cancels", "claimed_minutes", "earned", "paid"))
WRITE_VISITS = f"""
    WITH v AS (SELECT {VISIT} {{visits}})
    INSERT INTO report_visits (month, {KEYS}, {_COLUMNS})
    SELECT {{month}}, {KEYS}, {SUMS} FROM v GROUP BY {KEYS}
"""  # noqa: S608 -- as above
WRITE_HOURS = f"""
    INSERT INTO report_hours (month, doctor_id, location_id, weekday, hour, visits)
    SELECT {{month}}, a.doctor_id, a.location_id, extract(isodow FROM {LOCAL}) - 1,
           extract(hour FROM {LOCAL}), count(*)
    {{visits}} AND {STATUS} = ANY ({{claiming}}::text[]) GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 -- as above

# Months of visits, the ones to come too, that were never counted, or a while ago; $1 until when
DUE_MONTHS = f"""
    SELECT m.month::date AS month FROM generate_series(
        (SELECT date_trunc('month', min(starts_at) - interval '1 day') FROM appointments),
        (SELECT max(starts_at) + interval '1 day' FROM appointments), interval '1 month') m (month)
    LEFT JOIN report_months r ON r.month = m.month::date
    WHERE r.computed_at IS NULL OR r.computed_at <= $1 OR NOT r.zones <@ {_ZONES}
    ORDER BY r.computed_at NULLS FIRST, m.month DESC LIMIT $2
"""  # noqa: S608 -- as above


@dataclass(frozen=True, slots=True)
class Kept:
    """Which months of a period are kept, and of which doctors they are stale."""

    months: tuple[date, ...]
    stale: Mapping[date, Sequence[int]]


async def count_in_months(sql: SqlConnection, matching: Matching, now: datetime) -> Counted:
    """The visits of a period: of whole months from what is kept. The series is by month."""
    kept = await _kept(sql, matching.period, now)
    found = await _read(sql, matching, kept)
    for rest in days_of(matching.period, list(kept.months)):
        found.take((await count_visits(sql, matching, rest, now)).by_month())
    for month, doctors in kept.stale.items():
        wanted = matching.doctor_ids
        some = tuple(id_ for id_ in doctors if wanted is None or id_ in wanted)
        if some:
            narrow = replace(matching, doctor_ids=some)
            found.take((await count_visits(sql, narrow, month_of(month), now)).by_month())
    return found


async def _kept(sql: SqlConnection, period: Period, now: datetime) -> Kept:
    whole = period.whole_months()
    months = sorted(row["month"] for row in await sql.fetch(COUNTED_MONTHS, whole))
    stale: dict[date, list[int]] = defaultdict(list)
    for row in await sql.fetch(STALE, now, months):
        stale[row["month"]].append(row["doctor_id"])
    return Kept(tuple(months), stale)


async def _read(sql: SqlConnection, matching: Matching, kept: Kept) -> Counted:
    clause = Clause()
    pairs = [(doctor_id, month) for month, ids in kept.stale.items() for doctor_id in ids]
    where = [f"r.month = ANY ({clause.add(list(kept.months))}::date[])"]
    if pairs:
        doctors, months = ([pair[index] for pair in pairs] for index in (0, 1))
        where.append(
            "NOT EXISTS (SELECT FROM unnest("
            f"{clause.add(doctors)}::bigint[], {clause.add(months)}::date[]) s (doctor_id, month)"
            " WHERE s.doctor_id = r.doctor_id AND s.month = r.month)"
        )
    where.append(f"r.location_id = ANY ({clause.add([p.id for p in matching.places])}::bigint[])")
    if matching.doctor_ids is not None:
        where.append(f"r.doctor_id = ANY ({clause.add(list(matching.doctor_ids))}::bigint[])")
    condition = " AND ".join(where)
    # nosemgrep: values-in-sql -- conditions of ours, values apart
    cells = await sql.fetch(READ.format(where=condition), *clause.values)
    # nosemgrep: values-in-sql -- as above
    series = await sql.fetch(READ_SERIES.format(where=condition), *clause.values)
    # nosemgrep: values-in-sql -- as above
    hours = await sql.fetch(READ_HOURS.format(where=condition), *clause.values)
    return Counted(
        [read_cell(row) for row in cells],
        {row["month"]: (row["visits"], row["completed"]) for row in series},
        Counter({(row["weekday"], row["hour"]): row["visits"] for row in hours}),
    )


async def mark_months(
    unit: UnitOfWork, appointment_ids: Sequence[int], former_doctors: Sequence[str | None]
) -> None:
    """Have the months counted again in which these visits count, and counted before."""
    await unit.sql.execute(MARK, appointment_ids, former_doctors)


async def refresh_months(unit: UnitOfWork, now: datetime) -> int:
    """Count some of the months anew that are stale, or were never counted; returns how many."""
    if not await unit.sql.fetchval("SELECT pg_try_advisory_xact_lock($1)", REFRESH_LOCK):
        return 0
    # However much is marked again and again, there is room for one that is due.
    stale = await unit.sql.fetch(MARKED_MONTHS, BATCH - 1)
    for row in stale:
        await _count(unit, row["month"], row["doctor_ids"], now)
    due = await unit.sql.fetch(DUE_MONTHS, now - TRUSTED, BATCH - len(stale))
    for row in due:
        await _count(unit, row["month"], None, now)
    return len(stale) + len(due)


async def _count(
    unit: UnitOfWork, month: date, doctor_ids: Sequence[int] | None, now: datetime
) -> None:
    """Count a month of these doctors, or of all.

    Marks are deleted first: one that comes in meanwhile stays, and each that goes is of a change
    that the count, which looks after, sees. Then zones are written down, and these are counted
    by: what becomes of a place meanwhile makes the month stale, never wrong.
    """
    ids = None if doctor_ids is None else list(doctor_ids)
    await _clear("report_stale_months", unit, month, ids)
    if ids is None:
        zones = await unit.sql.fetchval(KEEP_MONTH, month, now)
    else:
        zones = await unit.sql.fetchval(KEEP_ZONES, month)
    if zones is None:
        # Another zone since the month was found: it is due as a whole, also if that zone goes.
        await unit.sql.execute("DELETE FROM report_months WHERE month = $1", month)
        return
    for table in ("report_visits", "report_hours"):
        await _clear(table, unit, month, ids)
    matching = Matching(
        Period(month, next_month(month) - timedelta(days=1)),
        tuple(
            replace(place, zone=ZoneInfo(zones[str(place.id)]))
            for place in await load_places(unit.sql)
            if str(place.id) in zones
        ),
        None if ids is None else tuple(ids),
    )
    for statement in (WRITE_VISITS, WRITE_HOURS):
        clause = Clause()
        filled = statement.replace("{month}", f"{clause.add(month)}::date").replace(
            "{visits}", visits_in(clause, list(matching.segments()), matching)
        )
        if "{now}" in filled:
            filled = filled.replace("{now}", clause.add(now))
        if "{claiming}" in filled:
            filled = filled.replace("{claiming}", clause.add([str(s) for s in CLAIMING]))
        await unit.sql.execute(filled, *clause.values)


async def _clear(table: str, unit: UnitOfWork, month: date, ids: Sequence[int] | None) -> None:
    await unit.sql.execute(
        # nosemgrep: values-in-sql -- names of our tables
        f"DELETE FROM {table} WHERE month = $1 "  # noqa: S608 -- names of our tables
        "AND ($2::bigint[] IS NULL OR doctor_id = ANY ($2))",
        month,
        ids,
    )
