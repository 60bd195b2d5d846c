"""Declarative base and the columns that most tables share."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, MetaData, Uuid, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from praxis.kit.ids import new_uid


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 -- read by SQLAlchemy from the class, never written
        datetime: DateTime(timezone=True),
        int: BigInteger,
    }


class Identified:
    """A `bigint` key for joins, and a UUIDv7 as the id that leaves the system."""

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    uid: Mapped[UUID] = mapped_column(Uuid, unique=True, default=new_uid)


class Timestamped:
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class Versioned:
    """Counts the changes of a row; its number is the ETag."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")
