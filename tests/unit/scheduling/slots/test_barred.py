"""The sweep in numbers answers as counting tick by tick does."""

from hypothesis import given
from hypothesis import strategies as st

from praxis.scheduling.availability.model import Run
from praxis.scheduling.slots.barred import Barred, barred_by_times, covered, free_grids, unite

HORIZON = 60
times = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda t: (t[0], t[0] + t[1]))
layers = st.lists(times, max_size=6).map(
    lambda some: barred_by_times(sorted(a for a, _ in some), sorted(b for _, b in some), 0, 0)
)


def ticks_in(stretches: Barred) -> set[int]:
    return {tick for start, end in stretches for tick in range(start, end)}


def assert_merged(stretches: Barred) -> None:
    edges = [edge for stretch in stretches for edge in stretch]
    assert edges == sorted(set(edges)), "sorted, and nothing touches"


@given(some=st.lists(times, max_size=8), lead=st.integers(0, 5), lag=st.integers(0, 5))
def test_each_taken_time_bars_from_its_lead_to_its_lag(
    some: list[tuple[int, int]], lead: int, lag: int
) -> None:
    starts, ends = sorted(start for start, _ in some), sorted(end for _, end in some)
    found = barred_by_times(starts, ends, lead, lag)
    assert ticks_in(found) == ticks_in([(start - lead, end + lag) for start, end in some])
    assert_merged(found)


@given(several=st.lists(layers, max_size=4))
def test_layers_unite(several: list[Barred]) -> None:
    found = unite(several)
    assert ticks_in(found) == set().union(*map(ticks_in, several))
    assert_merged(found)


@given(several=st.lists(layers, max_size=4), depth=st.integers(1, 4))
def test_covered_counts_layers(several: list[Barred], depth: int) -> None:
    found = covered(several, depth)
    counts = [ticks_in(layer) for layer in several]
    assert ticks_in(found) == {
        tick for tick in range(HORIZON) if sum(tick in layer for layer in counts) >= depth
    }
    assert_merged(found)


@given(
    barred=layers,
    begin=st.integers(-10, 20),
    lengths=st.lists(st.integers(1, 20), min_size=1, max_size=3),
    reach=times,
    step=st.integers(1, 9),
    length=st.integers(1, 6),
)
def test_the_grid_is_left_where_there_is_room_and_nothing_bars(
    barred: Barred,
    begin: int,
    lengths: list[int],
    reach: tuple[int, int],
    step: int,
    length: int,
) -> None:
    runs: list[Run] = []
    for number, long in enumerate(lengths):
        runs.append(Run(begin, begin + long, begin + long + number))
        begin += long + number
    found = free_grids(runs, reach, barred, length=length, step=step)
    taken = ticks_in(barred)
    assert [tick for grid in found for tick in grid] == [
        tick
        for run in runs
        for tick in range(run.start, run.end)
        if (tick - run.start) % step == 0
        and tick + length <= run.closes_at
        and reach[0] <= tick < reach[1]
        and tick not in taken
    ]
    assert all(grid.step == step and len(grid) for grid in found)
