from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified, Timestamped, Versioned


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Patient(Base, Identified, Timestamped, Versioned):
    """Who is treated. Without a user when the desk registered them; a guardian holds several."""

    __tablename__ = "patients"

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    # Whose account it is, as against those they care for.
    is_account_holder: Mapped[bool] = mapped_column(default=False, server_default="false")
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id"), unique=True)
    full_name: Mapped[str] = mapped_column(Text)
    date_of_birth: Mapped[date | None] = mapped_column(Date)
    sex: Mapped[str] = mapped_column(Text, default="unknown", server_default="unknown")
    email: Mapped[str | None] = mapped_column(Text)
    mobile: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    insurance_provider: Mapped[str | None] = mapped_column(Text)
    insurance_number: Mapped[str | None] = mapped_column(Text)
    emergency_contact_name: Mapped[str | None] = mapped_column(Text)
    emergency_contact_mobile: Mapped[str | None] = mapped_column(Text)
    # Clinical, hidden from the desk: a `Background`.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    __table_args__ = (
        CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name="sex"),
        Index("ix_patients_full_name_id", "full_name", "id"),
        Index("ix_patients_mobile", "mobile"),
        CheckConstraint("user_id IS NOT NULL OR NOT is_account_holder", name="account_holder"),
        Index(
            "ux_patients_account_holder",
            "user_id",
            unique=True,
            postgresql_where=text("is_account_holder"),
        ),
    )
