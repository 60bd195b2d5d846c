"""What booking knows of the doctor of `slots.day`: Monday, 09:00 to 11:00 in Berlin."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from praxis.kit.ids import new_uid
from praxis.scheduling.availability.model import Schedule
from praxis.scheduling.slots.facts import DoctorFacts, SlotFacts, VisitTypeFacts
from praxis.scheduling.slots.model import Pool, Taken, VisitPolicy
from tests.unit.scheduling.slots.day import QUERY

HERE, THERE = new_uid(), new_uid()


def facts_of(
    *taken: Taken,
    schedule: Schedule = QUERY.schedule,
    pools: Sequence[Pool] = (),
    **policy: timedelta,
) -> SlotFacts:
    """Facts in which location 1 is `HERE` and location 2 is `THERE`."""
    known = {1: HERE, 2: THERE}
    changed: VisitPolicy = replace(QUERY.policy, **policy)
    return SlotFacts(
        doctor=DoctorFacts(5, new_uid(), 1, 1, accepts_new_patients=True),
        visit_type=VisitTypeFacts(
            QUERY.visit_type_id,
            new_uid(),
            changed,
            Decimal("500.00"),
            "BDT",
            needs_approval=False,
            cancellation_notice=timedelta(0),
        ),
        schedule=schedule,
        location_uids={place.location_id: known[place.location_id] for place in schedule.places},
        has_expired_claims=False,
        viewer_has_holds=False,
        taken=taken,
        pools=tuple(pools),
    )
