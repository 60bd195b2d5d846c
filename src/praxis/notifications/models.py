from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified, Versioned

THE_ONE = 1


class Outcome(StrEnum):
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


def _waiting(name: str, *columns: str) -> Index:
    return Index(name, *columns, postgresql_where=text("outcome IS NULL"))


class Mail(Base, Identified):
    """One thing to tell one recipient: an account, or a patient who has none but an address.

    What it will say is read when it is sent. Several may go in one e-mail, which `envelope_uid`
    then names; it stays the same over all attempts.
    """

    __tablename__ = "mails"

    kind: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patients.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    # The visit's as it was then: it tells what has been overtaken by a later change.
    sequence: Mapped[int | None]
    visit_on: Mapped[date | None] = mapped_column(Date)
    # Of reminders only.
    due_at: Mapped[datetime | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    envelope_uid: Mapped[UUID | None] = mapped_column(Uuid)
    outcome: Mapped[str | None] = mapped_column(Text)
    outcome_reason: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("outcome IN ('sent', 'dropped', 'dead')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (finished_at IS NULL)", name="finished"),
        CheckConstraint("num_nonnulls(user_id, patient_id) = 1", name="one_recipient"),
        Index("ix_mails_waiting", "available_at", "id", postgresql_where=text("outcome IS NULL")),
        _waiting("ix_mails_waiting_envelope", "envelope_uid"),
        _waiting("ix_mails_waiting_user", "user_id", "visit_on"),
        _waiting("ix_mails_waiting_patient", "patient_id", "visit_on"),
        Index(
            "ix_mails_waiting_accounts",
            "available_at",
            "id",
            postgresql_where=text("outcome IS NULL AND visit_on IS NULL"),
        ),
        Index("ix_mails_dead", "id", postgresql_where=text("outcome = 'dead'")),
        Index("ix_mails_finished_at", "finished_at"),
        Index(
            "ux_mails_reminder",
            "appointment_id",
            "kind",
            "due_at",
            unique=True,
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )


class Notification(Base, Identified):
    """One line under a user's bell."""

    __tablename__ = "notifications"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(Text)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_notifications_user_id_id", "user_id", "id"),
        Index("ix_notifications_unread", "user_id", postgresql_where=text("read_at IS NULL")),
        Index("ix_notifications_created_at", "created_at"),
    )


class NotificationPreferences(Base, Versioned):
    """What a user wants by e-mail. Who has no row wants everything at any hour."""

    __tablename__ = "notification_preferences"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    email_visits: Mapped[bool] = mapped_column(default=True, server_default="true")
    email_reminders: Mapped[bool] = mapped_column(default=True, server_default="true")
    # The figures of a month, for doctors and administrators.
    email_reports: Mapped[bool] = mapped_column(default=False, server_default="false")
    # Minutes after midnight in the user's zone; from 22:00 until 07:00 goes over midnight.
    quiet_from_minute: Mapped[int | None] = mapped_column(SmallInteger)
    quiet_until_minute: Mapped[int | None] = mapped_column(SmallInteger)

    __table_args__ = (
        CheckConstraint(
            "(quiet_from_minute IS NULL) = (quiet_until_minute IS NULL)", name="quiet_pair"
        ),
        CheckConstraint(
            "quiet_from_minute BETWEEN 0 AND 1439 AND quiet_until_minute BETWEEN 0 AND 1439",
            name="quiet_minutes",
        ),
    )


class ReminderClock(Base):
    """Until which instant reminders have been looked for. One row, made by the first look."""

    __tablename__ = "reminder_clock"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    covered_until: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class MessageHold(Base):
    """While its one row is there, no e-mail is sent: the practice was restored from a backup."""

    __tablename__ = "message_holds"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    held_since: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
