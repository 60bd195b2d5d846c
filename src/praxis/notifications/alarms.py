"""What administrators must hear of: by e-mail, and under the bell."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.outbox.messages import Message
from praxis.notifications.bell.ringing import ring_users
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.queue import NewMail, add_mails
from praxis.notifications.recipients import Recipient
from praxis.records.break_glass.repository import has_opened_before
from praxis.records.break_glass.rules import REVIEW_WITHIN

# What is still so is told once a day.
QUIET_FOR = timedelta(hours=20)

ADMINISTRATORS = "SELECT id FROM users WHERE role = 'admin' AND active ORDER BY id"
TOLD_SINCE = "SELECT EXISTS (SELECT FROM mails WHERE kind = $1 AND created_at > $2)"


async def tell_backup_failed(unit: UnitOfWork, now: datetime) -> int:
    """Tell every administrator, unless they were told of it today; how many were."""
    return await _tell_daily(unit, MailKind.BACKUP_FAILED, now)


async def tell_reviews_overdue(unit: UnitOfWork, now: datetime) -> int:
    """The same of records that were opened in an emergency and that nobody has looked at since."""
    if not await has_opened_before(unit, now - REVIEW_WITHIN):
        return 0
    return await _tell_daily(unit, MailKind.EMERGENCIES_UNREVIEWED, now)


async def tell_of_emergencies(unit: UnitOfWork, messages: Sequence[Message], now: datetime) -> None:
    """Each hears of each; whose records they were stands in Praxis."""
    users = await _administrators(unit)
    await _tell(unit, MailKind.EMERGENCY_OPENED, users * len(messages), now)


async def _tell_daily(unit: UnitOfWork, kind: MailKind, now: datetime) -> int:
    if await unit.sql.fetchval(TOLD_SINCE, str(kind), now - QUIET_FOR):
        return 0
    users = await _administrators(unit)
    await _tell(unit, kind, users, now)
    return len(users)


async def _administrators(reader: Reader) -> list[int]:
    return [row["id"] for row in await reader.sql.fetch(ADMINISTRATORS)]


async def _tell(unit: UnitOfWork, kind: MailKind, users: Sequence[int], now: datetime) -> None:
    await add_mails(unit, [NewMail(kind, Recipient(user, None), now) for user in users], now)
    await ring_users(unit, str(kind), users, now)
