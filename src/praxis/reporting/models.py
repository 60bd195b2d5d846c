"""What reports read that the visits alone do not hold, all of it made from other tables.

Each table says how current it is, and whoever reads it looks: what is stale is made anew from its
sources, at once for the reader and soon after for good.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base


class ReportMonth(Base):
    """A month of which the visits of all doctors were counted, while places were in these zones."""

    __tablename__ = "report_months"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    computed_at: Mapped[datetime]
    zones: Mapped[dict[str, str]] = mapped_column(JSONB)

    __table_args__ = (CheckConstraint("extract(day FROM month) = 1", name="first_day"),)


class ReportStaleMonth(Base):
    """That something happened to a visit of this doctor in this month since it was counted.

    Rows are only added and deleted, and not unique: who writes one waits for nobody.
    """

    __tablename__ = "report_stale_months"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    doctor_id: Mapped[int]
    month: Mapped[date] = mapped_column(Date)

    __table_args__ = (Index("ix_report_stale_months_month_doctor_id", "month", "doctor_id"),)


class ReportVisits(Base):
    """The visits of one month by doctor, place, type and currency: how many in which state."""

    __tablename__ = "report_visits"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    visit_type_id: Mapped[int] = mapped_column(ForeignKey("visit_types.id"), primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    pending: Mapped[int] = mapped_column(Integer)
    confirmed: Mapped[int] = mapped_column(Integer)
    checked_in: Mapped[int] = mapped_column(Integer)
    in_progress: Mapped[int] = mapped_column(Integer)
    completed: Mapped[int] = mapped_column(Integer)
    declined: Mapped[int] = mapped_column(Integer)
    expired: Mapped[int] = mapped_column(Integer)
    cancelled: Mapped[int] = mapped_column(Integer)
    no_show: Mapped[int] = mapped_column(Integer)
    left_without_seen: Mapped[int] = mapped_column(Integer)
    late_cancels: Mapped[int] = mapped_column(Integer)
    claimed_minutes: Mapped[int] = mapped_column(Integer)
    earned: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    paid: Mapped[Decimal] = mapped_column(Numeric(14, 2))


class ReportHours(Base):
    """How many visits that keep their time begin in each hour of the week. Monday is 0."""

    __tablename__ = "report_hours"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    hour: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    visits: Mapped[int] = mapped_column(Integer)


class ReportFirstVisit(Base):
    """The first completed visit of each patient who had one."""

    __tablename__ = "report_first_visits"

    patient_id: Mapped[int] = mapped_column(
        ForeignKey("patients.id"), primary_key=True, autoincrement=False
    )
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"))
    doctor_id: Mapped[int]
    location_id: Mapped[int]
    visit_type_id: Mapped[int]
    starts_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_report_first_visits_starts_at", "starts_at"),
        Index("ix_report_first_visits_appointment_id", "appointment_id"),
    )


class ReportFirstVisitsKnown(Base):
    """That the first visits of all patients were looked up. One row, made by the first look."""

    __tablename__ = "report_first_visits_known"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    computed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class ReportStalePatient(Base):
    """That a completed visit of this patient came, went or moved since. Rows as of stale months."""

    __tablename__ = "report_stale_patients"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    patient_id: Mapped[int]

    __table_args__ = (Index("ix_report_stale_patients_patient_id", "patient_id"),)


class ReportOpenMonth(Base):
    """How long a doctor's hours at a place are open in a month, less holidays and leave.

    `days` are the minutes of each day. `weekly` are the weekly hours of each day in minutes, two
    numbers for each stretch: a day that has begun keeps them, for weekly hours have no history.
    """

    __tablename__ = "report_open_months"

    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    open_minutes: Mapped[int] = mapped_column(Integer)
    days: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    weekly: Mapped[list[list[int]]] = mapped_column(JSONB)


class ReportOpenDoctor(Base):
    """For which months the open time of a doctor is known, and what it was made of."""

    __tablename__ = "report_open_doctors"

    doctor_id: Mapped[int] = mapped_column(
        ForeignKey("doctors.id"), primary_key=True, autoincrement=False
    )
    schedule_version: Mapped[int]
    working: Mapped[bool]
    first_month: Mapped[date] = mapped_column(Date)
    last_month: Mapped[date] = mapped_column(Date)
    computed_at: Mapped[datetime]


class ReportAccess(Base):
    """Days from the day of measuring to the third free time; null when there were not three."""

    __tablename__ = "report_access"

    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"), primary_key=True)
    visit_type_id: Mapped[int] = mapped_column(ForeignKey("visit_types.id"), primary_key=True)
    measured_on: Mapped[date] = mapped_column(Date, primary_key=True)
    days: Mapped[int | None]

    __table_args__ = (Index("ix_report_access_measured_on", "measured_on"),)


class ReportMailing(Base):
    """That the report of a month was put into the queue for somebody: once, ever."""

    __tablename__ = "report_mailings"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    queued_at: Mapped[datetime]
