"""The rows of `mails`: put there by events and the clock, taken by whoever sends."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.recipients import Recipient

KEPT = timedelta(days=90)

INSERT = """
    INSERT INTO mails (uid, kind, user_id, patient_id, appointment_id, sequence, visit_on, due_at,
                       data, created_at, available_at)
    SELECT n.uid, n.kind, n.user_id, n.patient_id, n.appointment_id, n.sequence, n.visit_on,
           n.due_at, n.data::jsonb, $9, n.available_at
    FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                $7::date[], $8::timestamptz[], $10::text[], $11::timestamptz[])
         AS n(uid, kind, user_id, patient_id, appointment_id, sequence, visit_on, due_at, data,
              available_at)
    ON CONFLICT (appointment_id, kind, due_at) WHERE due_at IS NOT NULL DO NOTHING
    RETURNING user_id, appointment_id, due_at
"""


@dataclass(frozen=True, slots=True)
class NewMail:
    kind: MailKind
    recipient: Recipient
    available_at: datetime
    appointment_id: int | None = None
    sequence: int | None = None
    visit_on: date | None = None
    due_at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)


async def add_mails(unit: UnitOfWork, mails: Sequence[NewMail], now: datetime) -> list[NewMail]:
    """Put them into the queue; returns those that were not there yet, which only reminders are."""
    if not mails:
        return []
    rows = await unit.sql.fetch(
        INSERT,
        [new_uid() for _ in mails],
        [str(mail.kind) for mail in mails],
        [mail.recipient.user_id for mail in mails],
        [mail.recipient.patient_id for mail in mails],
        [mail.appointment_id for mail in mails],
        [mail.sequence for mail in mails],
        [mail.visit_on for mail in mails],
        [mail.due_at for mail in mails],
        now,
        [orjson.dumps(mail.data).decode() for mail in mails],
        [mail.available_at for mail in mails],
    )
    unit.has_news = True
    added = {(row["appointment_id"], row["due_at"]) for row in rows}
    return [mail for mail in mails if (mail.appointment_id, mail.due_at) in added]


async def forget_finished_mails(unit: UnitOfWork, now: datetime) -> None:
    """A reminder is kept past its visit, so that it is not sent twice; what is dead stays."""
    await unit.sql.execute(
        "DELETE FROM mails WHERE finished_at < $1 AND outcome <> 'dead'", now - KEPT
    )
