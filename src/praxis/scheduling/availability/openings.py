"""When many doctors work, for calendars that show them side by side."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from praxis.kit.db.database import Reader
from praxis.kit.errors import Told
from praxis.kit.intervals import Interval
from praxis.scheduling.availability.errors import OpeningsWindow, TooManyDoctors
from praxis.scheduling.availability.schedules import DoctorSchedule, load_schedules
from praxis.scheduling.availability.spans import find_spans

LONGEST = timedelta(days=31)
# A change of the clocks makes 31 days of a calendar longer than 31 times 24 hours.
CHANGE_OF_CLOCKS = timedelta(hours=2)
MOST_DOCTORS = 200


@dataclass(frozen=True, slots=True)
class OpeningsAsked:
    """Whose openings (everybody's if none is named), where (anywhere if None), and when."""

    window: Interval
    doctor_uids: tuple[UUID, ...]
    location_uid: UUID | None


def choose_window(since: datetime, until: datetime) -> Interval:
    """Raise `OpeningsWindow` if it is empty or too long."""
    window = Interval(since, until)
    if window.is_empty or window.duration > LONGEST + CHANGE_OF_CLOCKS:
        raise OpeningsWindow(
            Told("`to` must come after `from`, by {days} days at most.").fill(days=LONGEST.days),
            pointer="/query/to",
        )
    return window


async def list_openings(reader: Reader, *, asked: OpeningsAsked) -> dict[str, Any]:
    """The spans of all doctors asked for, in the form of `schemas.OpeningList`.

    Raises `TooManyDoctors`.
    """
    found = await load_schedules(
        reader.sql,
        asked.window,
        doctor_uids=asked.doctor_uids,
        location_uid=asked.location_uid,
        most=MOST_DOCTORS + 1,
    )
    if len(found) > MOST_DOCTORS:
        raise TooManyDoctors(pointer="/query/doctor_id", most=MOST_DOCTORS)
    items: list[dict[str, Any]] = []
    for one in found:
        items += _spans_of(one, asked)
        # A month of hundreds must not keep other requests waiting.
        await asyncio.sleep(0)
    return {"items": items}


def _spans_of(one: DoctorSchedule, asked: OpeningsAsked) -> Iterator[dict[str, Any]]:
    uids = one.location_uids
    places = [
        place
        for place in one.schedule.places
        if asked.location_uid in {None, uids[place.location_id]}
    ]
    zones = {place.location_id: place.zone for place in places}
    for span in find_spans(replace(one.schedule, places=tuple(places)), asked.window):
        zone = zones[span.location_id]
        yield {
            "doctor_id": one.doctor_uid,
            "location_id": uids[span.location_id],
            "starts_at": span.period.start.astimezone(zone),
            "ends_at": span.period.end.astimezone(zone),
            "kind": span.kind,
            "holiday": span.holiday,
        }
