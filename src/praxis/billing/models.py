from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.patients.models import Patient
from praxis.identity.models import User
from praxis.kit.db.base import Base, Identified
from praxis.scheduling.appointments.models import Appointment


class PaymentKind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"


class PaymentMethod(StrEnum):
    CASH = "cash"
    CARD = "card"
    MOBILE_WALLET = "mobile_wallet"


class Payment(Base, Identified):
    """Money that came in for a visit, or went back. Written once, never changed.

    Whose, with whom, where, when and for which fee is kept as it was then: the visit may move to
    another place and hour, the cash and the receipt do not. A refund is of the place, the doctor
    and the visit of the payment that it gives back.
    """

    __tablename__ = "payments"

    kind: Mapped[str] = mapped_column(Text)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    visit_starts_at: Mapped[datetime]
    # In the currency of the amount.
    visit_fee_amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    currency: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    refunds_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    receipt_year: Mapped[int] = mapped_column(SmallInteger)
    receipt_number: Mapped[int]
    received_at: Mapped[datetime]
    # The date by the clock of the place: what the day's cash belongs to.
    received_on: Mapped[date] = mapped_column(Date)
    received_by: Mapped[int] = mapped_column(ForeignKey("users.id"))

    appointment: Mapped[Appointment] = relationship(lazy="raise")
    patient: Mapped[Patient] = relationship(lazy="raise")
    doctor: Mapped[Doctor] = relationship(lazy="raise")
    location: Mapped[Location] = relationship(lazy="raise")
    receiver: Mapped[User] = relationship(lazy="raise")
    original: Mapped["Payment | None"] = relationship(
        lazy="raise", remote_side="Payment.id", back_populates="refunds"
    )
    refunds: Mapped[list["Payment"]] = relationship(
        lazy="raise", order_by="Payment.id", back_populates="original"
    )

    __table_args__ = (
        CheckConstraint("kind IN ('payment', 'refund')", name="kind"),
        CheckConstraint("method IN ('cash', 'card', 'mobile_wallet')", name="method"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("receipt_number > 0", name="receipt_number"),
        CheckConstraint("receipt_year = extract(year FROM received_on)", name="receipt_year"),
        CheckConstraint("(kind = 'refund') = (refunds_id IS NOT NULL)", name="refund"),
        CheckConstraint("(kind = 'refund') = (reason IS NOT NULL)", name="reason"),
        Index("uq_payments_receipt", "receipt_year", "receipt_number", unique=True),
        Index("ix_payments_appointment_id_id", "appointment_id", "id"),
        Index("ix_payments_patient_id_id", "patient_id", "id"),
        Index("ix_payments_doctor_id_id", "doctor_id", "id"),
        Index("ix_payments_received_on_id", "received_on", "id"),
        Index("ix_payments_location_id_received_on", "location_id", "received_on", "id"),
        Index(
            "ix_payments_refunds_id",
            "refunds_id",
            postgresql_where=text("refunds_id IS NOT NULL"),
        ),
    )


class ReceiptCounter(Base):
    """The last number of a year's receipts. Its row is locked until the receipt is committed."""

    __tablename__ = "receipt_counters"

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    last_number: Mapped[int]
