"""What the tests of the directory ask the database."""

from uuid import UUID

from praxis.directory.doctors.models import Doctor
from praxis.kit.db.database import Database, Reader


async def schedule_version(database: Database, doctor: Doctor) -> int:
    async def find(reader: Reader) -> int:
        version: int = await reader.sql.fetchval(
            "SELECT schedule_version FROM doctors WHERE id = $1", doctor.id
        )
        return version

    return await database.read(find)


async def audited(database: Database, uid: UUID | str) -> list[str]:
    """The actions on one thing, oldest first."""

    async def actions(reader: Reader) -> list[str]:
        rows = await reader.sql.fetch(
            "SELECT action FROM audit_events WHERE entity_uid = $1 ORDER BY id", UUID(str(uid))
        )
        return [row["action"] for row in rows]

    return await database.read(actions)
