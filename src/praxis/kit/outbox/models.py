"""What must happen later is a row, written in the transaction that caused it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified


class OutboxMessage(Base, Identified):
    """Deleted when it was handed on; `dead_at` is set when that was given up."""

    __tablename__ = "outbox_messages"

    topic: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    available_at: Mapped[datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(server_default="0")
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index(
            "ix_outbox_messages_waiting",
            "available_at",
            "id",
            postgresql_where=text("dead_at IS NULL"),
        ),
    )
