"""When rooms and devices are free, found before anybody's time is looked at.

A visit that needs them starts where a doctor and they are free together. They are few and belong to
places, so their time is worked out once for all doctors, and nothing is looked for where it ends.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import asyncpg

from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import Interval
from praxis.scheduling.free_time.model import RoomTimes, Statement, Wanted
from praxis.scheduling.slots.model import VisitPolicy
from praxis.scheduling.slots.repository import LONGEST_BUFFER, LONGEST_VISIT, read_pools
from praxis.scheduling.slots.rules import starts_with_resources

# All lengths that somebody gives this visit.
KIND = """
    SELECT v.needs, v.slot_interval_minutes, v.buffer_before_minutes, v.buffer_after_minutes,
           ARRAY(SELECT v.duration_minutes::bigint UNION
                 SELECT x.duration_minutes FROM doctor_visit_types x
                 WHERE x.visit_type_id = v.id AND x.duration_minutes IS NOT NULL) AS lengths
    FROM visit_types v WHERE v.uid = $1
"""
# As facts of one doctor have them, but claims that touch are one: only when they are free counts.
# $1 kinds $2 places, all if null $3 claims end after and $4 begin before $5 now
RESOURCES = """
    SELECT s.id AS resource_id, s.name, s.location_id, s.kind, s.tags, claimed.*
    FROM resources s
    CROSS JOIN LATERAL (
        SELECT string_agg(timestamptz_send(lower(taken)), '') AS starts,
               string_agg(timestamptz_send(upper(taken)), '') AS ends,
               repeat('b', count(*)::int) AS letters,
               string_agg(int2send(0::smallint), '') AS lanes
        FROM (
            SELECT unnest(range_agg(c.during)) AS taken FROM claims c
            WHERE c.resource_id = s.id
              AND lower(c.during) >= $3::timestamptz - interval '1 day'
              AND lower(c.during) < $4::timestamptz AND upper(c.during) > $3
              AND (c.expires_at IS NULL OR c.expires_at > $5)
        ) t
    ) claimed
    WHERE s.active AND s.kind = ANY ($1::text[])
      AND ($2::bigint[] IS NULL OR s.location_id = ANY ($2))
      AND s.location_id IN (SELECT id FROM locations WHERE active)
    ORDER BY s.id
"""


async def find_room_times(sql: SqlConnection, wanted: Wanted) -> list[RoomTimes]:
    """Where and when within the window a visit has all that it needs besides a doctor.

    Holds of the person who asks count as taken: the engine answers for their doctors.
    """
    kind = await sql.fetchrow(KIND, wanted.visit_type_uid)
    if kind is None:
        return []
    kinds = sorted({need["kind"] for need in kind["needs"]})
    around = Interval(
        wanted.window.start - LONGEST_BUFFER, wanted.window.end + LONGEST_VISIT + LONGEST_BUFFER
    )
    rows = await sql.fetch(RESOURCES, kinds, wanted.places, *around, wanted.now)
    found = []
    for location_id in sorted({row["location_id"] for row in rows}):
        here = [row for row in rows if row["location_id"] == location_id]
        found += _times_at(location_id, kind, here, wanted.window)
        # Dozens of rooms must not keep other requests waiting.
        await asyncio.sleep(0)
    return found


def _times_at(
    location_id: int, kind: asyncpg.Record, rows: Sequence[asyncpg.Record], window: Interval
) -> list[RoomTimes]:
    pools = list(read_pools(kind["needs"], rows))
    found = []
    for minutes in kind["lengths"]:
        policy = VisitPolicy(
            duration=timedelta(minutes=minutes),
            interval=timedelta(minutes=kind["slot_interval_minutes"]),
            buffer_before=timedelta(minutes=kind["buffer_before_minutes"]),
            buffer_after=timedelta(minutes=kind["buffer_after_minutes"]),
        )
        starts = starts_with_resources(pools, location_id, policy, window)
        if starts:
            found.append(RoomTimes(location_id, policy.duration, starts))
    return found


def rooms_of(statement: Statement, wanted: Wanted) -> str:
    """These times as rows: place, length, and the starts as a multirange."""
    rooms = wanted.rooms or ()
    places = statement.put([one.location_id for one in rooms], "bigint[]")
    lengths = statement.put([one.length for one in rooms], "interval[]")
    starts = statement.put([_as_text(one.starts) for one in rooms], "text[]")
    return f"""
        SELECT r.location_id, r.length, r.starts::tstzmultirange AS starts
        FROM unnest({places}, {lengths}, {starts}) AS r (location_id, length, starts)
    """  # noqa: S608 -- put together of statements that stand in the code


def _as_text(intervals: Sequence[Interval]) -> str:
    """A multirange, as PostgreSQL reads it."""
    ranges = (f"[{one.start.isoformat()},{one.end.isoformat()})" for one in intervals)
    return "{" + ",".join(ranges) + "}"


def room_times(duration: str) -> str:
    """When a visit can start at the place of a free stretch `f`, of the rows of `rooms_of`."""
    return f"""
        (SELECT r.starts FROM rooms r
         WHERE r.location_id = f.location_id AND r.length = {duration})
    """  # noqa: S608
