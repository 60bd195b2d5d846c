from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified


class LiveEvent(Base, Identified):
    """Something that open streams are told of; kept for an hour, for those who come back.

    Whoever one of the columns below `data` names may see it. `data` holds public ids, never what
    they stand for. The newest row always stays: a stream on which nothing happened resumes there.
    """

    __tablename__ = "live_events"

    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    user_ids: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), default=list, server_default="{}"
    )
    desk: Mapped[bool] = mapped_column(default=False, server_default="false")
    # Whoever watches the free times of this doctor.
    doctor_uid: Mapped[UUID | None] = mapped_column(Uuid)
    session_uid: Mapped[UUID | None] = mapped_column(Uuid)

    __table_args__ = (Index("ix_live_events_at", "at"),)
