"""What the claims on time say, as the database has them."""

from datetime import datetime
from typing import Any

from praxis.kit.db.database import Database, Reader

FIND = """
    SELECT r.kind AS on_what, c.lane, lower(c.during) AS starts, upper(c.during) AS ends,
           c.expires_at, r.uid
    FROM claims c JOIN resources r ON r.id = c.resource_id
    LEFT JOIN appointments a ON a.id = c.appointment_id LEFT JOIN holds h ON h.id = c.hold_id
    WHERE a.uid = $1 OR h.uid = $1 ORDER BY r.kind, r.id
"""


async def claims_of(database: Database, uid: str) -> list[dict[str, Any]]:
    """The claims of an appointment or a hold, by the kind of what they are on."""

    async def find(reader: Reader) -> list[dict[str, Any]]:
        return [dict(row) for row in await reader.sql.fetch(FIND, uid)]

    return await database.read(find)


async def claimed(database: Database, uid: str) -> dict[str, tuple[datetime, datetime]]:
    """The time that it claims, by the kind of resource."""
    return {c["on_what"]: (c["starts"], c["ends"]) for c in await claims_of(database, uid)}
