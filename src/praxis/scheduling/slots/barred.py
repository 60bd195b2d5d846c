"""The sweep over starts in whole ticks (see `kit.ticks`): what bars some, and what is left. Pure.

A stretch of barred starts is a pair, from its first start up to, not including, its end. A list
of them is sorted, and its members neither overlap nor touch.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, islice, pairwise
from operator import itemgetter, sub

from praxis.scheduling.availability.model import Run

Stretch = tuple[int, int]
Barred = Sequence[Stretch]


def barred_by_times(starts: Sequence[int], ends: Sequence[int], lead: int, lag: int) -> Barred:
    """Return the stretches from `lead` before each taken time until `lag` after it, merged.

    Beginnings and ends are each sorted by themselves; which belong together does not matter: a
    gap comes where as many times have ended as had begun.
    """
    if not starts:
        return []
    gap = lead + lag
    rooms = map(sub, islice(starts, 1, None), ends)
    after = [n for n, room in enumerate(rooms, 1) if room > gap]
    begins = [starts[0] - lead, *(starts[n] - lead for n in after)]
    finishes = [*(ends[n - 1] + lag for n in after), ends[-1] + lag]
    return list(zip(begins, finishes, strict=True))


def unite(layers: Sequence[Barred]) -> Barred:
    """Return where any of the layers bars a start."""
    some = [layer for layer in layers if layer]
    if len(some) == 1:
        return some[0]
    starts = sorted(start for start, _ in chain.from_iterable(some))
    ends = sorted(end for _, end in chain.from_iterable(some))
    return barred_by_times(starts, ends, 0, 0)


def covered(layers: Sequence[Barred], depth: int) -> Barred:
    """Return where at least `depth` (1 or more) of the layers bar a start."""
    edges = sorted(
        (edge for layer in layers for start, end in layer for edge in ((start, 1), (end, -1))),
        key=itemgetter(0),
    )
    found: list[Stretch] = []
    height = 0
    for (tick, change), (following, _) in pairwise(edges):
        height += change
        if height >= depth and tick < following:
            found.append((tick, following))
    return barred_by_times([start for start, _ in found], [end for _, end in found], 0, 0)


def free_grids(
    runs: Iterable[Run], reach: Stretch, barred: Barred, *, length: int, step: int
) -> list[range]:
    """Return the grid's starts in the reach that leave room for the visit and are not barred.

    Runs are sorted and disjoint; each begins a grid of its own.
    """
    first, last = reach
    found: list[range] = []
    index, count = 0, len(barred)
    for start, end, closes_at in runs:
        low = max(start, first)
        high = min(end, closes_at - length + 1, last)
        while index < count and barred[index][1] <= low:
            index += 1
        ahead = index
        while low < high:
            stop, following = barred[ahead] if ahead < count else (high, high)
            if high < stop:  # noqa: PLR1730 -- a call costs five times as much, hundreds of times
                stop = high
            tick = low + (start - low) % step
            if tick < stop:
                found.append(range(tick, stop, step))
            low = following
            ahead += 1
    return found
