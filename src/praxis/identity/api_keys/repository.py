"""Every query on API keys. No rule lives here."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.ids import new_uid

# Known to within a minute: a busy key need not write with every request.
USE_NOTED_EVERY = timedelta(minutes=1)

FIND_LIVE = """
    SELECT k.id, k.uid, k.secret_hash, k.scopes, k.last_used_at, u.id AS user_id, u.role
    FROM api_keys k JOIN users u ON u.id = k.created_by
    WHERE k.uid = $1 AND k.revoked_at IS NULL AND k.expires_at > $2
      AND u.active AND u.role = 'admin'
"""

LIST = """
    SELECT k.uid, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at, k.revoked_at,
           u.full_name AS created_by_name, u.active AND u.role = 'admin' AS maker_is_admin
    FROM api_keys k JOIN users u ON u.id = k.created_by
"""


async def find_live(reader: Reader, uid: UUID, now: datetime) -> asyncpg.Record | None:
    """A key that is good now, with the administrator who made it."""
    return await reader.sql.fetchrow(FIND_LIVE, uid, now)


async def note_use(unit: UnitOfWork, key_id: int, now: datetime) -> None:
    await unit.sql.execute(
        """
        UPDATE api_keys SET last_used_at = $2
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)
        """,
        key_id,
        now,
        now - USE_NOTED_EVERY,
    )


async def list_keys(reader: Reader) -> list[asyncpg.Record]:
    return await reader.sql.fetch(LIST + " ORDER BY k.id DESC")


async def find_key(reader: Reader, uid: UUID) -> asyncpg.Record | None:
    return await reader.sql.fetchrow(LIST + " WHERE k.uid = $1", uid)


async def insert_key(
    unit: UnitOfWork,
    *,
    name: str,
    scopes: list[str],
    secret_hash: bytes,
    created_by: int,
    now: datetime,
    expires_at: datetime,
) -> UUID:
    uid: UUID = await unit.sql.fetchval(
        """
        INSERT INTO api_keys (uid, name, scopes, secret_hash, created_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING uid
        """,
        new_uid(),
        name,
        scopes,
        secret_hash,
        created_by,
        now,
        expires_at,
    )
    return uid


async def revoke_key(unit: UnitOfWork, uid: UUID, now: datetime) -> bool | None:
    """Whether it was still good; nothing where there is none."""
    row = await unit.sql.fetchrow("SELECT revoked_at FROM api_keys WHERE uid = $1 FOR UPDATE", uid)
    if row is None:
        return None
    if row["revoked_at"] is not None:
        return False
    await unit.sql.execute("UPDATE api_keys SET revoked_at = $2 WHERE uid = $1", uid, now)
    return True
