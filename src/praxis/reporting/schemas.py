from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, PlainSerializer, WithJsonSchema

from praxis.kit.schemas import Read
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.availability.schemas import Weekday

# Sums have more digits than one amount may have.
Sum = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$", "examples": ["500.00"]}),
]
Ratio = Annotated[float | None, Field(description="null where there is nothing to divide by")]


class PeriodRead(Read):
    # The document of the API names fields as callers would send them: the alias must be for both.
    model_config = ConfigDict(validate_by_name=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to", description="included")


class StatusCount(Read):
    status: Status
    visits: int


class VisitCounts(Read):
    total: int = Field(description="all but those entered in error")
    by_status: list[StatusCount] = Field(description="states that occur, in their order")


class UtilisationRead(Read):
    claimed_minutes: int = Field(description="of visits whose state keeps the time")
    open_minutes: int = Field(description="of opening hours less holidays and leave")
    ratio: Ratio


class RateRead(Read):
    visits: int
    of: int
    ratio: Ratio


class AccessFigureRead(Read):
    """Days until the third next available appointment, as last measured."""

    measured_on: date | None
    mean_days: float | None
    measured: int = Field(description="pairs of doctor and visit type that had one")
    beyond_horizon: int = Field(description="pairs without three free times in reach of booking")


class PatientCounts(Read):
    new: int = Field(description="patients whose first completed visit ever lies in the period")
    returning: int = Field(
        description="completed visits of patients who had been seen before (visits, not heads)"
    )


class RevenueRead(Read):
    currency: str
    earned: Sum = Field(description="fees of completed visits")
    paid: Sum = Field(description="what has been paid for the visits counted, less refunds")


class GroupRead(Read):
    id: UUID | None
    name: str
    visits: int
    completed: int
    no_shows: int
    late_cancels: int
    claimed_minutes: int
    open_minutes: int | None = Field(description="null where hours belong to no such group")
    utilisation: float | None
    new_patients: int
    access_days: float | None
    revenue: list[RevenueRead]


class HourRead(Read):
    weekday: Weekday
    hour: int = Field(ge=0, le=23, description="in which visits begin, by the clock of the place")
    visits: int = Field(description="visits whose state keeps the time")


class DayRead(Read):
    on: date
    visits: int
    completed: int


class MonthRead(Read):
    month: date = Field(description="its first day")
    visits: int
    completed: int


class OverviewRead(Read):
    period: PeriodRead
    generated_at: datetime
    visits: VisitCounts
    utilisation: UtilisationRead
    no_shows: RateRead = Field(description="of visits that were to take place")
    late_cancels: RateRead = Field(description="of those and the late cancels themselves")
    access: AccessFigureRead
    patients: PatientCounts
    revenue: list[RevenueRead]
    by_doctor: list[GroupRead]
    by_specialty: list[GroupRead]
    by_location: list[GroupRead]
    by_visit_type: list[GroupRead]
    busiest: list[HourRead] = Field(description="hours in which any visit begins")
    days: list[DayRead] = Field(description="every day; empty when the period is over 100 days")
    months: list[MonthRead] = Field(description="every month; empty when there are days")


class ReportedDoctor(Read):
    id: UUID
    full_name: str
    specialty: str


class DoctorReportRead(OverviewRead):
    doctor: ReportedDoctor
