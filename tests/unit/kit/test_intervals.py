from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from praxis.kit.intervals import (
    TICK,
    Interval,
    InvalidIntervalError,
    intersect,
    merge,
    subtract,
    widen,
)

MIDNIGHT = datetime(2026, 5, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hours(start: float, end: float) -> Interval:
    return Interval(MIDNIGHT + start * HOUR, MIDNIGHT + end * HOUR)


def members(intervals: list[Interval] | tuple[Interval, ...]) -> set[int]:
    return {n for n in range(-10, 60) for i in intervals if i.contains(MIDNIGHT + n * HOUR)}


def test_of_turns_other_offsets_into_utc() -> None:
    dhaka = timezone(6 * HOUR)
    start = datetime(2026, 5, 4, 6, tzinfo=dhaka)
    interval = Interval.of(start, start + HOUR)
    assert interval == hours(0, 1)
    assert interval.start.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (MIDNIGHT, MIDNIGHT),
        (MIDNIGHT, MIDNIGHT - TICK),
        (MIDNIGHT.replace(tzinfo=None), MIDNIGHT),
        (MIDNIGHT, (MIDNIGHT + HOUR).replace(tzinfo=None)),
    ],
)
def test_of_refuses_empty_and_naive(start: datetime, end: datetime) -> None:
    with pytest.raises(InvalidIntervalError):
        Interval.of(start, end)


def test_an_interval_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        hours(1, 2).start = MIDNIGHT  # type: ignore[misc] # that it fails is the point


def test_the_end_does_not_belong_to_it() -> None:
    interval = hours(1, 2)
    assert interval.contains(interval.start)
    assert interval.contains(interval.last)
    assert not interval.contains(interval.end)
    assert not interval.contains(interval.start - TICK)
    assert interval.duration == HOUR


@pytest.mark.parametrize(
    ("other", "overlaps", "encloses"),
    [
        (hours(0, 1), False, False),
        (hours(0, 1.5), True, False),
        (hours(1, 3), True, True),
        (hours(1.5, 2), True, True),
        (hours(0, 4), True, False),
        (hours(2.5, 3.5), True, False),
        (hours(3, 4), False, False),
    ],
)
def test_neighbours_touch_without_overlapping(
    other: Interval, overlaps: bool, encloses: bool
) -> None:
    assert hours(1, 3).overlaps(other) == other.overlaps(hours(1, 3)) == overlaps
    assert hours(1, 3).encloses(other) == encloses
    assert (hours(1, 3).common(other) is not None) == overlaps


def test_before_and_after_an_instant() -> None:
    interval = hours(1, 2)
    assert interval.is_before(interval.end)
    assert not interval.is_before(interval.last)
    assert interval.is_after(interval.start - TICK)
    assert not interval.is_after(interval.start)


def test_one_instant_is_the_shortest_interval() -> None:
    assert Interval.at(MIDNIGHT).contains(MIDNIGHT)
    assert Interval.at(MIDNIGHT).duration == TICK


def test_split_cuts_only_inside() -> None:
    instants = [MIDNIGHT + n * HOUR for n in (0, 1, 2, 3, 5)]
    assert hours(1, 4).split(instants) == [hours(1, 2), hours(2, 3), hours(3, 4)]
    assert hours(1, 4).split([]) == [hours(1, 4)]


def test_merge_joins_what_touches_and_drops_what_is_empty() -> None:
    pieces = [hours(0, 1), hours(1, 2), hours(1.5, 1.75), hours(2.5, 2.5), hours(3, 4)]
    assert merge(pieces) == [hours(0, 2), hours(3, 4)]
    assert merge([]) == []


def test_widen_joins_neighbours_that_come_to_touch() -> None:
    pieces = [hours(1, 2), hours(3, 4), hours(7, 8)]
    assert widen(pieces, HOUR / 2, HOUR / 2) == [hours(0.5, 4.5), hours(6.5, 8.5)]


def test_subtract_leaves_the_gaps() -> None:
    day = [hours(8, 12), hours(13, 17)]
    taken = [hours(7, 9), hours(10, 11), hours(11.5, 14), hours(17, 18)]
    assert subtract(day, taken) == [hours(9, 10), hours(11, 11.5), hours(14, 17)]


hour_pairs = st.tuples(st.integers(0, 40), st.integers(1, 9))
merged = st.lists(hour_pairs, max_size=6).map(
    lambda pairs: merge(sorted(hours(start, start + length) for start, length in pairs))
)


@settings(max_examples=200, deadline=None)
@given(one=merged, other=merged)
def test_sequences_behave_as_sets_of_instants(one: list[Interval], other: list[Interval]) -> None:
    for result, expected in (
        (subtract(one, other), members(one) - members(other)),
        (intersect(one, other), members(one) & members(other)),
    ):
        assert members(result) == expected
        assert result == sorted(result)
        assert not any(interval.is_empty for interval in result)
