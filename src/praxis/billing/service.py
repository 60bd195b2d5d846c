"""Money that comes in and goes back. Flushes, never commits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.audit import service as audit
from praxis.billing import repository
from praxis.billing.models import Payment, PaymentKind
from praxis.billing.repository import PaymentFilter
from praxis.billing.rules import (
    Received,
    account_of,
    decide_payment,
    decide_refund,
)
from praxis.billing.schemas import (
    PaymentCreate,
    PaymentRead,
    RefundCreate,
    VisitAccountRead,
    number_of,
    read_account,
    read_payment,
    refunded_of,
)
from praxis.identity.auth import Actor
from praxis.kit.clock import Clock
from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid
from praxis.kit.pagination import Page, PageRequest
from praxis.kit.wall_time import local_date
from praxis.scheduling.appointments.history import Happening, Subject, tell, write_down
from praxis.scheduling.appointments.models import Appointment, Status
from praxis.scheduling.appointments.repository import (
    get_appointment,
    get_appointment_for_update,
)

ENTITY = "payment"
# The verb of the visit's history, and of the audit.
VERBS = {PaymentKind.PAYMENT: ("paid", "received"), PaymentKind.REFUND: ("refunded", "refunded")}


@dataclass(frozen=True, slots=True)
class _VisitThen:
    """What a payment keeps of its visit, under the names of its own columns."""

    patient_id: int
    doctor_id: int
    location_id: int
    visit_starts_at: datetime
    visit_fee_amount: Decimal
    currency: str

    @classmethod
    def of(cls, visit: Appointment) -> "_VisitThen":
        return cls(
            visit.patient_id,
            visit.doctor_id,
            visit.location_id,
            visit.starts_at,
            visit.fee_amount,
            visit.fee_currency,
        )

    @classmethod
    def of_payment(cls, payment: Payment) -> "_VisitThen":
        """As it was when that was paid: also when it has moved elsewhere since."""
        return cls(**{item.name: getattr(payment, item.name) for item in fields(cls)})


@dataclass(frozen=True, slots=True)
class _Movement:
    """Money that is about to move, as it was decided."""

    kind: PaymentKind
    amount: Decimal
    method: str
    reference: str | None = None
    reason: str | None = None
    refunds: Payment | None = None


async def take_payment(
    unit: UnitOfWork, *, uid: UUID, body: PaymentCreate, actor: Actor, clock: Clock
) -> PaymentRead:
    """Write down that the desk got money for a visit; see `rules.decide_payment` for refusals."""
    now = clock.now()
    visit = await get_appointment_for_update(unit, actor, uid)
    amount = decide_payment(account_of(visit, now), body.amount)
    movement = _Movement(PaymentKind.PAYMENT, amount, body.method, body.reference)
    return await _move(unit, actor, visit, movement, now)


async def refund_payment(
    unit: UnitOfWork, *, uid: UUID, body: RefundCreate, actor: Actor, clock: Clock
) -> PaymentRead:
    """Write down that the desk gave money back; see `rules.decide_refund` for refusals.

    In whichever state the visit is: a refund is most often of one that did not take place. It
    counts for the place where the money came in, where it is missed.
    """
    now = clock.now()
    visit = await get_appointment_for_update(unit, actor, await repository.get_visit_of(unit, uid))
    payment = await repository.get_payment(unit, actor, uid)
    received = Received(
        PaymentKind(payment.kind), payment.amount, refunded_of(payment), payment.currency
    )
    amount = decide_refund(received, body.amount)
    method = body.method or payment.method
    movement = _Movement(PaymentKind.REFUND, amount, method, reason=body.reason, refunds=payment)
    return await _move(unit, actor, visit, movement, now)


async def _move(
    unit: UnitOfWork, actor: Actor, visit: Appointment, movement: _Movement, now: datetime
) -> PaymentRead:
    """Write the payment, the visit's sum, its history and the audit, under the visit's lock."""
    in_history, in_audit = VERBS[movement.kind]
    sign = 1 if movement.kind is PaymentKind.PAYMENT else -1
    visit.paid_amount += sign * movement.amount
    visit.version += 1
    visit.updated_at = now
    await unit.flush()
    status = Status(visit.status)
    subject = Subject(visit.id, visit.uid, visit.patient_id)
    step = await write_down(unit, actor, subject, Happening(in_history, now, status, status))
    payment = await _write(unit, actor, visit, movement, now)
    await audit.record(
        unit,
        actor,
        f"{ENTITY}.{in_audit}",
        ENTITY,
        payment.uid,
        patient_id=visit.patient_id,
        appointment=visit.uid,
        receipt_number=number_of(payment),
        amount=f"{movement.amount:.2f}",
        currency=payment.currency,
        method=movement.method,
    )
    await tell(unit, in_history, step)
    return read_payment(await repository.get_payment(unit, actor, payment.uid))


async def _write(
    unit: UnitOfWork, actor: Actor, visit: Appointment, movement: _Movement, now: datetime
) -> Payment:
    refunds = movement.refunds
    place = refunds.location if refunds else visit.location
    then = _VisitThen.of_payment(refunds) if refunds else _VisitThen.of(visit)
    received_on = local_date(now, ZoneInfo(place.time_zone))
    payment = Payment(
        uid=new_uid(),
        kind=movement.kind,
        appointment_id=visit.id,
        **asdict(then),
        amount=movement.amount,
        method=movement.method,
        reference=movement.reference,
        reason=movement.reason,
        refunds_id=refunds.id if refunds else None,
        receipt_year=received_on.year,
        receipt_number=await repository.take_receipt_number(unit, received_on.year),
        received_at=now,
        received_on=received_on,
        received_by=actor.known_id,
    )
    unit.session.add(payment)
    await unit.flush()
    return payment


async def get_account(
    unit: UnitOfWork, *, uid: UUID, actor: Actor, clock: Clock
) -> VisitAccountRead:
    """What a visit costs and what was paid for it. Raises `NotFound`."""
    visit = await get_appointment(unit, actor, uid)
    payments = await repository.list_of_visit(unit, actor, visit.id)
    await audit.record(
        unit, actor, f"{ENTITY}.listed", "appointment", uid, patient_id=visit.patient_id
    )
    return read_account(visit, account_of(visit, clock.now()), payments)


async def get_payment(unit: UnitOfWork, *, uid: UUID, actor: Actor) -> PaymentRead:
    """Raises `NotFound`."""
    payment = await repository.get_payment(unit, actor, uid)
    await audit.record(unit, actor, f"{ENTITY}.read", ENTITY, uid, patient_id=payment.patient_id)
    return read_payment(payment)


async def list_payments(
    unit: UnitOfWork, *, actor: Actor, wanted: PaymentFilter, page: PageRequest
) -> Page[PaymentRead]:
    """Payments and refunds, the newest first; each patient among them can see that it was read."""
    shown: list[Payment] = []

    def read(row: Payment) -> PaymentRead:
        shown.append(row)
        return read_payment(row)

    found = await repository.list_payments(unit, actor, wanted, page, read)
    await audit_shown(unit, actor, shown, wanted.names())
    return found


async def audit_shown(
    unit: UnitOfWork,
    actor: Actor,
    payments: Sequence[Payment],
    filters: Sequence[str],
    verb: str = "listed",
) -> None:
    """Leave a trace for each patient of these payments."""
    patients = {row.patient_id: row.patient.uid for row in payments}
    subjects = [(uid, patient_id) for patient_id, uid in sorted(patients.items())]
    await audit.record_many(unit, actor, f"{ENTITY}.{verb}", "patient", subjects, filters=filters)
