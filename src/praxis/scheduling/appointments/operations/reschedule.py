"""Moving a visit: the same appointment at another time, perhaps with another doctor."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.clock import Clock
from praxis.kit.db.database import UnitOfWork
from praxis.kit.etags import IfMatch
from praxis.scheduling.appointments import claims, holds, repository
from praxis.scheduling.appointments.errors import ApprovalNeeded, TransitionForbidden
from praxis.scheduling.appointments.history import Happening, Subject, remember
from praxis.scheduling.appointments.models import Appointment, ClaimKind, Status
from praxis.scheduling.appointments.operations.planning import (
    acts_for_practice,
    check_accepts,
    clear_expired,
    load_booking_facts,
    lock_to_overbook,
    request_of,
    room_among,
    wanted,
)
from praxis.scheduling.appointments.policies import BookingPlan, plan_booking
from praxis.scheduling.appointments.rules import decide_move, visit_of
from praxis.scheduling.appointments.schemas import (
    AppointmentRead,
    Reschedule,
    read_appointment,
)
from praxis.scheduling.slots.facts import SlotFacts

MOVED = ("starts_at", "doctor_id", "location_id", "room_id", "lane")


async def reschedule(
    unit: UnitOfWork,
    *,
    uid: UUID,
    body: Reschedule,
    actor: Actor,
    clock: Clock,
    if_match: IfMatch,
) -> AppointmentRead:
    """Move a visit to another time; length and fee stay as booked, unless the doctor changes.

    Once something was paid the fee stays with another doctor, too.

    Raises what booking would, and `BadTransition`, `TooLate`, `TransitionForbidden` or
    `ApprovalNeeded`.
    """
    now = clock.now()
    row = await repository.get_appointment_for_update(unit, actor, uid)
    if_match.check(row.version)
    decide_move(visit_of(row, now), actor.role, now)
    former_doctor = row.doctor.uid
    await lock_to_overbook(unit, actor, body, body.doctor_id or former_doctor)
    facts = await _facts(unit, row, body, actor, now)
    by_practice = await acts_for_practice(unit, actor, facts.doctor.id)
    if (
        facts.doctor.id != row.doctor_id
        and row.status == Status.CONFIRMED
        and facts.visit_type.needs_approval
        and not by_practice
    ):
        raise ApprovalNeeded
    if actor.role == Role.DOCTOR and not by_practice:
        raise TransitionForbidden("Only the desk moves a visit to another doctor.")
    await check_accepts(unit, actor, facts, row.patient_id)
    location = body.location_id or (row.location.uid if body.doctor_id is None else None)
    request = request_of(body.starts_at, location, body, by_practice=by_practice)
    plan = plan_booking(request, facts, now)
    before = {name: getattr(row, name) for name in MOVED}
    await _claim_anew(unit, actor, row, facts, plan, now)
    if plan.overrides:
        row.override_reason = body.override_reason
    await remember(
        unit,
        actor,
        Subject(row.id, row.uid, row.patient_id),
        Happening(
            kind="rescheduled",
            at=now,
            from_status=Status(row.status),
            to_status=Status(row.status),
            reason=body.reason,
            previous_starts_at=before["starts_at"],
            fields=[name for name in MOVED if getattr(row, name) != before[name]],
            overrides=plan.overrides,
            override_reason=body.override_reason if plan.overrides else None,
            previous_doctor=former_doctor if facts.doctor.uid != former_doctor else None,
        ),
    )
    return read_appointment(await repository.get_appointment(unit, actor, uid), actor, now)


async def _facts(
    unit: UnitOfWork, row: Appointment, body: Reschedule, actor: Actor, now: datetime
) -> SlotFacts:
    """Facts around the new time in which the visit's own old time is free."""
    facts = await load_booking_facts(
        unit,
        actor,
        body.doctor_id or row.doctor.uid,
        row.visit_type.uid,
        body.starts_at,
        now,
        moving_id=row.id,
    )
    if facts.doctor.id != row.doctor_id:
        return facts
    policy = replace(facts.visit_type.policy, duration=timedelta(minutes=row.duration_minutes))
    return replace(facts, visit_type=replace(facts.visit_type, policy=policy))


async def _claim_anew(
    unit: UnitOfWork,
    actor: Actor,
    row: Appointment,
    facts: SlotFacts,
    plan: BookingPlan,
    now: datetime,
) -> None:
    target = wanted(facts, plan, row.patient.resource_id)
    old = [row.doctor.resource_id, *([row.room_id] if row.room_id else [])]
    await claims.lock_resources(unit, [*old, *target.resource_ids])
    await clear_expired(unit, facts, target, now)
    await holds.give_way(unit, actor, facts, target)
    await claims.release(unit, row.id)
    if row.expires_at is not None:
        row.expires_at = min(row.expires_at, plan.period.start)
    owner = claims.Owner(ClaimKind.VISIT, appointment_id=row.id, expires_at=row.expires_at)
    got = await claims.claim(unit, target, owner)
    row.starts_at, row.ends_at = plan.period
    if row.doctor_id != facts.doctor.id:
        visit_type = facts.visit_type
        row.duration_minutes = visit_type.policy.duration // timedelta(minutes=1)
        # Money that came in was for the fee as it was: another sum, or another currency, would
        # make it too much, or of no use.
        if not row.paid_amount:
            row.fee_amount, row.fee_currency = visit_type.fee_amount, visit_type.fee_currency
    row.doctor_id, row.location_id = facts.doctor.id, plan.location_id
    row.room_id = room_among(facts, got)
    row.lane = plan.lane
    row.version += 1
    row.sequence += 1
    row.updated_at = now
    row.confirmed_by_patient_at = None
    await unit.flush()
