"""Requests nobody approved and holds nobody used give their time back."""

from datetime import datetime

import asyncpg

from praxis.audit import service as audit
from praxis.identity.auth import SYSTEM
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork
from praxis.kit.intervals import Interval
from praxis.scheduling.appointments.history import HOLD_CHANGED, Step, tell
from praxis.scheduling.appointments.metrics import EXPIRED
from praxis.scheduling.appointments.models import Status

BATCH = 500

# Rows that somebody else is working on are left to them; waiting here could meet a waiter.
DUE_APPOINTMENTS = """
    SELECT id, uid, patient_id, sequence FROM appointments
    WHERE expires_at <= $1 AND status = 'pending'
    ORDER BY expires_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
"""

DUE_IN_THE_WAY = """
    SELECT a.id, a.uid, a.patient_id, a.sequence FROM appointments a
    WHERE a.expires_at <= $1 AND a.status = 'pending' AND a.id IN (
        SELECT c.appointment_id FROM claims c
        WHERE c.resource_id = ANY ($2) AND c.during && tstzrange($3, $4) AND c.expires_at <= $1)
    ORDER BY a.id FOR UPDATE
"""

HOLDS_IN_THE_WAY = """
    DELETE FROM holds WHERE id IN (
        SELECT h.id FROM holds h WHERE h.expires_at <= $1 AND h.id IN (
            SELECT c.hold_id FROM claims c
            WHERE c.resource_id = ANY ($2) AND c.during && tstzrange($3, $4))
        ORDER BY h.id FOR UPDATE)
    RETURNING uid, doctor_id
"""

DUE_HOLDS = """
    DELETE FROM holds WHERE id IN (
        SELECT id FROM holds WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING uid, doctor_id
"""

EXPIRE = """
    WITH due AS (
        UPDATE appointments SET status = $2, expires_at = NULL, version = version + 1,
               sequence = sequence + 1, updated_at = $3
        WHERE id = ANY ($1) RETURNING id
    ), freed AS (
        DELETE FROM claims WHERE appointment_id = ANY ($1)
    )
    INSERT INTO appointment_events (appointment_id, at, kind, from_status, to_status, actor_role)
    SELECT id, $3, 'expired', 'pending', $2, 'system' FROM due
    RETURNING appointment_id, id
"""


async def expire_in_the_way(
    unit: UnitOfWork, resource_ids: list[int], period: Interval, now: datetime
) -> None:
    """Free what has run out on these resources in this period, before claiming there."""
    bounds = (now, resource_ids, period.start, period.end)
    await _tell_of_holds(unit, await unit.sql.fetch(HOLDS_IN_THE_WAY, *bounds))
    await _expire(unit, await unit.sql.fetch(DUE_IN_THE_WAY, *bounds), now)


async def expire_batch(unit: UnitOfWork, now: datetime) -> int:
    """Free some of what has run out anywhere; returns how many holds and requests."""
    holds = await unit.sql.fetch(DUE_HOLDS, now, BATCH)
    await _tell_of_holds(unit, holds)
    due = await unit.sql.fetch(DUE_APPOINTMENTS, now, BATCH)
    await _expire(unit, due, now)
    count = len(holds) + len(due)
    EXPIRED.inc(count)
    return count


async def _tell_of_holds(unit: UnitOfWork, holds: list[asyncpg.Record]) -> None:
    for row in holds:
        await audit.record(unit, SYSTEM, "hold.expired", "hold", row["uid"])
    for doctor_id in sorted({row["doctor_id"] for row in holds}):
        await outbox.enqueue(unit, HOLD_CHANGED, doctor_id=doctor_id)


async def _expire(unit: UnitOfWork, due: list[asyncpg.Record], now: datetime) -> None:
    if not due:
        return
    written = await unit.sql.fetch(EXPIRE, [row["id"] for row in due], Status.EXPIRED, now)
    events = {row["appointment_id"]: row["id"] for row in written}
    for row in due:
        await audit.record(
            unit,
            SYSTEM,
            "appointment.expired",
            "appointment",
            row["uid"],
            patient_id=row["patient_id"],
        )
        await tell(unit, "expired", Step(row["id"], events[row["id"]], row["sequence"] + 1))
