"""Every query on visits for reports. Rates and sums over groups are made of it in `figures`."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from praxis.kit.db.types import SqlConnection
from praxis.reporting.figures import CLAIMING_COLUMNS, STATUS_COLUMNS, Cell, merged
from praxis.reporting.matching import LOCAL, STATUS, Clause, Matching, Place, visits_in
from praxis.reporting.periods import Period

_STATES = ", ".join(
    f"count(*) FILTER (WHERE status = '{name}') AS {name}" for name in STATUS_COLUMNS
)
_CLAIMING = ", ".join(f"'{name}'" for name in CLAIMING_COLUMNS)
SUMS = f"""
    {_STATES},
    count(*) FILTER (WHERE status = 'cancelled' AND late) AS late_cancels,
    coalesce(sum(minutes) FILTER (WHERE status IN ({_CLAIMING})), 0) AS claimed_minutes,
    coalesce(sum(fee) FILTER (WHERE status = 'completed'), 0) AS earned,
    sum(paid) AS paid
"""
VISIT = f"""
    a.doctor_id, a.location_id, a.visit_type_id, a.fee_currency AS currency, {STATUS} AS status,
    a.cancelled_late IS TRUE AS late, a.duration_minutes AS minutes, a.fee_amount AS fee,
    a.paid_amount AS paid, {LOCAL} AS local
"""
KEYS = "doctor_id, location_id, visit_type_id, currency"

# One pass over the visits, three ways to group them.
COUNT = f"""
    WITH v AS (SELECT {VISIT} {{visits}})
    SELECT {KEYS}, local::date AS on_date, extract(isodow FROM local)::int - 1 AS weekday,
           extract(hour FROM local)::int AS hour, count(*) AS visits,
           count(*) FILTER (WHERE status IN ({_CLAIMING})) AS claiming, {SUMS}
    FROM v
    GROUP BY GROUPING SETS (({KEYS}), (local::date), (
        extract(isodow FROM local)::int - 1, extract(hour FROM local)::int))
"""  # noqa: S608 -- put together of constants

# The days alone, of visits that are counted otherwise already.
COUNT_DAYS = f"""
    WITH v AS (SELECT {STATUS} = 'completed' AS completed, {LOCAL}::date AS on_date {{visits}})
    SELECT on_date, count(*) AS visits, count(*) FILTER (WHERE completed) AS completed
    FROM v GROUP BY on_date
"""  # noqa: S608 -- put together of constants

PLACES = "SELECT id, uid, name, time_zone, active FROM locations ORDER BY name, id"

# A specialty in several spellings is one, under the name that sorts first among all doctors.
DOCTORS = """
    SELECT d.id, d.uid, u.full_name, (
        SELECT min(o.specialty COLLATE "C") FROM doctors o
        WHERE lower(o.specialty) = lower(d.specialty)) AS specialty
    FROM doctors d JOIN users u ON u.id = d.user_id
    WHERE ($1::uuid IS NULL OR d.uid = $1)
      AND ($2::text IS NULL OR lower(d.specialty) = lower($2))
    ORDER BY u.full_name, d.id
"""

# The caller's own zone, else that of the practice's first place.
ZONE = """
    SELECT coalesce(
        (SELECT time_zone FROM users WHERE id = $1),
        (SELECT time_zone FROM locations WHERE active ORDER BY id LIMIT 1), 'UTC')
"""

VISIT_TYPES = "SELECT id, uid, name FROM visit_types ORDER BY name, id"


@dataclass(frozen=True, slots=True)
class DoctorName:
    id: int
    uid: UUID
    full_name: str
    specialty: str


@dataclass(frozen=True, slots=True)
class VisitTypeName:
    id: int
    uid: UUID
    name: str


@dataclass(slots=True)
class Counted:
    """Counted visits: by cell, by local day, and by hour of the week for those that keep time."""

    cells: list[Cell] = field(default_factory=list)
    series: dict[date, tuple[int, int]] = field(default_factory=dict)
    hours: Counter[tuple[int, int]] = field(default_factory=Counter)

    def take(self, other: "Counted") -> None:
        self.cells += other.cells
        for on, (visits, completed) in other.series.items():
            before = self.series.get(on, (0, 0))
            self.series[on] = before[0] + visits, before[1] + completed
        self.hours += other.hours

    def by_month(self) -> "Counted":
        found = Counted(self.cells, hours=self.hours)
        for on, counts in self.series.items():
            found.take(Counted(series={on.replace(day=1): counts}))
        return found

    @property
    def merged_cells(self) -> tuple[Cell, ...]:
        return merged(self.cells)


async def load_places(sql: SqlConnection) -> list[Place]:
    rows = await sql.fetch(PLACES)
    return [
        Place(row["id"], row["uid"], row["name"], ZoneInfo(row["time_zone"]), row["active"])
        for row in rows
    ]


async def load_doctors(
    sql: SqlConnection, *, uid: UUID | None = None, specialty: str | None = None
) -> list[DoctorName]:
    """By name; all of them, those who left too, for their visits are counted."""
    rows = await sql.fetch(DOCTORS, uid, specialty)
    return [DoctorName(row["id"], row["uid"], row["full_name"], row["specialty"]) for row in rows]


async def load_visit_types(sql: SqlConnection) -> list[VisitTypeName]:
    return [VisitTypeName(*row) for row in await sql.fetch(VISIT_TYPES)]


async def count_visits(
    sql: SqlConnection, matching: Matching, period: Period, now: datetime
) -> Counted:
    """The visits of these days of the period, from the visits themselves."""
    spans = list(matching.segments(period))
    clause = Clause()
    visits = visits_in(clause, spans, matching)
    statement = COUNT.replace("{now}", clause.add(now)).replace("{visits}", visits)
    found = Counted()
    for row in await sql.fetch(statement, *clause.values):
        if row["doctor_id"] is not None:
            found.cells.append(read_cell(row))
        elif row["on_date"] is not None:
            found.series[row["on_date"]] = row["visits"], row["completed"]
        elif row["claiming"]:
            found.hours[row["weekday"], row["hour"]] = row["claiming"]
    return found


async def count_days(
    sql: SqlConnection, matching: Matching, now: datetime
) -> dict[date, tuple[int, int]]:
    """How many visits each day of the period has, and how many of them are completed."""
    clause = Clause()
    visits = visits_in(clause, list(matching.segments()), matching)
    statement = COUNT_DAYS.replace("{now}", clause.add(now)).replace("{visits}", visits)
    rows = await sql.fetch(statement, *clause.values)
    return {row["on_date"]: (row["visits"], row["completed"]) for row in rows}


def read_cell(row: asyncpg.Record) -> Cell:
    return Cell(
        row["doctor_id"],
        row["location_id"],
        row["visit_type_id"],
        row["currency"],
        tuple(row[name] for name in STATUS_COLUMNS),
        row["late_cancels"],
        int(row["claimed_minutes"]),
        Decimal(row["earned"]),
        Decimal(row["paid"]),
    )


async def zone_of(sql: SqlConnection, user_id: int | None) -> str:
    """By whose clock it is today, where nothing else says."""
    zone: str = await sql.fetchval(ZONE, user_id)
    return zone


async def doctor_ids_of(sql: SqlConnection, user_id: int) -> list[int]:
    """The doctor whose account this is, if there is one."""
    return [
        row["id"] for row in await sql.fetch("SELECT id FROM doctors WHERE user_id = $1", user_id)
    ]
