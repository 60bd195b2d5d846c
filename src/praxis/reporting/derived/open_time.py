"""Open time of doctors: kept by month, made anew when the hours it was made of are others.

Every change of hours, exceptions, leave, holidays or zones raises `doctors.schedule_version` in its
own transaction. What was computed of another version is stale, and nothing can be so unseen.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson

from praxis.kit.db.database import UnitOfWork
from praxis.kit.db.types import SqlConnection
from praxis.kit.wall_time import local_date
from praxis.reporting.derived.open_sources import TOGETHER, Sources, load_sources
from praxis.reporting.figures import OpenTime
from praxis.reporting.openings import Days, OpenMonth, open_month
from praxis.reporting.periods import Period, month_of, next_month, today_in

# Open time is counted so far ahead; further on, hours are no plan any more.
AHEAD = timedelta(days=366)
# Holidays come from a package that changes without raising a version.
TRUSTED = timedelta(days=1)
FURTHEST_WEST = timedelta(hours=12)
# So many doctors are made anew in one transaction, most of them after a holiday of a whole place.
BATCH = 40
REFRESH_LOCK = 0x5250_4F54

_WORKING = "(d.active AND d.approved_at IS NOT NULL AND u.active AND u.role = 'doctor')"

# $1 doctors, all if null
STATES = f"""
    SELECT d.id, d.schedule_version, {_WORKING} AS working,
           o.schedule_version = d.schedule_version AND o.working = {_WORKING} AS fresh,
           o.first_month, o.last_month, o.computed_at,
           least(d.created_at, (
               SELECT min(a.starts_at) FROM appointments a WHERE a.doctor_id = d.id
           )) AS since_at
    FROM doctors d JOIN users u ON u.id = d.user_id
    LEFT JOIN report_open_doctors o ON o.doctor_id = d.id
    WHERE $1::bigint[] IS NULL OR d.id = ANY ($1)
    ORDER BY o.computed_at NULLS FIRST, d.id
"""  # noqa: S608 -- put together of constants

# $1 doctors $2 places $3 months
SUMS = """
    SELECT doctor_id, location_id, sum(open_minutes) AS minutes FROM report_open_months
    WHERE doctor_id = ANY ($1) AND location_id = ANY ($2) AND month = ANY ($3)
    GROUP BY doctor_id, location_id
"""

DAYS = """
    SELECT doctor_id, location_id, month, days FROM report_open_months
    WHERE doctor_id = ANY ($1) AND location_id = ANY ($2) AND month = ANY ($3)
"""

WRITE_MONTHS = """
    INSERT INTO report_open_months (doctor_id, location_id, month, open_minutes, days, weekly)
    SELECT $1, n.location_id, n.month, n.minutes, ARRAY(
               SELECT day::smallint FROM jsonb_array_elements_text(n.days::jsonb) day),
           n.weekly::jsonb
    FROM unnest($2::bigint[], $3::date[], $4::int[], $5::text[], $6::text[])
         AS n(location_id, month, minutes, days, weekly)
"""

WRITE_DOCTOR = """
    INSERT INTO report_open_doctors
        (doctor_id, schedule_version, working, first_month, last_month, computed_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (doctor_id) DO UPDATE SET schedule_version = $2, working = $3, first_month = $4,
        last_month = $5, computed_at = $6
"""


@dataclass(frozen=True, slots=True)
class DoctorState:
    """Of whom to know the open time, since when, and for which months it is known by now."""

    id: int
    schedule_version: int
    working: bool
    fresh: bool
    first_month: date | None
    last_month: date | None
    computed_at: datetime | None
    since_at: datetime

    @property
    def since(self) -> date:
        """Wherever it is: no place has an earlier date."""
        return (self.since_at - FURTHEST_WEST).date()

    def knows(self, months: Sequence[date]) -> bool:
        if not self.fresh or self.first_month is None or self.last_month is None:
            return False
        return not months or (self.first_month <= months[0] and months[-1] <= self.last_month)


async def load_states(sql: SqlConnection, doctor_ids: Sequence[int] | None) -> list[DoctorState]:
    rows = await sql.fetch(STATES, None if doctor_ids is None else list(doctor_ids))
    return [DoctorState(**{**row, "fresh": bool(row["fresh"])}) for row in rows]


async def open_days(
    sql: SqlConnection,
    period: Period,
    *,
    doctor_ids: Sequence[int] | None,
    location_ids: Sequence[int],
    now: datetime,
) -> dict[tuple[int, int, date], int]:
    """The open minutes of each doctor, place and day of a short period; days without are absent."""
    found: dict[tuple[int, int, date], int] = {}
    for doctor_id, month in await _months(sql, period, doctor_ids, location_ids, now):
        for number, minutes in enumerate(month.days):
            on = month.month + timedelta(days=number)
            if minutes and period.first <= on <= period.last:
                found[doctor_id, month.location_id, on] = minutes
    return found


async def open_time(
    sql: SqlConnection,
    period: Period,
    *,
    doctor_ids: Sequence[int] | None,
    location_ids: Sequence[int],
    now: datetime,
) -> tuple[OpenTime, ...]:
    """The open minutes of each doctor at each place in the period."""
    found: dict[tuple[int, int], int] = {}
    whole = period.whole_months()
    states = await load_states(sql, doctor_ids)
    for row in await sql.fetch(SUMS, _known(states, period, now), list(location_ids), whole):
        found[row["doctor_id"], row["location_id"]] = int(row["minutes"])
    rest = [month for month in period.months() if month not in whole]
    for doctor_id, month in await _months(
        sql, period, doctor_ids, location_ids, now, states=states, known=rest
    ):
        key = (doctor_id, month.location_id)
        found[key] = found.get(key, 0) + sum(
            minutes
            for number, minutes in enumerate(month.days)
            if period.first <= month.month + timedelta(days=number) <= period.last
        )
    return tuple(OpenTime(*key, minutes) for key, minutes in found.items())


def _known(states: Iterable[DoctorState], period: Period, now: datetime) -> list[int]:
    return [state.id for state in states if state.knows(_reach(state, period, now))]


def _reach(state: DoctorState, period: Period, now: datetime) -> list[date]:
    """The months of the period in which the open time of this doctor counts."""
    last = (now + AHEAD).date()
    return [month for month in period.months() if state.since < next_month(month) and month <= last]


async def _months(
    sql: SqlConnection,
    period: Period,
    doctor_ids: Sequence[int] | None,
    location_ids: Sequence[int],
    now: datetime,
    *,
    states: Sequence[DoctorState] | None = None,
    known: Sequence[date] | None = None,
) -> list[tuple[int, OpenMonth]]:
    """Months of the period with a doctor: `known` ones as they are kept, and all that is stale."""
    if states is None:
        states = await load_states(sql, doctor_ids)
    fresh = _known(states, period, now)
    wanted = period.months() if known is None else list(known)
    rows = await sql.fetch(DAYS, fresh, list(location_ids), wanted) if wanted else []
    found = [
        (row["doctor_id"], OpenMonth(row["location_id"], row["month"], (), tuple(row["days"])))
        for row in rows
    ]
    known_ids = set(fresh)
    stale = [(s, _reach(s, period, now)) for s in states if s.id not in known_ids]
    async for state, made in _made(sql, [one for one in stale if one[1]], now):
        found += [(state.id, month) for month in made if month.location_id in location_ids]
    return found


async def _made(
    sql: SqlConnection, wanted: Sequence[tuple[DoctorState, Sequence[date]]], now: datetime
) -> AsyncIterator[tuple[DoctorState, list[OpenMonth]]]:
    """The open time of each of these doctors in their months, some doctors in each read."""
    for begin in range(0, len(wanted), TOGETHER):
        some = wanted[begin : begin + TOGETHER]
        ids = [state.id for state, _ in some]
        months = sorted({month for _, own in some for month in own})
        states = {state.id: (state, own) for state, own in some}
        for doctor_id, sources in await load_sources(sql, ids, months):
            state, own = states[doctor_id]
            yield state, await make_months(sources, state, own, now)


async def make_months(
    sources: Sources, state: DoctorState, months: Sequence[date], now: datetime
) -> list[OpenMonth]:
    """The open time of these months from the hours as they are, and as past days had them."""
    made: list[OpenMonth] = []
    for place in sources.schedule.places:
        today = today_in(place.zone, now)
        works = state.working and sources.active[place.location_id]
        kept = sources.kept.get(place.location_id, {})
        past = {on: hours for on, hours in kept.items() if on < today}
        working = Days(local_date(state.since_at, place.zone), date.max if works else today)
        for month in months:
            made.append(open_month(sources.schedule, place, month_of(month), past, working))
            # Years of dozens must not keep other work waiting.
            await asyncio.sleep(0)
    return [month for month in made if any(month.days) or any(month.weekly)]


async def refresh_open_time(unit: UnitOfWork, now: datetime) -> int:
    """Make some of what is stale anew, the oldest first; returns of how many doctors."""
    if not await unit.sql.fetchval("SELECT pg_try_advisory_xact_lock($1)", REFRESH_LOCK):
        return 0
    ahead = (now + AHEAD).date().replace(day=1)
    due = [
        state
        for state in await load_states(unit.sql, None)
        if not state.knows([state.since.replace(day=1), ahead])
        or state.computed_at is None
        or state.computed_at <= now - TRUSTED
    ][:BATCH]
    spans = {state.id: _span(state, ahead) for state in due}
    async for state, made in _made(unit.sql, [(s, spans[s.id]) for s in due], now):
        await _write(unit, state, spans[state.id], made, now)
    return len(due)


def _span(state: DoctorState, ahead: date) -> list[date]:
    """All months that are kept of a doctor."""
    since = min(state.since, state.first_month or state.since).replace(day=1)
    return Period(since, ahead).months()


async def _write(
    unit: UnitOfWork,
    state: DoctorState,
    months: Sequence[date],
    made: Sequence[OpenMonth],
    now: datetime,
) -> None:
    await unit.sql.execute("DELETE FROM report_open_months WHERE doctor_id = $1", state.id)
    await unit.sql.execute(
        WRITE_MONTHS,
        state.id,
        [month.location_id for month in made],
        [month.month for month in made],
        [sum(month.days) for month in made],
        [orjson.dumps(month.days).decode() for month in made],
        [orjson.dumps(month.weekly).decode() for month in made],
    )
    # The version that was read first: what changed since makes this stale, never wrong.
    await unit.sql.execute(
        WRITE_DOCTOR,
        state.id,
        state.schedule_version,
        state.working,
        months[0],
        months[-1],
        now,
    )
