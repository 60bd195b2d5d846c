"""Hears of time that was taken or freed, and makes the free stretches around it anew.

Messages say where to look, never what is there: that is read from the claims, after the doctors'
rows were locked. So it does not matter in which order messages come, or how often.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import asyncpg

from praxis.kit.db.database import UnitOfWork
from praxis.kit.outbox.messages import Message, Subscription
from praxis.scheduling.appointments.history import HOLD_CHANGED
from praxis.scheduling.free_time.repository import AROUND, lock, refresh

VISITS_CHANGED = frozenset(
    f"scheduling.appointment_{kind}"
    for kind in (
        *("requested", "booked", "rescheduled", "declined", "expired", "cancelled"),
        "entered_in_error",
    )
)
# What the tables allow at most: buffers may have been others when the time was claimed.
LONGEST_BUFFER = timedelta(minutes=240)
LONGEST_VISIT = timedelta(minutes=720)

# $1 appointments $2 events $3 public ids of the doctors they were moved from
CONCERNED = """
    SELECT a.doctor_id, a.starts_at, a.ends_at, e.previous_starts_at, p.id AS previous_doctor_id
    FROM unnest($1::bigint[], $2::bigint[], $3::uuid[]) AS m(appointment_id, event_id, doctor_uid)
    JOIN appointments a ON a.id = m.appointment_id
    LEFT JOIN appointment_events e ON e.id = m.event_id
    LEFT JOIN doctors p ON p.uid = m.doctor_uid
"""

# An open stretch never lasts four days. What is claimed near it matters to it, too.
TOUCHED = f"""
    SELECT DISTINCT o.id
    FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS n(doctor_id, since, until)
    JOIN open_stretches o ON o.doctor_id = n.doctor_id
     AND o.starts_at > n.since - interval '4 days' AND o.starts_at < n.until + {AROUND}
     AND o.ends_at > n.since - {AROUND}
"""  # noqa: S608

# A hold that is gone has left nothing behind that says when it was: compare all the doctor's time,
# what is free of it and what is clear around that.
DIFFERING = f"""
    WITH differing AS (
        SELECT f.doctor_id, unnest(
            (o.hours - c.taken - s.free) + (s.clear * c.taken) + (g.clear - s.clear)) AS span
        FROM free_time_doctors f
        JOIN doctors d ON d.id = f.doctor_id
        CROSS JOIN LATERAL (
            SELECT range_agg(tstzrange(starts_at, ends_at)) AS hours,
                   range_agg(tstzrange(starts_at - {AROUND}, ends_at + {AROUND})) AS around
            FROM open_stretches WHERE doctor_id = f.doctor_id
        ) o
        CROSS JOIN LATERAL (
            SELECT coalesce(range_agg(during), '{{}}') AS taken FROM claims
            WHERE resource_id = d.resource_id
              AND lower(during) > f.covered_from - interval '4 days'
              AND lower(during) < f.covered_until + interval '4 days'
        ) c
        CROSS JOIN LATERAL (
            SELECT coalesce(range_agg(gap), '{{}}') AS clear FROM unnest(o.around - c.taken) gap
            WHERE gap && o.hours
        ) g
        CROSS JOIN LATERAL (
            SELECT coalesce(range_agg(tstzrange(starts_at, ends_at)), '{{}}') AS free,
                   coalesce(range_agg(tstzrange(clear_from, clear_until)), '{{}}') AS clear
            FROM free_stretches WHERE doctor_id = f.doctor_id
        ) s
        WHERE f.doctor_id = ANY ($1)
    )
    SELECT DISTINCT o.id FROM differing n
    JOIN open_stretches o ON o.doctor_id = n.doctor_id
     AND tstzrange(o.starts_at - {AROUND}, o.ends_at + {AROUND}) && n.span
"""  # noqa: S608


class Span(NamedTuple):
    """Time of a doctor that may be free or taken otherwise than is kept."""

    doctor_id: int
    since: datetime
    until: datetime


async def follow_claims(
    unit: UnitOfWork,
    messages: Sequence[Message],
    now: datetime,  # noqa: ARG001 -- as subscribers are called
) -> None:
    held = {m.payload["doctor_id"] for m in messages if m.topic == HOLD_CHANGED}
    visits = [m.payload for m in messages if m.topic != HOLD_CHANGED]
    rows = await unit.sql.fetch(
        CONCERNED,
        [visit["appointment_id"] for visit in visits],
        [visit["event_id"] for visit in visits],
        [visit.get("previous_doctor") for visit in visits],
    )
    spans = {span for row in rows for span in _spans(row)}
    await lock(unit, held | {span.doctor_id for span in spans})
    await refresh(unit, await _touched(unit, spans, held))


def _spans(row: asyncpg.Record) -> Iterator[Span]:
    around = LONGEST_BUFFER
    yield Span(row["doctor_id"], row["starts_at"] - around, row["ends_at"] + around)
    previous = row["previous_starts_at"]
    if previous is not None:
        for doctor_id in {row["doctor_id"], row["previous_doctor_id"]} - {None}:
            yield Span(doctor_id, previous - around, previous + LONGEST_VISIT + around)


async def _touched(unit: UnitOfWork, spans: Iterable[Span], held: Collection[int]) -> set[int]:
    apart = [span for span in spans if span.doctor_id not in held]
    rows = []
    if apart:
        rows += await unit.sql.fetch(TOUCHED, *map(list, zip(*apart, strict=True)))
    if held:
        rows += await unit.sql.fetch(DIFFERING, sorted(held))
    return {row["id"] for row in rows}


SUBSCRIPTIONS = (Subscription(VISITS_CHANGED | {HOLD_CHANGED}, follow_claims),)
