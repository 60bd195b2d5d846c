"""Steps that many scheduling tests take."""

from datetime import datetime
from typing import Any

import httpx

from praxis.directory.patients.models import Patient
from praxis.identity.models import Role, User
from praxis.kit.db.database import Database, Reader
from tests.factories.availability import Practice
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.support.api import Api, ok

OVERLAPS = """
    SELECT count(*) FROM claims a JOIN claims b
      ON a.resource_id = b.resource_id AND a.lane = b.lane AND a.id < b.id
     AND a.during && b.during
"""


async def patient_with_account(database: Database) -> tuple[User, Patient]:
    user = await make_user(database, Role.PATIENT)
    return user, await make_patient(database, user)


def booking(practice: Practice, starts_at: datetime, **more: Any) -> dict[str, Any]:
    """The body of a booking at this practice."""
    return {
        "doctor_id": str(practice.doctor.uid),
        "visit_type_id": str(practice.visit_type.uid),
        "starts_at": starts_at.isoformat(),
        **more,
    }


async def book(api: Api, practice: Practice, starts_at: datetime, **more: Any) -> Any:
    """Book and return the appointment as the API shows it."""
    return ok(await api.post("/appointments", booking(practice, starts_at, **more)), 201)


async def count_overlaps(database: Database) -> int:
    """How many pairs of live claims overlap; must be none, ever."""

    async def count(reader: Reader) -> int:
        return int(await reader.sql.fetchval(OVERLAPS) or 0)

    return await database.read(count)


def outcomes(responses: list[httpx.Response]) -> dict[int, int]:
    """How often each status came."""
    found: dict[int, int] = {}
    for response in responses:
        found[response.status_code] = found.get(response.status_code, 0) + 1
    return found
