from datetime import datetime
from typing import Self
from uuid import UUID

import asyncpg
from pydantic import Field

from praxis.identity.sessions.devices import device_of
from praxis.kit.schemas import Instant, PublicId, Read


class SessionRead(Read):
    id: PublicId
    current: bool = Field(description="the one that asks")
    created_at: Instant
    last_used_at: datetime = Field(description="to within the life of an access token")
    expires_at: Instant
    browser: str | None = Field(examples=["Firefox"])
    system: str | None = Field(examples=["Windows"])
    address: str | None = Field(description="where it was last seen")
    factor: str | None = Field(description="how the second step was taken, if there was one")

    @classmethod
    def of(cls, row: asyncpg.Record, current: UUID | None) -> Self:
        device = device_of(row["user_agent"])
        return cls(
            id=row["uid"],
            current=row["uid"] == current,
            created_at=row["created_at"],
            last_used_at=row["last_used_at"] or row["created_at"],
            expires_at=row["expires_at"],
            browser=device.browser,
            system=device.system,
            address=row["address"],
            factor=row["factor"],
        )


class SessionList(Read):
    items: list[SessionRead]
