"""The first free times among all doctors that fit."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.repository import DoctorFilter, listed_doctors
from praxis.directory.locations.models import Location
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader
from praxis.kit.intervals import Interval
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.model import EmptyReason, Offer
from praxis.scheduling.slots.repository import (
    FactsRequest,
    bookable_doctors,
    doctors_at,
    load_facts,
)
from praxis.scheduling.slots.search import Shown, SlotsAsked, search_window
from praxis.scheduling.slots.service import check_visit_type, find_places

# Most searches among many doctors are answered by the next days; only then look further.
FIRST_STRETCH = timedelta(days=3)
MANY_DOCTORS = 1000


async def find_first_slots(
    reader: Reader,
    *,
    actor: Actor,
    wanted: DoctorFilter,
    region_uid: UUID | None,
    asked: SlotsAsked,
    limit: int,
) -> dict[str, Any]:
    """The first offers of all doctors that fit, in the form of `schemas.DoctorSlotList`.

    Raises `UnknownRegion`, `UnknownVisitType` or `WindowTooLong`.
    """
    places = await find_places(reader, region_uid)
    statement = listed_doctors(actor, wanted).where(bookable_doctors(asked.visit_type_uid))
    if asked.location_uid is not None:
        statement = statement.where(Doctor.id.in_(doctors_at(Location.uid == asked.location_uid)))
    if places is not None:
        statement = statement.where(Doctor.id.in_(doctors_at(Location.id.in_(places))))
    statement = statement.order_by(Doctor.id).limit(MANY_DOCTORS)
    doctors = {row.uid: row for row in await reader.session.scalars(statement)}
    request = FactsRequest(
        tuple(doctors), asked.visit_type_uid, asked.window.rough(), asked.window.now, actor.user_id
    )
    await check_visit_type(reader.sql, asked.visit_type_uid, pointer="/query/visit_type_id")
    found = await load_facts(reader.sql, request) if doctors else []
    if places is not None:
        found = [facts.within(places) for facts in found]
    stretch = FIRST_STRETCH
    while True:
        offers, reasons, complete = await _first_of_all(found, asked, stretch)
        if complete or len(offers) >= limit:
            break
        stretch *= 4
    chosen = sorted(offers, key=lambda entry: (entry[1].period.start, entry[0].doctor.id))[:limit]
    return {
        "items": [
            _doctor_slot(facts, offer, doctors[facts.doctor.uid], asked.window.zone)
            for facts, offer in chosen
        ],
        "empty_reason": None if chosen else _most_common(reasons),
    }


async def _first_of_all(
    found: Sequence[SlotFacts], asked: SlotsAsked, stretch: timedelta
) -> tuple[list[tuple[SlotFacts, Offer]], list[EmptyReason], bool]:
    """Offers within `stretch` of the beginning, and whether that was the whole window.

    Days begin at different instants in different zones: the first beginning is that of all.
    """
    offers: list[tuple[SlotFacts, Offer]] = []
    reasons: list[EmptyReason] = []
    windows = [asked.window.exact(facts, asked.location_uid) for facts in found]
    until = min((window.start for window in windows), default=asked.window.now) + stretch
    complete = True
    for facts, window in zip(found, windows, strict=True):
        near = Interval(window.start, min(window.end, until))
        complete = complete and near == window
        some, reason = search_window(facts, near, asked)
        offers.extend((facts, offer) for offer in some)
        if reason is not None:
            reasons.append(reason)
        # A search among hundreds must not keep other requests waiting.
        await asyncio.sleep(0)
    return offers, reasons, complete


def _most_common(reasons: Sequence[EmptyReason]) -> EmptyReason:
    return Counter(reasons).most_common(1)[0][0] if reasons else EmptyReason.NO_HOURS


def _doctor_slot(
    facts: SlotFacts, offer: Offer, doctor: Doctor, zone: ZoneInfo | None
) -> dict[str, Any]:
    return {
        **Shown(facts, zone).slot(offer),
        "doctor_id": doctor.uid,
        "doctor_name": doctor.user.full_name,
        "specialty": doctor.specialty,
    }
