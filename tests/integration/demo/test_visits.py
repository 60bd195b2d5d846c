"""The visits that were loaded are those that booking would have made."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from praxis.kit.intervals import Interval
from praxis.scheduling.slots.explain import explain
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.repository import FactsRequest, load_facts
from tests.integration.demo.conftest import Demo
from tests.support.booking import count_overlaps

# What each appointment that holds time should claim: doctor, patient, and what its type needs.
WANTED = """
    WITH wanted AS (
        SELECT a.id, d.resource_id, a.lane FROM appointments a JOIN doctors d ON d.id = a.doctor_id
        WHERE a.status NOT IN ('declined', 'expired', 'cancelled', 'entered_in_error')
        UNION ALL
        SELECT a.id, p.resource_id, 0 FROM appointments a JOIN patients p ON p.id = a.patient_id
        WHERE a.status NOT IN ('declined', 'expired', 'cancelled', 'entered_in_error')
    ), got AS (
        SELECT c.appointment_id, c.resource_id, c.lane FROM claims c
        JOIN resources r ON r.id = c.resource_id AND r.kind IN ('doctor', 'patient')
    )
    SELECT coalesce(w.id, g.appointment_id) FROM wanted w
    FULL JOIN got g ON (g.appointment_id, g.resource_id, g.lane) = (w.id, w.resource_id, w.lane)
    WHERE w.id IS NULL OR g.appointment_id IS NULL
"""
POOLED = """
    SELECT a.id FROM appointments a JOIN visit_types v ON v.id = a.visit_type_id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(r.kind ORDER BY r.kind), '{}') AS kinds,
               coalesce(bool_and(r.location_id = a.location_id), true) AS here,
               bool_or(r.id = a.room_id AND r.kind = 'room') AS room
        FROM claims c JOIN resources r ON r.id = c.resource_id
        WHERE c.appointment_id = a.id AND r.kind IN ('room', 'device')
    ) got
    WHERE a.status NOT IN ('declined', 'expired', 'cancelled', 'entered_in_error')
      AND (NOT got.here
           OR got.kinds <> CASE v.needs WHEN '[]' THEN '{}'::text[] ELSE '{device,room}' END
           OR (v.needs <> '[]') <> coalesce(got.room, false))
"""
CLAIMED = """
    SELECT c.id FROM claims c JOIN appointments a ON a.id = c.appointment_id
    JOIN visit_types v ON v.id = a.visit_type_id
    WHERE c.during <> tstzrange(a.starts_at - v.buffer_before_minutes * interval '1 minute',
                                a.ends_at + v.buffer_after_minutes * interval '1 minute')
       OR c.expires_at IS DISTINCT FROM a.expires_at OR c.kind <> 'visit'
"""
VISITS = """
    SELECT d.uid, v.uid, l.uid, a.starts_at, a.ends_at FROM appointments a
    JOIN doctors d ON d.id = a.doctor_id JOIN visit_types v ON v.id = a.visit_type_id
    JOIN locations l ON l.id = a.location_id
"""


async def test_no_two_claims_overlap(demo: Demo) -> None:
    assert await count_overlaps(demo.database) == 0


async def test_doctors_and_patients_are_claimed_for_what_holds_time_and_nothing_else(
    demo: Demo,
) -> None:
    assert await demo.rows(WANTED) == []


async def test_a_visit_that_needs_a_room_and_a_device_has_them_at_its_place(demo: Demo) -> None:
    assert await demo.rows(POOLED) == []


async def test_claims_span_the_visit_with_its_buffers_and_expire_with_it(demo: Demo) -> None:
    assert await demo.rows(CLAIMED) == []


async def test_every_visit_lies_in_hours_outside_holidays_and_leave(demo: Demo) -> None:
    by_offer = defaultdict(list)
    for doctor, visit_type, location, starts_at, ends_at in await demo.rows(VISITS):
        by_offer[doctor, visit_type].append((location, Interval(starts_at, ends_at)))
    for (doctor, visit_type), visits in by_offer.items():
        facts = await whole_window(demo, doctor, visit_type)
        for location, period in visits:
            query = replace(
                facts.query(period, demo.now, location_id=facts.location_id(location)),
                taken=(),
                pools=(),
                policy=replace(
                    facts.visit_type.policy,
                    minimum_notice=timedelta.min,
                    horizon=timedelta.max,
                ),
            )
            assert explain(query, period.start).causes == ()
            assert period.duration == facts.visit_type.policy.duration


async def whole_window(demo: Demo, doctor: UUID, visit_type: UUID) -> SlotFacts:
    window = Interval(demo.now - timedelta(days=93), demo.now + timedelta(days=33))
    async with demo.database.reading() as reader:
        request = FactsRequest((doctor,), visit_type, window, demo.now)
        (facts,) = await load_facts(reader.sql, request)
        return facts
