"""Claims on time. The constraint on `claims` decides who gets it; these statements ask it.

Every writer claims in the same order: doctor and patient by resource id, then rooms and devices.
`ON CONFLICT DO NOTHING` waits for a rival that has not committed yet and then gives way, so
nobody ever holds a later resource while waiting for an earlier one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from praxis.kit.db.database import TransactionConflict, UnitOfWork
from praxis.kit.intervals import Interval
from praxis.scheduling.appointments.errors import PatientBusy, SlotTaken
from praxis.scheduling.appointments.models import REGULAR_LANE, ClaimKind
from praxis.scheduling.slots.model import Pool


@dataclass(frozen=True, slots=True)
class Owner:
    """What a claim is for: an appointment, or a hold."""

    kind: ClaimKind
    appointment_id: int | None = None
    hold_id: int | None = None
    expires_at: datetime | None = None


# The time is claimed only while the hours that it was planned on still stand.
CLAIM = """
    INSERT INTO claims (resource_id, lane, during, kind, expires_at, appointment_id, hold_id)
    SELECT wanted.resource_id, wanted.lane, tstzrange($3, $4), $5, $6, $7, $8
    FROM unnest($1::bigint[], $2::smallint[]) AS wanted (resource_id, lane)
    WHERE EXISTS (SELECT FROM doctors WHERE id = $9 AND schedule_version = $10)
    ORDER BY wanted.resource_id
    ON CONFLICT DO NOTHING
    RETURNING resource_id
"""

CLAIM_ONE = """
    INSERT INTO claims (resource_id, lane, during, kind, expires_at, appointment_id, hold_id)
    VALUES ($1, $2, tstzrange($3, $4), $5, $6, $7, $8)
    ON CONFLICT DO NOTHING
    RETURNING resource_id
"""


class ScheduleChanged(TransactionConflict):
    """The doctor's hours changed between planning and claiming: plan again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The resources of one visit and the time to claim on them."""

    doctor_id: int
    schedule_version: int
    doctor_resource_id: int
    patient_resource_id: int | None
    lane: int
    period: Interval
    pools: Sequence[Sequence[int]]

    @property
    def resource_ids(self) -> list[int]:
        """Everything that may be claimed."""
        people = [self.doctor_resource_id]
        if self.patient_resource_id is not None:
            people.append(self.patient_resource_id)
        return people + [resource_id for pool in self.pools for resource_id in pool]


def pool_candidates(
    pools: Sequence[Pool], location_id: int, period: Interval
) -> tuple[tuple[int, ...], ...]:
    """For each resource needed, those that looked free, in the order in which to try them."""
    return tuple(
        tuple(
            resource.resource_id
            for resource in pool.by_location.get(location_id, ())
            if not any(taken.period.overlaps(period) for taken in resource.taken)
        )
        for pool in pools
        for _ in range(pool.needed)
    )


async def claim(unit: UnitOfWork, wanted: Wanted, owner: Owner) -> list[int]:
    """Claim everything or raise; returns the pooled resources that were got, in order of need.

    Raises `SlotTaken`, `PatientBusy`, or `ScheduleChanged`; the transaction must then end.
    """
    lanes = {wanted.doctor_resource_id: wanted.lane}
    if wanted.patient_resource_id is not None:
        # An overbooked doctor is still visited by a patient who is nowhere else.
        lanes[wanted.patient_resource_id] = REGULAR_LANE
    rows = await unit.sql.fetch(
        CLAIM,
        list(lanes),
        list(lanes.values()),
        *_terms(wanted.period, owner),
        wanted.doctor_id,
        wanted.schedule_version,
    )
    await _check_claimed(unit, wanted, {row["resource_id"] for row in rows})
    return await claim_pools(unit, wanted, owner)


def _terms(period: Interval, owner: Owner) -> tuple[object, ...]:
    return (
        period.start,
        period.end,
        owner.kind,
        owner.expires_at,
        owner.appointment_id,
        owner.hold_id,
    )


async def _check_claimed(unit: UnitOfWork, wanted: Wanted, got: set[int]) -> None:
    if not got and await _schedule_changed(unit, wanted):
        raise ScheduleChanged
    if wanted.doctor_resource_id not in got:
        raise SlotTaken
    if wanted.patient_resource_id is not None and wanted.patient_resource_id not in got:
        raise PatientBusy


async def _schedule_changed(unit: UnitOfWork, wanted: Wanted) -> bool:
    version = await unit.sql.fetchval(
        "SELECT schedule_version FROM doctors WHERE id = $1", wanted.doctor_id
    )
    return bool(version != wanted.schedule_version)


async def claim_pools(unit: UnitOfWork, wanted: Wanted, owner: Owner) -> list[int]:
    """Claim rooms and devices, doctor and patient being claimed; the same returned and raised."""
    got: list[int] = []
    for candidates in wanted.pools:
        for resource_id in candidates:
            if resource_id in got:
                continue
            if await unit.sql.fetchval(
                CLAIM_ONE, resource_id, REGULAR_LANE, *_terms(wanted.period, owner)
            ):
                got.append(resource_id)
                break
        else:
            raise SlotTaken("No free room or device is left for this time.", resource="pool")
    return got


async def release(unit: UnitOfWork, appointment_id: int) -> None:
    await unit.sql.execute("DELETE FROM claims WHERE appointment_id = $1", appointment_id)


async def swap(unit: UnitOfWork, appointment_id: int, old: int, new: int) -> bool:
    """Claim another resource for the same time and give up the old one; whether it was free."""
    got = await unit.sql.fetchval(
        """
        INSERT INTO claims (resource_id, lane, during, kind, expires_at, appointment_id)
        SELECT $3, lane, during, kind, expires_at, appointment_id
        FROM claims WHERE appointment_id = $1 AND resource_id = $2
        ON CONFLICT DO NOTHING RETURNING resource_id
        """,
        appointment_id,
        old,
        new,
    )
    if got is None:
        return False
    await unit.sql.execute(
        "DELETE FROM claims WHERE appointment_id = $1 AND resource_id = $2", appointment_id, old
    )
    return True


async def keep(unit: UnitOfWork, appointment_id: int) -> None:
    """Let the claims of an approved request stand without end."""
    await unit.sql.execute(
        "UPDATE claims SET expires_at = NULL WHERE appointment_id = $1", appointment_id
    )


async def release_hold(unit: UnitOfWork, hold_id: int) -> None:
    """Delete a hold with its claims."""
    await unit.sql.execute("DELETE FROM holds WHERE id = $1", hold_id)


async def lock_resources(unit: UnitOfWork, resource_ids: Sequence[int]) -> None:
    """Let one move at a time touch these resources.

    A move gives up one time while it takes another. Two moves into each other's times would wait
    for each other; taking these locks in the order of ids first, the second waits for the first.
    """
    await unit.sql.execute(
        "SELECT FROM resources WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
        sorted(set(resource_ids)),
    )
