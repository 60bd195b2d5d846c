"""Who looks at a patient in these tests."""

from dataclasses import dataclass

from praxis.directory.doctors.models import Doctor
from praxis.directory.patients.models import Patient
from praxis.identity.models import Role, User
from praxis.kit.db.database import Database
from tests.conftest import NOW
from tests.factories.directory import (
    make_doctor,
    make_location,
    make_patient,
    make_visit_type,
)
from tests.factories.identity import make_user
from tests.factories.scheduling import make_appointment
from tests.support.api import Api

CLINICAL = {"blood_type": "A+", "allergies": "Penicillin", "medical_history": "Asthma"}


async def treat(
    database: Database, doctor: Doctor, patient: Patient, status: str = "completed"
) -> None:
    """A visit that makes the doctor know of the patient, unless its status says otherwise."""
    location, visit_type = await make_location(database), await make_visit_type(database)
    await make_appointment(database, doctor, patient, location, visit_type, NOW, status)


@dataclass(frozen=True)
class People:
    """A patient with an account, and callers who stand differently to them."""

    user: User
    patient: Patient
    doctor: Doctor
    own: Api
    treating: Api
    desk: Api
    admin: Api
    visitor: Api
    other_patient: Api
    other_doctor: Api

    @property
    def path(self) -> str:
        return f"/patients/{self.patient.uid}"

    @property
    def strangers(self) -> list[Api]:
        return [self.other_patient, self.other_doctor]


async def make_people(api: Api, database: Database) -> People:
    user = await make_user(database)
    patient = await make_patient(database, user, mobile="+8801712345678", **CLINICAL)
    doctor = await make_doctor(database)
    await treat(database, doctor, patient)
    stranger = await make_user(database)
    await make_patient(database, stranger)
    return People(
        user=user,
        patient=patient,
        doctor=doctor,
        own=await api.signed_in(user),
        treating=await api.signed_in(doctor.user),
        desk=await api.signed_in(await make_user(database, Role.STAFF)),
        admin=await api.signed_in(await make_user(database, Role.ADMIN)),
        visitor=api,
        other_patient=await api.signed_in(stranger),
        other_doctor=await api.signed_in((await make_doctor(database)).user),
    )
