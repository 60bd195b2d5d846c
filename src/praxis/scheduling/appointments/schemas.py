from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, Strict

from praxis.identity.auth import Actor
from praxis.kit.schemas import Instant, Money, Note, PublicId, Read, VersionedRead, Write
from praxis.scheduling.appointments.models import Appointment, Status
from praxis.scheduling.appointments.rules import options_of, visit_of

AnyStatus = Annotated[Status, Strict(strict=False)]
Reason = Annotated[Note, Field(min_length=1, max_length=1000)]


class Override(Write):
    """What the practice books over, and why. Both are written to the audit."""

    overbook: bool = Field(False, description="a second visit at a time that is taken")
    outside_hours: bool = Field(False, description="outside hours, on a holiday or on leave")
    override_reason: Reason | None = None


class AppointmentCreate(Override):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "doctor_id": "01994d3e-7a00-7000-8000-000000000001",
                    "visit_type_id": "01994d3e-7a00-7000-8000-000000000002",
                    "starts_at": "2027-01-04T10:00:00+06:00",
                    "reason": "Chest pain when climbing stairs",
                }
            ]
        }
    )

    doctor_id: PublicId
    visit_type_id: PublicId
    starts_at: Instant
    location_id: PublicId | None = None
    patient_id: PublicId | None = Field(
        None, description="a visitor's own when absent; the practice must name one"
    )
    hold_id: PublicId | None = None
    reason: Note | None = None
    symptoms: Note | None = None
    notes: Note | None = None


class AppointmentUpdate(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"symptoms": "Worse at night", "confirmed_by_patient": True}]
        }
    )

    reason: Note | None = None
    symptoms: Note | None = None
    notes: Note | None = None
    confirmed_by_patient: bool | None = Field(
        None, description="the patient says that they will come"
    )
    room_id: PublicId | None = Field(None, description="another free room of the place")


class StatusChange(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "checked_in"}]})

    status: AnyStatus
    reason: Reason | None = None


class Cancellation(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "I am travelling"}]})

    reason: Reason | None = None


class Reschedule(Override):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"starts_at": "2027-01-05T11:30:00+06:00"}]}
    )

    starts_at: Instant
    doctor_id: PublicId | None = None
    location_id: PublicId | None = None
    reason: Reason | None = None


class HoldCreate(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "doctor_id": "01994d3e-7a00-7000-8000-000000000001",
                    "visit_type_id": "01994d3e-7a00-7000-8000-000000000002",
                    "starts_at": "2027-01-04T10:00:00+06:00",
                }
            ]
        }
    )

    doctor_id: PublicId
    visit_type_id: PublicId
    starts_at: Instant
    location_id: PublicId | None = None


class HoldRead(Read):
    id: UUID
    doctor_id: UUID
    visit_type_id: UUID
    location_id: UUID
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime


class AppointmentRead(VersionedRead):
    id: UUID
    status: Status
    starts_at: datetime
    ends_at: datetime
    time_zone: str = Field(description="IANA zone of the place")
    patient_id: UUID
    patient_name: str
    doctor_id: UUID
    doctor_name: str
    specialty: str
    location_id: UUID
    location_name: str
    visit_type_id: UUID
    visit_type_name: str
    modality: str
    room_id: UUID | None
    room_name: str | None
    reason: str | None
    symptoms: str | None
    notes: str | None
    duration_minutes: int
    fee: Money
    paid: Money = Field(description="what came in for it, less what went back")
    overbooked: bool
    booked_as: str
    sequence: int = Field(
        description="counts what calendars must learn: moves, approval, cancelling"
    )
    created_at: datetime
    expires_at: datetime | None = Field(description="until when a request waits for approval")
    arrived_at: datetime | None
    late: bool = Field(description="arrived after the visit was due to begin")
    confirmed_by_patient_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    cancelled_late: bool | None
    next_statuses: list[Status] = Field(description="the steps that you may take now")
    reason_needed_for: list[Status] = Field(description="those of them that need a reason")
    can_cancel: bool = Field(description="whether you may, now")
    can_reschedule: bool = Field(description="whether you may, now")
    can_edit: bool = Field(description="whether you may change reason, symptoms and notes, now")
    changeable_until: datetime | None = Field(
        description="until when the patient may move or cancel it; null when that is over"
    )


def read_appointment(row: Appointment, viewer: Actor, now: datetime) -> AppointmentRead:
    """Show a visit to somebody who may read it, with what they may do with it now."""
    return AppointmentRead(
        id=row.uid,
        status=Status(row.status),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.location.time_zone,
        patient_id=row.patient.uid,
        patient_name=row.patient.full_name,
        doctor_id=row.doctor.uid,
        doctor_name=row.doctor.user.full_name,
        specialty=row.doctor.specialty,
        location_id=row.location.uid,
        location_name=row.location.name,
        visit_type_id=row.visit_type.uid,
        visit_type_name=row.visit_type.name,
        modality=row.visit_type.modality,
        room_id=row.room.uid if row.room else None,
        room_name=row.room.name if row.room else None,
        reason=row.reason,
        symptoms=row.symptoms,
        notes=row.notes,
        duration_minutes=row.duration_minutes,
        fee=Money(amount=row.fee_amount, currency=row.fee_currency),
        paid=Money(amount=row.paid_amount, currency=row.fee_currency),
        overbooked=bool(row.lane),
        booked_as=row.booked_as,
        version=row.version,
        sequence=row.sequence,
        created_at=row.created_at,
        expires_at=row.expires_at,
        arrived_at=row.arrived_at,
        late=row.arrived_at is not None and row.arrived_at > row.starts_at,
        confirmed_by_patient_at=row.confirmed_by_patient_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        cancelled_late=row.cancelled_late,
        **options_of(visit_of(row, now), viewer.role, now)._asdict(),
    )


class AppointmentEventRead(Read):
    at: datetime
    kind: str
    from_status: Status | None
    to_status: Status
    actor_name: str | None = Field(description="empty when Praxis itself did it")
    actor_role: str
    reason: str | None
    previous_starts_at: datetime | None
