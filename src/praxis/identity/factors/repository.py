"""Every query on second factors, and on sign-ins that wait for one. No rule lives here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from praxis.identity.factors.passkeys import Registered
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.ids import new_uid


async def find_totp(reader: Reader, user_id: int) -> asyncpg.Record | None:
    return await reader.sql.fetchrow(
        "SELECT secret, created_at, confirmed_at, last_step FROM totp_factors WHERE user_id = $1",
        user_id,
    )


async def lock_totp(unit: UnitOfWork, user_id: int) -> asyncpg.Record | None:
    return await unit.sql.fetchrow(
        """
        SELECT secret, created_at, confirmed_at, last_step
        FROM totp_factors WHERE user_id = $1 FOR UPDATE
        """,
        user_id,
    )


async def put_totp(unit: UnitOfWork, user_id: int, sealed: bytes, now: datetime) -> bool:
    """Begin anew with this secret; false where a confirmed one stands."""
    put = await unit.sql.fetchval(
        """
        INSERT INTO totp_factors (user_id, secret, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (user_id) DO UPDATE
        SET secret = excluded.secret, created_at = excluded.created_at, last_step = NULL
        WHERE totp_factors.confirmed_at IS NULL
        RETURNING 1
        """,
        user_id,
        sealed,
        now,
    )
    return put is not None


async def confirm_totp(unit: UnitOfWork, user_id: int, now: datetime) -> None:
    await unit.sql.execute(
        "UPDATE totp_factors SET confirmed_at = $2 WHERE user_id = $1", user_id, now
    )


async def take_step(unit: UnitOfWork, user_id: int, step: int) -> None:
    await unit.sql.execute(
        "UPDATE totp_factors SET last_step = $2 WHERE user_id = $1", user_id, step
    )


async def delete_totp(unit: UnitOfWork, user_id: int) -> bool:
    deleted = await unit.sql.fetchval(
        "DELETE FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL RETURNING 1",
        user_id,
    )
    return deleted is not None


async def list_passkeys(reader: Reader, user_id: int) -> list[asyncpg.Record]:
    return await reader.sql.fetch(
        """
        SELECT uid, credential_id, transports, name, created_at, last_used_at
        FROM passkeys WHERE user_id = $1 ORDER BY id
        """,
        user_id,
    )


LOCK_PASSKEY = """
    SELECT p.id, p.uid, p.user_id, p.credential_id, p.public_key, p.sign_count,
           u.uid AS user_uid, u.role, u.active, u.email_verified_at
    FROM passkeys p JOIN users u ON u.id = p.user_id
    WHERE p.credential_id = $1 FOR UPDATE OF p FOR SHARE OF u
"""


async def lock_passkey(unit: UnitOfWork, credential_id: bytes) -> asyncpg.Record | None:
    """The passkey with its owner; a second asker waits and sees the count that the first left.

    So does who signs in while the account is being closed: a session made then would outlive it.
    """
    return await unit.sql.fetchrow(LOCK_PASSKEY, credential_id)


async def use_passkey(unit: UnitOfWork, passkey_id: int, sign_count: int, now: datetime) -> None:
    await unit.sql.execute(
        "UPDATE passkeys SET sign_count = $2, last_used_at = $3 WHERE id = $1",
        passkey_id,
        sign_count,
        now,
    )


async def add_passkey(
    unit: UnitOfWork, user_id: int, key: Registered, name: str, now: datetime
) -> UUID | None:
    """The id of the new passkey; nothing where it is somebody's already."""
    uid: UUID | None = await unit.sql.fetchval(
        """
        INSERT INTO passkeys
            (uid, user_id, credential_id, public_key, sign_count, transports, name, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (credential_id) DO NOTHING RETURNING uid
        """,
        new_uid(),
        user_id,
        key.credential_id,
        key.public_key,
        key.sign_count,
        list(key.transports),
        name,
        now,
    )
    return uid


async def rename_passkey(unit: UnitOfWork, user_id: int, uid: UUID, name: str) -> bool:
    renamed = await unit.sql.fetchval(
        "UPDATE passkeys SET name = $3 WHERE user_id = $1 AND uid = $2 RETURNING 1",
        user_id,
        uid,
        name,
    )
    return renamed is not None


async def delete_passkey(unit: UnitOfWork, user_id: int, uid: UUID) -> bool:
    deleted = await unit.sql.fetchval(
        "DELETE FROM passkeys WHERE user_id = $1 AND uid = $2 RETURNING 1", user_id, uid
    )
    return deleted is not None


async def count_factors(reader: Reader, user_id: int) -> int:
    found: int = await reader.sql.fetchval(
        """
        SELECT (SELECT count(*) FROM passkeys WHERE user_id = $1)
             + (SELECT count(*) FROM totp_factors
                WHERE user_id = $1 AND confirmed_at IS NOT NULL)
        """,
        user_id,
    )
    return found


async def lock_account(unit: UnitOfWork, user_id: int) -> bool:
    """Let one unit at a time change the factors of an account; whether it has any."""
    found: bool = await unit.sql.fetchval(
        "SELECT has_factor FROM users WHERE id = $1 FOR UPDATE", user_id
    )
    return found


async def mark_factors(unit: UnitOfWork, user_id: int, *, has_factor: bool) -> None:
    await unit.sql.execute(
        "UPDATE users SET has_factor = $2 WHERE id = $1 AND has_factor <> $2", user_id, has_factor
    )


async def replace_recovery_codes(
    unit: UnitOfWork, user_id: int, hashes: Sequence[bytes], now: datetime
) -> None:
    await unit.sql.execute("DELETE FROM recovery_codes WHERE user_id = $1", user_id)
    await unit.sql.executemany(
        "INSERT INTO recovery_codes (code_hash, user_id, created_at) VALUES ($1, $2, $3)",
        [(digest, user_id, now) for digest in hashes],
    )


async def use_recovery_code(unit: UnitOfWork, user_id: int, digest: bytes, now: datetime) -> bool:
    used = await unit.sql.fetchval(
        """
        UPDATE recovery_codes SET used_at = $3
        WHERE code_hash = $2 AND user_id = $1 AND used_at IS NULL RETURNING 1
        """,
        user_id,
        digest,
        now,
    )
    return used is not None


async def count_recovery_codes(reader: Reader, user_id: int) -> int:
    found: int = await reader.sql.fetchval(
        "SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL", user_id
    )
    return found


async def delete_all_factors(unit: UnitOfWork, user_id: int) -> None:
    for table in ("totp_factors", "passkeys", "recovery_codes", "proof_misses"):
        await unit.sql.execute(
            f"DELETE FROM {table} WHERE user_id = $1",  # noqa: S608 -- names written above
            user_id,
        )
    await mark_factors(unit, user_id, has_factor=False)


async def lock_misses(unit: UnitOfWork, user_id: int) -> tuple[int, datetime | None]:
    """How often in a row it went wrong, and when last; others wait for this unit."""
    await unit.sql.execute(
        "INSERT INTO proof_misses (user_id, misses) VALUES ($1, 0) ON CONFLICT DO NOTHING", user_id
    )
    row = await unit.sql.fetchrow(
        "SELECT misses, last_at FROM proof_misses WHERE user_id = $1 FOR UPDATE", user_id
    )
    return (row["misses"], row["last_at"]) if row else (0, None)


async def count_miss(unit: UnitOfWork, user_id: int, now: datetime) -> None:
    await unit.sql.execute(
        "UPDATE proof_misses SET misses = misses + 1, last_at = $2 WHERE user_id = $1",
        user_id,
        now,
    )


async def forget_misses(unit: UnitOfWork, user_id: int) -> None:
    # The row stays: another try that waits for it must find it, to be counted.
    await unit.sql.execute(
        "UPDATE proof_misses SET misses = 0, last_at = NULL WHERE user_id = $1", user_id
    )


async def add_pending(
    unit: UnitOfWork,
    token_hash: bytes,
    user_id: int,
    *,
    with_cookie: bool,
    now: datetime,
    lifetime: timedelta,
) -> None:
    await unit.sql.execute(
        """
        INSERT INTO pending_sign_ins (token_hash, user_id, created_at, expires_at, with_cookie)
        VALUES ($1, $2, $3, $4, $5)
        """,
        token_hash,
        user_id,
        now,
        now + lifetime,
        with_cookie,
    )


LOCK_PENDING = """
    SELECT p.user_id, p.expires_at, p.used_at, p.misses, p.with_cookie,
           u.uid AS user_uid, u.role, u.active
    FROM pending_sign_ins p JOIN users u ON u.id = p.user_id
    WHERE p.token_hash = $1 FOR UPDATE OF p
"""


async def lock_pending(unit: UnitOfWork, token_hash: bytes) -> asyncpg.Record | None:
    return await unit.sql.fetchrow(LOCK_PENDING, token_hash)


async def use_pending(unit: UnitOfWork, token_hash: bytes, now: datetime) -> None:
    await unit.sql.execute(
        "UPDATE pending_sign_ins SET used_at = $2 WHERE token_hash = $1", token_hash, now
    )


async def miss_pending(unit: UnitOfWork, token_hash: bytes) -> None:
    await unit.sql.execute(
        "UPDATE pending_sign_ins SET misses = misses + 1 WHERE token_hash = $1", token_hash
    )


async def add_challenge(
    unit: UnitOfWork,
    challenge: bytes,
    purpose: str,
    user_id: int | None,
    *,
    now: datetime,
    lifetime: timedelta,
) -> None:
    await unit.sql.execute(
        """
        INSERT INTO passkey_challenges (challenge, purpose, user_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)
        """,
        challenge,
        purpose,
        user_id,
        now,
        now + lifetime,
    )


async def take_challenge(
    unit: UnitOfWork, challenge: bytes, purpose: str, user_id: int | None, now: datetime
) -> bool:
    """Use a challenge up; whether it was good for this purpose and account."""
    taken = await unit.sql.fetchval(
        """
        DELETE FROM passkey_challenges
        WHERE challenge = $1 AND purpose = $2 AND user_id IS NOT DISTINCT FROM $3
          AND expires_at > $4
        RETURNING 1
        """,
        challenge,
        purpose,
        user_id,
        now,
    )
    return taken is not None


async def forget_pending(unit: UnitOfWork, user_id: int) -> None:
    """What was begun with a password that is no longer good."""
    await unit.sql.execute("DELETE FROM pending_sign_ins WHERE user_id = $1", user_id)


async def delete_outdated(unit: UnitOfWork, now: datetime) -> None:
    await unit.sql.execute("DELETE FROM pending_sign_ins WHERE expires_at < $1", now)
    await unit.sql.execute("DELETE FROM passkey_challenges WHERE expires_at < $1", now)
