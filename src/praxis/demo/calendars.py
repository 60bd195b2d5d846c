"""Whose time is taken while the demo is planned: what the claims will say afterwards."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from praxis.demo.doctors import Practitioner
from praxis.demo.visit_types import Need, Offering
from praxis.kit.intervals import Interval
from praxis.scheduling.slots.model import Offer, Pool, PooledResource, SlotQuery, Taken
from praxis.scheduling.slots.rules import search

REACH = timedelta(hours=6)


class Calendars:
    def __init__(self) -> None:
        self._taken: defaultdict[int, list[Interval]] = defaultdict(list)

    def take(self, resource_ids: Iterable[int], period: Interval) -> None:
        for resource_id in resource_ids:
            self._taken[resource_id].append(period)

    def is_free(self, resource_id: int, period: Interval) -> bool:
        return not any(taken.overlaps(period) for taken in self._taken[resource_id])

    def offers(
        self, doctor: Practitioner, offering: Offering, window: Interval
    ) -> tuple[Offer, ...]:
        """What a slot search would offer, were notice and horizon left aside."""
        query = SlotQuery(
            schedule=doctor.schedule,
            policy=offering.policy,
            window=window,
            now=window.start,
            visit_type_id=offering.row.id,
            taken=self._near(doctor.row.resource_id, window),
            pools=tuple(self._pool(doctor, need, window) for need in offering.needs),
        )
        return tuple(search(query).offers)

    def find_resources(
        self, doctor: Practitioner, offering: Offering, location_id: int, period: Interval
    ) -> tuple[int, ...]:
        """One free resource for each need, the first of each pool as booking takes it."""
        return tuple(
            next(
                resource.resource_id
                for resource in self._pool(doctor, need, period).by_location[location_id]
                if self.is_free(resource.resource_id, period)
            )
            for need in offering.needs
        )

    def _near(self, resource_id: int, window: Interval) -> tuple[Taken, ...]:
        reach = Interval(window.start - REACH, window.end + REACH)
        periods = (taken for taken in self._taken[resource_id] if taken.overlaps(reach))
        return tuple(Taken(period, "visit", resource_id) for period in periods)

    def _pool(self, doctor: Practitioner, need: Need, window: Interval) -> Pool:
        return Pool(
            need.kind,
            {
                site.id: tuple(
                    PooledResource(row.id, row.name, self._near(row.id, window))
                    for row in site.resources
                    if row.kind == need.kind and (need.tag is None or need.tag in row.tags)
                )
                for site in doctor.sites
            },
        )
