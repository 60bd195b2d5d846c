from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from praxis.identity.models import User
from praxis.kit.db.base import Base, Identified, Timestamped, Versioned


class Doctor(Base, Identified, Timestamped, Versioned):
    __tablename__ = "doctors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id"), unique=True)
    specialty: Mapped[str] = mapped_column(Text)
    licence_number: Mapped[str] = mapped_column(Text, unique=True)
    experience_years: Mapped[int] = mapped_column(server_default="0")
    fee_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    fee_currency: Mapped[str] = mapped_column(Text)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    bio: Mapped[str | None] = mapped_column(Text)
    accepts_new_patients: Mapped[bool] = mapped_column(default=True, server_default="true")
    approved_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    # Raised by every change of hours, exceptions or leave: a booking that was planned on older
    # ones is planned again.
    schedule_version: Mapped[int] = mapped_column(default=1, server_default="1")

    user: Mapped[User] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("experience_years BETWEEN 0 AND 80", name="experience"),
        CheckConstraint("fee_amount >= 0", name="fee"),
        Index("ix_doctors_specialty_id", "specialty", "id"),
        Index("ix_doctors_specialty_lower", text("lower(specialty)")),
    )
