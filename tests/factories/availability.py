from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.visit_types.models import VisitType
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.availability.locks import RAISE_VERSION
from praxis.scheduling.availability.models import AvailabilityRule, TimeOff
from tests.factories.directory import add_all, make_doctor, make_location, make_visit_type

EVERY_DAY = range(7)


async def make_rule(
    database: Database, doctor: Doctor, location: Location, weekday: int, **changes: Any
) -> AvailabilityRule:
    """Weekly hours, 09:00 to 17:00 unless changed."""
    values = {
        "uid": new_uid(),
        "doctor_id": doctor.id,
        "location_id": location.id,
        "weekday": weekday,
        "start_minute": 9 * 60,
        "end_minute": 17 * 60,
        "every_n_weeks": 1,
        "visit_type_ids": [],
    }
    rule = AvailabilityRule(**{**values, **changes})
    await add_all(database, rule)
    return rule


async def make_time_off(database: Database, doctor: Doctor, **changes: Any) -> TimeOff:
    """Leave, of which those who keep hours hear as of any."""
    row = TimeOff(uid=new_uid(), doctor_id=doctor.id, status="approved", **changes)
    await add_all(database, row)
    await database.read(lambda reader: reader.sql.execute(RAISE_VERSION, doctor.id))
    return row


@dataclass(frozen=True)
class Practice:
    """One doctor at one place who offers one visit type every day from 09:00 to 17:00."""

    location: Location
    doctor: Doctor
    visit_type: VisitType


async def make_practice(
    database: Database,
    *,
    location: Location | None = None,
    weekdays: Sequence[int] = EVERY_DAY,
    hours: tuple[int, int] = (9 * 60, 17 * 60),
    **visit_type: Any,
) -> Practice:
    place = location or await make_location(database)
    doctor = await make_doctor(database)
    kind = await make_visit_type(database, **visit_type)
    for weekday in weekdays:
        await make_rule(
            database, doctor, place, weekday, start_minute=hours[0], end_minute=hours[1]
        )
    return Practice(place, doctor, kind)
