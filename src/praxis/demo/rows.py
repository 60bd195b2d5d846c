"""What is loaded, row by row: the fields of each class are columns of its table.

Ids count from 1 in each table; loading replaces them by the ones that the database hands out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from praxis.directory.patients.background import Background
from praxis.kit.intervals import Interval
from praxis.records.contents import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    TABLE: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Row):
    """A row with a key, a public id and the times of its first and last change."""

    id: int
    uid: UUID
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRow(Kept):
    TABLE = "locations"
    name: str
    time_zone: str
    address: str
    phone: str
    country: str
    subdivision: str | None
    # The region's code in its country, which loading replaces like an id.
    region_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayOverrideRow(Row):
    TABLE = "holiday_overrides"
    location_id: int
    on_date: date
    name: str
    open: bool

    @property
    def on(self) -> date:
        return self.on_date


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRow(Kept):
    TABLE = "resources"
    kind: str
    name: str
    location_id: int | None = None
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow(Kept):
    TABLE = "users"
    email: str
    full_name: str
    mobile: str | None
    password_hash: str
    role: str
    email_verified_at: datetime
    time_zone: str
    region_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorRow(Kept):
    TABLE = "doctors"
    user_id: int
    resource_id: int
    specialty: str
    licence_number: str
    experience_years: int
    fee_amount: Decimal
    fee_currency: str
    languages: Sequence[str]
    bio: str
    accepts_new_patients: bool
    approved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow(Kept):
    TABLE = "patients"
    user_id: int | None
    is_account_holder: bool
    resource_id: int
    full_name: str
    date_of_birth: date
    sex: str
    email: str | None
    mobile: str | None
    address: str
    insurance_provider: str | None
    insurance_number: str | None
    emergency_contact_name: str | None
    emergency_contact_mobile: str | None
    # Sealed as it is loaded, as are contents of records.
    sealed: Background | bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTypeRow(Kept):
    TABLE = "visit_types"
    name: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    slot_interval_minutes: int
    minimum_notice_minutes: int
    booking_horizon_days: int
    cancellation_notice_minutes: int
    modality: str
    fee_amount: Decimal
    fee_currency: str
    needs_approval: bool
    # JSON text.
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorVisitTypeRow(Row):
    TABLE = "doctor_visit_types"
    doctor_id: int
    visit_type_id: int
    duration_minutes: int | None = None
    fee_amount: Decimal | None = None
    fee_currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow(Kept):
    TABLE = "availability_rules"
    doctor_id: int
    location_id: int
    weekday: int
    start_minute: int
    end_minute: int
    valid_from: date | None
    valid_until: date | None
    every_n_weeks: int
    visit_type_ids: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionRow(Kept):
    TABLE = "availability_exceptions"
    doctor_id: int
    location_id: int | None
    on_date: date
    kind: str
    start_minute: int | None
    end_minute: int | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffRow(Kept):
    TABLE = "time_off"
    doctor_id: int
    starts_on: date
    ends_on: date
    start_minute: int | None
    end_minute: int | None
    reason: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow(Kept):
    TABLE = "appointments"
    version: int
    patient_id: int
    doctor_id: int
    location_id: int
    visit_type_id: int
    room_id: int | None
    starts_at: datetime
    ends_at: datetime
    status: str
    lane: int
    sequence: int
    reason: str
    symptoms: str | None
    notes: str | None
    duration_minutes: int
    fee_amount: Decimal
    fee_currency: str
    paid_amount: Decimal
    booked_by: int | None
    booked_as: str
    override_reason: str | None
    expires_at: datetime | None
    arrived_at: datetime | None
    confirmed_by_patient_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: int | None
    cancel_reason: str | None
    cancelled_late: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow(Row):
    TABLE = "appointment_events"
    appointment_id: int
    at: datetime
    kind: str
    from_status: str | None
    to_status: str
    actor_id: int | None
    actor_role: str
    reason: str | None
    previous_starts_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow(Row):
    TABLE = "claims"
    resource_id: int
    lane: int
    during: Interval
    kind: str
    expires_at: datetime | None
    appointment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptCounterRow(Row):
    TABLE = "receipt_counters"
    year: int
    last_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow(Row):
    TABLE = "payments"
    id: int
    uid: UUID
    kind: str
    appointment_id: int
    patient_id: int
    doctor_id: int
    location_id: int
    visit_starts_at: datetime
    visit_fee_amount: Decimal
    amount: Decimal
    currency: str
    method: str
    reference: str | None
    reason: str | None
    refunds_id: int | None
    receipt_year: int
    receipt_number: int
    received_at: datetime
    received_on: date
    received_by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow(Row):
    TABLE = "medical_records"
    id: int
    uid: UUID
    created_at: datetime
    appointment_id: int
    patient_id: int
    doctor_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersionRow(Row):
    TABLE = "medical_record_versions"
    id: int
    record_id: int
    number: int
    author_id: int
    written_at: datetime
    sealed: Content | bytes
