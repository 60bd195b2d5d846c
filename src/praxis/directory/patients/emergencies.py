"""Whose records somebody has open in an emergency. They are opened by `records.break_glass`."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends

from praxis.identity.auth import Actor, SignedIn
from praxis.identity.models import Role
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.db.database import Reader

# The table belongs to `records`, which stands above: like `care_relations`, it is named only.
OPEN = "SELECT patient_id FROM emergency_accesses WHERE user_id = $1 AND expires_at > $2"


async def open_emergencies(reader: Reader, user_id: int, now: datetime) -> frozenset[int]:
    rows = await reader.sql.fetch(OPEN, user_id, now)
    return frozenset(row["patient_id"] for row in rows)


async def _with_emergencies(actor: SignedIn, database: DatabaseDep, clock: ClockDep) -> Actor:
    if actor.role not in {Role.DOCTOR, Role.STAFF}:
        return actor
    now = clock.now()
    found = await database.read(lambda reader: open_emergencies(reader, actor.known_id, now))
    return replace(actor, emergencies=found) if found else actor


# Whoever is signed in, with the patients that are open to them in an emergency: to read alone.
EmergencyReader = Annotated[Actor, Depends(_with_emergencies)]
