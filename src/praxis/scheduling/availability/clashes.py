"""Nobody works at two places at once. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations

from praxis.scheduling.availability.models import AvailabilityRule


def find_clash(
    rules: Sequence[AvailabilityRule], zones: Mapping[int, str]
) -> AvailabilityRule | None:
    """Return a rule whose hours overlap with those of another location, if there is one.

    Hours in different zones are not compared, nor those that come every n weeks, which may take
    turns. What overlaps there all the same is caught by the claims, visit by visit.
    """
    for one, other in combinations(rules, 2):
        if (
            one.location_id != other.location_id
            and zones[one.location_id] == zones[other.location_id]
            and one.weekday == other.weekday
            and one.every_n_weeks == other.every_n_weeks == 1
            and one.start_minute < other.end_minute
            and other.start_minute < one.end_minute
            and _valid_together(one, other)
        ):
            return other
    return None


def _valid_together(one: AvailabilityRule, other: AvailabilityRule) -> bool:
    return (one.valid_from or date.min) <= (other.valid_until or date.max) and (
        other.valid_from or date.min
    ) <= (one.valid_until or date.max)
