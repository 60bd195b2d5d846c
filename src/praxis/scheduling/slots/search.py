"""Finding times of one doctor, and why one time is or is not offered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.directory.doctors.repository import get_doctor
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Reader
from praxis.kit.intervals import Interval
from praxis.kit.languages import ENGLISH
from praxis.scheduling.slots.explain import explain, for_patient
from praxis.scheduling.slots.facts import UTC_ZONE, SlotFacts
from praxis.scheduling.slots.model import Cause, EmptyReason, Explanation, Offer, Offers
from praxis.scheduling.slots.repository import FactsRequest
from praxis.scheduling.slots.rules import search
from praxis.scheduling.slots.schemas import CauseRead, ExplanationRead
from praxis.scheduling.slots.service import get_facts
from praxis.scheduling.slots.windows import choose_window
from praxis.scheduling.slots.wording import say
from praxis.scheduling.slots.writing import write_slots

# Dates of the question are local ones, known only with the facts: read a day more on both sides.
MARGIN = timedelta(days=1)
NOTHING = Offers((), timedelta(0))


@dataclass(frozen=True, slots=True)
class WindowAsked:
    """From when until when, as asked; `zone` is the one that dates and answers are meant in."""

    since: datetime | date | None
    until: datetime | date | None
    zone: ZoneInfo | None
    now: datetime
    longest: timedelta

    def rough(self) -> Interval:
        """A window that holds the exact one, whatever the zone of the place is."""
        zone = self.zone or UTC_ZONE
        found = choose_window(self.since, self.until, zone, self.now, self.longest, margin=MARGIN)
        if self.zone is None and any(map(_is_date, (self.since, self.until))):
            return found
        return Interval(found.start + MARGIN, found.end - MARGIN)

    def exact(self, facts: SlotFacts, location_uid: UUID | None) -> Interval:
        zone = self.zone or facts.zone_at(location_uid)
        return choose_window(self.since, self.until, zone, self.now, self.longest)


@dataclass(frozen=True, slots=True)
class SlotsAsked:
    """Which visit type, where (anywhere when None), and when."""

    visit_type_uid: UUID
    location_uid: UUID | None
    window: WindowAsked


def _is_date(asked: datetime | date | None) -> bool:
    return asked is not None and not isinstance(asked, datetime)


async def find_slots(reader: Reader, *, actor: Actor, doctor_uid: UUID, asked: SlotsAsked) -> bytes:
    """The offers of one doctor: the JSON of `schemas.SlotList`.

    Raises `UnknownDoctor`, `UnknownVisitType`, `VisitTypeNotOffered` or `WindowTooLong`.
    """
    request = FactsRequest(
        (doctor_uid,), asked.visit_type_uid, asked.window.rough(), asked.window.now, actor.user_id
    )
    facts = await get_facts(reader.sql, request, visit_type_pointer="/query/visit_type_id")
    offers, reason = search_window(facts, asked.window.exact(facts, asked.location_uid), asked)
    return write_slots(facts, offers, asked.window.zone, reason)


def search_window(
    facts: SlotFacts, window: Interval, asked: SlotsAsked
) -> tuple[Offers, EmptyReason | None]:
    location_id = None
    if asked.location_uid is not None:
        location_id = facts.location_id(asked.location_uid)
        if location_id is None:
            return NOTHING, EmptyReason.NO_HOURS
    result = search(facts.query(window, asked.window.now, location_id=location_id))
    return result.offers, result.empty_reason


class Shown:
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
