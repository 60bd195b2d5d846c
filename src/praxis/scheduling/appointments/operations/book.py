"""Booking: load the facts, plan, and write what was planned in one call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit import idempotency
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.idempotency import Answer, Fingerprint
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments import claims, holds
from praxis.scheduling.appointments.bookings import Booking, Room, answer_to, write
from praxis.scheduling.appointments.errors import (
    PatientRequired,
    SlotTaken,
    TransitionForbidden,
    UnknownPatient,
)
from praxis.scheduling.appointments.metrics import counted_booking
from praxis.scheduling.appointments.models import ClaimKind
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
from praxis.scheduling.appointments.parties import Parties, find_parties
from praxis.scheduling.appointments.policies import plan_booking
from praxis.scheduling.appointments.schemas import AppointmentCreate
from praxis.scheduling.slots.facts import SlotFacts

TAKE_ROOM = """
    UPDATE appointments a SET room_id = r.id FROM resources r WHERE a.id = $1 AND r.id = $2
    RETURNING r.uid, r.name
"""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for, by whom, and the key under which it may be asked again."""

    body: AppointmentCreate
    actor: Actor
    clock: Clock
    pending_lifetime: timedelta
    identity: Fingerprint | None


async def book(
    database: Database,
    identity: Fingerprint | None,
    *,
    body: AppointmentCreate,
    actor: Actor,
    clock: Clock,
    pending_lifetime: timedelta,
) -> Answer:
    """Book a visit, or raise what stands in its way; then nothing is left behind.

    A request that needs approval waits for it `pending_lifetime` long, or until it would begin.
    """
    wish = _Wish(body, actor, clock, pending_lifetime, identity)

    with counted_booking() as counted:

        async def attempt() -> Answer:
            at_once = partial(_book_at_once, wish=wish)
            booked = None if body.overbook else await database.act(at_once)
            if booked is None:
                booked = await database.transact(partial(_book_step_by_step, wish=wish))
            counted.is_made = True
            return booked

        return await idempotency.repeatable(database, identity, attempt)


async def _book_at_once(reader: Reader, *, wish: _Wish) -> Answer | None:
    """Book in one statement; None where more than one has to be written."""
    booking = await _decide(reader, wish, lock=False)
    if booking.facts.pools:
        return None
    used = await holds.list_used(reader, wish.body.hold_id, wish.actor, booking.facts, booking.plan)
    # A hold that has run out is not used: it is expired first.
    if any(hold.expires_at <= booking.now for hold in used):
        return None
    answer = answer_to(booking)
    written = await write(reader, booking, used, wish.identity, answer)
    return None if written is None else answer


async def _book_step_by_step(unit: UnitOfWork, *, wish: _Wish) -> Answer:
    """Book in a transaction, in which what has run out is cleared first and rooms come last."""
    await lock_to_overbook(unit, wish.actor, wish.body, wish.body.doctor_id)
    booking = await _decide(unit, wish, lock=True)
    facts, plan = booking.facts, booking.plan
    target = wanted(facts, plan, booking.parties.patient_resource_id)
    await clear_expired(unit, facts, target, booking.now)
    used = await holds.list_used(unit, wish.body.hold_id, wish.actor, facts, plan)
    answer = answer_to(booking)
    appointment_id = await write(unit, booking, used, wish.identity, answer)
    if appointment_id is None:
        raise SlotTaken
    room = await _take_rooms(unit, booking, target, appointment_id)
    if room is None:
        return answer
    answer = answer_to(booking, room)
    if wish.identity is not None:
        await idempotency.finish(unit, wish.identity, answer)
    return answer


async def _take_rooms(
    unit: UnitOfWork, booking: Booking, target: claims.Wanted, appointment_id: int
) -> Room | None:
    """Claim the rooms and devices that the visit needs; returns its room, if it has one."""
    if not target.pools:
        return None
    owner = claims.Owner(ClaimKind.VISIT, appointment_id, expires_at=booking.expires_at)
    room_id = room_among(booking.facts, await claims.claim_pools(unit, target, owner))
    if room_id is None:
        return None
    row = await unit.sql.fetchrow(TAKE_ROOM, appointment_id, room_id)
    return None if row is None else Room(row["uid"], row["name"])


async def _decide(reader: Reader, wish: _Wish, *, lock: bool) -> Booking:
    body, actor, now = wish.body, wish.actor, wish.clock.now()
    facts = await load_booking_facts(
        reader, actor, body.doctor_id, body.visit_type_id, body.starts_at, now, lock=lock
    )
    by_practice = await acts_for_practice(reader, actor, facts.doctor.id)
    parties = await _get_parties(reader, wish, facts, by_practice=by_practice)
    request = request_of(body.starts_at, body.location_id, body, by_practice=by_practice)
    plan = plan_booking(request, facts, now)
    expires_at: datetime | None = None
    if facts.visit_type.needs_approval and not by_practice:
        expires_at = min(now + wish.pending_lifetime, plan.period.start)
    return Booking(new_uid(), body, actor, facts, parties, plan, now, expires_at)


async def _get_parties(
    reader: Reader, wish: _Wish, facts: SlotFacts, *, by_practice: bool
) -> Parties:
    body, actor = wish.body, wish.actor
    if body.patient_id is None and actor.role != Role.PATIENT:
        raise PatientRequired(pointer="/patient_id")
    # Before the patient is looked for: a colleague's patients are nobody's to ask about.
    if actor.role == Role.DOCTOR and not by_practice:
        raise TransitionForbidden("Doctors book into their own calendar only.")
    parties = await find_parties(reader, actor, body.patient_id, facts)
    if parties is None:
        raise UnknownPatient(pointer="/patient_id")
    await check_accepts(reader, actor, facts, parties.patient_id)
    return parties
