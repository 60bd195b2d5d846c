from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    FetchedValue,
    Identity,
    Index,
    LargeBinary,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from praxis.kit.db.base import Base
from praxis.kit.ids import new_uid


class Xid8(UserDefinedType[int]):
    """A PostgreSQL transaction number that never wraps."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


class AuditEvent(Base):
    """One write, or one read of patient data. The database refuses to change or delete it."""

    __tablename__ = "audit_events"

    # The transaction that wrote it: the sealer chains only what no transaction can still add to.
    transaction: Mapped[int] = mapped_column(
        Xid8, FetchedValue(), primary_key=True, server_default=text("pg_current_xact_id()")
    )
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    # Unique by how it is made; an index that says so would cost every write and help no one.
    uid: Mapped[UUID] = mapped_column(Uuid, default=new_uid)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_role: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    entity: Mapped[str] = mapped_column(Text)
    entity_uid: Mapped[UUID | None] = mapped_column(Uuid)
    patient_id: Mapped[int | None] = mapped_column(BigInteger)
    request_id: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")

    __table_args__ = (
        Index("ix_audit_events_at_id", "at", "id"),
        Index("ix_audit_events_actor_id_id", "actor_id", "id"),
        Index("ix_audit_events_entity_uid_id", "entity_uid", "id"),
        Index("ix_audit_events_request_id", "request_id"),
        Index(
            "ix_audit_events_patient_id_id",
            "patient_id",
            "id",
            postgresql_where=text("patient_id IS NOT NULL"),
        ),
    )


class AuditSeal(Base):
    """One link of the hash chain: the events of the transactions `[from, until)`.

    The database refuses to change or delete it, and a second one that begins where it does.
    """

    __tablename__ = "audit_seals"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    from_transaction: Mapped[int] = mapped_column(Xid8, unique=True)
    until_transaction: Mapped[int] = mapped_column(Xid8)
    events: Mapped[int]
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = mapped_column(server_default=func.now())
