"""The facts that slot search reads and the values that it answers with.

Every instant is in UTC. Nothing here knows who holds a time, only that it is held.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple, overload

from praxis.kit.intervals import Interval
from praxis.kit.ticks import from_ticks, length_in_ticks, to_ticks
from praxis.scheduling.availability.model import DateException, Leave, Place, Schedule, WeeklyRule

TakenKind = Literal["visit", "hold", "offer", "block"]


_KINDS: Mapping[str, TakenKind] = {"v": "visit", "h": "hold", "o": "offer", "b": "block"}


class EmptyReason(StrEnum):
    """Why a search found nothing; `rules.search` states the order."""

    NO_HOURS = "no_hours"
    HOLIDAY = "holiday"
    ON_LEAVE = "on_leave"
    GAP_TOO_SHORT = "gap_too_short"
    OUTSIDE_NOTICE = "outside_notice"
    OUTSIDE_HORIZON = "outside_horizon"
    FULLY_BOOKED = "fully_booked"


class CauseCode(StrEnum):
    """Why one time is not offered. `NOT_AVAILABLE` stands, to patients, for what is private."""

    NO_HOURS = "no_hours"
    HOLIDAY = "holiday"
    ON_LEAVE = "on_leave"
    GAP_TOO_SHORT = "gap_too_short"
    OUTSIDE_NOTICE = "outside_notice"
    OUTSIDE_HORIZON = "outside_horizon"
    FULLY_BOOKED = "fully_booked"
    OFF_GRID = "off_grid"
    RESOURCE_TAKEN = "resource_taken"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class VisitPolicy:
    """How long a visit is and when it may start, as it binds whoever asks.

    Starts lie on a grid of `interval` and from `minimum_notice` to `horizon` after now, both
    included. Buffers keep the doctor and the resources, but may stick out of the opening. For
    those whom notice and horizon do not bind, pass `timedelta.min` and `timedelta.max`.
    """

    duration: timedelta
    interval: timedelta
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    minimum_notice: timedelta = timedelta(0)
    horizon: timedelta = timedelta.max


class Taken(NamedTuple):
    """Time that a live claim holds on a resource, its buffers included."""

    period: Interval
    kind: TakenKind
    resource_id: int
    lane: int = 0


class Claims(Sequence[Taken]):
    """Claims on one resource as they are read; each is made a `Taken` only when it is looked at.

    A search of weeks has hundreds of claims and only needs to know when some time is free.
    `letters` are the first ones of the kinds.
    """

    __slots__ = ("_ends", "_lanes", "_letters", "_resource_id", "_starts")

    def __init__(
        self,
        resource_id: int,
        starts: Sequence[int],
        ends: Sequence[int],
        letters: str,
        lanes: Sequence[int],
    ) -> None:
        self._resource_id = resource_id
        self._starts, self._ends = starts, ends
        self._letters, self._lanes = letters, lanes

    @classmethod
    def of(cls, taken: Sequence[Taken]) -> "Claims":
        """The same claims, on whatever resource, of whom only the time counts."""
        if isinstance(taken, Claims):
            return taken
        starts = [to_ticks(claim.period.start) for claim in taken]
        ends = [to_ticks(claim.period.end) for claim in taken]
        letters = "".join(claim.kind[0] for claim in taken)
        return cls(0, starts, ends, letters, [claim.lane for claim in taken])

    def ticks(self) -> tuple[list[int], list[int]]:
        """All beginnings and all ends, each sorted by itself."""
        return sorted(self._starts), sorted(self._ends)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Taken: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Taken]: ...
    def __getitem__(self, index: int | slice) -> Taken | Sequence[Taken]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        period = Interval(from_ticks(self._starts[index]), from_ticks(self._ends[index]))
        kind = _KINDS[self._letters[index]]
        return Taken(period, kind, self._resource_id, self._lanes[index])


@dataclass(frozen=True, slots=True)
class PooledResource:
    resource_id: int
    name: str
    taken: Sequence[Taken] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """What a visit needs besides the doctor: `needed` free ones of those at the location.

    `name` is the kind ("room"). A visit that needs two of a kind has one pool with `needed=2`,
    because two pools would both count the same free one.
    """

    name: str
    by_location: Mapping[int, tuple[PooledResource, ...]]
    needed: int = 1


class Offer(NamedTuple):
    """A visit that can be booked: its time without buffers, and where."""

    period: Interval
    location_id: int


@dataclass(frozen=True, slots=True)
class SlotQuery:
    """All that decides which times of one doctor are offered for one visit type.

    Offers start within `window`. `taken` are the doctor's claims and, with those of the pools,
    must reach beyond the window by the length of a buffered visit on either side. Without
    `location_id` every place of the schedule is searched.
    """

    schedule: Schedule
    policy: VisitPolicy
    window: Interval
    now: datetime
    visit_type_id: int
    taken: Sequence[Taken] = ()
    pools: tuple[Pool, ...] = ()
    location_id: int | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that are searched."""
        if self.location_id is None:
            return self.schedule.places
        return tuple(p for p in self.schedule.places if p.location_id == self.location_id)


class Starts(NamedTuple):
    """Starts at one place, in ticks (see `kit.ticks`): runs of the grid, sorted."""

    grids: Sequence[range]
    location_id: int


class Offers(Sequence[Offer]):
    """Visits that can be booked, by start and location; each is made when it is looked at.

    The starts of a place are given sorted, the places one after the other.
    """

    __slots__ = ("_duration", "_every", "_starts")

    def __init__(self, starts: Iterable[Starts], duration: timedelta) -> None:
        self._starts = tuple(starts)
        self._duration = duration
        self._every: list[tuple[int, int]] | None = None

    @property
    def length(self) -> int:
        """How long each visit is, in ticks."""
        return length_in_ticks(self._duration)

    def each(self) -> list[tuple[int, int]]:
        """Start, in ticks, and location of every offer."""
        if self._every is None:
            self._every = [
                (tick, location_id)
                for grids, location_id in self._starts
                for grid in grids
                for tick in grid
            ]
            self._every.sort()
        return self._every

    def __bool__(self) -> bool:
        return bool(self._starts)

    def __len__(self) -> int:
        return sum(len(grid) for grids, _ in self._starts for grid in grids)

    @overload
    def __getitem__(self, index: int) -> Offer: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Offer]: ...
    def __getitem__(self, index: int | slice) -> Offer | Sequence[Offer]:
        if isinstance(index, slice):
            return [self._made(*one) for one in self.each()[index]]
        return self._made(*self.each()[index])

    def __iter__(self) -> Iterator[Offer]:
        return (self._made(*one) for one in self.each())

    def _made(self, tick: int, location_id: int) -> Offer:
        start = from_ticks(tick)
        return Offer(Interval(start, start + self._duration), location_id)


@dataclass(frozen=True, slots=True)
class SlotSearch:
    """What can be booked; `empty_reason` is given if that is nothing."""

    offers: Offers
    empty_reason: EmptyReason | None


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that keeps a time from being offered; what does not apply is None.

    `period` is the time that is taken or on leave, or what is left until closing. `nearest` are
    the grid's starts before and after. `bookable_from` and `bookable_until` bound the start.
    """

    code: CauseCode
    location_id: int | None = None
    period: Interval | None = None
    taken_as: TakenKind | None = None
    resource_id: int | None = None
    resource_name: str | None = None
    pool_name: str | None = None
    holiday_name: str | None = None
    exception: DateException | None = None
    leave: Leave | None = None
    rule: WeeklyRule | None = None
    nearest: tuple[datetime, datetime] | None = None
    bookable_from: datetime | None = None
    bookable_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a time is offered anywhere and, if not, every cause at every place."""

    offered: bool
    causes: tuple[Cause, ...] = ()
