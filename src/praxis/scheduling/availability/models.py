from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified, Timestamped

MINUTES_CHECK = "start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440"


class ExceptionKind(StrEnum):
    EXTRA = "extra"
    HOURS = "hours"
    CLOSED = "closed"


class TimeOffStatus(StrEnum):
    APPROVED = "approved"
    CANCELLED = "cancelled"


class AvailabilityRule(Base, Identified, Timestamped):
    """Weekly hours: minutes of the local day in the zone of the location. Monday is 0."""

    __tablename__ = "availability_rules"

    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    every_n_weeks: Mapped[int] = mapped_column(server_default="1")
    # Empty: hours for every visit type.
    visit_type_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(MINUTES_CHECK, name="minutes"),
        CheckConstraint("valid_from <= valid_until", name="validity"),
        CheckConstraint("every_n_weeks BETWEEN 1 AND 52", name="every_n_weeks"),
        CheckConstraint("every_n_weeks = 1 OR valid_from IS NOT NULL", name="anchor"),
        Index("ix_availability_rules_doctor_id", "doctor_id"),
    )


class AvailabilityException(Base, Identified, Timestamped):
    """One date: more hours, other hours, or closed; everywhere when no location is named."""

    __tablename__ = "availability_exceptions"

    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    on: Mapped[date] = mapped_column("on_date", Date)
    kind: Mapped[str] = mapped_column(Text)
    start_minute: Mapped[int | None]
    end_minute: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("kind IN ('extra', 'hours', 'closed')", name="kind"),
        CheckConstraint(
            "(kind = 'closed') = (start_minute IS NULL) "
            "AND (kind = 'closed') = (end_minute IS NULL)",
            name="period",
        ),
        CheckConstraint("kind = 'closed' OR location_id IS NOT NULL", name="location"),
        CheckConstraint(MINUTES_CHECK, name="minutes"),
        Index("ix_availability_exceptions_doctor_id_on_date", "doctor_id", "on_date"),
    )


class TimeOff(Base, Identified, Timestamped):
    """Leave: whole days, or the same hours of each day, in the zone of whichever location."""

    __tablename__ = "time_off"

    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    start_minute: Mapped[int | None]
    end_minute: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="approved")

    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint("(start_minute IS NULL) = (end_minute IS NULL)", name="hours"),
        CheckConstraint(MINUTES_CHECK, name="minutes"),
        CheckConstraint("status IN ('approved', 'cancelled')", name="status"),
        Index("ix_time_off_doctor_id_ends_on", "doctor_id", "ends_on"),
    )
