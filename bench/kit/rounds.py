"""Contenders measured in turn, so that whatever else the machine does falls on all of them."""

import math
import statistics
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def interleaved(
    contenders: Mapping[str, Callable[[], T]], rounds: int, *, warm: int = 1
) -> dict[str, list[T]]:
    """What each contender gave in each round; nobody always goes first.

    The first `warm` rounds fill caches and are not kept.
    """
    names = list(contenders)
    found: dict[str, list[T]] = {name: [] for name in names}
    for number in range(warm + rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            result = contenders[name]()
            if number >= warm:
                found[name].append(result)
    return found


def median(values: Iterable[float]) -> float:
    return float(statistics.median(values))


def spread(values: Iterable[float]) -> tuple[float, float]:
    """The lowest and the highest."""
    seen = list(values)
    return (min(seen), max(seen))


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` (0 to 1) of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return float(ordered[max(0, math.ceil(share * len(ordered)) - 1)])
