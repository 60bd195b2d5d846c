from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from praxis.kit.schemas import Read, Text, Write
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.schemas import Reason

Token = Annotated[Text, Field(max_length=200)]


class VisitLinkOpen(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "AZ0x…"}]})

    token: Token


class VisitLinkCancel(VisitLinkOpen):
    reason: Reason | None = None


class VisitLinkRead(Read):
    """What somebody who holds the link may know: no more than stood in the mail."""

    appointment_id: UUID
    status: Status
    starts_at: datetime
    ends_at: datetime
    time_zone: str = Field(description="IANA zone of the place")
    doctor_name: str
    location_name: str
    address: str | None
    phone: str | None
    confirmed: bool = Field(description="the patient has said that they will come")
    can_confirm: bool
    can_cancel: bool
    changeable_until: datetime | None
