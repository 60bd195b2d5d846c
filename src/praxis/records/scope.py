"""Scopes of the endpoints of clinical notes, beside those of `identity.auth`."""

from typing import Annotated

from fastapi import Depends

from praxis.directory.patients.emergencies import EmergencyReader
from praxis.identity.auth import Actor
from praxis.records.rules import check_may_open_notes


async def _notes_reader(actor: EmergencyReader) -> Actor:
    check_may_open_notes(actor)
    return actor


# Patients and doctors as far as `visible_records` lets them; administrators with a reason; in an
# emergency whoever opened it.
NotesReader = Annotated[Actor, Depends(_notes_reader)]
