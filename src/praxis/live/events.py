"""Writing what open streams are told of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid

CHANNEL = "praxis_live"
KEPT_FOR = timedelta(hours=1)

# Any number that no other part of Praxis locks on.
ORDER_LOCK = 7_226_041

# For the hubs only: which streams are over, and which must begin anew with another role.
SESSION_ENDED = "session.ended"
ROLE_CHANGED = "role.changed"

APPOINTMENT_CHANGED = "appointment.changed"
SLOTS_CHANGED = "slots.changed"
NOTIFICATION_CREATED = "notification.created"
NOTIFICATION_READ = "notification.read"

INSERT = """
    INSERT INTO live_events (uid, at, kind, data, user_ids, desk, doctor_uid, session_uid)
    SELECT uid, $2, kind, data, user_ids, desk, doctor_uid, session_uid
    FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (
        uid uuid, kind text, data jsonb, user_ids bigint[], desk boolean, doctor_uid uuid,
        session_uid uuid)) WITH ORDINALITY
    ORDER BY ordinality
"""

# From the oldest on, up to the first that is young enough; the newest stays whatever its age.
FORGET = """
    DELETE FROM live_events WHERE id < least(
        (SELECT min(id) FROM live_events WHERE at >= $1), (SELECT max(id) FROM live_events))
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to tell, and whom: these users, the desk, watchers of a doctor, one session.

    `data` holds public ids, never what they stand for.
    """

    kind: str
    data: Mapping[str, object] = field(default_factory=dict)
    user_ids: tuple[int, ...] = ()
    desk: bool = False
    doctor_uid: UUID | None = None
    session_uid: UUID | None = None


async def publish(unit: UnitOfWork, events: Sequence[Event], now: datetime) -> None:
    """Have all streams told once this unit is committed.

    Until then no other unit publishes: ids become visible in their order, and who has seen one
    has seen all before it. So publish late in a unit, after what may wait for others.
    """
    if not events:
        return
    await unit.sql.execute("SELECT pg_advisory_xact_lock($1)", ORDER_LOCK)
    rows = [
        {
            "uid": new_uid(),
            "kind": event.kind,
            "data": event.data,
            "user_ids": event.user_ids,
            "desk": event.desk,
            "doctor_uid": event.doctor_uid,
            "session_uid": event.session_uid,
        }
        for event in events
    ]
    await unit.sql.execute(INSERT, orjson.dumps(rows, default=str).decode(), now)
    await unit.sql.execute("SELECT pg_notify($1, '')", CHANNEL)


async def forget_old_events(unit: UnitOfWork, now: datetime) -> int:
    """Delete the events nobody may resume from any more; returns how many."""
    status: str = await unit.sql.execute(FORGET, now - KEPT_FOR)
    return int(status.rsplit(maxsplit=1)[-1])
