"""What must happen later is a row, written in the transaction that caused it."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified
from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid


class OutboxMessage(Base, Identified):
    __tablename__ = "outbox_messages"

    topic: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    available_at: Mapped[datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(server_default="0")
    delivered_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_outbox_messages_waiting",
            "available_at",
            "id",
            postgresql_where=text("delivered_at IS NULL"),
        ),
    )


async def enqueue(unit: UnitOfWork, topic: str, **payload: object) -> None:
    """Write one message. The payload holds ids, not contents: who delivers loads them again."""
    await unit.sql.execute(
        "INSERT INTO outbox_messages (uid, topic, payload) VALUES ($1, $2, $3::jsonb)",
        new_uid(),
        topic,
        orjson.dumps(payload, default=str).decode(),
    )
