from datetime import datetime
from typing import Annotated, Self

import asyncpg
from pydantic import AfterValidator, ConfigDict, Field

from praxis.identity.api_keys.scopes import Scope
from praxis.kit.schemas import Instant, Name, PublicId, Read, Write

ScopeName = Annotated[Scope, Field(strict=False)]


def _distinct(scopes: list[Scope]) -> list[Scope]:
    return sorted(set(scopes))


class ApiKeyCreate(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Laboratory",
                    "scopes": ["patients:read", "appointments:read"],
                    "expires_at": "2027-06-30T00:00:00Z",
                }
            ]
        }
    )

    name: Name
    scopes: Annotated[
        list[ScopeName],
        Field(min_length=1, max_length=2 * len(Scope)),
        AfterValidator(_distinct),
    ]
    expires_at: Instant = Field(description="at most a year from now")


class ApiKeyRead(Read):
    id: PublicId
    name: str
    scopes: list[str]
    created_by_name: str
    created_at: Instant
    expires_at: Instant
    last_used_at: datetime | None = Field(description="to within a minute")
    revoked_at: datetime | None
    maker_is_admin: bool = Field(description="a key is good only as long as its maker is one")

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        return cls(id=row["uid"], **{name: row[name] for name in row.keys() if name != "uid"})  # noqa: SIM118 -- a record iterates over its values


class ApiKeyList(Read):
    items: list[ApiKeyRead]


class ApiKeyMadeRead(ApiKeyRead):
    key: str = Field(description="for `Authorization: Bearer`; shown in this answer only")
