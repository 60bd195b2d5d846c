"""The records of the visits that were completed, a few of them amended."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from praxis.demo.journal import Told
from praxis.demo.ledger import Ledger
from praxis.demo.rows import RecordRow, RecordVersionRow
from praxis.demo.seeds import between, seeded
from praxis.demo.visit_types import FOLLOW_UP, MINUTE, TERMS
from praxis.records.contents import Content, Medicine
from praxis.scheduling.appointments.models import Status

AMENDED = 0.05
AMENDMENTS = (
    ("Laboratory result came in", "Laboratory result added: within normal limits."),
    ("Duration of treatment corrected", "Treatment to be continued as long as stated here."),
    ("Patient called with a question", "Patient called: side effects discussed, none serious."),
)
BETTER = "Better than last time. Treatment goes on."


def write_records(ledger: Ledger, visits: Iterable[Told], now: datetime) -> None:
    chance = seeded("records", now.date())
    for told in visits:
        if told.visit.status is Status.COMPLETED:
            _write(ledger, told, now, chance)


def _write(ledger: Ledger, told: Told, now: datetime, chance: Random) -> None:
    completed_at = told.story.end.at
    written_at = min(now, between(chance, completed_at, completed_at + 12 * MINUTE))
    amended_at = between(chance, written_at + 60 * MINUTE, written_at + timedelta(days=3))
    amended = amended_at <= now and chance.random() < AMENDED
    record = ledger.add(
        RecordRow(
            id=ledger.next_id(RecordRow),
            uid=ledger.uid(written_at),
            created_at=written_at,
            appointment_id=told.row.id,
            patient_id=told.row.patient_id,
            doctor_id=told.row.doctor_id,
            version=2 if amended else 1,
        )
    )
    notes = _first_notes(told)
    _add_version(ledger, told, record, 1, written_at, notes)
    if amended:
        reason, addition = chance.choice(AMENDMENTS)
        notes = f"{notes}\n{addition}" if notes else addition
        _add_version(ledger, told, record, 2, amended_at, notes, reason)


def _first_notes(told: Told) -> str | None:
    if told.visit.offering.row.name == TERMS[FOLLOW_UP].name:
        return BETTER
    return told.visit.case.notes


def _add_version(
    ledger: Ledger,
    told: Told,
    record: RecordRow,
    number: int,
    at: datetime,
    notes: str | None,
    reason: str | None = None,
) -> None:
    case = told.visit.case
    ledger.add(
        RecordVersionRow(
            id=ledger.next_id(RecordVersionRow),
            record_id=record.id,
            number=number,
            author_id=told.visit.doctor.account.id,
            written_at=at,
            sealed=Content(
                diagnosis=case.diagnosis,
                diagnosis_code=case.code,
                prescription=tuple(Medicine(**item._asdict()) for item in case.medicines),
                notes=notes,
                reason=reason,
            ),
        )
    )
