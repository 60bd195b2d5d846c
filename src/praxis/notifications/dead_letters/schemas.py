from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from praxis.kit.schemas import Read
from praxis.settings.groups import TaskMode


class Source(StrEnum):
    EVENT = "event"
    MAIL = "mail"


class DeadLetterRead(Read):
    id: UUID
    source: Source = Field(
        description="`event`: what happened could not be made known; `mail`: an e-mail"
    )
    kind: str = Field(examples=["visit_booked", "scheduling.appointment_booked"])
    recipient_name: str | None = Field(description="of an e-mail")
    created_at: datetime
    attempts: int
    cause: str | None = Field(
        description="what went wrong last: an SMTP code or the name of a fault", examples=["550"]
    )
    dead_at: datetime


class Retried(Read):
    retried: int


class QueueRead(Read):
    """How messages are doing."""

    tasks: TaskMode
    mail_goes_to: str = Field(description="`smtp`, or `folder` without a server for e-mail")
    held_since: datetime | None = Field(
        description="when the practice was restored, if no e-mail leaves it since"
    )
    waiting_events: int
    waiting_mails: int = Field(description="also those that wait for the end of quiet hours")
    delayed_mails: int = Field(description="of these, tried in vain so far")
    delayed_by: str | None = Field(
        description="what stood in the way of the last of them", examples=["connection"]
    )
    oldest_due_at: datetime | None = Field(description="what should have gone first, if anything")
    dead: int
    sent_last_day: int
