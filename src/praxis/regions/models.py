from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified, Timestamped


class Region(Base, Identified, Timestamped):
    """A part of a country, in a tree of as many levels as the country has.

    An import writes whole trees and derives `level`, `path`, `lineage` and `search` from them, so
    that reading needs no recursion. Rows are never deleted: what a later tree lacks has ended.
    """

    __tablename__ = "regions"

    country: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    # By language; English stands in `name`.
    names: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    # Other spellings that people type; never shown.
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    # Ids from the top to the region itself: what lies in a region has its id in here.
    path: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    # Public id, name and names from the top to the region itself.
    lineage: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    # Every name, folded, one a line.
    search: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("country", "code"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
        CheckConstraint("(level = 1) = (parent_id IS NULL) AND level > 0", name="level"),
        Index("ix_regions_level_name_id", "level", "name", "id"),
        Index("ix_regions_path", "path", postgresql_using="gin"),
    )


class RegionTree(Base):
    """Where the tree of a country came from: `shipped` with Praxis, or the practice's own file."""

    __tablename__ = "region_trees"

    country: Mapped[str] = mapped_column(Text, primary_key=True)
    shipped: Mapped[bool]
    digest: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime] = mapped_column(server_default=func.now())
