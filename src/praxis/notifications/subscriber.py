"""Hears of what happened and writes down whom to tell: by e-mail, and under the bell."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import orjson

from praxis.identity.links import (
    API_KEY_MADE,
    EMAIL_CHANGED,
    FACTORS_CHANGED,
    NEW_DEVICE,
    PASSWORD_CHANGED,
    RESET_REQUESTED,
    VERIFICATION_REQUESTED,
)
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.kit.outbox.messages import Message, Subscription
from praxis.kit.wall_time import local_date
from praxis.live import events as live
from praxis.notifications.alarms import tell_of_emergencies
from praxis.notifications.bell.ringing import ring_users
from praxis.notifications.facts import VisitFacts, load_visits
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.queue import NewMail, add_mails
from praxis.notifications.recipients import TOPICS, Event, Recipient, Telling, tellings
from praxis.records.break_glass.service import OPENED as EMERGENCY_OPENED
from praxis.scheduling.appointments.models import Status

ACCOUNT_KINDS: Mapping[str, MailKind] = {
    VERIFICATION_REQUESTED: MailKind.VERIFY_EMAIL,
    RESET_REQUESTED: MailKind.RESET_PASSWORD,
    PASSWORD_CHANGED: MailKind.PASSWORD_CHANGED,
    EMAIL_CHANGED: MailKind.EMAIL_CHANGED,
    NEW_DEVICE: MailKind.NEW_DEVICE,
    FACTORS_CHANGED: MailKind.FACTORS_CHANGED,
    API_KEY_MADE: MailKind.API_KEY_MADE,
    "identity.registration_repeated": MailKind.REGISTRATION_REPEATED,
}
# Whoever got into the account might read its mail.
ALSO_UNDER_THE_BELL = (MailKind.NEW_DEVICE, MailKind.FACTORS_CHANGED, MailKind.API_KEY_MADE)
# What a mail is told of the event, and by which name.
DATA = (
    *(("token", "link"), ("former", "to")),
    *((name, name) for name in ("browser", "system", "address", "at")),
)
DOCTOR_APPROVED = "directory.doctor_approved"

EVENTS = """
    SELECT id, kind, from_status, actor_id, previous_starts_at
    FROM appointment_events WHERE id = ANY ($1)
"""

INSERT_NOTIFICATIONS = """
    INSERT INTO notifications (uid, user_id, kind, appointment_id, data, created_at)
    SELECT n.uid, n.user_id, n.kind, n.appointment_id, n.data::jsonb, $6
    FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::text[])
         AS n(uid, user_id, kind, appointment_id, data)
"""


def subscriptions(settle: timedelta) -> tuple[Subscription, ...]:
    return (
        Subscription(TOPICS, partial(tell_of_visits, settle=settle)),
        Subscription(frozenset(ACCOUNT_KINDS), tell_of_accounts),
        Subscription(frozenset({DOCTOR_APPROVED}), tell_of_approval),
        Subscription(frozenset({EMERGENCY_OPENED}), tell_of_emergencies),
    )


async def tell_of_visits(
    unit: UnitOfWork, messages: Sequence[Message], now: datetime, *, settle: timedelta
) -> None:
    """News of visits wait `settle` long, so that several in a row go in one e-mail."""
    events = await _load_events(unit, messages)
    visits = await load_visits(unit, [m.payload["appointment_id"] for m in messages], now)
    told, mails = [], []
    for message in messages:
        visit = visits[message.payload["appointment_id"]]
        for telling in tellings(events[message.payload["event_id"]], visit):
            told.append((visit, telling))
            mails.append(_mail(visit, telling, message.payload["sequence"], now + settle))
    await add_mails(unit, mails, now)
    await ring(unit, told, now)


async def ring(unit: UnitOfWork, told: Sequence[tuple[VisitFacts, Telling]], now: datetime) -> None:
    """Put lines under the bells of those who have an account, and have their windows look."""
    loud = [
        (visit, telling, telling.recipient.user_id)
        for visit, telling in told
        if telling.recipient.user_id is not None and not telling.quietly
    ]
    if not loud:
        return
    await unit.sql.execute(
        INSERT_NOTIFICATIONS,
        [new_uid() for _ in loud],
        [user_id for _, _, user_id in loud],
        [str(telling.kind) for _, telling, _ in loud],
        [visit.id for visit, _, _ in loud],
        [orjson.dumps(_data(telling)).decode() for _, telling, _ in loud],
        now,
    )
    users = sorted({user_id for _, _, user_id in loud})
    rings = [live.Event(live.NOTIFICATION_CREATED, user_ids=(user_id,)) for user_id in users]
    await live.publish(unit, rings, now)


def _mail(visit: VisitFacts, telling: Telling, sequence: int, available_at: datetime) -> NewMail:
    return NewMail(
        telling.kind,
        telling.recipient,
        available_at,
        appointment_id=visit.id,
        sequence=sequence,
        visit_on=local_date(visit.starts_at, visit.zone),
        data=_data(telling),
    )


def _data(telling: Telling) -> dict[str, str]:
    return {} if telling.was_at is None else {"was_at": telling.was_at.isoformat()}


async def _load_events(reader: Reader, messages: Sequence[Message]) -> dict[int, Event]:
    rows = await reader.sql.fetch(EVENTS, [message.payload["event_id"] for message in messages])
    former = {
        message.payload["event_id"]: UUID(message.payload["previous_doctor"])
        for message in messages
        if "previous_doctor" in message.payload
    }
    users = await reader.sql.fetch(
        "SELECT uid, user_id FROM doctors WHERE uid = ANY ($1)", list(former.values())
    )
    user_of = {row["uid"]: row["user_id"] for row in users}
    return {
        row["id"]: Event(
            row["kind"],
            Status(row["from_status"]) if row["from_status"] else None,
            row["actor_id"],
            row["previous_starts_at"],
            user_of.get(former.get(row["id"])),
        )
        for row in rows
    }


async def tell_of_accounts(unit: UnitOfWork, messages: Sequence[Message], now: datetime) -> None:
    """A registration for an address without an account reaches nobody."""
    users = await _user_ids(unit, [UUID(m.payload["user"]) for m in messages if m.payload["user"]])
    mails = [
        NewMail(
            ACCOUNT_KINDS[message.topic],
            Recipient(users[UUID(message.payload["user"])], None),
            now,
            data={name: message.payload[key] for key, name in DATA if message.payload.get(key)},
        )
        for message in messages
        if message.payload["user"] and UUID(message.payload["user"]) in users
    ]
    await add_mails(unit, mails, now)
    for kind in ALSO_UNDER_THE_BELL:
        ids = [mail.recipient.user_id for mail in mails if mail.kind is kind]
        await ring_users(unit, str(kind), [one for one in ids if one is not None], now)


async def tell_of_approval(unit: UnitOfWork, messages: Sequence[Message], now: datetime) -> None:
    rows = await unit.sql.fetch(
        "SELECT user_id FROM doctors WHERE uid = ANY ($1::uuid[])",
        [message.payload["doctor_id"] for message in messages],
    )
    recipients = [Recipient(row["user_id"], None) for row in rows]
    await add_mails(
        unit, [NewMail(MailKind.DOCTOR_APPROVED, recipient, now) for recipient in recipients], now
    )


async def _user_ids(reader: Reader, uids: Sequence[UUID]) -> dict[UUID, int]:
    rows = await reader.sql.fetch("SELECT uid, id FROM users WHERE uid = ANY ($1)", uids)
    return {row["uid"]: row["id"] for row in rows}
