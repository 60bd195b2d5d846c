from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.audit import service as audit
from praxis.calendars.files import CalendarVisit, calendar_file
from praxis.identity.auth import Actor
from praxis.kit.db.database import UnitOfWork
from praxis.kit.wall_time import local_date
from praxis.scheduling.appointments.repository import get_appointment
from praxis.scheduling.appointments.rules import standing


async def export_visit(
    unit: UnitOfWork, *, actor: Actor, uid: UUID, now: datetime
) -> tuple[str, bytes]:
    """Name and content of the calendar file of a visit. Raises `NotFound`."""
    row = await get_appointment(unit, actor, uid)
    await audit.record(
        unit, actor, "appointment.exported", "appointment", row.uid, patient_id=row.patient_id
    )
    zone = ZoneInfo(row.location.time_zone)
    visit = CalendarVisit(
        uid=row.uid,
        sequence=row.sequence,
        status=standing(row.status, row.expires_at, now),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=zone,
        doctor_name=row.doctor.user.full_name,
        location_name=row.location.name,
        address=row.location.address,
        created_at=row.created_at,
        changed_at=row.updated_at,
    )
    return f"visit-{local_date(row.starts_at, zone)}.ics", calendar_file(visit)
