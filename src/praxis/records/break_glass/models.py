from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from praxis.directory.patients.models import Patient
from praxis.identity.models import User
from praxis.kit.db.base import Base, Identified


class EmergencyAccess(Base, Identified):
    """Somebody opened a patient's records in an emergency; an administrator says what to think."""

    __tablename__ = "emergency_accesses"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    # As it was then.
    user_role: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])
    reviewer: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[reviewed_by])
    patient: Mapped[Patient] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("outcome IN ('justified', 'unjustified')", name="outcome"),
        CheckConstraint(
            "(reviewed_at IS NULL) = (outcome IS NULL) "
            "AND (reviewed_at IS NULL) = (reviewed_by IS NULL)",
            name="reviewed",
        ),
        CheckConstraint("reviewed_by <> user_id", name="reviewed_by_another"),
        Index("ix_emergency_accesses_user_id_expires_at", "user_id", "expires_at"),
        Index("ix_emergency_accesses_patient_id", "patient_id"),
        Index(
            "ix_emergency_accesses_unreviewed", "id", postgresql_where=text("reviewed_at IS NULL")
        ),
    )
