from datetime import date

import pytest

from bench.growth import axes, exponents, numbers, sizes_of_visits
from bench.kit.errors import BenchError
from bench.kit.visits import plan


@pytest.mark.parametrize(("text", "found"), [("10,5", [5, 10]), ("7,7,8", [7, 8])])
def test_sizes_are_whole_numbers_in_order(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["", "10", "5,5", "ten,20", "0,10", "-1,4"])
def test_sizes_that_make_no_curve_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BenchError, match=r"sizes|Sizes"):
        numbers(text)


def test_what_is_to_come_is_the_same_whatever_lies_behind() -> None:
    today = date(2027, 3, 15)
    ahead = {
        sum(quota for day, quota in plan(size, today).days if day >= today)
        for size in sizes_of_visits([10_000, 100_000, 1_000_000], 500, today).values()
    }

    assert len(ahead) == 1


def test_doctors_grow_with_as_many_visits_each() -> None:
    _, by_doctors = axes("10,20", "10,500", 500, 300)

    assert [size.visits for size in by_doctors.sizes.values()] == [3000, 150_000]


def test_a_round_on_a_slow_machine_has_the_same_exponent() -> None:
    # Two rounds at three sizes; the second one took ten times as long.
    times = [(1.0, 10.0), (2.0, 20.0), (4.0, 40.0)]

    assert exponents(times, [10, 20, 40]) == pytest.approx([1.0, 1.0])
