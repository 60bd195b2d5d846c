"""What tests of payments begin with: a practice, its desk, and a visit that costs something."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from praxis.directory.patients.models import Patient
from praxis.identity.models import Role, User
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database
from praxis.scheduling.appointments.models import Appointment, Status
from tests.factories.availability import Practice, make_practice
from tests.factories.identity import make_user
from tests.factories.scheduling import make_appointment
from tests.support.api import Api, ok
from tests.support.booking import patient_with_account


@dataclass
class Desk:
    """Somebody at the desk of a practice with one doctor and one patient."""

    api: Api
    user: User
    practice: Practice
    patient: Patient
    patient_user: User
    database: Database
    clock: Clock

    async def visit(self, status: str = Status.CONFIRMED, **changes: Any) -> Appointment:
        practice = self.practice
        return await make_appointment(
            self.database,
            practice.doctor,
            self.patient,
            practice.location,
            practice.visit_type,
            self.clock.now() + timedelta(hours=2),
            status,
            **changes,
        )

    async def pay(self, visit: Appointment, method: str = "cash", **body: Any) -> Any:
        path = f"/appointments/{visit.uid}/payments"
        return ok(await self.api.post(path, {"method": method, **body}), 201)

    async def refund(self, payment: Any, reason: str = "Fell ill", **body: Any) -> Any:
        path = f"/payments/{payment['id']}/refund"
        return ok(await self.api.post(path, {"reason": reason, **body}), 201)

    async def account(self, visit: Appointment) -> Any:
        return ok(await self.api.get(f"/appointments/{visit.uid}/payments"))


async def open_desk(api: Api, database: Database, clock: Clock, **practice: Any) -> Desk:
    user = await make_user(database, Role.STAFF)
    patient_user, patient = await patient_with_account(database)
    return Desk(
        api=await api.signed_in(user),
        user=user,
        practice=await make_practice(database, **practice),
        patient=patient,
        patient_user=patient_user,
        database=database,
        clock=clock,
    )


def money(amount: str, currency: str = "BDT") -> dict[str, str]:
    return {"amount": amount, "currency": currency}
