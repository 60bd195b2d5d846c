from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from praxis.directory.doctors.models import Doctor
from praxis.directory.patients.models import Patient
from praxis.identity.models import Role, User
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.records.contents import Content, Medicine
from praxis.records.models import MedicalRecord, RecordVersion
from praxis.records.seals import seal_content
from praxis.scheduling.appointments.models import Appointment, Status
from tests.conftest import NOW
from tests.factories.directory import make_doctor, make_location, make_patient, make_visit_type
from tests.factories.identity import make_user
from tests.factories.scheduling import make_appointment

DIAGNOSIS = "Acute bronchitis"
SALBUTAMOL = Medicine(medicine="Salbutamol", dose="100 µg", frequency="every six hours")


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit with who was there; `account` is the patient's user."""

    doctor: Doctor
    patient: Patient
    account: User
    appointment: Appointment


async def make_visit(
    database: Database,
    *,
    doctor: Doctor | None = None,
    account: User | None = None,
    patient: Patient | None = None,
    status: str = Status.COMPLETED,
    starts_at: datetime = NOW - timedelta(hours=1),
) -> Visit:
    doctor = doctor or await make_doctor(database)
    account = account or await make_user(database, Role.PATIENT)
    patient = patient or await make_patient(database, account)
    location = await make_location(database)
    visit_type = await make_visit_type(database)
    appointment = await make_appointment(
        database, doctor, patient, location, visit_type, starts_at, status
    )
    return Visit(doctor, patient, account, appointment)


async def make_record(database: Database, visit: Visit, **changes: Any) -> MedicalRecord:
    """The record of a visit in its first version; `changes` are of its content."""

    async def add(unit: UnitOfWork) -> MedicalRecord:
        record = MedicalRecord(
            uid=new_uid(),
            appointment_id=visit.appointment.id,
            patient_id=visit.patient.id,
            doctor_id=visit.doctor.id,
            version=1,
            created_at=NOW,
        )
        unit.session.add(record)
        await unit.flush()
        content = replace(Content(diagnosis=DIAGNOSIS, prescription=(SALBUTAMOL,)), **changes)
        unit.session.add(
            RecordVersion(
                record_id=record.id,
                number=1,
                author_id=visit.doctor.user_id,
                written_at=NOW,
                sealed=seal_content(unit.vault, content, record.uid, 1, visit.patient.uid),
            )
        )
        return record

    return await database.transact(add)
