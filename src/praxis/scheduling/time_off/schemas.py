from datetime import date, timedelta
from typing import Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from praxis.kit.schemas import Day, Note, Read, WallTime, WallTimeEnd, Write
from praxis.scheduling.appointments.schemas import AppointmentRead
from praxis.scheduling.availability.models import TimeOffStatus

LONGEST = timedelta(days=730)


class TimeOffCreate(Write):
    """Whole days, or with times that part of each day, wherever the doctor works."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"starts_on": "2027-02-01", "ends_on": "2027-02-05", "reason": "Conference"}
            ]
        }
    )

    starts_on: Day
    ends_on: Day
    start_time: WallTime | None = None
    end_time: WallTimeEnd | None = None
    reason: Note | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.ends_on < self.starts_on:
            raise PydanticCustomError("date.order", "ends_on must not be before starts_on")
        if self.ends_on - self.starts_on > LONGEST:
            raise PydanticCustomError("date.span", "leave lasts two years at most")
        if (self.start_time is None) != (self.end_time is None):
            raise PydanticCustomError(
                "time.incomplete", "give both start_time and end_time, or neither"
            )
        if self.start_time is not None and (self.end_time or 0) <= self.start_time:
            raise PydanticCustomError(
                "availability.ends_before_start", "end_time must come after start_time"
            )
        return self


class TimeOffRead(Read):
    id: UUID
    starts_on: date
    ends_on: date
    start_time: WallTime | None
    end_time: WallTimeEnd | None
    status: TimeOffStatus
    reason: str | None = Field(description="shown to the doctor and the practice only")


class TimeOffCreated(TimeOffRead):
    affected: list[AppointmentRead] = Field(
        description="visits that were booked into it: move or cancel them"
    )
