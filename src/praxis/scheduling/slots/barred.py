"""The sweep over starts in whole ticks (see `kit.ticks`): what bars some, and what is left. Pure.

A stretch of barred starts is a pair, from its first start up to, not including, its end. A list
of them is sorted, and its members neither overlap nor touch.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from operator import itemgetter

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
    after = [n for n, end in enumerate(ends[:-1], 1) if starts[n] - end > gap]
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


def free_grids(grid: range, room: Stretch, barred: Barred) -> Iterator[range]:
    """Yield what is left of the grid in the room, cut where starts are barred."""
    low, high = room
    step = grid.step
    index = bisect_right(barred, low, key=itemgetter(1))
    while low < high:
        stop, following = barred[index] if index < len(barred) else (high, high)
        first = low + (grid.start - low) % step
        if first < min(stop, high):
            yield range(first, min(stop, high), step)
        low = following
        index += 1
