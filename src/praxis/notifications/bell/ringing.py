"""Lines under the bell that speak of no visit: their kind says all there is."""

from collections.abc import Sequence
from datetime import datetime

from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid
from praxis.live import events as live

INSERT = """
    INSERT INTO notifications (uid, user_id, kind, data, created_at)
    SELECT n.uid, n.user_id, $3, '{}', $4
    FROM unnest($1::uuid[], $2::bigint[]) AS n(uid, user_id)
"""


async def ring_users(unit: UnitOfWork, kind: str, user_ids: Sequence[int], now: datetime) -> None:
    """A line for each time that somebody is named; their windows look."""
    if not user_ids:
        return
    await unit.sql.execute(INSERT, [new_uid() for _ in user_ids], user_ids, kind, now)
    rings = [live.Event(live.NOTIFICATION_CREATED, user_ids=(one,)) for one in sorted({*user_ids})]
    await live.publish(unit, rings, now)
