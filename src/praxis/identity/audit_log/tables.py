"""The log as a table: codes and ids, which stay the same in every language, under worded heads."""

from collections.abc import Iterable, Iterator

import orjson

from praxis.identity.audit_log.schemas import AuditEventRead
from praxis.kit.languages import words
from praxis.kit.spreadsheets import Cell

COLUMNS = (
    "at",
    "actor",
    "actor_id",
    "role",
    "action",
    "entity",
    "entity_id",
    "patient_id",
    "reason",
    "fields",
    "details",
    "request_id",
)


def audit_table(
    events: Iterable[AuditEventRead], language: str
) -> tuple[list[str], Iterator[list[Cell]]]:
    """Head and rows. Times are UTC."""
    say = words(language, "audit")
    return [say(f"column.{name}") for name in COLUMNS], (_row(event) for event in events)


def _row(event: AuditEventRead) -> list[Cell]:
    return [
        event.at,
        event.actor.name,
        _text(event.actor.id),
        event.actor.role,
        event.action,
        event.entity,
        _text(event.entity_id),
        _text(event.patient_id),
        event.reason,
        " ".join(event.fields),
        orjson.dumps(event.details, default=str).decode() if event.details else None,
        event.request_id,
    ]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
