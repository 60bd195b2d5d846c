from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from praxis.kit.schemas import Note, Text, VersionedRead, Write
from praxis.records.schemas import EXAMPLE, MOST_MEDICINES

# Half typed is good enough: what a record must hold is looked at when it is written.
Typed = Annotated[Text, Field(max_length=200)]


class DraftItem(Write):
    medicine: Typed = ""
    dose: Typed = ""
    frequency: Typed = ""
    duration: Typed | None = None
    notes: Note | None = None


class DraftContent(Write):
    """The fields of a record as far as they are typed; what is left out is empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    diagnosis: Note | None = None
    diagnosis_code: Typed | None = None
    prescription: list[DraftItem] = Field(default_factory=list, max_length=MOST_MEDICINES)
    notes: Note | None = None


class DraftRead(VersionedRead):
    saved_at: datetime
    diagnosis: str | None
    diagnosis_code: str | None
    prescription: list[DraftItem]
    notes: str | None


def read_draft(content: DraftContent, version: int, saved_at: datetime) -> DraftRead:
    return DraftRead(
        version=version,
        saved_at=saved_at,
        diagnosis=content.diagnosis,
        diagnosis_code=content.diagnosis_code,
        prescription=content.prescription,
        notes=content.notes,
    )
