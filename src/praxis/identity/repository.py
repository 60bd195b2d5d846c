"""Every query on accounts, sessions and mailed links. No rule lives here."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from praxis.identity.models import Role, TokenPurpose, User
from praxis.kit import outbox
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.db.types import SqlConnection
from praxis.kit.ids import new_uid

# Any number that no other part of Praxis locks on.
ADMIN_CHANGES_LOCK = 7_226_001

# Heard by whoever keeps something open for a session.
SESSIONS_ENDED = "identity.sessions_ended"


@dataclass(frozen=True, slots=True)
class UserFilter:
    role: Role | None = None
    active: bool | None = None
    q: str | None = None

    def names(self) -> list[str]:
        """What was asked for, without its values."""
        return [item.name for item in fields(self) if getattr(self, item.name) is not None]


def matching_users(wanted: UserFilter) -> Select[User]:
    statement = select(User).options(selectinload(User.region))
    if wanted.role is not None:
        statement = statement.where(User.role == wanted.role)
    if wanted.active is not None:
        statement = statement.where(User.active == wanted.active)
    if wanted.q:
        statement = statement.where(
            or_(
                User.full_name.icontains(wanted.q, autoescape=True),
                User.email.icontains(wanted.q, autoescape=True),
            )
        )
    return statement


async def find_user(reader: Reader, uid: UUID) -> User | None:
    statement = select(User).where(User.uid == uid).options(selectinload(User.region))
    found: User | None = await reader.session.scalar(statement)
    return found


async def find_user_by_id(reader: Reader, user_id: int) -> User | None:
    found: User | None = await reader.session.scalar(select(User).where(User.id == user_id))
    return found


async def find_user_by_email(reader: Reader, email: str) -> User | None:
    found: User | None = await reader.session.scalar(select(User).where(User.email == email))
    return found


async def find_uid_by_email(reader: Reader, email: str) -> UUID | None:
    found: UUID | None = await reader.sql.fetchval("SELECT uid FROM users WHERE email = $1", email)
    return found


async def first_made_at(sql: SqlConnection) -> datetime | None:
    """When the oldest account was made: since then there is something to lose."""
    found: datetime | None = await sql.fetchval("SELECT min(created_at) FROM users")
    return found


async def lock_user(unit: UnitOfWork, uid: UUID) -> User | None:
    """The newest state of the user, which nobody else changes before this unit ends."""
    statement = (
        select(User).where(User.uid == uid).with_for_update().options(selectinload(User.region))
    )
    found: User | None = await unit.session.scalar(
        statement, execution_options={"populate_existing": True}
    )
    return found


async def lock_admin_changes(unit: UnitOfWork) -> None:
    """Let only one unit at a time change who is an administrator."""
    await unit.sql.execute("SELECT pg_advisory_xact_lock($1)", ADMIN_CHANGES_LOCK)


async def has_other_admin(unit: UnitOfWork, user_id: int) -> bool:
    found: bool = await unit.sql.fetchval(
        "SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND active AND id <> $1)", user_id
    )
    return found


async def confirm_password_hash(
    unit: UnitOfWork, user_id: int, verified: str, better: str | None
) -> bool:
    """Whether `verified` is still the hash of an active user; if so, put `better` in its place.

    Until the unit ends nobody changes the account.
    """
    if better is None:
        statement = "SELECT 1 FROM users WHERE id = $1 AND active AND password_hash = $2 FOR SHARE"
        return await unit.sql.fetchval(statement, user_id, verified) is not None
    statement = (
        "UPDATE users SET password_hash = $3 "
        "WHERE id = $1 AND active AND password_hash = $2 RETURNING 1"
    )
    return await unit.sql.fetchval(statement, user_id, verified, better) is not None


async def has_factor(reader: Reader, user_id: int) -> bool:
    found: bool = await reader.sql.fetchval("SELECT has_factor FROM users WHERE id = $1", user_id)
    return found


async def insert_refresh_token(
    unit: UnitOfWork, session_id: int, token_hash: bytes, now: datetime
) -> None:
    await unit.sql.execute(
        "INSERT INTO refresh_tokens (token_hash, session_id, issued_at) VALUES ($1, $2, $3)",
        token_hash,
        session_id,
        now,
    )


async def insert_session(
    unit: UnitOfWork,
    user_id: int,
    now: datetime,
    expires_at: datetime,
    user_agent: str | None,
    *,
    address: str | None = None,
    factor: str | None = None,
) -> tuple[int, UUID]:
    row = await unit.sql.fetchrow(
        """
        INSERT INTO sessions (uid, user_id, created_at, expires_at, user_agent, address, factor)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id, uid
        """,
        new_uid(),
        user_id,
        now,
        expires_at,
        user_agent,
        address,
        factor,
    )
    assert row is not None  # noqa: S101 -- INSERT without a conflict clause returns its row
    return row["id"], row["uid"]


LOCK_PRESENTED = """
    SELECT s.id, s.uid, s.expires_at, s.revoked_at, t.used_at,
           u.id AS user_id, u.uid AS user_uid, u.role, u.active
    FROM refresh_tokens t
    JOIN sessions s ON s.id = t.session_id
    JOIN users u ON u.id = s.user_id
    WHERE t.token_hash = $1
    FOR UPDATE OF s, t
"""


async def lock_refresh_token(unit: UnitOfWork, token_hash: bytes) -> asyncpg.Record | None:
    """The token with its session and user; a second asker waits and sees what the first did."""
    return await unit.sql.fetchrow(LOCK_PRESENTED, token_hash)


async def use_refresh_token(unit: UnitOfWork, token_hash: bytes, now: datetime) -> None:
    await unit.sql.execute(
        "UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1", token_hash, now
    )


async def find_session_of_token(unit: UnitOfWork, token_hash: bytes) -> UUID | None:
    found: UUID | None = await unit.sql.fetchval(
        """
        SELECT s.uid FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id
        WHERE t.token_hash = $1
        """,
        token_hash,
    )
    return found


async def end_session(
    unit: UnitOfWork, uid: UUID, because: str, now: datetime
) -> asyncpg.Record | None:
    """End a live session and its streams; returns the id, uid and role of its user, or nothing."""
    user = await unit.sql.fetchrow(
        """
        UPDATE sessions s SET revoked_at = $2, revoked_because = $3 FROM users u
        WHERE s.uid = $1 AND s.revoked_at IS NULL AND u.id = s.user_id
        RETURNING u.id, u.uid, u.role
        """,
        uid,
        now,
        because,
    )
    if user is not None:
        await outbox.enqueue(unit, SESSIONS_ENDED, sessions=[uid])
    return user


async def end_sessions(
    unit: UnitOfWork, user_id: int, because: str, now: datetime, *, but: UUID | None = None
) -> int:
    """End the live sessions of a user and their streams, all or all but one; returns how many."""
    ended = await unit.sql.fetch(
        """
        UPDATE sessions SET revoked_at = $2, revoked_because = $3
        WHERE user_id = $1 AND revoked_at IS NULL AND uid IS DISTINCT FROM $4
        RETURNING uid
        """,
        user_id,
        now,
        because,
        but,
    )
    if ended:
        await outbox.enqueue(unit, SESSIONS_ENDED, sessions=[row["uid"] for row in ended])
    return len(ended)


async def insert_link(
    unit: UnitOfWork, email: str, purpose: TokenPurpose, now: datetime, expires_at: datetime
) -> tuple[UUID, asyncpg.Record | None]:
    """A new link for the active account of this e-mail: its uid, and the account's id and uid.

    Without such an account the same statement runs and writes nothing.
    """
    uid = new_uid()
    row = await unit.sql.fetchrow(
        """
        WITH link AS (
            INSERT INTO one_time_tokens (uid, user_id, purpose, created_at, expires_at)
            SELECT $1, id, $2, $3, $4 FROM users WHERE email = $5 AND active
            RETURNING user_id
        )
        SELECT u.id, u.uid FROM link JOIN users u ON u.id = link.user_id
        """,
        uid,
        purpose,
        now,
        expires_at,
        email,
    )
    return uid, row


async def find_user_of_link(
    reader: Reader, uid: UUID, purpose: TokenPurpose, now: datetime
) -> UUID | None:
    """Whose link this is, if it can still be used and the account is active."""
    found: UUID | None = await reader.sql.fetchval(
        """
        SELECT u.uid FROM one_time_tokens t JOIN users u ON u.id = t.user_id
        WHERE t.uid = $1 AND t.purpose = $2 AND t.used_at IS NULL AND t.expires_at > $3
          AND u.active
        """,
        uid,
        purpose,
        now,
    )
    return found


async def use_link(unit: UnitOfWork, uid: UUID, now: datetime) -> bool:
    """Use the link up; false when it was used or ran out already."""
    used = await unit.sql.fetchval(
        """
        UPDATE one_time_tokens SET used_at = $2
        WHERE uid = $1 AND used_at IS NULL AND expires_at > $2 RETURNING 1
        """,
        uid,
        now,
    )
    return used is not None


async def void_links(
    unit: UnitOfWork, user_id: int, purposes: Sequence[TokenPurpose], now: datetime
) -> None:
    await unit.sql.execute(
        """
        UPDATE one_time_tokens SET used_at = $3
        WHERE user_id = $1 AND purpose = ANY($2) AND used_at IS NULL
        """,
        user_id,
        [str(purpose) for purpose in purposes],
        now,
    )


async def delete_ended_sessions(unit: UnitOfWork, before: datetime) -> int:
    """Delete the sessions that ended before this instant, with their tokens; returns how many."""
    status: str = await unit.sql.execute(
        "DELETE FROM sessions WHERE least(expires_at, revoked_at) < $1", before
    )
    return int(status.rsplit(maxsplit=1)[-1])


async def delete_dead_links(unit: UnitOfWork, before: datetime) -> None:
    await unit.sql.execute("DELETE FROM one_time_tokens WHERE expires_at < $1", before)
