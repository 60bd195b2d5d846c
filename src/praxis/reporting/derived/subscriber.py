"""Hears of what happened to visits, and marks what was counted of them as stale."""

from collections.abc import Sequence
from datetime import datetime

from praxis.kit.db.database import UnitOfWork
from praxis.kit.outbox.messages import Message, Subscription
from praxis.live.subscriber import VISIT_TOPICS
from praxis.notifications.dead_letters.repository import VISIT_NEWS_DISMISSED
from praxis.reporting.derived.first_visits import mark_patients
from praxis.reporting.derived.months import mark_months


async def mark_stale(unit: UnitOfWork, messages: Sequence[Message], now: datetime) -> None:  # noqa: ARG001 -- as subscribers are called
    ids = [message.payload["appointment_id"] for message in messages]
    await mark_months(unit, ids, [message.payload.get("previous_doctor") for message in messages])
    await mark_patients(unit, ids)


SUBSCRIPTIONS = (Subscription(VISIT_TOPICS | {VISIT_NEWS_DISMISSED}, mark_stale),)
