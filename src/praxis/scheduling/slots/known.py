"""The hours of doctors as they were last read, for as long as nobody has changed them.

Every change of hours, exceptions, leave, places or holidays raises `doctors.schedule_version` in
its own transaction. So a schedule that was read together with a version is right wherever that
version is read: no process has to hear of a change, and nothing is ever too old.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg

from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import Schedule
from praxis.scheduling.availability.schedules import (
    SCHEDULE_COLUMNS,
    read_schedule,
    schedule_joins,
)

# Dates are local ones, and openings and leave are looked up a day around.
_MARGIN = timedelta(days=2)
# What nearly every question lies in; others are answered from what is read for them alone.
_BEFORE, _AFTER = timedelta(days=10), timedelta(days=400)
_MOST_KEPT = 1024

# $1 doctors $2, $3 first and last local date
SCHEDULES_OF = f"""
    SELECT d.id AS doctor_id, d.schedule_version, d.xmin AS row_version,
        coalesce(d.xmin = pg_current_xact_id_if_assigned()::xid, false) AS unsettled,
        {SCHEDULE_COLUMNS}
    FROM doctors d {schedule_joins("$2", "$3")}
    WHERE d.id = ANY ($1::bigint[])
"""  # noqa: S608 -- put together of statements that stand in the code


class Dates(NamedTuple):
    """Local dates, both included."""

    first: date
    last: date

    @classmethod
    def around(cls, window: Interval) -> "Dates":
        return cls(window.start.date() - _MARGIN, window.end.date() + _MARGIN)

    def hold(self, other: "Dates") -> bool:
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class KnownSchedule:
    """A schedule on these dates, and of which version and which writing of the doctor it is."""

    schedule: Schedule
    location_uids: Mapping[int, UUID]
    dates: Dates
    version: int
    # Not raised but given by PostgreSQL: a database that was put back counts versions again.
    row_version: int

    def fits(self, row: asyncpg.Record) -> bool:
        """Whether it is the schedule of a row of the same doctor."""
        version: int = row["schedule_version"]
        row_version: int = row["row_version"]
        return self.version == version and self.row_version == row_version


# By public id, the one that was asked for last at the end.
_kept: dict[UUID, KnownSchedule] = {}


async def schedules_of(
    sql: SqlConnection, rows: Sequence[asyncpg.Record], dates: Dates, now: datetime
) -> dict[int, KnownSchedule]:
    """By doctor, the schedules of rows with id, public id and versions; see `fits`."""
    found: dict[int, KnownSchedule] = {}
    unknown: dict[int, UUID] = {}
    for row in rows:
        doctor_id, uid = row["doctor_id"], row["doctor_uid"]
        known = _kept.pop(uid, None)
        if known is not None and known.fits(row):
            _kept[uid] = known
            if known.dates.hold(dates):
                found[doctor_id] = known
                continue
        unknown[doctor_id] = uid
    if unknown:
        found |= await _load(sql, unknown, dates, now)
    return found


async def _load(
    sql: SqlConnection, doctors: Mapping[int, UUID], dates: Dates, now: datetime
) -> dict[int, KnownSchedule]:
    usual = Dates(now.date() - _BEFORE, now.date() + _AFTER)
    is_usual = usual.hold(dates)
    first, last = usual if is_usual else dates
    found = {}
    for row in await sql.fetch(SCHEDULES_OF, list(doctors), first, last):
        uids = {place[0]: UUID(place[1]) for place in row["places"]}
        schedule = read_schedule(row, first, last)
        known = KnownSchedule(
            schedule, uids, Dates(first, last), row["schedule_version"], row["row_version"]
        )
        found[row["doctor_id"]] = known
        # Who raised the version in this transaction may go on to change the hours.
        if is_usual and not row["unsettled"]:
            _keep(doctors[row["doctor_id"]], known)
    return found


def _keep(uid: UUID, known: KnownSchedule) -> None:
    _kept.pop(uid, None)
    while len(_kept) >= _MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[uid] = known
