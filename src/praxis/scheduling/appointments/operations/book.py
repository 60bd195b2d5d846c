"""Booking: load the facts, plan, claim the time, write what happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.clock import Clock
from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments import claims, holds, repository
from praxis.scheduling.appointments.errors import (
    PatientRequired,
    TransitionForbidden,
    UnknownPatient,
)
from praxis.scheduling.appointments.history import Happening, Subject, remember
from praxis.scheduling.appointments.models import ClaimKind, Status
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
from praxis.scheduling.appointments.repository import BookablePatient
from praxis.scheduling.appointments.schemas import AppointmentCreate, AppointmentRead
from praxis.scheduling.slots.facts import SlotFacts

INSERT = """
    INSERT INTO appointments
        (uid, patient_id, doctor_id, location_id, visit_type_id, starts_at, ends_at, status, lane,
         reason, symptoms, notes, duration_minutes, fee_amount, fee_currency, booked_by, booked_as,
         override_reason, expires_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $20)
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class _Booking:
    """A booking that is decided: who, what, when, and in which state it begins."""

    body: AppointmentCreate
    actor: Actor
    facts: SlotFacts
    patient: BookablePatient
    plan: BookingPlan
    now: datetime
    expires_at: datetime | None

    @property
    def status(self) -> Status:
        return Status.CONFIRMED if self.expires_at is None else Status.PENDING


async def book(
    unit: UnitOfWork,
    *,
    body: AppointmentCreate,
    actor: Actor,
    clock: Clock,
    pending_lifetime: timedelta,
) -> AppointmentRead:
    """Book a visit, or raise what stands in its way; then nothing is left behind.

    A request that needs approval waits for it `pending_lifetime` long, or until it would begin.
    """
    now = clock.now()
    await lock_to_overbook(unit, actor, body, body.doctor_id)
    facts = await load_booking_facts(
        unit, actor, body.doctor_id, body.visit_type_id, body.starts_at, now
    )
    by_practice = await acts_for_practice(unit, actor, facts.doctor.id)
    patient = await _get_patient(unit, body, actor, facts, by_practice=by_practice)
    request = request_of(body.starts_at, body.location_id, body, by_practice=by_practice)
    plan = plan_booking(request, facts, now)
    expires_at = None
    if facts.visit_type.needs_approval and not by_practice:
        expires_at = min(now + pending_lifetime, plan.period.start)
    booking = _Booking(body, actor, facts, patient, plan, now, expires_at)
    return await _carry_out(unit, booking)


async def _carry_out(unit: UnitOfWork, booking: _Booking) -> AppointmentRead:
    target = wanted(booking.facts, booking.plan, booking.patient.resource_id)
    await clear_expired(unit, booking.facts, target, booking.now)
    if booking.body.hold_id is not None:
        await holds.check(unit, booking.actor, booking.body, booking.facts, booking.plan)
    await holds.give_way(unit, booking.actor, booking.facts, target)
    subject = await _insert(unit, booking)
    owner = claims.Owner(ClaimKind.VISIT, appointment_id=subject.id, expires_at=booking.expires_at)
    room_id = room_among(booking.facts, await claims.claim(unit, target, owner))
    if room_id is not None:
        await unit.sql.execute(
            "UPDATE appointments SET room_id = $2 WHERE id = $1", subject.id, room_id
        )
    await remember(
        unit,
        booking.actor,
        subject,
        Happening(
            kind="requested" if booking.expires_at else "booked",
            at=booking.now,
            from_status=None,
            to_status=booking.status,
            overrides=booking.plan.overrides,
            override_reason=booking.body.override_reason if booking.plan.overrides else None,
        ),
    )
    return await repository.read_booked(unit, booking.actor, subject.id, booking.now)


async def _get_patient(
    unit: UnitOfWork,
    body: AppointmentCreate,
    actor: Actor,
    facts: SlotFacts,
    *,
    by_practice: bool,
) -> BookablePatient:
    if body.patient_id is None and actor.role != Role.PATIENT:
        raise PatientRequired(pointer="/patient_id")
    # Before the patient is looked for: a colleague's patients are nobody's to ask about.
    if actor.role == Role.DOCTOR and not by_practice:
        raise TransitionForbidden("Doctors book into their own calendar only.")
    patient = await repository.find_bookable_patient(unit, actor, body.patient_id, facts.doctor.id)
    if patient is None:
        raise UnknownPatient(pointer="/patient_id")
    await check_accepts(unit, actor, facts, patient.id)
    return patient


async def _insert(unit: UnitOfWork, booking: _Booking) -> Subject:
    uid = new_uid()
    body, facts, plan = booking.body, booking.facts, booking.plan
    appointment_id = await unit.sql.fetchval(
        INSERT,
        uid,
        booking.patient.id,
        facts.doctor.id,
        plan.location_id,
        facts.visit_type.id,
        plan.period.start,
        plan.period.end,
        booking.status,
        plan.lane,
        body.reason,
        body.symptoms,
        body.notes,
        facts.visit_type.policy.duration // timedelta(minutes=1),
        facts.visit_type.fee_amount,
        facts.visit_type.fee_currency,
        booking.actor.user_id,
        booking.actor.role,
        body.override_reason if plan.overrides else None,
        booking.expires_at,
        booking.now,
    )
    return Subject(appointment_id, uid, booking.patient.id)
