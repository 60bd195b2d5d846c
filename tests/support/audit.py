from typing import Any

import asyncpg

from praxis.audit.actions import ACTIONS, OF_PATIENTS, VERBS
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


async def unlisted_actions(dsn: str) -> set[str]:
    """What was done in this database and has no words: anywhere, or for the patient it concerns.

    Tests of the audit itself make up subjects of their own.
    """
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "SELECT DISTINCT action, patient_id IS NOT NULL AS of_patient FROM audit_events"
        )
    finally:
        await connection.close()
    return {
        row["action"]
        for row in rows
        if row["action"].partition(".")[0] in VERBS
        and row["action"] not in (OF_PATIENTS if row["of_patient"] else ACTIONS)
    }
