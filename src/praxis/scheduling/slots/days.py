"""How the coming days of several doctors look at a glance, as a page of doctors shows them."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader
from praxis.kit.intervals import Interval
from praxis.kit.wall_time import MINUTES_PER_DAY, local_date, resolve
from praxis.scheduling.slots.facts import UTC_ZONE, SlotFacts
from praxis.scheduling.slots.model import Offer
from praxis.scheduling.slots.repository import FactsRequest, load_facts
from praxis.scheduling.slots.rules import search
from praxis.scheduling.slots.service import check_visit_type, find_places

MOST_DOCTORS, MOST_DAYS = 50, 14
SHOWN_A_DAY = 4
# Dates are local ones, of places that are known only with the facts.
MARGIN = timedelta(days=1)
# The next free time is often near: look further in steps, each four times as long.
FIRST_STRETCH = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """Whose days, for which visit type, where (anywhere when None), from when (today) and how many.

    `zone` is the one that days are meant in, the place's when None. `reach` is how far from the
    first day the next free time is looked for.
    """

    doctor_uids: tuple[UUID, ...]
    visit_type_uid: UUID
    location_uid: UUID | None
    first_on: date | None
    days: int
    zone: ZoneInfo | None
    now: datetime
    reach: timedelta
    region_uid: UUID | None = None

    def zone_for(self, facts: SlotFacts) -> ZoneInfo:
        return self.zone or facts.zone_at(self.location_uid)

    def dates(self, zone: ZoneInfo) -> list[date]:
        first = self.first_on or local_date(self.now, zone)
        return [first + timedelta(days=number) for number in range(self.days)]

    def window(self, zone: ZoneInfo) -> Interval:
        dates = self.dates(zone)
        return Interval(resolve(dates[0], 0, zone), resolve(dates[-1], MINUTES_PER_DAY, zone))


async def find_days(reader: Reader, *, actor: Actor, asked: DaysAsked) -> dict[str, Any]:
    """The days of those of the doctors who offer the visit type, as `schemas.DoctorDaysList`.

    Raises `UnknownVisitType` or `UnknownRegion`.
    """
    places = await find_places(reader, asked.region_uid)
    rough = asked.window(UTC_ZONE)
    near = Interval(rough.start - MARGIN, rough.end + MARGIN)
    found = await _load(reader, actor, asked, asked.doctor_uids, near, places)
    if not found:
        await check_visit_type(reader.sql, asked.visit_type_uid, pointer="/query/visit_type_id")
    offers = {}
    for uid, facts in found.items():
        offers[uid] = _offers(facts, asked.window(asked.zone_for(facts)), asked)
        # Days of dozens must not keep other requests waiting.
        await asyncio.sleep(0)
    none_yet = [uid for uid in offers if not offers[uid]]
    later = await _find_later(reader, actor, asked, none_yet, places)
    return {
        "items": [
            _shown(found[uid], offers[uid], later.get(uid), asked)
            for uid in asked.doctor_uids
            if uid in found
        ]
    }


async def _load(
    reader: Reader,
    actor: Actor,
    asked: DaysAsked,
    uids: Sequence[UUID],
    window: Interval,
    places: Collection[int] | None,
) -> dict[UUID, SlotFacts]:
    request = FactsRequest(tuple(uids), asked.visit_type_uid, window, asked.now, actor.user_id)
    found = await load_facts(reader.sql, request)
    if places is not None:
        found = [facts.within(places) for facts in found]
    # The driver has a class of its own for UUIDs; it compares as the usual one does.
    return {facts.doctor.uid: facts for facts in found}


def _offers(facts: SlotFacts, window: Interval, asked: DaysAsked) -> Sequence[Offer]:
    location_id = None
    if asked.location_uid is not None:
        location_id = facts.location_id(asked.location_uid)
        if location_id is None:
            return ()
    return search(facts.query(window, asked.now, location_id=location_id)).offers


async def _find_later(
    reader: Reader,
    actor: Actor,
    asked: DaysAsked,
    uids: Sequence[UUID],
    places: Collection[int] | None,
) -> dict[UUID, Offer]:
    """The first offers after the days, of doctors who have none in them."""
    if not uids:
        return {}
    rough = asked.window(UTC_ZONE)
    far = Interval(rough.end - MARGIN, rough.start + asked.reach)
    if far.is_empty:
        return {}
    first = {}
    for uid, facts in (await _load(reader, actor, asked, uids, far, places)).items():
        begin = asked.window(asked.zone_for(facts)).end
        stretch = FIRST_STRETCH
        while begin < far.end:
            window = Interval(begin, min(begin + stretch, far.end))
            offers = _offers(facts, window, asked)
            await asyncio.sleep(0)
            if offers:
                first[uid] = offers[0]
                break
            begin, stretch = window.end, stretch * 4
    return first


def _shown(
    facts: SlotFacts, offers: Sequence[Offer], later: Offer | None, asked: DaysAsked
) -> dict[str, Any]:
    zone = asked.zone_for(facts)
    by_date: dict[date, list[Offer]] = {on: [] for on in asked.dates(zone)}
    for offer in offers:
        by_date[local_date(offer.period.start, zone)].append(offer)
    first = offers[0] if offers else later
    return {
        "doctor_id": facts.doctor.uid,
        "time_zone": zone.key,
        "days": [
            {"on": on, "count": len(some), "first": list(_times(facts, some, zone))}
            for on, some in by_date.items()
        ],
        "next_free_at": first.period.start.astimezone(zone) if first else None,
    }


def _times(facts: SlotFacts, offers: Sequence[Offer], zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    for period, location_id in offers[:SHOWN_A_DAY]:
        yield {
            "starts_at": period.start.astimezone(zone),
            "ends_at": period.end.astimezone(zone),
            "location_id": facts.location_uids[location_id],
        }
