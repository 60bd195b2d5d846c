"""Offers as JSON, without an object for each: lists of slots are long and asked for often."""

from functools import lru_cache
from zoneinfo import ZoneInfo

import orjson

from praxis.kit.ticks import from_ticks
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.model import EmptyReason, Offers

# The quarters of an hour of two months in four zones: most doctors offer the same times.
_MOST_KEPT = 24_000


def write_slots(
    facts: SlotFacts, offers: Offers, zone: ZoneInfo | None, reason: EmptyReason | None
) -> bytes:
    """The JSON of `schemas.SlotList`: in the zone asked for, or of each place."""
    length = offers.length
    zones = {place.location_id: zone or place.zone for place in facts.schedule.places}
    ends = {
        location_id: f',"location_id":"{uid}","visit_type_id":"{facts.visit_type.uid}"}}'
        for location_id, uid in facts.location_uids.items()
    }
    items = ",".join(
        [
            _times(tick, length, zones[location_id]) + ends[location_id]
            for tick, location_id in offers.each()
        ]
    )
    why = "null" if reason is None else f'"{reason.value}"'
    return f'{{"items":[{items}],"empty_reason":{why}}}'.encode()


@lru_cache(maxsize=_MOST_KEPT)
def _times(tick: int, length: int, zone: ZoneInfo) -> str:
    starts_at, ends_at = (
        orjson.dumps(from_ticks(end).astimezone(zone)).decode() for end in (tick, tick + length)
    )
    return f'{{"starts_at":{starts_at},"ends_at":{ends_at}'
