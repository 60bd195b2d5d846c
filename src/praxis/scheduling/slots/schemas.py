"""What slot searches answer. These describe the JSON; long lists are written without them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from praxis.kit.schemas import Read
from praxis.scheduling.slots.model import CauseCode, EmptyReason


class SlotRead(Read):
    starts_at: datetime
    ends_at: datetime
    location_id: UUID
    visit_type_id: UUID


class SlotList(Read):
    items: list[SlotRead]
    empty_reason: EmptyReason | None = Field(description="why there is nothing, if so")


class TimeRead(Read):
    starts_at: datetime
    ends_at: datetime
    location_id: UUID


class DayRead(Read):
    on: date
    count: int = Field(description="how many times are free")
    first: list[TimeRead] = Field(description="the first four of them")


class DoctorDaysRead(Read):
    doctor_id: UUID
    time_zone: str = Field(description="IANA zone that the days are meant in")
    days: list[DayRead]
    next_free_at: datetime | None = Field(
        description="the first free time from the first of the days on, also after the last"
    )


class DoctorDaysList(Read):
    """In the order asked for; doctors who cannot be booked for this visit are left out."""

    items: list[DoctorDaysRead]


class CauseRead(Read):
    """One thing that keeps a time from being offered."""

    code: CauseCode
    message: str = Field(examples=["Room 2 is taken from 09:45 to 10:30."])
    location_id: UUID | None
    starts_at: datetime | None = Field(description="of what is in the way; for the practice")
    ends_at: datetime | None
    bookable_from: datetime | None
    bookable_until: datetime | None
    nearest: list[datetime] = Field(description="the starts of the grid before and after")


class ExplanationRead(Read):
    offered: bool
    causes: list[CauseRead]
