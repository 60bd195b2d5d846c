from typing import Any

from praxis.kit.db.database import Database


async def events_of(database: Database, actor_id: int, prefix: str = "") -> list[dict[str, Any]]:
    """What this user did, oldest first, as far as the action begins with `prefix`."""
    async with database.reading() as reader:
        rows = await reader.sql.fetch(
            """
            SELECT action, entity, entity_uid, patient_id, reason, fields, details, actor_role,
                   request_id
            FROM audit_events WHERE actor_id = $1 AND starts_with(action, $2) ORDER BY id
            """,
            actor_id,
            prefix,
        )
    return [dict(row) for row in rows]
