from datetime import date
from typing import Any

import pytest

from praxis.scheduling.availability.clashes import find_clash
from praxis.scheduling.availability.models import AvailabilityRule

ZONES = {1: "Asia/Dhaka", 2: "Asia/Dhaka", 3: "Asia/Kathmandu"}


def rule(location_id: int, start: int = 540, end: int = 720, **more: Any) -> AvailabilityRule:
    values = {"weekday": 0, "every_n_weeks": 1, **more}
    return AvailabilityRule(location_id=location_id, start_minute=start, end_minute=end, **values)


def test_hours_at_two_places_at_once_clash_and_the_later_is_named() -> None:
    first, second = rule(1), rule(2, 719, 800)
    assert find_clash([first, second], ZONES) is second
    assert find_clash([rule(1, 0, 60), second, first], ZONES) is first


@pytest.mark.parametrize(
    "other",
    [
        rule(2, 720, 800),
        rule(2, 480, 540),
        rule(2, weekday=1),
        rule(1, 600, 660),
        rule(3),
        rule(2, every_n_weeks=2),
    ],
    ids=["after", "before", "another day", "same place", "another zone", "in turns"],
)
def test_what_does_not_clash(other: AvailabilityRule) -> None:
    assert find_clash([rule(1), other], ZONES) is None
    assert find_clash([other, rule(1)], ZONES) is None


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ((None, date(2027, 1, 31)), (date(2027, 2, 1), None), False),
        ((None, date(2027, 2, 1)), (date(2027, 2, 1), None), True),
        ((date(2027, 1, 1), date(2027, 3, 31)), (date(2027, 2, 1), date(2027, 2, 28)), True),
        ((None, None), (date(2027, 2, 1), date(2027, 2, 28)), True),
        ((date(2027, 1, 1), date(2027, 1, 31)), (date(2027, 3, 1), date(2027, 3, 31)), False),
    ],
)
def test_only_hours_that_are_valid_on_a_common_day_clash(
    one: tuple[date | None, date | None],
    other: tuple[date | None, date | None],
    clash: bool,
) -> None:
    rules = [
        rule(place, valid_from=first, valid_until=last)
        for place, (first, last) in ((1, one), (2, other))
    ]
    assert (find_clash(rules, ZONES) is not None) is clash
    assert (find_clash(rules[::-1], ZONES) is not None) is clash


def test_a_doctor_without_hours_is_nowhere() -> None:
    assert find_clash([], ZONES) is None
