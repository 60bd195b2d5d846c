"""Stretches of time: half-open, in UTC, and the only place that compares a start with an end."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

# The resolution of a datetime and of PostgreSQL's timestamptz: the step from "up to and
# including" to "before".
TICK = timedelta(microseconds=1)
_ZERO = timedelta(0)


class InvalidIntervalError(ValueError):
    """An interval needs an offset on both ends and an end after its start."""


class Interval(NamedTuple):
    """The instants from `start` up to, not including, `end`; both aware, in UTC.

    A named tuple, because slot search makes thousands of them and a frozen dataclass costs twice
    as much. The constructor trusts its caller; what comes from outside goes through `of`.
    """

    start: datetime
    end: datetime

    @classmethod
    def of(cls, start: datetime, end: datetime) -> Self:
        """Return the interval in UTC; raises `InvalidIntervalError` if it is naive or empty."""
        if start.utcoffset() is None or end.utcoffset() is None:
            raise InvalidIntervalError
        interval = cls(start.astimezone(UTC), end.astimezone(UTC))
        if interval.is_empty:
            raise InvalidIntervalError
        return interval

    @classmethod
    def at(cls, instant: datetime) -> Self:
        """Return the shortest interval there is: one instant."""
        return cls(instant, instant + TICK)

    @property
    def is_empty(self) -> bool:
        return self.end <= self.start

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    @property
    def last(self) -> datetime:
        """The last instant that lies in the interval."""
        return self.end - TICK

    def contains(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def encloses(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def is_before(self, instant: datetime) -> bool:
        """Whether the interval has ended when `instant` comes."""
        return self.end <= instant

    def is_after(self, instant: datetime) -> bool:
        """Whether the interval begins later than `instant`."""
        return instant < self.start

    def common(self, other: "Interval") -> "Interval | None":
        """Return the part that both have, or None."""
        shared = Interval(max(self.start, other.start), min(self.end, other.end))
        return None if shared.is_empty else shared

    def split(self, instants: Iterable[datetime]) -> list["Interval"]:
        """Cut at those of the sorted `instants` that lie strictly inside."""
        inner = [instant for instant in instants if self.start < instant < self.end]
        return [
            Interval(start, end)
            for start, end in zip((self.start, *inner), (*inner, self.end), strict=True)
        ]


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Join what overlaps or touches; the input is sorted by start, empty members are dropped."""
    return widen((interval for interval in intervals if not interval.is_empty), _ZERO, _ZERO)


def widen(intervals: Iterable[Interval], before: timedelta, after: timedelta) -> list[Interval]:
    """Begin each interval earlier, end it later, and merge; the input is sorted by start.

    One pass that makes objects only for its result: every claim of a slot search comes through.
    """
    members = iter(intervals)
    head = next(members, None)
    if head is None:
        return []
    merged: list[Interval] = []
    begin, finish = head.start - before, head.end + after
    for start, end in members:
        next_begin, next_finish = start - before, end + after
        if next_begin > finish:
            merged.append(Interval(begin, finish))
            begin, finish = next_begin, next_finish
        elif next_finish > finish:
            finish = next_finish
    merged.append(Interval(begin, finish))
    return merged


def subtract(intervals: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """Return what is left of `intervals` without `taken`; both are merged (sorted, disjoint)."""
    left: list[Interval] = []
    first, count = 0, len(taken)
    for interval in intervals:
        start, end = interval
        while first < count and taken[first].end <= start:
            first += 1
        index = first
        while index < count and taken[index].start < end:
            busy_from, busy_until = taken[index]
            if start < busy_from:
                left.append(Interval(start, busy_from))
            start = busy_until
            index += 1
        if start < end:
            left.append(Interval(start, end))
    return left


def intersect(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """Return what both sequences have; both are merged (sorted, disjoint)."""
    shared: list[Interval] = []
    here, there = 0, 0
    while here < len(one) and there < len(other):
        start = max(one[here].start, other[there].start)
        end = min(one[here].end, other[there].end)
        if start < end:
            shared.append(Interval(start, end))
        if one[here].end < other[there].end:
            here += 1
        else:
            there += 1
    return shared
