from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    SmallInteger,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.patients.models import Patient
from praxis.directory.resources.models import Resource
from praxis.directory.visit_types.models import VisitType
from praxis.kit.db.base import Base, Identified, Timestamped, Versioned


class Status(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    LEFT_WITHOUT_SEEN = "left_without_seen"
    ENTERED_IN_ERROR = "entered_in_error"


class ClaimKind(StrEnum):
    VISIT = "visit"
    HOLD = "hold"
    OFFER = "offer"
    BLOCK = "block"


REGULAR_LANE, OVERBOOK_LANE = 0, 1

_STATUSES = ", ".join(f"'{status}'" for status in Status)


class Appointment(Base, Identified, Timestamped, Versioned):
    __tablename__ = "appointments"

    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    visit_type_id: Mapped[int] = mapped_column(ForeignKey("visit_types.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("resources.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(Text)
    lane: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    sequence: Mapped[int] = mapped_column(server_default="0")
    reason: Mapped[str | None] = mapped_column(Text)
    symptoms: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    # As they were when it was booked.
    duration_minutes: Mapped[int]
    fee_amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    fee_currency: Mapped[str] = mapped_column(Text)
    # What came in for it less what went back; billing alone writes it, beside a payment.
    paid_amount: Mapped[Decimal] = mapped_column(Numeric(12, 2), server_default="0")
    booked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    booked_as: Mapped[str] = mapped_column(Text)
    override_reason: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    confirmed_by_patient_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    cancelled_late: Mapped[bool | None]

    patient: Mapped[Patient] = relationship(lazy="raise")
    doctor: Mapped[Doctor] = relationship(lazy="raise")
    location: Mapped[Location] = relationship(lazy="raise")
    visit_type: Mapped[VisitType] = relationship(lazy="raise")
    room: Mapped[Resource | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status"),
        CheckConstraint("starts_at < ends_at", name="period"),
        CheckConstraint("(status = 'pending') = (expires_at IS NOT NULL)", name="pending_expires"),
        CheckConstraint("lane IN (0, 1)", name="lane"),
        CheckConstraint("paid_amount BETWEEN 0 AND fee_amount", name="paid"),
        Index("ix_appointments_starts_at_id", "starts_at", "id"),
        Index("ix_appointments_doctor_id_starts_at", "doctor_id", "starts_at", "id"),
        Index("ix_appointments_patient_id_starts_at", "patient_id", "starts_at", "id"),
        Index("ix_appointments_location_id_starts_at", "location_id", "starts_at", "id"),
        Index("ix_appointments_patient_id_doctor_id", "patient_id", "doctor_id"),
        Index(
            "ix_appointments_expires_at",
            "expires_at",
            postgresql_where=text("expires_at IS NOT NULL"),
        ),
    )


class AppointmentEvent(Base):
    """One step of an appointment's history. Written once, never changed."""

    __tablename__ = "appointment_events"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Text)
    from_status: Mapped[str | None] = mapped_column(Text)
    to_status: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_role: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    previous_starts_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_appointment_events_appointment_id_id", "appointment_id", "id"),)


class Hold(Base, Identified):
    """A time kept for one user while they finish booking it."""

    __tablename__ = "holds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    visit_type_id: Mapped[int] = mapped_column(ForeignKey("visit_types.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_holds_expires_at", "expires_at"),)


class Claim(Base):
    """A stretch of one resource's time that is taken. Deleted when the time is free again.

    Two claims on one resource and lane never overlap: the constraint says so, for visits, holds,
    offers and blocks alike. `during` includes the buffers.
    """

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id"))
    lane: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    kind: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None]
    appointment_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("appointments.id", ondelete="CASCADE")
    )
    hold_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("holds.id", ondelete="CASCADE")
    )

    __table_args__ = (
        ExcludeConstraint(
            (text("int8range(resource_id, resource_id, '[]')"), "="),
            (text("int4range(lane, lane, '[]')"), "="),
            ("during", "&&"),
            name="ex_claims_no_overlap",
            using="gist",
        ),
        CheckConstraint("NOT isempty(during)", name="not_empty"),
        CheckConstraint(
            "lower_inc(during) AND NOT upper_inc(during) "
            "AND lower(during) IS NOT NULL AND upper(during) IS NOT NULL",
            name="half_open",
        ),
        # Slot search reads the claims that begin at most this long before its window.
        CheckConstraint("upper(during) - lower(during) <= interval '1 day'", name="length"),
        CheckConstraint("kind IN ('visit', 'hold', 'offer', 'block')", name="kind"),
        CheckConstraint("(kind = 'visit') = (appointment_id IS NOT NULL)", name="visit"),
        CheckConstraint("(kind = 'hold') = (hold_id IS NOT NULL)", name="hold"),
        # The constraint's own index is slow to read; slot search reads this one.
        Index(
            "ix_claims_search",
            "resource_id",
            text("lower(during)"),
            text("upper(during)"),
        ),
        Index("ix_claims_appointment_id", "appointment_id"),
        Index("ix_claims_hold_id", "hold_id", postgresql_where=text("hold_id IS NOT NULL")),
        Index(
            "ix_claims_expires_at", "expires_at", postgresql_where=text("expires_at IS NOT NULL")
        ),
    )
