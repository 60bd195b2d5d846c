"""Visits and their histories as rows: appointments, events and the claims on time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from praxis.demo.histories import Story, tell
from praxis.demo.ledger import Ledger
from praxis.demo.payments import Settled, settle, write_payments
from praxis.demo.rows import AppointmentRow, ClaimRow, EventRow, UserRow
from praxis.demo.seeds import seeded
from praxis.demo.visit_types import MINUTE
from praxis.demo.visits import Visit
from praxis.scheduling.appointments.models import REGULAR_LANE, ClaimKind, Status


@dataclass(frozen=True, slots=True)
class Told:
    """A visit with its story and its row."""

    visit: Visit
    story: Story
    row: AppointmentRow


def write_visits(
    ledger: Ledger, visits: Iterable[Visit], admin: UserRow, now: datetime
) -> list[Told]:
    """Write everything down in the order in which it was booked."""
    chance = seeded("histories", now.date())
    stories = [(visit, tell(visit, now, admin, chance)) for visit in visits]
    chance = seeded("payments", now.date())
    accounts = {id(story): settle(visit, story, now, chance) for visit, story in stories}
    stories.sort(key=lambda told: (told[1].first.at, told[0].period, told[0].doctor.row.id))
    told, settled = [], []
    for visit, story in stories:
        account = accounts[id(story)]
        row = ledger.add(_appointment(ledger, visit, story, account))
        settled.append((visit, row, account))
        told.append(Told(visit, story, row))
        for event in _events(row, story):
            ledger.add(event)
    claims = [claim for one in told if one.visit.holds_time for claim in _claims(one)]
    # Neighbours in the index are written one after the other.
    for claim in sorted(claims, key=lambda claim: (claim.resource_id, claim.during)):
        ledger.add(claim)
    write_payments(ledger, settled)
    return told


def _appointment(ledger: Ledger, visit: Visit, story: Story, account: Settled) -> AppointmentRow:
    offering, last = visit.offering, story.last
    cancelled = story.end if visit.status is Status.CANCELLED else None
    return AppointmentRow(
        **ledger.identity(AppointmentRow, story.first.at, last.at),
        version=len(story.steps),
        patient_id=visit.patient.row.id,
        doctor_id=visit.doctor.row.id,
        location_id=visit.site.id,
        visit_type_id=offering.row.id,
        room_id=next(iter(visit.resource_ids), None),
        starts_at=visit.period.start,
        ends_at=visit.period.end,
        status=visit.status,
        lane=visit.lane,
        sequence=story.sequence,
        reason=visit.case.reason,
        symptoms=visit.case.symptoms,
        notes=None,
        duration_minutes=visit.period.duration // MINUTE,
        fee_amount=offering.fee_amount,
        fee_currency=offering.fee_currency,
        paid_amount=account.paid,
        booked_by=story.first.who.id,
        booked_as=story.first.who.role,
        override_reason=story.override_reason,
        expires_at=story.expires_at,
        arrived_at=story.arrived_at,
        confirmed_by_patient_at=story.confirmed_by_patient_at,
        cancelled_at=cancelled.at if cancelled else None,
        cancelled_by=cancelled.who.id if cancelled else None,
        cancel_reason=cancelled.reason if cancelled else None,
        cancelled_late=story.cancelled_late,
    )


def _events(row: AppointmentRow, story: Story) -> Iterator[EventRow]:
    for step in story.steps:
        yield EventRow(
            appointment_id=row.id,
            at=step.at,
            kind=step.kind,
            from_status=step.from_status,
            to_status=step.to_status,
            actor_id=step.who.id,
            actor_role=step.who.role,
            reason=step.reason,
            previous_starts_at=step.previous_starts_at,
        )


def _claims(told: Told) -> Iterator[ClaimRow]:
    visit = told.visit
    lanes = {
        visit.doctor.row.resource_id: visit.lane,
        visit.patient.row.resource_id: REGULAR_LANE,
        **dict.fromkeys(visit.resource_ids, REGULAR_LANE),
    }
    for resource_id, lane in lanes.items():
        yield ClaimRow(
            resource_id=resource_id,
            lane=lane,
            during=visit.claimed,
            kind=ClaimKind.VISIT,
            expires_at=told.row.expires_at,
            appointment_id=told.row.id,
        )
