"""No e-mail leaves a practice that was restored until somebody says so.

Between the second that was restored and now, the practice that was lost may have sent what this one
knows nothing of: what was due by then is not sent again.
"""

from dataclasses import dataclass
from datetime import datetime

from praxis.audit import service as audit
from praxis.audit.service import Author
from praxis.kit.db.database import UnitOfWork
from praxis.kit.db.types import SqlConnection

HELD_SINCE = "SELECT held_since FROM message_holds WHERE id = 1"
HOLD = """
    INSERT INTO message_holds (id, held_since) VALUES (1, $1)
    ON CONFLICT (id) DO UPDATE SET held_since = excluded.held_since
"""
RELEASE = "DELETE FROM message_holds WHERE id = 1 RETURNING held_since"
# Not to be told late, nor twice: how many the lost practice sent is not known.
DROP_REMINDERS = """
    UPDATE mails SET outcome = 'dropped', outcome_reason = 'restored', finished_at = $2,
           leased_until = NULL
    WHERE outcome IS NULL AND due_at <= $1
"""
DROP_WAITING = """
    UPDATE mails SET outcome = 'dropped', outcome_reason = 'restored', finished_at = $2,
           leased_until = NULL
    WHERE outcome IS NULL AND due_at IS NULL AND created_at <= $1
"""
MOVE_CLOCK = "UPDATE reminder_clock SET covered_until = greatest(covered_until, $1)"
WAITING = "SELECT count(*) FROM mails WHERE outcome IS NULL"


@dataclass(frozen=True, slots=True)
class Released:
    """How many reminders and other mails were dropped, and how many go now."""

    reminders: int
    dropped: int
    waiting: int


async def held_since(sql: SqlConnection) -> datetime | None:
    found: datetime | None = await sql.fetchval(HELD_SINCE)
    return found


async def hold(unit: UnitOfWork, now: datetime) -> None:
    await unit.sql.execute(HOLD, now)


async def release(
    unit: UnitOfWork, *, author: Author, send_waiting: bool, now: datetime
) -> Released | None:
    """Let messages out again; None if they were not held.

    Reminders due before the practice was restored are dropped: none goes out twice. So are other
    mails that waited then, unless `send_waiting`.
    """
    since = await unit.sql.fetchval(RELEASE)
    if since is None:
        return None
    reminders = _changed(await unit.sql.execute(DROP_REMINDERS, since, now))
    dropped = 0
    if not send_waiting:
        dropped = _changed(await unit.sql.execute(DROP_WAITING, since, now))
    # Those that nobody has looked for yet, too.
    await unit.sql.execute(MOVE_CLOCK, since)
    waiting = int(await unit.sql.fetchval(WAITING) or 0)
    await audit.record(
        unit, author, "message.released", "message", None, dropped=reminders + dropped
    )
    unit.has_news = True
    return Released(reminders, dropped, waiting)


def _changed(status: str) -> int:
    return int(status.rsplit(maxsplit=1)[-1])
