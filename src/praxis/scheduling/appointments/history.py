"""What every change of an appointment leaves behind: an event, an audit event, a message."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork
from praxis.scheduling.appointments.models import Status

# Free times of a doctor are others because somebody keeps one, or keeps it no longer.
HOLD_CHANGED = "scheduling.hold_changed"

INSERT_EVENT = """
    INSERT INTO appointment_events
        (appointment_id, at, kind, from_status, to_status, actor_id, actor_role, reason,
         previous_starts_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id, (SELECT sequence FROM appointments WHERE id = $1) AS sequence
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """The appointment that something happened to."""

    id: int
    uid: UUID
    patient_id: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; `kind` is the verb in the past tense."""

    kind: str
    at: datetime
    from_status: Status | None
    to_status: Status
    reason: str | None = None
    previous_starts_at: datetime | None = None
    fields: Sequence[str] = ()
    overrides: Sequence[str] = ()
    override_reason: str | None = None
    previous_doctor: UUID | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of the history, and the sequence that the appointment has since."""

    appointment_id: int
    event_id: int
    sequence: int


async def remember(unit: UnitOfWork, actor: Actor, subject: Subject, what: Happening) -> None:
    step = await write_down(unit, actor, subject, what)
    details: dict[str, object] = {"to": what.to_status}
    if what.from_status is not None:
        details["from"] = what.from_status
    if what.overrides:
        details["overrides"] = list(what.overrides)
    if what.previous_doctor is not None:
        details["previous_doctor"] = what.previous_doctor
    await audit.record(
        unit,
        actor,
        f"appointment.{what.kind}",
        "appointment",
        subject.uid,
        patient_id=subject.patient_id,
        fields=what.fields,
        # Reasons of a patient may be clinical and stay with the appointment; an override's is ours.
        reason=what.override_reason if what.overrides else None,
        **details,
    )
    await tell(unit, what.kind, step, previous_doctor=what.previous_doctor)


async def write_down(unit: UnitOfWork, actor: Actor, subject: Subject, what: Happening) -> Step:
    """Add to the history alone; the audit and those concerned hear of it from the caller."""
    event = await unit.sql.fetchrow(
        INSERT_EVENT,
        subject.id,
        what.at,
        what.kind,
        what.from_status,
        what.to_status,
        actor.user_id,
        actor.role,
        what.override_reason or what.reason,
        what.previous_starts_at,
    )
    assert event is not None  # noqa: S101 -- INSERT without a conflict clause returns its row
    return Step(subject.id, event["id"], event["sequence"])


async def tell(
    unit: UnitOfWork, kind: str, step: Step, *, previous_doctor: UUID | None = None
) -> None:
    """Have those concerned told of one step of the history."""
    payload: dict[str, object] = asdict(step)
    if previous_doctor is not None:
        payload["previous_doctor"] = previous_doctor
    await outbox.enqueue(unit, f"scheduling.appointment_{kind}", **payload)
