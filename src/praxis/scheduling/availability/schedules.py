"""When doctors work, read in one statement of which other statements are made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from praxis.directory.locations.holidays import holidays_between
from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import (
    DateException,
    Holiday,
    Leave,
    Place,
    Schedule,
    WeeklyRule,
)

SCHEDULE_COLUMNS = """
        rules.found AS rules, exceptions.found AS exceptions, leaves.found AS leaves,
        places.found AS places"""

_JOINS = """
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_array(
            r.location_id, r.weekday, r.start_minute, r.end_minute, r.valid_from, r.valid_until,
            r.every_n_weeks, r.visit_type_ids)), '[]') AS found
        FROM availability_rules r
        WHERE r.doctor_id = d.id
          AND (r.valid_from IS NULL OR r.valid_from <= {last})
          AND (r.valid_until IS NULL OR r.valid_until >= {first})
    ) rules
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_array(
            e.location_id, e.on_date, e.kind, e.start_minute, e.end_minute)), '[]') AS found
        FROM availability_exceptions e
        WHERE e.doctor_id = d.id AND e.on_date BETWEEN {first} AND {last}
    ) exceptions
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_array(
            t.starts_on, t.ends_on, t.start_minute, t.end_minute)), '[]') AS found
        FROM time_off t
        WHERE t.doctor_id = d.id AND t.status = 'approved'
          AND t.starts_on <= {last} AND t.ends_on >= {first}
    ) leaves
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_array(
            l.id, l.uid, l.time_zone, l.country, l.subdivision,
            (SELECT json_agg(json_build_array(h.on_date, h.name, h.open))
             FROM holiday_overrides h
             WHERE h.location_id = l.id AND h.on_date BETWEEN {first} AND {last})
            ) ORDER BY l.id), '[]') AS found
        FROM locations l
        WHERE l.active AND l.id IN (
            SELECT location_id FROM availability_rules WHERE doctor_id = d.id
            UNION ALL
            SELECT location_id FROM availability_exceptions WHERE doctor_id = d.id)
    ) places
"""


def schedule_joins(first: str, last: str) -> str:
    """What a statement on doctors `d` joins for `SCHEDULE_COLUMNS`; both dates are parameters."""
    return _JOINS.format(first=first, last=last)


# $1 doctors (public ids), all if empty $2 location (public id), any if null
# $3, $4 first and last local date $5 how many
SCHEDULES = f"""
    SELECT d.uid AS doctor_uid, {SCHEDULE_COLUMNS}
    FROM doctors d
    JOIN users u ON u.id = d.user_id AND u.active AND u.role = 'doctor'
    {schedule_joins("$3", "$4")}
    WHERE d.active AND d.approved_at IS NOT NULL
      AND (cardinality($1::uuid[]) = 0 OR d.uid = ANY ($1))
      AND ($2::uuid IS NULL OR d.id IN (
        SELECT doctor_id FROM availability_rules WHERE location_id = (
            SELECT id FROM locations WHERE uid = $2)
        UNION ALL
        SELECT doctor_id FROM availability_exceptions WHERE location_id = (
            SELECT id FROM locations WHERE uid = $2)))
    ORDER BY d.id LIMIT $5
"""  # noqa: S608 -- put together of statements that stand in the code


@dataclass(frozen=True, slots=True)
class DoctorSchedule:
    doctor_uid: UUID
    schedule: Schedule
    location_uids: dict[int, UUID]


async def load_schedules(
    sql: SqlConnection,
    window: Interval,
    *,
    doctor_uids: Sequence[UUID],
    location_uid: UUID | None,
    most: int,
) -> list[DoctorSchedule]:
    """The schedules around the window of at most so many doctors whom anyone may know of."""
    first = window.start.date() - timedelta(days=2)
    last = window.end.date() + timedelta(days=2)
    rows = await sql.fetch(SCHEDULES, list(doctor_uids), location_uid, first, last, most)
    return [
        DoctorSchedule(
            row["doctor_uid"],
            read_schedule(row, first, last),
            {place[0]: UUID(place[1]) for place in row["places"]},
        )
        for row in rows
    ]


class _Decision(NamedTuple):
    on: date
    name: str
    open: bool


def read_schedule(row: asyncpg.Record, first: date, last: date) -> Schedule:
    """The schedule in a row with `SCHEDULE_COLUMNS` of these local dates."""
    places = row["places"]
    return Schedule(
        places=tuple(Place(place[0], ZoneInfo(place[2])) for place in places),
        rules=tuple(
            WeeklyRule(
                location_id, weekday, start, end, _day(since), _day(until), weeks, frozenset(types)
            )
            for location_id, weekday, start, end, since, until, weeks, types in row["rules"]
        ),
        exceptions=tuple(
            DateException(location_id, date.fromisoformat(on), kind, start, end)
            for location_id, on, kind, start, end in row["exceptions"]
        ),
        leaves=tuple(
            Leave(date.fromisoformat(since), date.fromisoformat(until), start, end)
            for since, until, start, end in row["leaves"]
        ),
        holidays=tuple(_read_holidays(places, first, last)),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _read_holidays(places: Iterable[list[Any]], first: date, last: date) -> Iterator[Holiday]:
    for location_id, _, _, country, subdivision, rows in places:
        overrides = [
            _Decision(date.fromisoformat(on), name, open_) for on, name, open_ in rows or ()
        ]
        for holiday in holidays_between(country, subdivision, overrides, first, last):
            yield Holiday(location_id, holiday.on, holiday.name)
