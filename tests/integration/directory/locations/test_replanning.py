"""Who works at a place only on single dates is planned again, too, when the place changes."""

from datetime import date

from praxis.directory.schedules import replan_at_location
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.availability.models import AvailabilityException
from tests.factories.directory import add_all, make_doctor, make_location
from tests.integration.directory.facts import schedule_version


async def test_a_place_replans_those_who_are_there_on_one_date_only(database: Database) -> None:
    doctor, place = await make_doctor(database), await make_location(database)
    fair = AvailabilityException(
        uid=new_uid(),
        doctor_id=doctor.id,
        location_id=place.id,
        on=date(2027, 1, 5),
        kind="extra",
        start_minute=600,
        end_minute=660,
    )
    await add_all(database, fair)
    before = await schedule_version(database, doctor)
    await database.transact(lambda unit: replan_at_location(unit, place.id))
    assert await schedule_version(database, doctor) > before
