from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from praxis.kit.db.base import Base, Identified, Timestamped, Versioned
from praxis.regions.models import Region


class Role(StrEnum):
    PATIENT = "patient"
    DOCTOR = "doctor"
    STAFF = "staff"
    ADMIN = "admin"


class TokenPurpose(StrEnum):
    PASSWORD_RESET = "password_reset"  # noqa: S105 -- the name of a purpose, no secret
    EMAIL_VERIFICATION = "email_verification"


class User(Base, Identified, Timestamped, Versioned):
    __tablename__ = "users"

    email: Mapped[str] = mapped_column(Text, unique=True)
    full_name: Mapped[str] = mapped_column(Text)
    mobile: Mapped[str | None] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    email_verified_at: Mapped[datetime | None]
    locale: Mapped[str] = mapped_column(Text, default="en", server_default="en")
    time_zone: Mapped[str | None] = mapped_column(Text)
    # The random name of the present photo; its address and its files are made of it.
    photo_name: Mapped[str | None] = mapped_column(Text, unique=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    # Whether there is anything to ask for besides the password; asked of nearly every request.
    has_factor: Mapped[bool] = mapped_column(default=False, server_default="false")
    # Sessions, which would tell, are forgotten in time.
    first_signed_in_at: Mapped[datetime | None]

    region: Mapped[Region | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("role IN ('patient', 'doctor', 'staff', 'admin')", name="role"),
        CheckConstraint("email = lower(email)", name="email_folded"),
        Index("ix_users_full_name_id", "full_name", "id"),
    )


class Session(Base, Identified):
    """One sign-in of one browser or script: the family of its refresh tokens."""

    __tablename__ = "sessions"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)
    # Where it was last seen, and when to within the life of an access token.
    address: Mapped[str | None] = mapped_column(Text)
    last_used_at: Mapped[datetime | None]
    # How the second step was taken, if there was one.
    factor: Mapped[str | None] = mapped_column(Text)
    # When who sits there last showed who they are, since the sign-in.
    stepped_up_at: Mapped[datetime | None]


class RefreshToken(Base):
    """Stored hashed. One that comes back after its use ends the whole session."""

    __tablename__ = "refresh_tokens"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OneTimeToken(Base, Identified):
    """A link that was mailed. What stands in the mail is derived from `uid` by the secret key."""

    __tablename__ = "one_time_tokens"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("purpose IN ('password_reset', 'email_verification')", name="purpose"),
    )
