"""What open time is made of, read for many doctors at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import asyncpg

from praxis.kit.db.types import SqlConnection
from praxis.reporting.openings import Weekly
from praxis.reporting.periods import next_month
from praxis.scheduling.availability.model import Schedule
from praxis.scheduling.availability.schedules import (
    SCHEDULE_COLUMNS,
    read_schedule,
    schedule_joins,
)

# So many doctors in one read: years of kept days are some megabytes each ten.
TOGETHER = 20

# $1 doctors $2, $3 first and last date
SCHEDULES = f"""
    SELECT d.id AS doctor_id, {SCHEDULE_COLUMNS}
    FROM doctors d {schedule_joins("$2", "$3")}
    WHERE d.id = ANY ($1)
"""  # noqa: S608 -- put together of statements that stand in the code

PLACES = """
    SELECT l.id, l.uid::text, l.time_zone, l.country, l.subdivision, l.active, (
        SELECT json_agg(json_build_array(h.on_date, h.name, h.open)) FROM holiday_overrides h
        WHERE h.location_id = l.id AND h.on_date BETWEEN $1 AND $2) AS decisions
    FROM locations l
"""

KEPT = """
    SELECT doctor_id, location_id, month, weekly FROM report_open_months
    WHERE doctor_id = ANY ($1) AND month BETWEEN $2 AND $3
"""


@dataclass(frozen=True, slots=True)
class Sources:
    """The hours of one doctor, at places that are active or not; the weekly hours that are kept."""

    schedule: Schedule
    active: Mapping[int, bool]
    kept: Mapping[int, Mapping[date, Weekly]]


async def load_sources(
    sql: SqlConnection, doctor_ids: Sequence[int], months: Sequence[date]
) -> Iterator[tuple[int, Sources]]:
    """By doctor, for these months, which are sorted. Three reads, however many doctors."""
    # Neighbours too: openings and leave are looked up a day around.
    first, last = months[0] - timedelta(days=2), next_month(months[-1]) + timedelta(days=2)
    rows = await sql.fetch(SCHEDULES, doctor_ids, first, last)
    kept = await _kept(sql, doctor_ids, months)
    places = {place["id"]: place for place in await sql.fetch(PLACES, first, last)}
    active = {id_: place["active"] for id_, place in places.items()}

    def made() -> Iterator[tuple[int, Sources]]:
        for row in rows:
            own = kept.get(row["doctor_id"], {})
            here = {place[0] for place in row["places"]} | own.keys()
            listed = [_as_listed(places[location_id]) for location_id in sorted(here)]
            schedule = read_schedule({**row, "places": listed}, first, last)  # type: ignore[arg-type]  # it only reads columns
            yield row["doctor_id"], Sources(schedule, active, own)

    return made()


async def _kept(
    sql: SqlConnection, doctor_ids: Sequence[int], months: Sequence[date]
) -> dict[int, dict[int, dict[date, Weekly]]]:
    """By doctor, place and day."""
    found: dict[int, dict[int, dict[date, Weekly]]] = {}
    for row in await sql.fetch(KEPT, doctor_ids, months[0], months[-1]):
        days = found.setdefault(row["doctor_id"], {}).setdefault(row["location_id"], {})
        for number, hours in enumerate(row["weekly"]):
            days[row["month"] + timedelta(days=number)] = hours
    return found


def _as_listed(place: asyncpg.Record) -> list[object]:
    """A place as `schedule_joins` lists it."""
    names = ("id", "uid", "time_zone", "country", "subdivision")
    return [*(place[name] for name in names), place["decisions"]]
