"""One query brings what a slot search needs; hours are read only where they have changed."""

import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, union_all

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.visit_types.models import DoctorVisitType, VisitType
from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import Interval
from praxis.kit.ticks import read_ticks
from praxis.regions.repository import ids_within
from praxis.scheduling.availability.locks import SCHEDULE_LOCK
from praxis.scheduling.availability.models import AvailabilityException, AvailabilityRule
from praxis.scheduling.slots.facts import DoctorFacts, SlotFacts, VisitTypeFacts
from praxis.scheduling.slots.known import Dates, KnownSchedule, schedules_of
from praxis.scheduling.slots.model import Claims, Pool, PooledResource, Taken, VisitPolicy

# Bookings share an advisory lock per doctor, changes of the doctor's hours hold it alone: neither
# can commit without having seen the other. It lives in memory and costs no row.

# On a doctor `d`; for the numbers see below.
_CLAIMS = """
    CROSS JOIN LATERAL (
        -- Bytes, because instants are read four times as fast so; kinds differ in their letter.
        SELECT string_agg(timestamptz_send(lower(c.during)), '') AS starts,
               string_agg(timestamptz_send(upper(c.during)), '') AS ends,
               string_agg(left(c.kind, 1), '') AS letters,
               string_agg(int2send(c.lane), '') AS lanes
        FROM claims c
        WHERE c.resource_id = {resource}
          AND lower(c.during) >= (SELECT $3::timestamptz - interval '1 day')
          AND lower(c.during) < (SELECT $4::timestamptz)
          AND upper(c.during) > (SELECT $3::timestamptz)
          AND (c.expires_at IS NULL OR c.expires_at > $5)
          AND (c.hold_id IS NULL
               OR c.hold_id NOT IN (SELECT h.id FROM holds h
                                    WHERE h.user_id = $6 AND h.doctor_id = d.id))
          AND (c.appointment_id IS NULL OR $7::bigint IS NULL OR c.appointment_id <> $7)
    ) claimed"""

# Written so that the plan made once for all values is as good as one made for these, and looks no
# dearer to the planner: planning takes ten times as long as running. Hence the bounds of the
# window in selects of their own, and the oldest expiry by the end of its index.
#
# $1 doctors (public ids) $2 visit type (public id) $3 claims end after and $4 begin before
# $5 now $6 user whose own holds with the doctor do not count
# $7 appointment that is about to move: its own claims do not count $8 lock the schedules
_FACTS = """
    SELECT
        d.id AS doctor_id, d.uid AS doctor_uid, d.resource_id, d.schedule_version,
        d.xmin AS row_version, d.accepts_new_patients,
        v.id AS visit_type_id, v.uid AS visit_type_uid, v.needs,
        coalesce(o.duration_minutes, v.duration_minutes) AS duration_minutes,
        v.buffer_before_minutes, v.buffer_after_minutes, v.slot_interval_minutes,
        v.minimum_notice_minutes, v.booking_horizon_days, v.cancellation_notice_minutes,
        coalesce(o.fee_amount, v.fee_amount) AS fee_amount,
        coalesce(o.fee_currency, v.fee_currency) AS fee_currency, v.needs_approval,
        coalesce((SELECT min(x.expires_at) FROM claims x WHERE x.expires_at IS NOT NULL) <= $5,
                 false) AS has_expired_claims,
        EXISTS (SELECT FROM holds x WHERE x.user_id = $6) AS viewer_has_holds,
        claimed.starts, claimed.ends, claimed.letters, claimed.lanes,
        CASE WHEN $8 THEN pg_advisory_xact_lock_shared({lock}, d.id::int) END AS locked
    FROM doctors d
    JOIN users u ON u.id = d.user_id AND u.active AND u.role = 'doctor'
    JOIN visit_types v ON v.uid = $2 AND (v.active OR $7::bigint IS NOT NULL)
    LEFT JOIN doctor_visit_types o ON o.doctor_id = d.id AND o.visit_type_id = v.id
    {claims}
    WHERE {doctors} AND d.active AND d.approved_at IS NOT NULL
      -- A visit that was booked may be moved though its type is out of use by now.
      AND (o.doctor_id IS NOT NULL OR $7 IS NOT NULL
           OR NOT EXISTS (SELECT FROM doctor_visit_types x WHERE x.doctor_id = d.id))
"""
_OWN_CLAIMS = _CLAIMS.format(resource="d.resource_id")
FACTS_OF_ONE = _FACTS.format(lock=SCHEDULE_LOCK, claims=_OWN_CLAIMS, doctors="d.uid = $1::uuid")
FACTS_OF_MANY = _FACTS.format(
    lock=SCHEDULE_LOCK, claims=_OWN_CLAIMS, doctors="d.uid = ANY ($1::uuid[])"
)
# $1 doctors (ids) $2 kinds of resources, otherwise as above. Few visits need a room or a device:
# the others are answered without looking for any.
RESOURCES = f"""
    SELECT d.id AS doctor_id, s.id AS resource_id, s.name, s.location_id, s.kind, s.tags,
        claimed.starts, claimed.ends, claimed.letters, claimed.lanes
    FROM doctors d
    JOIN resources s ON s.active AND s.kind = ANY ((SELECT $2::text[])::text[])
      AND s.location_id IN (
        SELECT location_id FROM availability_rules WHERE doctor_id = d.id
        UNION ALL
        SELECT location_id FROM availability_exceptions WHERE doctor_id = d.id)
    {_CLAIMS.format(resource="s.id")}
    WHERE d.id = ANY ((SELECT $1::bigint[])::bigint[])
    ORDER BY s.id
"""  # noqa: S608 -- put together of statements that stand in the code

# The longest visit and the longest buffer that there may be, on either side of a window.
LONGEST_BUFFER = timedelta(hours=4)
LONGEST_VISIT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class FactsRequest:
    """Whose time, for which visit type, in which window.

    `viewer_id` is who asks: their own holds do not hide a time from them. `lock` keeps the
    doctors' hours from changing until the transaction ends. `moving_id` is an appointment whose
    own time counts as free.
    """

    doctor_uids: tuple[UUID, ...]
    visit_type_uid: UUID
    window: Interval
    now: datetime
    viewer_id: int | None = None
    lock: bool = False
    moving_id: int | None = None


def bookable_doctors(visit_type_uid: UUID) -> ColumnElement[bool]:
    """Of a statement on doctors: those who have any hours and offer the visit type."""
    own = select(DoctorVisitType.doctor_id).where(DoctorVisitType.doctor_id == Doctor.id)
    offers = own.join(VisitType, VisitType.id == DoctorVisitType.visit_type_id).where(
        VisitType.uid == visit_type_uid
    )
    weekly = select(AvailabilityRule.id).where(AvailabilityRule.doctor_id == Doctor.id)
    dated = select(AvailabilityException.id).where(AvailabilityException.doctor_id == Doctor.id)
    return and_(or_(weekly.exists(), dated.exists()), or_(offers.exists(), not_(own.exists())))


def places_in(region_uid: UUID) -> Select[int]:
    """Places in a region and in all below it."""
    return select(Location.id).where(Location.region_id.in_(ids_within(region_uid)))


def doctors_at(place: ColumnElement[bool]) -> Select[int]:
    """Doctors who have hours at such a location, weekly or on a date, now or once."""
    places = union_all(
        select(AvailabilityRule.doctor_id, AvailabilityRule.location_id),
        select(AvailabilityException.doctor_id, AvailabilityException.location_id),
    ).subquery()
    return (
        select(places.c.doctor_id).join(Location, Location.id == places.c.location_id).where(place)
    )


async def load_facts(sql: SqlConnection, request: FactsRequest) -> list[SlotFacts]:
    """Facts of those of the doctors that are bookable and offer the visit type."""
    dates = Dates.around(request.window)
    while True:
        rows = await _fetch_facts(sql, request)
        known = await schedules_of(sql, rows, dates, request.now)
        resources = await _fetch_resources(sql, request, rows)
        facts = [
            _read_facts(row, schedule, resources.get(row["doctor_id"], ()))
            for row in rows
            if (schedule := known.get(row["doctor_id"])) and schedule.fits(row)
        ]
        # Hours that were changed since the rows were read do not fit the claims in them.
        if len(facts) == len(rows):
            return facts


async def _fetch_facts(sql: SqlConnection, request: FactsRequest) -> list[asyncpg.Record]:
    uids = request.doctor_uids
    one = len(uids) == 1
    return await sql.fetch(
        FACTS_OF_ONE if one else FACTS_OF_MANY,
        uids[0] if one else list(uids),
        request.visit_type_uid,
        *_claims_asked(request),
        request.lock,
    )


def _claims_asked(request: FactsRequest) -> tuple[object, ...]:
    window = request.window
    return (
        window.start - LONGEST_BUFFER,
        window.end + LONGEST_VISIT + LONGEST_BUFFER,
        request.now,
        request.viewer_id,
        request.moving_id,
    )


async def _fetch_resources(
    sql: SqlConnection, request: FactsRequest, rows: Sequence[asyncpg.Record]
) -> dict[int, list[asyncpg.Record]]:
    """By doctor, what the visit could be given of what it needs besides them."""
    kinds = {need["kind"] for row in rows for need in row["needs"]}
    found: dict[int, list[asyncpg.Record]] = {}
    if kinds:
        ids = [row["doctor_id"] for row in rows]
        for one in await sql.fetch(RESOURCES, ids, sorted(kinds), *_claims_asked(request)):
            found.setdefault(one["doctor_id"], []).append(one)
    return found


def _read_facts(
    row: asyncpg.Record, known: KnownSchedule, resources: Sequence[asyncpg.Record]
) -> SlotFacts:
    return SlotFacts(
        doctor=DoctorFacts(
            row["doctor_id"],
            row["doctor_uid"],
            row["resource_id"],
            row["schedule_version"],
            row["accepts_new_patients"],
        ),
        visit_type=_read_visit_type(row),
        has_expired_claims=row["has_expired_claims"],
        viewer_has_holds=row["viewer_has_holds"],
        schedule=known.schedule,
        location_uids=known.location_uids,
        taken=_read_claims(row),
        pools=tuple(read_pools(row["needs"], resources)),
    )


def _read_visit_type(row: asyncpg.Record) -> VisitTypeFacts:
    policy = VisitPolicy(
        duration=timedelta(minutes=row["duration_minutes"]),
        interval=timedelta(minutes=row["slot_interval_minutes"]),
        buffer_before=timedelta(minutes=row["buffer_before_minutes"]),
        buffer_after=timedelta(minutes=row["buffer_after_minutes"]),
        minimum_notice=timedelta(minutes=row["minimum_notice_minutes"]),
        horizon=timedelta(days=row["booking_horizon_days"]),
    )
    return VisitTypeFacts(
        row["visit_type_id"],
        row["visit_type_uid"],
        policy,
        row["fee_amount"],
        row["fee_currency"],
        row["needs_approval"],
        timedelta(minutes=row["cancellation_notice_minutes"]),
    )


def _read_claims(row: asyncpg.Record) -> Sequence[Taken]:
    if row["starts"] is None:
        return ()
    starts = read_ticks(row["starts"])
    lanes = struct.unpack(f">{len(starts)}h", row["lanes"])
    return Claims(row["resource_id"], starts, read_ticks(row["ends"]), row["letters"], lanes)


def read_pools(needs: list[dict[str, Any]], resources: Sequence[asyncpg.Record]) -> Iterator[Pool]:
    """What a visit needs besides the doctor, and what there is of it; rows as of `RESOURCES`."""
    # Two needs of one kind are two of one pool, not twice the same free one.
    for (kind, tag), count in Counter((n["kind"], n["tag"]) for n in needs).items():
        by_location: dict[int, tuple[PooledResource, ...]] = {}
        for row in resources:
            if row["kind"] == kind and (tag is None or tag in row["tags"]):
                member = PooledResource(row["resource_id"], row["name"], _read_claims(row))
                here = row["location_id"]
                by_location[here] = (*by_location.get(here, ()), member)
        yield Pool(kind, by_location, count)
