from datetime import date

from sqlalchemy import Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from praxis.kit.db.base import Base, Identified, Timestamped, Versioned
from praxis.regions.models import Region


class Location(Base, Identified, Timestamped, Versioned):
    __tablename__ = "locations"

    name: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    # Whose public holidays close it: an ISO 3166-1 country and its part, as `holidays` names it.
    country: Mapped[str | None] = mapped_column(Text)
    subdivision: Mapped[str | None] = mapped_column(Text)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    region: Mapped[Region | None] = relationship(lazy="raise")

    __table_args__ = (Index("ix_locations_name_id", "name", "id"),)


class HolidayOverride(Base):
    """What the practice decides for one date: closed under a name, or open despite a holiday."""

    __tablename__ = "holiday_overrides"

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    on: Mapped[date] = mapped_column("on_date", Date, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    open: Mapped[bool]
