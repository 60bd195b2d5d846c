import pytest

from bench.kit.rounds import interleaved, median, percentile, spread


def test_contenders_take_turns_and_nobody_always_goes_first() -> None:
    order: list[str] = []

    def contender(name: str) -> int:
        order.append(name)
        return len(order)

    found = interleaved(
        {"a": lambda: contender("a"), "b": lambda: contender("b"), "c": lambda: contender("c")},
        2,
        warm=1,
    )
    assert order == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]
    assert found == {"a": [6, 8], "b": [4, 9], "c": [5, 7]}


def test_without_a_warm_round_all_are_kept() -> None:
    assert interleaved({"a": lambda: 1}, 3, warm=0) == {"a": [1, 1, 1]}


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1), (0.25, 1), (0.5, 2), (0.51, 3), (0.99, 4), (1.0, 4)]
)
def test_a_percentile_is_a_value_that_was_seen(share: float, value: float) -> None:
    assert percentile([4, 2, 1, 3], share) == value


def test_percentiles_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_median_and_spread() -> None:
    assert median(iter([3, 1, 2])) == 2
    assert spread(iter([3, 1, 2])) == (1, 3)
