"""The engine answers as the minute-by-minute oracle does, around every change of the clocks."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from praxis.kit.intervals import Interval
from praxis.scheduling.slots.explain import explain
from praxis.scheduling.slots.model import SlotQuery
from praxis.scheduling.slots.rules import is_offered, search
from tests.unit.kit.zones import ALL_CHANGES, ZONES, changes
from tests.unit.scheduling.slots.oracle import expected_offers, expected_reason, oracles
from tests.unit.scheduling.slots.strategies import slot_queries

SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def assert_answers_as_the_oracle(query: SlotQuery) -> None:
    found = search(query)
    assert [(o.period.start, o.location_id) for o in found.offers] == expected_offers(query)
    assert all(offer.period.duration == query.policy.duration for offer in found.offers)
    reason = None if found.offers else expected_reason(query)
    assert found.empty_reason == reason


@settings(max_examples=250, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(query=slot_queries())
def test_search_offers_what_the_oracle_offers(query: SlotQuery) -> None:
    assert_answers_as_the_oracle(query)


@pytest.mark.parametrize(("zone", "change"), ALL_CHANGES)
def test_search_agrees_with_the_oracle_around_every_change_of_the_clocks(
    zone: str, change: datetime
) -> None:
    on = change.astimezone(ZoneInfo(zone)).date()

    @seed(change.toordinal())
    @settings(
        max_examples=6,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=SLOW_TO_DRAW,
    )
    @given(query=slot_queries(zone, on))
    def agrees(query: SlotQuery) -> None:
        assert_answers_as_the_oracle(query)
        assert_nothing_in_an_hour_that_does_not_exist(query)

    agrees()


def assert_nothing_in_an_hour_that_does_not_exist(query: SlotQuery) -> None:
    zones = {place.location_id: place.zone for place in query.schedule.places}
    for offer in search(query).offers:
        shown = offer.period.start.astimezone(zones[offer.location_id])
        again = shown.replace(tzinfo=None).replace(tzinfo=shown.tzinfo, fold=shown.fold)
        assert again.astimezone(UTC) == offer.period.start


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(query=slot_queries(), data=st.data())
def test_explain_names_exactly_the_obstacles_of_the_oracle(
    query: SlotQuery, data: st.DataObject
) -> None:
    minutes = int(query.window.duration.total_seconds()) // 60
    starts = [offer.period.start for offer in search(query).offers]
    policy = replace(query.policy, minimum_notice=timedelta.min, horizon=timedelta.max)
    unbound = replace(query, policy=policy, taken=(), pools=())
    on_grid = [offer.period.start for offer in search(unbound).offers]
    anywhere = st.integers(0, minutes - 1).map(lambda n: query.window.start + timedelta(minutes=n))
    at = data.draw((st.sampled_from(on_grid) | anywhere) if on_grid else anywhere)
    explanation = explain(query, at)
    assert explanation.offered == is_offered(query, at) == (at in starts)
    assert explanation.offered != bool(explanation.causes)
    if explanation.offered:
        return
    for oracle in oracles(query):
        here = oracle.place.location_id
        named = {
            _OBSTACLES[cause.code.value]
            for cause in explanation.causes
            if cause.location_id in {here, None}
        }
        assert named == oracle.obstacles(oracle.index(at))


_OBSTACLES = {
    "outside_notice": "timing",
    "outside_horizon": "timing",
    "no_hours": "closed",
    "holiday": "closed",
    "gap_too_short": "too_short",
    "off_grid": "off_grid",
    "on_leave": "on_leave",
    "fully_booked": "fully_booked",
    "resource_taken": "resource_taken",
}


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(query=slot_queries(), cut=st.integers(1, 95))
def test_two_windows_offer_together_what_one_offers(query: SlotQuery, cut: int) -> None:
    window = query.window
    middle = window.start + window.duration * cut / 96
    halves = [Interval(window.start, middle), Interval(middle, window.end)]
    offers = [search(replace(query, window=half)).offers for half in halves]
    assert [*offers[0], *offers[1]] == [*search(query).offers]


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(query=slot_queries())
def test_every_offer_is_accepted_at_booking(query: SlotQuery) -> None:
    for offer in search(query).offers:
        assert is_offered(query, offer.period.start, offer.location_id)


def test_the_zones_hold_the_changes_that_the_tests_are_about() -> None:
    counts = Counter({zone: len(changes(zone)) for zone in ZONES})
    assert counts["Asia/Dhaka"] == counts["Asia/Kathmandu"] == counts["Pacific/Apia"] == 0
    assert min(counts[zone] for zone in ZONES if counts[zone]) == 8
    assert date(2026, 3, 29) in {c.date() for c in changes("Europe/Berlin")}
