"""Every query on the sessions of one account that its owner sees. No rule lives here."""

from datetime import datetime
from uuid import UUID

import asyncpg

from praxis.kit.db.database import Reader, UnitOfWork


async def list_live(reader: Reader, user_id: int, now: datetime) -> list[asyncpg.Record]:
    return await reader.sql.fetch(
        """
        SELECT uid, created_at, last_used_at, expires_at, user_agent, address, factor
        FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
        ORDER BY coalesce(last_used_at, created_at) DESC, id DESC
        """,
        user_id,
        now,
    )


async def is_own(reader: Reader, user_id: int, uid: UUID, now: datetime) -> bool:
    found = await reader.sql.fetchval(
        """
        SELECT 1 FROM sessions
        WHERE user_id = $1 AND uid = $2 AND revoked_at IS NULL AND expires_at > $3
        """,
        user_id,
        uid,
        now,
    )
    return found is not None


async def known_user_agents(reader: Reader, user_id: int) -> list[str | None]:
    """Of all sessions that are still remembered, ended ones too."""
    rows = await reader.sql.fetch(
        "SELECT DISTINCT user_agent FROM sessions WHERE user_id = $1", user_id
    )
    return [row["user_agent"] for row in rows]


async def note_first_sign_in(unit: UnitOfWork, user_id: int, now: datetime) -> bool:
    """Whether nobody has signed in to this account before."""
    noted = await unit.sql.fetchval(
        """
        UPDATE users SET first_signed_in_at = $2
        WHERE id = $1 AND first_signed_in_at IS NULL RETURNING 1
        """,
        user_id,
        now,
    )
    return noted is not None


async def note_step_up(unit: UnitOfWork, uid: UUID, now: datetime) -> None:
    await unit.sql.execute("UPDATE sessions SET stepped_up_at = $2 WHERE uid = $1", uid, now)


async def note_use(unit: UnitOfWork, session_id: int, address: str | None, now: datetime) -> None:
    await unit.sql.execute(
        "UPDATE sessions SET last_used_at = $2, address = coalesce($3, address) WHERE id = $1",
        session_id,
        now,
        address,
    )
