from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified, Timestamped, Versioned


class ResourceKind(StrEnum):
    DOCTOR = "doctor"
    PATIENT = "patient"
    ROOM = "room"
    DEVICE = "device"


class Resource(Base, Identified, Timestamped, Versioned):
    """What time is claimed on. Doctors and patients have one each; rooms and devices are one."""

    __tablename__ = "resources"

    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    __table_args__ = (
        CheckConstraint("kind IN ('doctor', 'patient', 'room', 'device')", name="kind"),
        CheckConstraint(
            "(kind IN ('room', 'device')) = (location_id IS NOT NULL)", name="location"
        ),
        Index(
            "ix_resources_location_id_kind",
            "location_id",
            "kind",
            postgresql_where="location_id IS NOT NULL",
        ),
    )
