"""Scopes of the endpoints of clinical notes, beside those of `identity.auth`."""

from typing import Annotated

from fastapi import Depends

from praxis.identity.auth import Actor, SignedIn
from praxis.records.rules import check_may_open_notes


async def _notes_reader(actor: SignedIn) -> Actor:
    check_may_open_notes(actor)
    return actor


# Patients and doctors as far as `visible_records` lets them; administrators with a reason.
NotesReader = Annotated[Actor, Depends(_notes_reader)]
