"""Every query on what was told, and on who may still listen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from praxis.kit.db.database import Reader
from praxis.kit.db.types import SqlConnection
from praxis.live.events import ROLE_CHANGED, SESSION_ENDED

NEWEST = "SELECT id, uid FROM live_events ORDER BY id DESC LIMIT 1"

SINCE = """
    SELECT id, uid, kind, data::text AS data, user_ids, desk, doctor_uid, session_uid
    FROM live_events WHERE id > $1 ORDER BY id LIMIT $2
"""

IS_KNOWN = "SELECT EXISTS (SELECT FROM live_events WHERE id = $1 AND uid = $2)"

MISSED = """
    SELECT id, uid, kind, data::text AS data, user_ids, desk, doctor_uid, session_uid
    FROM live_events
    WHERE id > $1 AND id <= $2 AND NOT kind = ANY ($3)
      AND ($4 = ANY (user_ids) OR (desk AND $5) OR doctor_uid = ANY ($6))
    ORDER BY id LIMIT $7
"""

LIVE_SESSIONS = """
    SELECT s.uid, u.role FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.uid = ANY ($1) AND s.revoked_at IS NULL AND s.expires_at > $2 AND u.active
"""

FOR_HUBS_ONLY = (SESSION_ENDED, ROLE_CHANGED)


@dataclass(frozen=True, slots=True)
class Position:
    """An event up to which everything has been seen: `id` counts, `uid` is what clients know."""

    id: int
    uid: UUID


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose events: a user's, the desk's if they belong to it, and those of watched doctors."""

    user_id: int
    is_desk: bool
    doctor_uids: Collection[UUID]


async def find_newest(sql: SqlConnection) -> Position | None:
    row = await sql.fetchrow(NEWEST)
    return None if row is None else Position(row["id"], row["uid"])


async def list_since(sql: SqlConnection, after: int, limit: int) -> list[asyncpg.Record]:
    return await sql.fetch(SINCE, after, limit)


async def is_known(sql: SqlConnection, position: Position) -> bool:
    """Whether the event is still there, and with it everything that came after."""
    found: bool = await sql.fetchval(IS_KNOWN, position.id, position.uid)
    return found


async def find_position(reader: Reader, uid: UUID) -> Position | None:
    found = await reader.sql.fetchval("SELECT id FROM live_events WHERE uid = $1", uid)
    return None if found is None else Position(found, uid)


async def list_missed(
    reader: Reader, audience: Audience, after: int, until: int, limit: int
) -> list[asyncpg.Record]:
    return await reader.sql.fetch(
        MISSED,
        after,
        until,
        FOR_HUBS_ONLY,
        audience.user_id,
        audience.is_desk,
        list(audience.doctor_uids),
        limit,
    )


async def roles_of_live_sessions(
    sql: SqlConnection, session_uids: Sequence[UUID], now: datetime
) -> dict[UUID, str]:
    """The present role of the user behind each of these sessions that is not over."""
    rows = await sql.fetch(LIVE_SESSIONS, session_uids, now)
    return {row["uid"]: row["role"] for row in rows}
