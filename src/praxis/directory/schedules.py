"""Raises the schedule version of doctors whose free times a change of the directory moves.

A booking that was planned on an older version is planned again. One statement each, which locks
the doctors in the order of their ids so that two changes never wait for each other.
"""

from praxis.kit.db.database import UnitOfWork

RAISE = """
    WITH affected AS (SELECT id FROM doctors WHERE {condition} ORDER BY id FOR NO KEY UPDATE)
    UPDATE doctors SET schedule_version = schedule_version + 1
    WHERE id IN (SELECT id FROM affected)
"""
AT_LOCATION = RAISE.format(
    # Not one list of both: a doctor whose row was waited for is looked at again, alone, and was
    # then not always found in a list that is put together.
    condition="""
        id IN (SELECT doctor_id FROM doctor_locations WHERE location_id = $1)
        OR id IN (SELECT doctor_id FROM availability_exceptions WHERE location_id = $1)
    """
)
# A doctor without a row of their own offers every visit type.
OFFERING = RAISE.format(
    condition="""
        id IN (SELECT doctor_id FROM doctor_visit_types WHERE visit_type_id = $1)
        OR id NOT IN (SELECT doctor_id FROM doctor_visit_types)
    """
)


async def replan_at_location(unit: UnitOfWork, location_id: int) -> None:
    await unit.flush()
    await unit.sql.execute(AT_LOCATION, location_id)


async def replan_visit_type(unit: UnitOfWork, visit_type_id: int) -> None:
    await unit.flush()
    await unit.sql.execute(OFFERING, visit_type_id)
