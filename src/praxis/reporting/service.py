"""Who may read which report, and of which days one is meant."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.directory.doctors.repository import get_doctor
from praxis.identity.auth import Actor
from praxis.identity.errors import RoleForbidden
from praxis.identity.models import Role
from praxis.kit.db.database import Reader
from praxis.reporting import repository
from praxis.reporting.overview import ReportFilter, gather_overview
from praxis.reporting.periods import choose_period, today_in
from praxis.reporting.schemas import DoctorReportRead, OverviewRead, ReportedDoctor


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller wants a report of; without days the present month."""

    first: date | None = None
    last: date | None = None
    location_uid: UUID | None = None
    specialty: str | None = None
    doctor_uid: UUID | None = None


async def choose(reader: Reader, actor: Actor, asked: Asked, now: datetime) -> ReportFilter:
    """Raises `PeriodBackwards`, `PeriodTooLong` or `PeriodOutOfRange`."""
    zone = ZoneInfo(await repository.zone_of(reader.sql, actor.user_id))
    period = choose_period(asked.first, asked.last, today_in(zone, now))
    return ReportFilter(period, asked.location_uid, asked.specialty, asked.doctor_uid)


async def read_overview(
    reader: Reader, *, actor: Actor, asked: Asked, now: datetime
) -> OverviewRead:
    wanted = await choose(reader, actor, asked, now)
    # All figures of one moment: a snapshot, so that they fit together.
    async with reader.sql.transaction(isolation="repeatable_read", readonly=True):
        return await gather_overview(reader.sql, wanted, now)


async def read_doctor_report(
    reader: Reader, *, actor: Actor, asked: Asked, now: datetime
) -> DoctorReportRead:
    """Raises `DoctorNotFound` or `RoleForbidden`."""
    assert asked.doctor_uid is not None  # noqa: S101 -- the path names one
    doctor = await get_doctor(reader.session, actor, asked.doctor_uid)
    if actor.role == Role.DOCTOR and doctor.user_id != actor.user_id:
        raise RoleForbidden
    overview = await read_overview(reader, actor=actor, asked=asked, now=now)
    return DoctorReportRead.model_construct(
        **dict(overview),
        doctor=ReportedDoctor(
            id=doctor.uid, full_name=doctor.user.full_name, specialty=doctor.specialty
        ),
    )
