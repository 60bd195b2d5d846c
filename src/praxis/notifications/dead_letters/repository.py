"""What was given up, of both queues."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from praxis.kit import outbox
from praxis.kit.db.database import Reader, UnitOfWork

LIST = """
    SELECT d.* FROM (
        SELECT uid AS id, 'event' AS source, topic AS kind, NULL AS recipient_name, created_at,
               attempts, last_error AS cause, dead_at
        FROM outbox_messages WHERE dead_at IS NOT NULL
        UNION ALL
        SELECT m.uid, 'mail', m.kind, coalesce(u.full_name, p.full_name), m.created_at,
               m.attempts, m.outcome_reason, m.finished_at
        FROM mails m
        LEFT JOIN users u ON u.id = m.user_id
        LEFT JOIN patients p ON p.id = m.patient_id
        WHERE m.outcome = 'dead'
    ) d
    WHERE $1::timestamptz IS NULL OR (d.dead_at, d.id) < ($1, $2)
    ORDER BY d.dead_at DESC, d.id DESC LIMIT $3
"""

COUNT = """
    SELECT (SELECT count(*) FROM outbox_messages WHERE dead_at IS NOT NULL)
         + (SELECT count(*) FROM mails WHERE outcome = 'dead')
"""

# Without an id all of them; attempts are counted anew. What died in one e-mail may come back in
# several: under the one's id the second would be taken for the first.
RETRY_EVENTS = """
    UPDATE outbox_messages SET dead_at = NULL, attempts = 0, available_at = least($2, now())
    WHERE dead_at IS NOT NULL AND ($1::uuid IS NULL OR uid = $1)
"""

RETRY_MAILS = """
    UPDATE mails SET outcome = NULL, outcome_reason = NULL, finished_at = NULL, attempts = 0,
           leased_until = NULL, available_at = $2, envelope_uid = NULL
    WHERE outcome = 'dead' AND ($1::uuid IS NULL OR uid = $1)
"""

DISMISS_EVENT = """
    DELETE FROM outbox_messages WHERE dead_at IS NOT NULL AND uid = $1 RETURNING topic, payload
"""

# News of visits that are given up concern nobody any more but whoever keeps accounts of visits.
VISIT_TOPICS = "scheduling.appointment_"
VISIT_NEWS_DISMISSED = f"{VISIT_TOPICS}news_dismissed"

DISMISS_MAIL = """
    UPDATE mails SET outcome = 'dropped', outcome_reason = 'dismissed'
    WHERE outcome = 'dead' AND uid = $1
"""

QUEUE = """
    SELECT (SELECT held_since FROM message_holds WHERE id = 1) AS held_since,
           (SELECT count(*) FROM outbox_messages WHERE dead_at IS NULL) AS waiting_events,
           (SELECT count(*) FROM mails WHERE outcome IS NULL) AS waiting_mails,
           least(
               (SELECT min(available_at) FROM outbox_messages WHERE dead_at IS NULL
                AND available_at <= $1),
               (SELECT min(available_at) FROM mails WHERE outcome IS NULL
                AND available_at <= $1)) AS oldest_due_at,
           (SELECT count(*) FROM mails
            WHERE outcome IS NULL AND outcome_reason IS NOT NULL) AS delayed_mails,
           (SELECT outcome_reason FROM mails
            WHERE outcome IS NULL AND outcome_reason IS NOT NULL
            ORDER BY id DESC LIMIT 1) AS delayed_by,
           (SELECT count(DISTINCT envelope_uid) FROM mails
            WHERE outcome = 'sent' AND finished_at > $2) AS sent_last_day
"""


async def list_dead(
    reader: Reader, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[asyncpg.Record]:
    dead_at, uid = after or (None, None)
    return await reader.sql.fetch(LIST, dead_at, uid, limit)


async def count_dead(reader: Reader) -> int:
    found: int = await reader.sql.fetchval(COUNT)
    return found


async def retry(unit: UnitOfWork, uid: UUID | None, now: datetime) -> int:
    return _changed(await unit.sql.execute(RETRY_EVENTS, uid, now)) + _changed(
        await unit.sql.execute(RETRY_MAILS, uid, now)
    )


async def dismiss(unit: UnitOfWork, uid: UUID) -> int:
    events = await unit.sql.fetch(DISMISS_EVENT, uid)
    for event in events:
        await _keep_accounts(unit, event["topic"], event["payload"])
    return len(events) + _changed(await unit.sql.execute(DISMISS_MAIL, uid))


async def _keep_accounts(unit: UnitOfWork, topic: str, payload: Mapping[str, Any]) -> None:
    """Say in the same transaction which visit it was; dismissed once more, that is the end."""
    told_of_visit = topic.startswith(VISIT_TOPICS) and "appointment_id" in payload
    if told_of_visit and topic != VISIT_NEWS_DISMISSED:
        names = {"appointment_id", "previous_doctor"} & payload.keys()
        known = {name: payload[name] for name in names}
        await outbox.enqueue(unit, VISIT_NEWS_DISMISSED, **known)


async def get_queue(reader: Reader, now: datetime) -> asyncpg.Record:
    row = await reader.sql.fetchrow(QUEUE, now, now - timedelta(days=1))
    assert row is not None  # noqa: S101 -- a SELECT of values has one row
    return row


def _changed(status: str) -> int:
    return int(status.rsplit(maxsplit=1)[-1])
