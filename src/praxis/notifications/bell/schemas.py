from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from praxis.kit.pagination import Page
from praxis.kit.schemas import PublicId, Read, Write
from praxis.scheduling.appointments.models import Status


class NotifiedVisit(Read):
    """A visit as it is now; what it is about is told where the visit is read."""

    id: UUID
    status: Status
    starts_at: datetime
    ends_at: datetime
    time_zone: str = Field(description="IANA zone of the place")
    doctor_name: str
    location_name: str
    patient_name: str | None = Field(description="told to the patient's own account only")


class NotificationRead(Read):
    id: UUID
    kind: str = Field(
        description="what happened, and to whom it is told",
        examples=["visit_booked", "doctor_visit_booked"],
    )
    created_at: datetime
    read_at: datetime | None
    was_at: datetime | None = Field(description="when the visit was to begin before it was moved")
    appointment: NotifiedVisit | None = Field(
        description="null where there is none, or it is no longer yours to see"
    )


class NotificationPage(Page[NotificationRead]):
    unread: int = Field(description="of all, not of this page alone")


class NotificationsSeen(Write):
    """Which lines were read: these, or without ids all up to now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    ids: list[PublicId] | None = Field(None, max_length=200)


class UnreadRead(Read):
    unread: int
