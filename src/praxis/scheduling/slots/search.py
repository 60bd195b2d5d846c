"""Finding times: of one doctor, of many, and why one time is or is not offered."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.repository import DoctorFilter, get_doctor, listed_doctors
from praxis.directory.locations.models import Location
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Reader
from praxis.kit.intervals import Interval
from praxis.kit.languages import ENGLISH
from praxis.scheduling.slots.explain import explain, for_patient
from praxis.scheduling.slots.facts import UTC_ZONE, SlotFacts
from praxis.scheduling.slots.model import Cause, EmptyReason, Explanation, Offer
from praxis.scheduling.slots.repository import (
    FactsRequest,
    bookable_doctors,
    doctors_at,
    load_facts,
)
from praxis.scheduling.slots.rules import search
from praxis.scheduling.slots.schemas import CauseRead, ExplanationRead
from praxis.scheduling.slots.service import check_visit_type, find_places, get_facts
from praxis.scheduling.slots.windows import choose_window
from praxis.scheduling.slots.wording import say

# Dates of the question are local ones, known only with the facts: read a day more on both sides.
MARGIN = timedelta(days=1)
# Most searches among many doctors are answered by the next days; only then look further.
FIRST_STRETCH = timedelta(days=3)
MANY_DOCTORS = 1000


@dataclass(frozen=True, slots=True)
class WindowAsked:
    """From when until when, as asked; `zone` is the one that dates and answers are meant in."""

    since: datetime | date | None
    until: datetime | date | None
    zone: ZoneInfo | None
    now: datetime
    longest: timedelta

    def rough(self) -> Interval:
        zone = self.zone or UTC_ZONE
        return choose_window(self.since, self.until, zone, self.now, self.longest, margin=MARGIN)

    def exact(self, facts: SlotFacts, location_uid: UUID | None) -> Interval:
        zone = self.zone or facts.zone_at(location_uid)
        return choose_window(self.since, self.until, zone, self.now, self.longest)


@dataclass(frozen=True, slots=True)
class SlotsAsked:
    """Which visit type, where (anywhere when None), and when."""

    visit_type_uid: UUID
    location_uid: UUID | None
    window: WindowAsked


async def find_slots(
    reader: Reader, *, actor: Actor, doctor_uid: UUID, asked: SlotsAsked
) -> dict[str, Any]:
    """The offers of one doctor, in the form of `schemas.SlotList`.

    Raises `UnknownDoctor`, `UnknownVisitType`, `VisitTypeNotOffered` or `WindowTooLong`.
    """
    request = FactsRequest(
        (doctor_uid,), asked.visit_type_uid, asked.window.rough(), asked.window.now, actor.user_id
    )
    facts = await get_facts(reader.sql, request, visit_type_pointer="/query/visit_type_id")
    offers, reason = _search(facts, asked.window.exact(facts, asked.location_uid), asked)
    shown = _Shown(facts, asked.window.zone)
    return {"items": [shown.slot(offer) for offer in offers], "empty_reason": reason}


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
            _Shown(facts, asked.window.zone).doctor_slot(offer, doctors[facts.doctor.uid])
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
        some, reason = _search(facts, near, asked)
        offers.extend((facts, offer) for offer in some)
        if reason is not None:
            reasons.append(reason)
        # A search among hundreds must not keep other requests waiting.
        await asyncio.sleep(0)
    return offers, reasons, complete


def _most_common(reasons: Sequence[EmptyReason]) -> EmptyReason:
    return Counter(reasons).most_common(1)[0][0] if reasons else EmptyReason.NO_HOURS


def _search(
    facts: SlotFacts, window: Interval, asked: SlotsAsked
) -> tuple[Sequence[Offer], EmptyReason | None]:
    location_id = None
    if asked.location_uid is not None:
        location_id = facts.location_id(asked.location_uid)
        if location_id is None:
            return (), EmptyReason.NO_HOURS
    result = search(facts.query(window, asked.window.now, location_id=location_id))
    return result.offers, result.empty_reason


class _Shown:
    """Offers as they are written: in the zone asked for, or of the place."""

    def __init__(self, facts: SlotFacts, zone: ZoneInfo | None) -> None:
        self._uids = facts.location_uids
        self._visit_type_uid = facts.visit_type.uid
        self._zones = {place.location_id: zone or place.zone for place in facts.schedule.places}

    def slot(self, offer: Offer) -> dict[str, Any]:
        period, location_id = offer
        zone = self._zones[location_id]
        return {
            "starts_at": period.start.astimezone(zone),
            "ends_at": period.end.astimezone(zone),
            "location_id": self._uids[location_id],
            "visit_type_id": self._visit_type_uid,
        }

    def doctor_slot(self, offer: Offer, doctor: Doctor) -> dict[str, Any]:
        return {
            **self.slot(offer),
            "doctor_id": doctor.uid,
            "doctor_name": doctor.user.full_name,
            "specialty": doctor.specialty,
        }


async def explain_slot(
    reader: Reader,
    *,
    actor: Actor,
    doctor_uid: UUID,
    asked: SlotsAsked,
    at: datetime,
    language: str = ENGLISH,
) -> ExplanationRead:
    """Why a time is or is not offered; in detail to the practice, in general to anyone else."""
    request = FactsRequest(
        (doctor_uid,), asked.visit_type_uid, Interval.at(at), asked.window.now, actor.user_id
    )
    facts = await get_facts(reader.sql, request, visit_type_pointer="/query/visit_type_id")
    location_id = None
    if asked.location_uid is not None:
        location_id = facts.location_id(asked.location_uid) or 0
    query = facts.query(Interval.at(at), asked.window.now, location_id=location_id)
    explanation = explain(query, at)
    if not await _sees_detail(reader, actor, doctor_uid):
        explanation = for_patient(explanation)
    return ExplanationRead(
        offered=explanation.offered,
        causes=list(_causes(explanation, facts, asked.window.zone, language)),
    )


async def _sees_detail(reader: Reader, actor: Actor, doctor_uid: UUID) -> bool:
    if actor.role == Role.DOCTOR:
        doctor = await get_doctor(reader.session, actor, doctor_uid)
        return doctor.user_id == actor.user_id
    return actor.is_desk


def _causes(
    explanation: Explanation, facts: SlotFacts, zone: ZoneInfo | None, language: str
) -> Iterator[CauseRead]:
    zones = {place.location_id: place.zone for place in facts.schedule.places}
    fallback = next(iter(zones.values()), UTC_ZONE)
    for cause in explanation.causes:
        local = zone or zones.get(cause.location_id or 0, fallback)
        yield _read_cause(cause, facts, local, language)


def _read_cause(cause: Cause, facts: SlotFacts, zone: ZoneInfo, language: str) -> CauseRead:
    def local(instant: datetime | None) -> datetime | None:
        return None if instant is None else instant.astimezone(zone)

    return CauseRead(
        code=cause.code,
        message=say(cause, zone, language),
        location_id=facts.location_uids.get(cause.location_id or 0),
        starts_at=local(cause.period.start) if cause.period else None,
        ends_at=local(cause.period.end) if cause.period else None,
        bookable_from=local(cause.bookable_from),
        bookable_until=local(cause.bookable_until),
        nearest=[instant.astimezone(zone) for instant in islice(cause.nearest or (), 2)],
    )
