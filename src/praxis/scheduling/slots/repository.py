"""One query brings what a slot search needs; hours are read only where they have changed."""

import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from praxis.scheduling.slots.model import Claims, Pool, PooledResource, VisitPolicy

# Bookings share an advisory lock per doctor, changes of the doctor's hours hold it alone: neither
# can commit without having seen the other. It lives in memory and costs no row.

# Written so that the plan made once for all values is as good as one made for these, and looks no
# dearer to the planner: planning takes ten times as long as running. Hence the bounds of the
# window in selects of their own, and the oldest expiry by the end of its index.
#
# $1 doctors (public ids) $2 visit type (public id) $3 claims end after and $4 begin before
# $5 now $6 user whose own holds with the doctor do not count $7 lock the schedules
# $8 appointment that is about to move: its own claims do not count
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
        pooled.found AS pooled,
        coalesce((SELECT min(x.expires_at) FROM claims x WHERE x.expires_at IS NOT NULL) <= $5,
                 false) AS has_expired_claims,
        EXISTS (SELECT FROM holds x WHERE x.user_id = $6) AS viewer_has_holds,
        claimed.resource_ids, claimed.starts, claimed.ends, claimed.letters, claimed.lanes,
        CASE WHEN $7 THEN pg_advisory_xact_lock_shared({lock}, d.id::int) END AS locked
    FROM doctors d
    JOIN users u ON u.id = d.user_id AND u.active AND u.role = 'doctor'
    JOIN visit_types v ON v.uid = $2 AND (v.active OR $8::bigint IS NOT NULL)
    LEFT JOIN doctor_visit_types o ON o.doctor_id = d.id AND o.visit_type_id = v.id
    CROSS JOIN LATERAL (
        SELECT json_agg(json_build_array(s.id, s.name, s.location_id, s.kind, s.tags)
            ORDER BY s.id) AS found, array_agg(s.id) AS ids
        FROM resources s
        WHERE v.needs <> '[]' AND s.active AND s.kind IN ('room', 'device')
          AND s.location_id IN (
            SELECT location_id FROM availability_rules WHERE doctor_id = d.id
            UNION ALL
            SELECT location_id FROM availability_exceptions WHERE doctor_id = d.id)
    ) pooled
    CROSS JOIN LATERAL (
        -- Bytes, because instants are read four times as fast so; kinds differ in their letter.
        SELECT string_agg(int8send(c.resource_id), '') AS resource_ids,
               string_agg(timestamptz_send(lower(c.during)), '') AS starts,
               string_agg(timestamptz_send(upper(c.during)), '') AS ends,
               string_agg(left(c.kind, 1), '') AS letters,
               string_agg(int2send(c.lane), '') AS lanes
        FROM claims c
        WHERE c.resource_id = ANY (d.resource_id || pooled.ids)
          AND lower(c.during) >= (SELECT $3::timestamptz - interval '1 day')
          AND lower(c.during) < (SELECT $4::timestamptz)
          AND upper(c.during) > (SELECT $3::timestamptz)
          AND (c.expires_at IS NULL OR c.expires_at > $5)
          AND (c.hold_id IS NULL
               OR c.hold_id NOT IN (SELECT h.id FROM holds h
                                    WHERE h.user_id = $6 AND h.doctor_id = d.id))
          AND (c.appointment_id IS NULL OR $8::bigint IS NULL OR c.appointment_id <> $8)
    ) claimed
    WHERE {doctors} AND d.active AND d.approved_at IS NOT NULL
      -- A visit that was booked may be moved though its type is out of use by now.
      AND (o.doctor_id IS NOT NULL OR $8 IS NOT NULL
           OR NOT EXISTS (SELECT FROM doctor_visit_types x WHERE x.doctor_id = d.id))
"""
FACTS_OF_ONE = _FACTS.format(lock=SCHEDULE_LOCK, doctors="d.uid = $1::uuid")
FACTS_OF_MANY = _FACTS.format(lock=SCHEDULE_LOCK, doctors="d.uid = ANY ($1::uuid[])")

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
        # Hours that were changed since the rows were read do not fit the claims in them.
        facts = [
            _read_facts(row, schedule)
            for row in rows
            if (schedule := known.get(row["doctor_id"])) and schedule.fits(row)
        ]
        if len(facts) == len(rows):
            return facts


async def _fetch_facts(sql: SqlConnection, request: FactsRequest) -> list[asyncpg.Record]:
    uids = request.doctor_uids
    window = request.window
    one = len(uids) == 1
    return await sql.fetch(
        FACTS_OF_ONE if one else FACTS_OF_MANY,
        uids[0] if one else list(uids),
        request.visit_type_uid,
        window.start - LONGEST_BUFFER,
        window.end + LONGEST_VISIT + LONGEST_BUFFER,
        request.now,
        request.viewer_id,
        request.lock,
        request.moving_id,
    )


def _read_facts(row: asyncpg.Record, known: KnownSchedule) -> SlotFacts:
    taken = _read_claims(row)
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
        taken=taken.get(row["resource_id"], ()),
        pools=tuple(_read_pools(row["needs"], row["pooled"] or (), taken)),
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


def _read_claims(row: asyncpg.Record) -> Mapping[int, Claims]:
    if row["starts"] is None:
        return {}
    starts, ends = read_ticks(row["starts"]), read_ticks(row["ends"])
    letters: str = row["letters"]
    lanes = struct.unpack(f">{len(starts)}h", row["lanes"])
    if row["pooled"] is None:
        only: int = row["resource_id"]
        return {only: Claims(only, starts, ends, letters, lanes)}
    by_resource: dict[int, list[int]] = {}
    for number, (resource_id,) in enumerate(struct.iter_unpack(">q", row["resource_ids"])):
        by_resource.setdefault(resource_id, []).append(number)
    return {
        resource_id: Claims(
            resource_id,
            [starts[n] for n in numbers],
            [ends[n] for n in numbers],
            "".join(letters[n] for n in numbers),
            [lanes[n] for n in numbers],
        )
        for resource_id, numbers in by_resource.items()
    }


def _read_pools(
    needs: list[dict[str, Any]], resources: Sequence[list[Any]], taken: Mapping[int, Claims]
) -> Iterator[Pool]:
    # Two needs of one kind are two of one pool, not twice the same free one.
    for (wanted_kind, tag), count in Counter((n["kind"], n["tag"]) for n in needs).items():
        by_location: dict[int, tuple[PooledResource, ...]] = {}
        for resource_id, name, location_id, kind, tags in resources:
            if kind != wanted_kind or (tag is not None and tag not in tags):
                continue
            member = PooledResource(resource_id, name, taken.get(resource_id, ()))
            by_location[location_id] = (*by_location.get(location_id, ()), member)
        yield Pool(wanted_kind, by_location, count)
