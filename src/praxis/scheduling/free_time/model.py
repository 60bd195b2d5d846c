"""What is asked of the rows that are kept of free time, and how it is put."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from praxis.kit.intervals import Interval


@dataclass(frozen=True, slots=True)
class RoomTimes:
    """When visits of a length can start at a place, as its rooms and devices have it."""

    location_id: int
    length: timedelta
    starts: Sequence[Interval]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose times are looked for, and when; `home` are windows by the zone of a doctor's home.

    Such windows are of dates, which begin at another instant in each zone. `user_id` is who asks.
    """

    visit_type_uid: UUID
    window: Interval
    now: datetime
    user_id: int | None = None
    specialty: str | None = None
    language: str | None = None
    # One place that was asked for, and those of a region; both are None for anywhere.
    location_id: int | None = None
    region: frozenset[int] | None = None
    home: tuple[tuple[str, Interval], ...] = ()
    # None as long as nothing is known of what a visit needs besides the doctor.
    rooms: Sequence[RoomTimes] | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether some times are wanted and others are not."""
        return (self.specialty, self.language, self.places, self.rooms) != (None,) * 4

    @property
    def places(self) -> list[int] | None:
        """The ids of the places that count."""
        if self.rooms is not None:
            return sorted({one.location_id for one in self.rooms})
        if self.location_id is None:
            return None if self.region is None else sorted(self.region)
        here = self.region is None or self.location_id in self.region
        return [self.location_id] if here else []


@dataclass(frozen=True, slots=True)
class Bookable:
    """A doctor who can be booked for the visit type, as answers show them."""

    id: int
    uid: UUID
    full_name: str
    specialty: str


class Statement:
    """Text and parameters of one statement; the text is the same for questions of one form.

    Planning it takes longer than running it. PostgreSQL keeps a plan only if one for the values
    at hand would not look cheaper: so what it estimates by never depends on a parameter.
    """

    def __init__(self) -> None:
        self.parameters: list[object] = []
        self.text = ""

    def put(self, value: object, kind: str) -> str:
        self.parameters.append(value)
        return f"(SELECT ${len(self.parameters)}::{kind})::{kind}"
