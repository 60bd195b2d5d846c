from collections.abc import Mapping, Sequence
from datetime import datetime

from praxis.identity.attempts.rules import Tries
from praxis.kit.db.database import UnitOfWork

# In the order of their keys, so that two who try at once wait for each other and do not deadlock.
# A row that is being forgotten just now is made anew when it is gone.
LOCK = """
    INSERT INTO sign_in_attempts (key, tried_at)
    SELECT key, $2 FROM unnest($1::bytea[]) AS key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET key = excluded.key
    RETURNING key, failures, tried_at, succeeded_at
"""
# An UPDATE takes rows in any order: these are locked already.
PUT = """
    UPDATE sign_in_attempts a
    SET failures = new.failures, tried_at = new.tried_at, succeeded_at = new.succeeded_at
    FROM unnest($1::bytea[], $2::bigint[], $3::timestamptz[], $4::timestamptz[])
        AS new (key, failures, tried_at, succeeded_at)
    WHERE a.key = new.key
"""
FORGET = """
    DELETE FROM sign_in_attempts WHERE key IN (
        SELECT key FROM sign_in_attempts
        WHERE tried_at < $1 AND (succeeded_at IS NULL OR succeeded_at < $2)
        ORDER BY key LIMIT 2000 FOR UPDATE SKIP LOCKED
    )
"""


async def lock_tries(unit: UnitOfWork, keys: Sequence[bytes], now: datetime) -> dict[bytes, Tries]:
    """The counts under these keys, for this unit alone until it ends."""
    rows = await unit.sql.fetch(LOCK, keys, now)
    return {r["key"]: Tries(r["failures"], r["tried_at"], r["succeeded_at"]) for r in rows}


async def put_tries(unit: UnitOfWork, counts: Mapping[bytes, Tries]) -> None:
    """What `lock_tries` found, changed."""
    tries = counts.values()
    await unit.sql.execute(
        PUT,
        list(counts),
        [t.failures for t in tries],
        [t.tried_at for t in tries],
        [t.succeeded_at for t in tries],
    )


async def forget_tries(unit: UnitOfWork, tried: datetime, succeeded: datetime) -> None:
    await unit.sql.execute(FORGET, tried, succeeded)
