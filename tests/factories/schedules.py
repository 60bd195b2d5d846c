"""What the directory's tests need of schedules."""

from typing import Any

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.kit.db.database import Database, Reader
from praxis.kit.ids import new_uid
from praxis.scheduling.availability.models import AvailabilityRule
from tests.factories.directory import add_all


async def make_rule(
    database: Database, doctor: Doctor, location: Location, **changes: Any
) -> AvailabilityRule:
    """Mondays from 9 to 12 at the location."""
    values = {
        "uid": new_uid(),
        "doctor_id": doctor.id,
        "location_id": location.id,
        "weekday": 0,
        "start_minute": 540,
        "end_minute": 720,
        "every_n_weeks": 1,
        "visit_type_ids": [],
    }
    rule = AvailabilityRule(**{**values, **changes})
    await add_all(database, rule)
    return rule


async def schedule_version(database: Database, doctor: Doctor) -> int:
    async def find(reader: Reader) -> int:
        version: int = await reader.sql.fetchval(
            "SELECT schedule_version FROM doctors WHERE id = $1", doctor.id
        )
        return version

    return await database.read(find)
