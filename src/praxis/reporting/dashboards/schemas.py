from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, RootModel

from praxis.kit.schemas import Money, Read
from praxis.reporting.schemas import OverviewRead
from praxis.scheduling.appointments.schemas import AppointmentRead


class ToDoKind(StrEnum):
    CONFIRM_VISIT = "confirm_visit"
    VERIFY_EMAIL = "verify_email"
    COMPLETE_PROFILE = "complete_profile"
    PAY_VISIT = "pay_visit"
    BOOK_VISIT = "book_visit"


class ToDo(Read):
    kind: ToDoKind
    appointment_id: UUID | None = None
    starts_at: datetime | None = Field(None, description="of the visit, if it is about one")
    time_zone: str | None = Field(None, description="of the place of the visit")
    doctor_name: str | None = None


class PatientDashboard(Read):
    role: Literal["patient"] = "patient"
    next_visit: AppointmentRead | None
    upcoming: int = Field(description="visits to come, requests among them")
    to_do: list[ToDo] = Field(description="the most pressing first")


class DoctorToday(Read):
    visits: int = Field(description="that keep their time")
    waiting: int = Field(description="checked in")
    done: int
    next: AppointmentRead | None = Field(description="the first that is not over, today")


class LoadRead(Read):
    on: date
    visits: int
    claimed_minutes: int
    open_minutes: int


class DoctorDashboard(Read):
    role: Literal["doctor"] = "doctor"
    on: date
    time_zone: str
    today: DoctorToday
    week: list[LoadRead] = Field(description="today and the six days after")
    requests: int = Field(description="that wait for approval")
    unfinished_records: int = Field(description="visits of the last 30 days without a record")


class PlaceName(Read):
    id: UUID
    name: str


class PlaceToday(Read):
    location: PlaceName
    on: date
    time_zone: str
    visits: int = Field(description="that keep their time")
    unconfirmed: int = Field(description="still to come, and the patient has not said so")
    arrived: int = Field(description="checked in, and waiting")
    in_progress: int
    completed: int
    no_shows: int
    late: int = Field(description="should have begun, and nobody has come")


class StaffDashboard(Read):
    role: Literal["staff"] = "staff"
    locations: list[PlaceToday]
    requests: int
    to_collect: list[Money] = Field(description="still owed for visits of today, by currency")


class AdminToday(Read):
    visits: int = Field(description="that keep their time")
    completed: int
    no_shows: int
    cancelled: int


class AdminDashboard(Read):
    role: Literal["admin"] = "admin"
    today: AdminToday
    month: OverviewRead
    doctors_to_approve: int
    dead_letters: int
    requests: int


class DashboardRead(
    RootModel[
        Annotated[
            PatientDashboard | DoctorDashboard | StaffDashboard | AdminDashboard,
            Field(discriminator="role"),
        ]
    ]
):
    """What matters now to whoever asks, by their role."""
