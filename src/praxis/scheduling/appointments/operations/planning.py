"""What booking, holding and moving have in common before they claim."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from praxis.directory.resources.models import ResourceKind
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.intervals import Interval
from praxis.scheduling.appointments import claims, repository
from praxis.scheduling.appointments.errors import NotAvailable
from praxis.scheduling.appointments.operations.expire import expire_in_the_way
from praxis.scheduling.appointments.policies import BookingPlan, BookingRequest
from praxis.scheduling.appointments.schemas import Override
from praxis.scheduling.availability.locks import lock_schedule
from praxis.scheduling.slots.errors import UnknownBookingDoctor, UnknownDoctor
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.repository import FactsRequest
from praxis.scheduling.slots.service import get_facts


async def load_booking_facts(
    reader: Reader,
    actor: Actor,
    doctor_uid: UUID,
    visit_type_uid: UUID,
    starts_at: datetime,
    now: datetime,
    *,
    moving_id: int | None = None,
    lock: bool = True,
) -> SlotFacts:
    """Facts around one start.

    With `lock` the doctor's hours cannot change until the transaction ends; without it, whoever
    claims a time has to see that they have not changed.
    """
    request = FactsRequest(
        doctor_uids=(doctor_uid,),
        visit_type_uid=visit_type_uid,
        window=Interval.at(starts_at),
        now=now,
        viewer_id=actor.user_id,
        lock=lock,
        moving_id=moving_id,
    )
    try:
        return await get_facts(reader.sql, request, visit_type_pointer="/visit_type_id")
    except UnknownDoctor:
        raise UnknownBookingDoctor(pointer="/doctor_id") from None


async def lock_to_overbook(
    unit: UnitOfWork, actor: Actor, override: Override, doctor_uid: UUID
) -> None:
    """Keep bookings out while one over others is planned: the two lanes do not see each other."""
    if not override.overbook or actor.role == Role.PATIENT:
        return
    doctor_id = await unit.sql.fetchval("SELECT id FROM doctors WHERE uid = $1", doctor_uid)
    if doctor_id is not None:
        await lock_schedule(unit, doctor_id)


async def acts_for_practice(reader: Reader, actor: Actor, doctor_id: int) -> bool:
    """Whether policies leave this actor alone: the desk, and doctors in their own calendar."""
    if actor.role == Role.DOCTOR:
        return await repository.doctor_id_of(reader, actor) == doctor_id
    return actor.is_desk


async def check_accepts(reader: Reader, actor: Actor, facts: SlotFacts, patient_id: int) -> None:
    """Raise `NotAvailable` if a patient comes to a doctor who takes nobody new as a new one."""
    if actor.role != Role.PATIENT or facts.doctor.accepts_new_patients:
        return
    if not await repository.has_seen(reader, patient_id, facts.doctor.id):
        _refuse_new_patient()


async def check_accepts_any(reader: Reader, actor: Actor, facts: SlotFacts) -> None:
    """The same for a visitor who has not said yet which of their patients it is for."""
    if actor.role != Role.PATIENT or facts.doctor.accepts_new_patients:
        return
    if not await repository.has_seen_any(reader, actor.known_id, facts.doctor.id):
        _refuse_new_patient()


def _refuse_new_patient() -> NoReturn:
    reason = "not_accepting_new_patients"
    raise NotAvailable(pointer="/doctor_id", reason=reason, reasons=[reason])


def request_of(
    starts_at: datetime, location_uid: UUID | None, override: Override, *, by_practice: bool
) -> BookingRequest:
    return BookingRequest(
        starts_at=starts_at,
        location_uid=location_uid,
        by_practice=by_practice,
        overbook=override.overbook,
        outside_hours=override.outside_hours,
        override_reason=override.override_reason,
    )


def wanted(facts: SlotFacts, plan: BookingPlan, patient_resource_id: int | None) -> claims.Wanted:
    """What has to be claimed for a plan."""
    return claims.Wanted(
        doctor_id=facts.doctor.id,
        schedule_version=facts.doctor.schedule_version,
        doctor_resource_id=facts.doctor.resource_id,
        patient_resource_id=patient_resource_id,
        lane=plan.lane,
        period=plan.claimed,
        pools=claims.pool_candidates(facts.pools, plan.location_id, plan.claimed),
    )


def room_among(facts: SlotFacts, got: Sequence[int]) -> int | None:
    """The room of a visit among all that was claimed for it; devices are none."""
    rooms = {
        resource.resource_id
        for pool in facts.pools
        if pool.name == ResourceKind.ROOM
        for resources in pool.by_location.values()
        for resource in resources
    }
    return next((resource_id for resource_id in got if resource_id in rooms), None)


async def clear_expired(
    unit: UnitOfWork, facts: SlotFacts, target: claims.Wanted, now: datetime
) -> None:
    """Give back what has run out in the time that is wanted, if anything has anywhere."""
    if facts.has_expired_claims:
        await expire_in_the_way(unit, target.resource_ids, target.period, now)
