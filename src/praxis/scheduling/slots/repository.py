"""One query brings everything that a slot search needs; nothing else is read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, union_all

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.visit_types.models import DoctorVisitType, VisitType
from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import Interval
from praxis.regions.repository import ids_within
from praxis.scheduling.availability.locks import SCHEDULE_LOCK
from praxis.scheduling.availability.models import AvailabilityException, AvailabilityRule
from praxis.scheduling.availability.schedules import (
    SCHEDULE_COLUMNS,
    read_schedule,
    schedule_joins,
)
from praxis.scheduling.slots.facts import REACH, DoctorFacts, SlotFacts, VisitTypeFacts
from praxis.scheduling.slots.model import Pool, PooledResource, Taken, VisitPolicy

# Bookings share an advisory lock per doctor, changes of the doctor's hours hold it alone: neither
# can commit without having seen the other. It lives in memory and costs no row.

# $1 doctors (public ids) $2 visit type (public id) $3, $4 window with reach $5 now
# $6 user whose own holds with the doctor do not count $7, $8 first and last local date
# $9 lock the schedules $10 appointment that is about to move: its own claims do not count
FACTS = f"""
    SELECT
        d.id AS doctor_id, d.uid AS doctor_uid, d.resource_id, d.schedule_version,
        d.accepts_new_patients,
        v.id AS visit_type_id, v.uid AS visit_type_uid, v.needs,
        coalesce(o.duration_minutes, v.duration_minutes) AS duration_minutes,
        v.buffer_before_minutes, v.buffer_after_minutes, v.slot_interval_minutes,
        v.minimum_notice_minutes, v.booking_horizon_days, v.cancellation_notice_minutes,
        coalesce(o.fee_amount, v.fee_amount) AS fee_amount,
        coalesce(o.fee_currency, v.fee_currency) AS fee_currency, v.needs_approval,
        {SCHEDULE_COLUMNS}, pooled.found AS pooled,
        EXISTS (SELECT FROM claims x WHERE x.expires_at <= $5) AS has_expired_claims,
        EXISTS (SELECT FROM holds x WHERE x.user_id = $6) AS viewer_has_holds,
        claimed.resource_ids, claimed.starts, claimed.ends, claimed.kinds, claimed.lanes,
        CASE WHEN $9 THEN pg_advisory_xact_lock_shared({SCHEDULE_LOCK}, d.id::int) END AS locked
    FROM doctors d
    JOIN users u ON u.id = d.user_id AND u.active AND u.role = 'doctor'
    JOIN visit_types v ON v.uid = $2 AND (v.active OR $10::bigint IS NOT NULL)
    LEFT JOIN doctor_visit_types o ON o.doctor_id = d.id AND o.visit_type_id = v.id
    {schedule_joins("$7", "$8")}
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_array(s.id, s.name, s.location_id, s.kind, s.tags)
            ORDER BY s.id), '[]') AS found, array_agg(s.id) AS ids
        FROM resources s
        WHERE v.needs <> '[]' AND s.active AND s.kind IN ('room', 'device')
          AND s.location_id IN (
            SELECT location_id FROM availability_rules WHERE doctor_id = d.id
            UNION ALL
            SELECT location_id FROM availability_exceptions WHERE doctor_id = d.id)
    ) pooled
    CROSS JOIN LATERAL (
        SELECT array_agg(c.resource_id) AS resource_ids, array_agg(lower(c.during)) AS starts,
               array_agg(upper(c.during)) AS ends, array_agg(c.kind) AS kinds,
               array_agg(c.lane) AS lanes
        FROM claims c
        WHERE c.resource_id = ANY (d.resource_id || pooled.ids)
          AND lower(c.during) >= $3 AND lower(c.during) < $4
          AND (c.expires_at IS NULL OR c.expires_at > $5)
          AND (c.hold_id IS NULL
               OR c.hold_id NOT IN (SELECT h.id FROM holds h
                                    WHERE h.user_id = $6 AND h.doctor_id = d.id))
          AND (c.appointment_id IS NULL OR $10::bigint IS NULL OR c.appointment_id <> $10)
    ) claimed
    WHERE d.uid = ANY ($1) AND d.active AND d.approved_at IS NOT NULL
      -- A visit that was booked may be moved though its type is out of use by now.
      AND (o.doctor_id IS NOT NULL OR $10 IS NOT NULL
           OR NOT EXISTS (SELECT FROM doctor_visit_types x WHERE x.doctor_id = d.id))
"""  # noqa: S608 -- put in are the number of a lock and statements that stand in the code


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
    first = request.window.start.date() - timedelta(days=2)
    last = request.window.end.date() + timedelta(days=2)
    rows = await sql.fetch(
        FACTS,
        list(request.doctor_uids),
        request.visit_type_uid,
        request.window.start - 2 * REACH,
        request.window.end + 2 * REACH,
        request.now,
        request.viewer_id,
        first,
        last,
        request.lock,
        request.moving_id,
    )
    return [_read_facts(row, first, last) for row in rows]


def _read_facts(row: asyncpg.Record, first: date, last: date) -> SlotFacts:
    places = row["places"]
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
        schedule=read_schedule(row, first, last),
        location_uids={place[0]: UUID(place[1]) for place in places},
        taken=tuple(taken.get(row["resource_id"], ())),
        pools=tuple(_read_pools(row["needs"], row["pooled"], taken)),
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


def _read_claims(row: asyncpg.Record) -> dict[int, list[Taken]]:
    taken: dict[int, list[Taken]] = {}
    columns = (row["resource_ids"], row["starts"], row["ends"], row["kinds"], row["lanes"])
    for resource_id, start, end, kind, lane in zip(*(c or () for c in columns), strict=True):
        claim = Taken(Interval(start, end), kind, resource_id, lane)
        taken.setdefault(resource_id, []).append(claim)
    return taken


def _read_pools(
    needs: list[dict[str, Any]], resources: list[list[Any]], taken: dict[int, list[Taken]]
) -> Iterator[Pool]:
    # Two needs of one kind are two of one pool, not twice the same free one.
    for (wanted_kind, tag), count in Counter((n["kind"], n["tag"]) for n in needs).items():
        by_location: dict[int, tuple[PooledResource, ...]] = {}
        for resource_id, name, location_id, kind, tags in resources:
            if kind != wanted_kind or (tag is not None and tag not in tags):
                continue
            member = PooledResource(resource_id, name, tuple(taken.get(resource_id, ())))
            by_location[location_id] = (*by_location.get(location_id, ()), member)
        yield Pool(wanted_kind, by_location, count)
