from datetime import datetime, timedelta
from typing import Any

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.patients.models import Patient
from praxis.directory.visit_types.models import VisitType
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments.models import Appointment, Status
from tests.factories.directory import add_all


async def make_appointment(
    database: Database,
    doctor: Doctor,
    patient: Patient,
    location: Location,
    visit_type: VisitType,
    starts_at: datetime,
    status: str = Status.COMPLETED,
    **changes: Any,
) -> Appointment:
    """An appointment as a row alone: it claims no time and has no history."""
    values = {
        "uid": new_uid(),
        "patient_id": patient.id,
        "doctor_id": doctor.id,
        "location_id": location.id,
        "visit_type_id": visit_type.id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=visit_type.duration_minutes),
        "status": status,
        "lane": 0,
        "sequence": 0,
        "duration_minutes": visit_type.duration_minutes,
        "fee_amount": visit_type.fee_amount,
        "fee_currency": visit_type.fee_currency,
        "booked_as": "staff",
        "expires_at": starts_at if status == Status.PENDING else None,
        "version": 1,
    }
    appointment = Appointment(**{**values, **changes})
    await add_all(database, appointment)
    return appointment
