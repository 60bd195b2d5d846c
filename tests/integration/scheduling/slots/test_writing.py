"""The JSON of free times is, byte for byte, what plain writing of each offer gives."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest

from praxis.kit.db.database import Database, Reader
from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import Place
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.model import EmptyReason, Offers, Starts
from praxis.scheduling.slots.repository import FactsRequest, load_facts
from praxis.scheduling.slots.rules import search
from praxis.scheduling.slots.writing import write_slots
from tests.factories.availability import make_practice, make_rule
from tests.factories.directory import make_location

NOW = datetime(2027, 1, 5, tzinfo=UTC)
WINDOW = Interval(NOW, NOW + timedelta(days=92))


async def facts_of_two_places(database: Database) -> SlotFacts:
    """One of them in a zone whose clocks are changed in the window."""
    berlin = await make_location(database, time_zone="Europe/Berlin")
    practice = await make_practice(database)
    await make_rule(database, practice.doctor, berlin, 6, start_minute=0, end_minute=540)

    async def load(reader: Reader) -> SlotFacts:
        request = FactsRequest(
            (practice.doctor.uid,), practice.visit_type.uid, WINDOW, NOW - timedelta(days=1)
        )
        (facts,) = await load_facts(reader.sql, request)
        return facts

    return await database.read(load)


def plainly(facts: SlotFacts, offers: Offers, zone: ZoneInfo | None) -> bytes:
    zones = {place.location_id: zone or place.zone for place in facts.schedule.places}
    items = [
        {
            "starts_at": offer.period.start.astimezone(zones[offer.location_id]),
            "ends_at": offer.period.end.astimezone(zones[offer.location_id]),
            "location_id": facts.location_uids[offer.location_id],
            "visit_type_id": facts.visit_type.uid,
        }
        for offer in offers
    ]
    reason = None if items else EmptyReason.NO_HOURS
    return orjson.dumps({"items": items, "empty_reason": reason}, default=str)


@pytest.mark.parametrize("zone", [None, "UTC", "America/St_Johns"])
async def test_offers_are_written_as_plain_writing_does(
    database: Database, zone: str | None
) -> None:
    facts = await facts_of_two_places(database)
    offers = search(facts.query(WINDOW, NOW)).offers
    assert len({location_id for _, location_id in offers.each()}) == 2
    asked = ZoneInfo(zone) if zone else None
    assert write_slots(facts, offers, asked, None) == plainly(facts, offers, asked)
    nothing = Offers((), timedelta(0))
    assert write_slots(facts, nothing, asked, EmptyReason.NO_HOURS) == plainly(
        facts, nothing, asked
    )


async def test_odd_instants_and_old_offsets_are_written_as_plain_writing_does(
    database: Database,
) -> None:
    facts = await facts_of_two_places(database)
    (first, *_) = facts.location_uids
    # Microseconds, and an offset with seconds, as clocks had before time was shared.
    for number, zone in enumerate(("Asia/Kathmandu", "Europe/Amsterdam")):
        odd = -(62 * 365 * 86_400_000_000) + 1_234_567 + number
        offers = Offers(
            [Starts([range(odd, odd + 3 * 900_000_000, 900_000_000)], first)], timedelta(minutes=15)
        )
        there = replace(
            facts, schedule=replace(facts.schedule, places=(Place(first, ZoneInfo(zone)),))
        )
        assert len(offers) == 3
        assert write_slots(there, offers, None, None) == plainly(there, offers, None)
        assert offers[0].period.start < datetime(1940, 1, 1, tzinfo=UTC)
