"""Who a mail goes to, and what the practice is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from praxis.kit.db.database import Reader
from praxis.notifications.judgement import Addressee
from praxis.notifications.recipients import Recipient
from praxis.notifications.timing import QuietHours

LETTERHEAD = """
    SELECT name, email, default_locale, coalesce(
        (SELECT time_zone FROM locations WHERE active ORDER BY id LIMIT 1), 'UTC') AS time_zone
    FROM practice
"""

USERS = """
    SELECT u.id, u.full_name, u.email, u.locale, u.active, u.time_zone,
           u.email_verified_at IS NULL AS unconfirmed,
           coalesce(n.email_visits, true) AS email_visits,
           coalesce(n.email_reminders, true) AS email_reminders,
           coalesce(n.email_reports, false) AS email_reports,
           n.quiet_from_minute, n.quiet_until_minute
    FROM users u LEFT JOIN notification_preferences n ON n.user_id = u.id
    WHERE u.id = ANY ($1)
"""

LINK = """
    SELECT EXISTS (SELECT FROM one_time_tokens
                   WHERE uid = $1 AND used_at IS NULL AND expires_at > $2)
"""

PATIENTS = "SELECT id, full_name, email, active FROM patients WHERE id = ANY ($1)"


@dataclass(frozen=True, slots=True)
class Letterhead:
    practice_name: str
    reply_to: str | None
    default_locale: str
    # The oldest place's.
    zone: ZoneInfo


async def load_letterhead(reader: Reader) -> Letterhead:
    row = await reader.sql.fetchrow(LETTERHEAD)
    assert row is not None  # noqa: S101 -- migrations have put it there
    zone = ZoneInfo(row["time_zone"])
    return Letterhead(row["name"], row["email"], row["default_locale"], zone)


async def load_addressees(
    reader: Reader, recipients: Iterable[Recipient], default_locale: str
) -> dict[Recipient, Addressee]:
    """Accounts, and patients who have none but an address."""
    wanted = set(recipients)
    users = await reader.sql.fetch(USERS, [one.user_id for one in wanted if one.user_id])
    patients = await reader.sql.fetch(
        PATIENTS, [one.patient_id for one in wanted if one.patient_id]
    )
    found = {Recipient(row["id"], None): _account(row) for row in users}
    for row in patients:
        found[Recipient(None, row["id"])] = Addressee(
            row["full_name"], row["email"], default_locale, row["active"]
        )
    return found


def _account(row: asyncpg.Record) -> Addressee:
    zone = ZoneInfo(row["time_zone"]) if row["time_zone"] else None
    quiet = None
    if row["quiet_from_minute"] is not None:
        quiet = QuietHours(row["quiet_from_minute"], row["quiet_until_minute"], zone)
    return Addressee(
        row["full_name"],
        row["email"],
        row["locale"],
        row["active"],
        row["email_visits"],
        row["email_reminders"],
        row["email_reports"],
        quiet,
        zone,
        row["unconfirmed"],
    )


async def link_is_good(reader: Reader, uid: UUID, now: datetime) -> bool:
    """Whether a mailed link was neither used nor has run out."""
    found: bool = await reader.sql.fetchval(LINK, uid, now)
    return found
