from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, Strict, StringConstraints

from praxis.billing.models import Payment, PaymentKind, PaymentMethod
from praxis.billing.rules import NOTHING, Account, receipt_text
from praxis.kit.schemas import Money, MoneyWrite, NamedBrief, PersonBrief, Read, Write, storable
from praxis.scheduling.appointments.models import Appointment

Method = Annotated[PaymentMethod, Strict(strict=False)]
Reference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(storable),
    Field(
        description="of the card terminal or the wallet; never the number of a card",
        examples=["9F3K2L8Q"],
    ),
]


RefundReason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(storable),
    Field(examples=["The doctor fell ill"]),
]


class PaymentCreate(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"amount": {"amount": "1200.00", "currency": "BDT"}, "method": "cash"},
                {"method": "mobile_wallet", "reference": "9F3K2L8Q"},
            ]
        }
    )

    amount: MoneyWrite | None = Field(
        None,
        description="all that is owed, when absent; without a currency in that of the fee",
    )
    method: Method
    reference: Reference | None = None


class RefundCreate(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The doctor fell ill"}]})

    amount: MoneyWrite | None = Field(
        None,
        description="all that is left of it, when absent; without a currency in its own",
    )
    reason: RefundReason
    method: Method | None = Field(None, description="as it was paid, when absent")


class PaymentRead(Read):
    id: UUID
    kind: PaymentKind
    receipt_number: str = Field(
        description="runs without gaps from 1 in each year", examples=["2026-000042"]
    )
    appointment_id: UUID
    patient: PersonBrief
    doctor: PersonBrief
    location: NamedBrief
    visit_type: NamedBrief
    amount: Money
    method: PaymentMethod
    reference: str | None
    reason: str | None = Field(description="of a refund")
    refunds_id: UUID | None = Field(description="the payment that this gives back")
    refunds_receipt_number: str | None = Field(description="of that payment")
    refunded: Money = Field(description="how much of this payment went back")
    received_at: datetime
    received_on: date = Field(description="by the clock of the place")
    time_zone: str = Field(description="IANA zone of the place")
    received_by: PersonBrief


class VisitAccountRead(Read):
    """What a visit costs, and all that was paid for it; the oldest first."""

    appointment_id: UUID
    fee: Money
    paid: Money
    outstanding: Money = Field(description="nothing, if the visit does not take place")
    items: list[PaymentRead]


def number_of(row: Payment) -> str:
    return receipt_text(row.receipt_year, row.receipt_number)


def refunded_of(row: Payment) -> Decimal:
    return sum((refund.amount for refund in row.refunds), NOTHING)


def read_payment(row: Payment) -> PaymentRead:
    """Show a payment whose people, place and refunds are loaded."""
    visit_type = row.appointment.visit_type
    return PaymentRead(
        id=row.uid,
        kind=PaymentKind(row.kind),
        receipt_number=number_of(row),
        appointment_id=row.appointment.uid,
        patient=PersonBrief(id=row.patient.uid, full_name=row.patient.full_name),
        doctor=PersonBrief(id=row.doctor.uid, full_name=row.doctor.user.full_name),
        location=NamedBrief(id=row.location.uid, name=row.location.name),
        visit_type=NamedBrief(id=visit_type.uid, name=visit_type.name),
        amount=Money(amount=row.amount, currency=row.currency),
        method=PaymentMethod(row.method),
        reference=row.reference,
        reason=row.reason,
        refunds_id=row.original.uid if row.original else None,
        refunds_receipt_number=number_of(row.original) if row.original else None,
        refunded=Money(amount=refunded_of(row), currency=row.currency),
        received_at=row.received_at,
        received_on=row.received_on,
        time_zone=row.location.time_zone,
        received_by=PersonBrief(id=row.receiver.uid, full_name=row.receiver.full_name),
    )


def read_account(
    visit: Appointment, account: Account, payments: Sequence[Payment]
) -> VisitAccountRead:
    currency = account.currency
    return VisitAccountRead(
        appointment_id=visit.uid,
        fee=Money(amount=account.fee, currency=currency),
        paid=Money(amount=account.paid, currency=currency),
        outstanding=Money(amount=account.outstanding, currency=currency),
        items=[read_payment(row) for row in payments],
    )
