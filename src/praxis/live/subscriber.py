"""Turns what happened into what open streams are told: one read, one write for a whole batch."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from praxis.kit.db.database import UnitOfWork
from praxis.kit.outbox.messages import Message
from praxis.live.events import (
    APPOINTMENT_CHANGED,
    ROLE_CHANGED,
    SESSION_ENDED,
    SLOTS_CHANGED,
    Event,
    publish,
)

_VISIT = "scheduling.appointment_"
# What becomes of a visit, and whether that takes or frees time of its doctor.
_TAKE_OR_FREE = frozenset(
    {
        *("requested", "booked", "rescheduled", "declined", "expired", "cancelled"),
        "entered_in_error",
    }
)
_OTHER_STEPS = frozenset(
    {
        *("approved", "updated", "checked_in", "in_progress", "completed", "no_show"),
        *("left_without_seen", "check_in_undone", "start_undone", "reopened", "no_show_undone"),
        # Money that came in or went back: boards show what is still owed.
        *("paid", "refunded"),
    }
)

HOURS_CHANGED = "scheduling.hours_changed"
HOLD_CHANGED = "scheduling.hold_changed"
SESSIONS_ENDED = "identity.sessions_ended"
USER_ROLE_CHANGED = "identity.role_changed"

# All that can happen to a visit.
VISIT_TOPICS = frozenset(_VISIT + kind for kind in _TAKE_OR_FREE | _OTHER_STEPS)
TOPICS = VISIT_TOPICS | frozenset(
    {
        *(HOURS_CHANGED, HOLD_CHANGED, SESSIONS_ENDED, USER_ROLE_CHANGED),
    }
)

VISITS = """
    SELECT a.id, a.uid, a.doctor_id, d.uid AS doctor_uid, d.user_id AS doctor_user_id,
           p.user_id AS patient_user_id, l.uid AS location_uid
    FROM appointments a
    JOIN doctors d ON d.id = a.doctor_id
    JOIN patients p ON p.id = a.patient_id
    JOIN locations l ON l.id = a.location_id
    WHERE a.id = ANY ($1)
"""
DOCTORS = "SELECT id, uid, user_id FROM doctors WHERE id = ANY ($1) OR uid = ANY ($2)"

Row = asyncpg.Record


async def tell_streams(unit: UnitOfWork, messages: Sequence[Message], now: datetime) -> None:
    """Have those told who may see what these messages are about; each thing once."""
    visits = await _visits(unit, messages)
    doctors = await _doctors(unit, messages)
    events: dict[object, Event] = {}
    for message in messages:
        for event in _events_of(message, visits, doctors):
            key = (event.kind, *event.data.items(), event.user_ids, event.session_uid)
            # The later of two that are the same: whoever reads then finds what both were about.
            events.pop(key, None)
            events[key] = event
    await publish(unit, list(events.values()), now)


async def _visits(unit: UnitOfWork, messages: Sequence[Message]) -> dict[int, Row]:
    wanted = {m.payload["appointment_id"] for m in messages if m.topic.startswith(_VISIT)}
    if not wanted:
        return {}
    return {row["id"]: row for row in await unit.sql.fetch(VISITS, list(wanted))}


async def _doctors(unit: UnitOfWork, messages: Sequence[Message]) -> dict[object, Row]:
    """Those who are named without a visit, by id and by uid."""
    ids = {m.payload["doctor_id"] for m in messages if m.topic in {HOURS_CHANGED, HOLD_CHANGED}}
    uids = {UUID(former) for m in messages if (former := m.payload.get("previous_doctor"))}
    if not ids and not uids:
        return {}
    rows = await unit.sql.fetch(DOCTORS, list(ids), list(uids))
    return {key: row for row in rows for key in (row["id"], row["uid"])}


def _events_of(
    message: Message, visits: Mapping[int, Row], doctors: Mapping[object, Row]
) -> Iterator[Event]:
    payload = message.payload
    if message.topic == SESSIONS_ENDED:
        for session in payload["sessions"]:
            yield Event(SESSION_ENDED, session_uid=UUID(session))
    elif message.topic == USER_ROLE_CHANGED:
        yield Event(ROLE_CHANGED, user_ids=(payload["user_id"],))
    elif message.topic in {HOURS_CHANGED, HOLD_CHANGED}:
        doctor = doctors.get(payload["doctor_id"])
        if doctor is not None:
            yield _slots_changed(doctor["uid"])
    else:
        visit = visits.get(payload["appointment_id"])
        if visit is not None:
            yield from _of_visit(message, visit, doctors)


def _of_visit(message: Message, visit: Row, doctors: Mapping[object, Row]) -> Iterator[Event]:
    told = {user for user in (visit["patient_user_id"], visit["doctor_user_id"]) if user}
    yield Event(
        APPOINTMENT_CHANGED,
        {
            "id": visit["uid"],
            "doctor_id": visit["doctor_uid"],
            "location_id": visit["location_uid"],
        },
        tuple(sorted(told)),
        desk=True,
    )
    takes_or_frees = message.topic.removeprefix(_VISIT) in _TAKE_OR_FREE
    if takes_or_frees:
        yield _slots_changed(visit["doctor_uid"])
    former = message.payload.get("previous_doctor")
    doctor = doctors.get(UUID(former)) if former else None
    if doctor is not None:
        # The visit has left this doctor's calendar; where it went is no longer theirs to know.
        left = {"id": visit["uid"], "doctor_id": doctor["uid"], "location_id": None}
        yield Event(APPOINTMENT_CHANGED, left, (doctor["user_id"],))
        yield _slots_changed(doctor["uid"])


def _slots_changed(doctor_uid: UUID) -> Event:
    """Free times of this doctor are others than before; not for whom, and not why."""
    return Event(SLOTS_CHANGED, {"doctor_id": doctor_uid}, doctor_uid=doctor_uid)
