from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, Strict
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from praxis.directory.resources.schemas import BookableKind, Kind, Tag
from praxis.directory.updates import Update, left_out
from praxis.directory.visit_types.models import Modality, VisitType
from praxis.kit.schemas import Money, Name, Price, Read, VersionedRead, Write

YEAR_IN_MINUTES = 365 * 24 * 60

Duration = Annotated[int, Field(ge=5, le=720, description="minutes", examples=[30])]
Buffer = Annotated[int, Field(ge=0, le=240, description="minutes kept free beside the visit")]
Interval = Annotated[
    int, Field(ge=5, le=720, description="minutes between the starts that are offered")
]
Notice = Annotated[int, Field(ge=0, le=YEAR_IN_MINUTES, description="minutes ahead, at least")]
Horizon = Annotated[int, Field(ge=1, le=730, description="days ahead, at most")]
AnyModality = Annotated[Modality, Strict(strict=False)]

EXAMPLE: JsonDict = {
    "name": "Ultrasound",
    "duration_minutes": 30,
    "buffer_after_minutes": 10,
    "slot_interval_minutes": 15,
    "minimum_notice_minutes": 120,
    "cancellation_notice_minutes": 1440,
    "modality": "in_person",
    "fee": {"amount": "500.00", "currency": "BDT"},
    "needs": [{"kind": "room", "tag": "ultrasound"}],
}


class Need(Write):
    """One free room or device, with this tag if one is named, is taken for the visit."""

    kind: Kind
    tag: Tag | None = None


def _one_tag_a_kind(needs: list[Need]) -> list[Need]:
    # Needs that overlap without being equal could both count on the same free room.
    kinds = {need.kind for need in needs}
    if len({(need.kind, need.tag) for need in needs}) > len(kinds):
        raise PydanticCustomError(
            "visit_types.mixed_needs", "All needs of one kind must name the same tag, or none"
        )
    return needs


Needs = Annotated[list[Need], Field(max_length=4), AfterValidator(_one_tag_a_kind)]


def _longest_first(minutes: list[int]) -> list[int]:
    return sorted(set(minutes), reverse=True)


Reminders = Annotated[
    list[Annotated[int, Field(ge=30, le=60 * 24 * 60)]],
    Field(
        max_length=5,
        description="minutes before a visit at which its patient is reminded; whole days count "
        "on the wall",
        examples=[[10080, 1440]],
    ),
    AfterValidator(_longest_first),
]


class VisitTypeCreate(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: Name
    duration_minutes: Duration
    buffer_before_minutes: Buffer = 0
    buffer_after_minutes: Buffer = 0
    slot_interval_minutes: Interval | None = Field(
        None, description="as long as the visit when absent"
    )
    minimum_notice_minutes: Notice = 0
    booking_horizon_days: Horizon = 90
    cancellation_notice_minutes: Notice = 0
    modality: AnyModality = Modality.IN_PERSON
    fee: Price = Field(description="in taka (BDT), if it names no currency")
    needs_approval: bool = False
    needs: Needs = Field(default_factory=list)
    reminder_minutes: Reminders = Field(default_factory=lambda: [10080, 1440])


class VisitTypeUpdate(Update):
    model_config = ConfigDict(json_schema_extra={"examples": [{"duration_minutes": 45}]})

    name: Name = left_out()
    duration_minutes: Duration = left_out()
    buffer_before_minutes: Buffer = left_out()
    buffer_after_minutes: Buffer = left_out()
    slot_interval_minutes: Interval = left_out()
    minimum_notice_minutes: Notice = left_out()
    booking_horizon_days: Horizon = left_out()
    cancellation_notice_minutes: Notice = left_out()
    modality: AnyModality = left_out()
    fee: Price = left_out(description="in the present currency, if it names none")
    needs_approval: bool = left_out()
    needs: Needs = left_out()
    reminder_minutes: Reminders = left_out()
    active: bool = left_out()


class NeedRead(Read):
    kind: BookableKind
    tag: str | None


class VisitTypeRead(VersionedRead):
    id: UUID
    name: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    slot_interval_minutes: int
    minimum_notice_minutes: int
    booking_horizon_days: int
    cancellation_notice_minutes: int
    modality: Modality
    fee: Money
    needs_approval: bool
    needs: list[NeedRead]
    reminder_minutes: list[int]
    active: bool


def read_visit_type(row: VisitType) -> VisitTypeRead:
    return VisitTypeRead(
        id=row.uid,
        version=row.version,
        name=row.name,
        duration_minutes=row.duration_minutes,
        buffer_before_minutes=row.buffer_before_minutes,
        buffer_after_minutes=row.buffer_after_minutes,
        slot_interval_minutes=row.slot_interval_minutes,
        minimum_notice_minutes=row.minimum_notice_minutes,
        booking_horizon_days=row.booking_horizon_days,
        cancellation_notice_minutes=row.cancellation_notice_minutes,
        modality=Modality(row.modality),
        fee=Money(amount=row.fee_amount, currency=row.fee_currency),
        needs_approval=row.needs_approval,
        needs=[NeedRead(kind=need["kind"], tag=need.get("tag")) for need in row.needs],
        reminder_minutes=row.reminder_minutes,
        active=row.active,
    )
