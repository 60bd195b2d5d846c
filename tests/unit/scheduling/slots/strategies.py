"""Hypothesis strategies for whole slot queries on days around a change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import (
    DateException,
    ExceptionKind,
    Holiday,
    Leave,
    Place,
    Schedule,
    WeeklyRule,
)
from praxis.scheduling.slots.model import (
    Pool,
    PooledResource,
    SlotQuery,
    Taken,
    TakenKind,
    VisitPolicy,
)
from tests.unit.kit.zones import ZONES, days_of_change

VISIT_TYPE = 7
DAY = timedelta(days=1)

# The first choice everywhere is one that leaves offers: Hypothesis tries it most.
# Night hours are drawn as often as the rest of the day: that is when clocks are changed.
minutes_of_day = st.one_of(
    st.integers(0, 16).map(lambda n: n * 15),
    st.integers(0, 96).map(lambda n: n * 15),
    st.sampled_from([0, 1440]),
    st.integers(0, 1440),
)
nearby = st.integers(-2, 2)


@st.composite
def minute_pairs(draw: st.DrawFn) -> tuple[int, int]:
    start, end = sorted((draw(minutes_of_day), draw(minutes_of_day)))
    return (start, end) if end - start > 10 else (0, 1440)


@st.composite
def weekly_rules(draw: st.DrawFn, on: date, here: int) -> WeeklyRule:
    start, end = draw(minute_pairs())
    every = draw(st.sampled_from([1, 1, 1, 1, 1, 1, 2, 3]))
    days_before = draw(st.sampled_from([None, None, None, 0, 1, 7, 14, 20, -1]))
    days_after = draw(st.sampled_from([None, None, None, 0, 1, 20, -1]))
    return WeeklyRule(
        location_id=here,
        weekday=(on + draw(st.sampled_from([0, 0, -1, 1])) * DAY).weekday(),
        start_minute=start,
        end_minute=end,
        valid_from=None if days_before is None else on - days_before * DAY,
        valid_until=None if days_after is None else on + days_after * DAY,
        every_n_weeks=every,
        visit_type_ids=draw(
            st.sampled_from([frozenset[int]()] * 6 + [frozenset({VISIT_TYPE}), frozenset({8})])
        ),
    )


@st.composite
def date_exceptions(draw: st.DrawFn, on: date, here: int) -> DateException:
    kinds: list[ExceptionKind] = ["extra", "extra", "hours", "hours", "closed"]
    kind = draw(st.sampled_from(kinds))
    start, end = (None, None) if kind == "closed" else draw(minute_pairs())
    location_id = draw(st.sampled_from([None, here]))
    return DateException(location_id, on + draw(nearby) * DAY, kind, start, end)


@st.composite
def leaves(draw: st.DrawFn, on: date) -> Leave:
    first = on + draw(nearby) * DAY
    last = draw(st.sampled_from([first] * 4 + [first + DAY, date.max]))
    start, end = draw(st.just((None, None)) | minute_pairs())
    return Leave(first, last, start, end)


@st.composite
def schedules(draw: st.DrawFn, zone: str, on: date) -> Schedule:
    other = draw(st.sampled_from(ZONES))
    places = (Place(1, ZoneInfo(zone)), Place(2, ZoneInfo(other)))[: draw(st.integers(1, 2))]
    here = st.sampled_from([place.location_id for place in places])
    rules = draw(st.lists(here.flatmap(lambda i: weekly_rules(on, i)), min_size=2, max_size=6))
    if draw(st.integers(0, 4)) == 1:
        # Days without a night: the grid begins anew at midnight while the doors stay open.
        rules += [WeeklyRule(1, (on + n * DAY).weekday(), 0, 1440) for n in (-1, 0, 1)]
    exceptions = draw(st.lists(here.flatmap(lambda i: date_exceptions(on, i)), max_size=2))
    holidays = draw(
        st.lists(st.builds(lambda i, n: Holiday(i, on + n * DAY, "Eid"), here, nearby), max_size=1)
    )
    away = draw(st.just([]) | st.lists(leaves(on), min_size=1, max_size=2))
    return Schedule(places, tuple(rules), tuple(exceptions), tuple(away), tuple(holidays))


@st.composite
def claims(draw: st.DrawFn, noon: datetime, resource_id: int, count: int) -> tuple[Taken, ...]:
    kinds: list[TakenKind] = ["visit", "hold", "offer", "block"]
    taken = []
    for _ in range(draw(st.integers(0, count))):
        start = noon + timedelta(minutes=draw(st.integers(-36 * 12, 36 * 12)) * 5)
        length = timedelta(minutes=draw(st.sampled_from([5, 20, 30, 45, 120, 600])))
        kind = draw(st.sampled_from(kinds))
        taken.append(Taken(Interval(start, start + length), kind, resource_id))
    return tuple(taken)


@st.composite
def pools(draw: st.DrawFn, noon: datetime, schedule: Schedule) -> Pool:
    sizes = {place.location_id: draw(st.integers(0, 3)) for place in schedule.places}
    needed = draw(st.sampled_from([1, 1, 2]))
    by_location = {
        location_id: tuple(
            PooledResource(i, f"room {i}", draw(claims(noon, i, 4)))
            for i in range(location_id * 10, location_id * 10 + max(size, draw(st.just(needed))))
        )
        for location_id, size in sizes.items()
    }
    if draw(st.integers(0, 5)) == 0:
        del by_location[schedule.places[0].location_id]
    return Pool("room", by_location, needed)


def whole_minutes(*choices: int) -> st.SearchStrategy[timedelta]:
    return st.sampled_from([timedelta(minutes=choice) for choice in choices])


policies = st.builds(
    VisitPolicy,
    duration=whole_minutes(5, 15, 20, 30, 45, 60, 90, 240),
    interval=whole_minutes(5, 10, 15, 20, 25, 30, 50, 60),
    buffer_before=whole_minutes(0, 0, 5, 10, 45),
    buffer_after=whole_minutes(0, 0, 5, 15, 60),
    minimum_notice=whole_minutes(0, 0, 0, 1, 120, 120, 1440),
    horizon=whole_minutes(*[100_000] * 9, 4320, 1440, 60),
)


@st.composite
def slot_queries(draw: st.DrawFn, zone: str | None = None, on: date | None = None) -> SlotQuery:
    """A query whose window lies around the day; day and zone are drawn if not given."""
    name = zone or draw(st.sampled_from(ZONES))
    ordinary = [date(2026, 2, 28), date(2027, 12, 31), date(2028, 2, 29)]
    day = on or draw(st.sampled_from([*days_of_change(name) * 2, *ordinary]))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(name)).astimezone(UTC)
    schedule = draw(schedules(name, day))
    start = noon + timedelta(minutes=draw(st.integers(0, 36 * 4)) * 15 - 36 * 60)
    length = draw(whole_minutes(2880, 2880, 1440, 1440, 600, 60, 15))
    ahead = draw(whole_minutes(1440, 1441, 3000, 9000, 60, 0, -300, -700))
    return SlotQuery(
        schedule=schedule,
        policy=draw(policies),
        window=Interval(start, start + length),
        now=start - ahead + timedelta(seconds=draw(st.sampled_from([0, 0, 17]))),
        visit_type_id=VISIT_TYPE,
        taken=draw(claims(noon, 1, 8)),
        pools=tuple(draw(st.lists(pools(noon, schedule), max_size=2))),
        location_id=draw(st.sampled_from([None, 1])),
    )
