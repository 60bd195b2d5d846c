"""A booking that is decided: how it is shown, and the one call that writes it.

`book_visit`, a function of the database, claims the time and writes all that a booking leaves
behind; no other code inserts an appointment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import orjson

from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader
from praxis.kit.etags import etag
from praxis.kit.idempotency import POINTER, Answer, Fingerprint, IdempotencyMismatch
from praxis.kit.ids import new_uid
from praxis.kit.schemas import Money
from praxis.scheduling.appointments.claims import ScheduleChanged
from praxis.scheduling.appointments.errors import PatientBusy, SlotTaken
from praxis.scheduling.appointments.holds import UsedHold
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.parties import Parties
from praxis.scheduling.appointments.policies import BookingPlan
from praxis.scheduling.appointments.rules import Visit, options_of, standing
from praxis.scheduling.appointments.schemas import AppointmentCreate, AppointmentRead
from praxis.scheduling.slots.facts import SlotFacts

PARAMETERS = 40
BOOK = f"""
    SELECT outcome, appointment_id
    FROM book_visit({", ".join(f"${number}" for number in range(1, PARAMETERS + 1))})
"""  # noqa: S608 -- put in are the numbers of its parameters

FIRST_VERSION = 1
NOTHING_PAID = Decimal("0.00")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Room:
    """What is shown of the room of a visit."""

    uid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Booking:
    """Who, what and when. `uid` is the appointment's; with `expires_at` it waits for approval."""

    uid: UUID
    body: AppointmentCreate
    actor: Actor
    facts: SlotFacts
    parties: Parties
    plan: BookingPlan
    now: datetime
    expires_at: datetime | None

    @property
    def status(self) -> Status:
        return Status.CONFIRMED if self.expires_at is None else Status.PENDING

    @property
    def kind(self) -> str:
        return "booked" if self.expires_at is None else "requested"

    @property
    def override_reason(self) -> str | None:
        return self.body.override_reason if self.plan.overrides else None

    @property
    def details(self) -> dict[str, object]:
        """What the audit is told besides who, whom and what."""
        told: dict[str, object] = {"to": self.status}
        if self.plan.overrides:
            told["overrides"] = list(self.plan.overrides)
        return told


def answer_to(booking: Booking, room: Room | None = None) -> Answer:
    """What whoever books is answered, before it is written."""
    body = show(booking, room).model_dump_json().encode()
    return Answer(201, body, etag(FIRST_VERSION))


def show(booking: Booking, room: Room | None) -> AppointmentRead:
    """The new appointment as reading it would show it, made of what is known: nothing to check."""
    facts, parties, plan, body = booking.facts, booking.parties, booking.plan, booking.body
    visit_type = facts.visit_type
    zone = next(p.zone for p in facts.schedule.places if p.location_id == plan.location_id)
    visit = Visit(
        standing(booking.status, booking.expires_at, booking.now),
        plan.period.start,
        zone,
        visit_type.cancellation_notice,
    )
    options = options_of(visit, booking.actor.role, booking.now)
    currency = visit_type.fee_currency
    return AppointmentRead.model_construct(
        id=booking.uid,
        status=booking.status,
        starts_at=plan.period.start,
        ends_at=plan.period.end,
        time_zone=zone.key,
        patient_id=parties.patient_uid,
        patient_name=parties.patient_name,
        doctor_id=facts.doctor.uid,
        doctor_name=parties.doctor_name,
        specialty=parties.specialty,
        location_id=facts.location_uids[plan.location_id],
        location_name=parties.location_names[plan.location_id],
        visit_type_id=visit_type.uid,
        visit_type_name=parties.visit_type_name,
        modality=parties.modality,
        room_id=room.uid if room else None,
        room_name=room.name if room else None,
        reason=body.reason,
        symptoms=body.symptoms,
        notes=body.notes,
        duration_minutes=visit_type.policy.duration // MINUTE,
        fee=Money.model_construct(amount=visit_type.fee_amount, currency=currency),
        paid=Money.model_construct(amount=NOTHING_PAID, currency=currency),
        overbooked=bool(plan.lane),
        booked_as=booking.actor.role,
        version=FIRST_VERSION,
        sequence=0,
        created_at=booking.now,
        expires_at=booking.expires_at,
        arrived_at=None,
        late=False,
        confirmed_by_patient_at=None,
        cancelled_at=None,
        cancel_reason=None,
        cancelled_late=None,
        **options._asdict(),
    )


async def write(
    reader: Reader,
    booking: Booking,
    used: Sequence[UsedHold],
    identity: Fingerprint | None,
    answer: Answer,
) -> int | None:
    """Write it all, or nothing, and return the id; None if what has run out is in the way.

    Raises `SlotTaken`, `PatientBusy`, `ScheduleChanged`, or `IdempotencyMismatch` for a key that
    is there already.
    """
    reader.is_writing = True
    row = await reader.sql.fetchrow(BOOK, *_values(booking, used, identity, answer))
    assert row is not None  # noqa: S101 -- a function with OUT parameters returns one row
    match row["outcome"]:
        case "booked":
            reader.has_news = True
            appointment_id: int = row["appointment_id"]
            return appointment_id
        case "expired_in_the_way":
            return None
        case "slot_taken":
            raise SlotTaken
        case "patient_busy":
            raise PatientBusy
        case "key_used":
            raise IdempotencyMismatch(pointer=POINTER)
        case _:
            raise ScheduleChanged


def _values(
    booking: Booking,
    used: Sequence[UsedHold],
    identity: Fingerprint | None,
    answer: Answer,
) -> tuple[object, ...]:
    """The parameters of `book_visit`, in its order."""
    actor, body, facts, plan = booking.actor, booking.body, booking.facts, booking.plan
    doctor, visit_type, parties = facts.doctor, facts.visit_type, booking.parties
    return (
        *(booking.uid, parties.patient_id, doctor.id, plan.location_id, visit_type.id),
        *(plan.period.start, plan.period.end, booking.status, plan.lane),
        *(body.reason, body.symptoms, body.notes, visit_type.policy.duration // MINUTE),
        *(visit_type.fee_amount, visit_type.fee_currency, actor.user_id, actor.role),
        *(booking.override_reason, booking.expires_at, booking.now),
        *(doctor.schedule_version, doctor.resource_id, parties.patient_resource_id),
        *(plan.claimed.start, plan.claimed.end),
        *(booking.kind, new_uid(), actor.request_id, actor.reason),
        *(orjson.dumps(booking.details).decode(), new_uid()),
        *([hold.uid for hold in used], [new_uid() for _ in used], new_uid()),
        *((identity.scope, identity.key, identity.request_hash) if identity else (None,) * 3),
        *((answer.status, answer.body, answer.etag) if identity else (None,) * 3),
    )
