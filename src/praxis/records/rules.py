"""Who may open clinical notes, and when they may be written. No database here."""

from praxis.identity.auth import Actor
from praxis.identity.errors import ReasonRequired, RoleForbidden
from praxis.identity.models import Role
from praxis.records.contents import Content
from praxis.records.errors import NotTheAuthor, NoVisitToRecord, VisitNotBegun
from praxis.records.schemas import RecordContent
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import UPCOMING

BEGUN = frozenset({Status.CHECKED_IN, Status.IN_PROGRESS, Status.COMPLETED})


def check_may_open_notes(actor: Actor) -> None:
    """Raise `RoleForbidden` for the desk, `ReasonRequired` for an administrator without one.

    Whom the desk has opened in an emergency decides about what it finds.
    """
    if actor.role == Role.STAFF and not actor.emergencies:
        raise RoleForbidden
    if actor.role == Role.ADMIN and not (actor.reason or "").strip():
        raise ReasonRequired


def check_begun(status: str) -> None:
    """Raise `VisitNotBegun` unless the patient is, or was, there."""
    if status not in BEGUN:
        raise VisitNotBegun


def check_may_prepare(status: str) -> None:
    """Raise `NoVisitToRecord` unless the visit is to come, or the patient is or was there."""
    if status not in BEGUN | UPCOMING:
        raise NoVisitToRecord


def check_author(actor: Actor, author_id: int) -> None:
    """Raise `NotTheAuthor` unless the actor is the user who wrote the record."""
    if actor.user_id != author_id:
        raise NotTheAuthor


def changed_fields(before: Content | None, after: RecordContent) -> list[str]:
    """Return the names of what `after` says otherwise than `before`, or says at all."""
    old, new = _said(before) if before else {}, _said(after)
    return [name for name, value in new.items() if (value or None) != (old.get(name) or None)]


def _said(content: Content | RecordContent) -> dict[str, object]:
    items = content.prescription
    return {
        "diagnosis": content.diagnosis,
        "diagnosis_code": content.diagnosis_code,
        "prescription": [(i.medicine, i.dose, i.frequency, i.duration, i.notes) for i in items],
        "notes": content.notes,
    }
