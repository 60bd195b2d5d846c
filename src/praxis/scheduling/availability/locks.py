"""What keeps a doctor's hours and the bookings in them from passing each other unseen."""

from praxis.kit.db.database import UnitOfWork

# The first key of the advisory locks on schedules; the second is the doctor's.
SCHEDULE_LOCK = 0x5343_4844

TAKE = f"SELECT pg_advisory_xact_lock({SCHEDULE_LOCK}, $1::int)"
RAISE_VERSION = "UPDATE doctors SET schedule_version = schedule_version + 1 WHERE id = $1"


async def lock_schedule(unit: UnitOfWork, doctor_id: int) -> None:
    """Wait for bookings under way, keep new ones waiting, and let planned ones plan again."""
    await unit.sql.execute(TAKE, doctor_id)
    await unit.sql.execute(RAISE_VERSION, doctor_id)
