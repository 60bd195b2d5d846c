"""Steps through the states of an appointment, cancelling included."""

from datetime import datetime
from uuid import UUID

from praxis.identity.auth import Actor
from praxis.kit.clock import Clock
from praxis.kit.db.database import UnitOfWork
from praxis.kit.etags import IfMatch
from praxis.scheduling.appointments import claims, repository
from praxis.scheduling.appointments.history import Happening, Subject, remember
from praxis.scheduling.appointments.models import Appointment, Status
from praxis.scheduling.appointments.rules import (
    FREEING,
    decide_transition,
    in_time_to_change,
    visit_of,
)
from praxis.scheduling.appointments.schemas import AppointmentRead, read_appointment

# The verb of the history for each step that is not simply named after its state.
KINDS = {
    (Status.PENDING, Status.CONFIRMED): "approved",
    (Status.CHECKED_IN, Status.CONFIRMED): "check_in_undone",
    (Status.IN_PROGRESS, Status.CHECKED_IN): "start_undone",
    (Status.COMPLETED, Status.IN_PROGRESS): "reopened",
    (Status.NO_SHOW, Status.CHECKED_IN): "no_show_undone",
}


async def change_status(
    unit: UnitOfWork,
    *,
    uid: UUID,
    to: Status,
    reason: str | None,
    actor: Actor,
    clock: Clock,
    if_match: IfMatch,
) -> AppointmentRead:
    """Take one step of the state table; see `rules.decide_transition` for the refusals."""
    now = clock.now()
    row = await repository.get_appointment_for_update(unit, actor, uid)
    if_match.check(row.version)
    visit = visit_of(row, now)
    decide_transition(visit, to, actor.role, now, reason)
    if to is Status.CANCELLED:
        row.cancelled_at, row.cancelled_by, row.cancel_reason = now, actor.user_id, reason
        row.cancelled_late = not in_time_to_change(visit, now)
    _apply(row, visit.status, to, now)
    await unit.flush()
    if to in FREEING:
        await claims.release(unit, row.id)
    elif visit.status is Status.PENDING:
        await claims.keep(unit, row.id)
    kind = KINDS.get((visit.status, to), to.value)
    happening = Happening(kind, now, visit.status, to, reason)
    await remember(unit, actor, Subject(row.id, row.uid, row.patient_id), happening)
    return read_appointment(row, actor, now)


def _apply(row: Appointment, before: Status, to: Status, now: datetime) -> None:
    row.status = to
    row.version += 1
    if to in FREEING or before is Status.PENDING:
        row.sequence += 1
    row.updated_at = now
    row.expires_at = None
    if to is Status.CHECKED_IN and before is not Status.IN_PROGRESS:
        row.arrived_at = now
    elif (before, to) == (Status.CHECKED_IN, Status.CONFIRMED):
        row.arrived_at = None
