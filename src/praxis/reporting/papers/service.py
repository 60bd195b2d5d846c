"""What a report is printed with, read beside it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from praxis.directory.practice.letterhead import load_letterhead
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader
from praxis.reporting import service
from praxis.reporting.papers.paper import Heading
from praxis.reporting.repository import load_doctors, load_places, zone_of
from praxis.reporting.schemas import DoctorReportRead, OverviewRead
from praxis.reporting.service import Asked


async def open_overview(
    reader: Reader, *, actor: Actor, asked: Asked, now: datetime
) -> tuple[OverviewRead, Heading]:
    report = await service.read_overview(reader, actor=actor, asked=asked, now=now)
    places = [row for row in await load_places(reader.sql) if row.uid == asked.location_uid]
    doctors = []
    if asked.doctor_uid is not None:
        doctors = await load_doctors(reader.sql, uid=asked.doctor_uid)
    return report, Heading(
        await load_letterhead(reader),
        await _zone(reader, actor),
        now,
        place=places[0].name if places else None,
        specialty=asked.specialty,
        doctor=doctors[0].full_name if doctors else None,
    )


async def open_doctor_report(
    reader: Reader, *, actor: Actor, asked: Asked, now: datetime
) -> tuple[DoctorReportRead, Heading]:
    report = await service.read_doctor_report(reader, actor=actor, asked=asked, now=now)
    heading = Heading(
        await load_letterhead(reader),
        await _zone(reader, actor),
        now,
        specialty=report.doctor.specialty,
    )
    return report, heading


async def _zone(reader: Reader, actor: Actor) -> ZoneInfo:
    return ZoneInfo(await zone_of(reader.sql, actor.user_id))
