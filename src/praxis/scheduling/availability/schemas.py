from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from praxis.kit.schemas import Day, Note, PublicId, Read, WallTime, WallTimeEnd, Write
from praxis.scheduling.availability.models import ExceptionKind
from praxis.scheduling.availability.spans import SpanKind


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """Monday is 0."""
        return list(Weekday).index(self)

    @classmethod
    def of(cls, number: int) -> "Weekday":
        return list(cls)[number]


class RuleWrite(Write):
    """Hours of one weekday, in the local time of the location."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "location_id": "01994d3e-7a00-7000-8000-000000000003",
                    "weekday": "monday",
                    "start_time": "09:00",
                    "end_time": "12:00",
                }
            ]
        }
    )

    location_id: PublicId
    weekday: Annotated[Weekday, Strict(strict=False)]
    start_time: WallTime
    end_time: WallTimeEnd
    valid_from: Day | None = None
    valid_until: Day | None = None
    every_n_weeks: int = Field(1, ge=1, le=52, description="counted from the week of valid_from")
    visit_type_ids: list[PublicId] = Field(
        default_factory=list, max_length=100, description="only for these; for all when empty"
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_order(self.start_time, self.end_time)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise PydanticCustomError("date.order", "valid_until must not be before valid_from")
        if self.every_n_weeks > 1 and self.valid_from is None:
            raise PydanticCustomError(
                "availability.no_anchor", "every_n_weeks needs valid_from: its week is the first"
            )
        return self


class RuleRead(Read):
    id: UUID
    location_id: UUID
    weekday: Weekday
    start_time: WallTime
    end_time: WallTimeEnd
    valid_from: date | None
    valid_until: date | None
    every_n_weeks: int
    visit_type_ids: list[UUID]


class WeekWrite(Write):
    """All weekly hours of a doctor; what is not in it is gone."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rules": [
                        {
                            "location_id": "01994d3e-7a00-7000-8000-000000000003",
                            "weekday": "monday",
                            "start_time": "09:00",
                            "end_time": "12:00",
                        }
                    ]
                }
            ]
        }
    )

    rules: list[RuleWrite] = Field(max_length=200)


class ExceptionWrite(Write):
    """One date: extra hours, other hours, or closed (everywhere when no location is named)."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"date": "2027-01-05", "kind": "closed"}]}
    )

    date: Day
    kind: Annotated[ExceptionKind, Strict(strict=False)]
    location_id: PublicId | None = None
    start_time: WallTime | None = None
    end_time: WallTimeEnd | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind is ExceptionKind.CLOSED:
            if self.start_time is not None or self.end_time is not None:
                raise PydanticCustomError(
                    "availability.closed_all_day", "a closed date has no times: leave them out"
                )
            return self
        if self.location_id is None or self.start_time is None or self.end_time is None:
            raise PydanticCustomError(
                "availability.incomplete", "hours need location_id, start_time and end_time"
            )
        _check_order(self.start_time, self.end_time)
        return self


class ExceptionRead(Read):
    id: UUID
    date: date
    kind: ExceptionKind
    location_id: UUID | None
    start_time: WallTime | None
    end_time: WallTimeEnd | None
    note: str | None = Field(description="shown to the doctor and the practice only")


class OpeningRead(Read):
    """A stretch of a doctor's time at a place; what no stretch covers was never open."""

    doctor_id: UUID
    location_id: UUID
    starts_at: datetime = Field(description="in the zone of the place")
    ends_at: datetime
    kind: SpanKind = Field(
        description="`closed`: usual hours that a holiday or an exception takes away"
    )
    holiday: str | None = Field(description="the name of the holiday that closes it, if one does")


class OpeningList(Read):
    """Of each doctor by start."""

    items: list[OpeningRead]


def _check_order(start: int, end: int) -> None:
    if end <= start:
        raise PydanticCustomError(
            "availability.ends_before_start",
            "end_time must come after start_time; hours over midnight are two rules, to 24:00 "
            "and from 00:00",
        )
