import asyncio
from functools import cache

import structlog

from praxis import __version__
from praxis.health.schemas import DatabaseHealth, HealthRead, HealthStatus, MigrationHealth
from praxis.kit.db.database import Database
from praxis.migrations.upgrade import head_revision

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 3.0

STATE = """
    SELECT current_setting('server_version') AS server_version,
           to_regclass('alembic_version') IS NOT NULL AS migrated
"""

_head = cache(head_revision)


async def check_health(database: Database) -> HealthRead:
    """What works, asked within `PATIENCE_SECONDS`; never raises."""
    server_version, current = None, None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            server_version, current = await _ask(database)
        reached = HealthStatus.OK
    except Exception as error:  # noqa: BLE001 -- whatever it is, the answer is "unavailable"
        log.warning("health.database", cause=type(error).__name__)
        reached = HealthStatus.UNAVAILABLE
    return HealthRead(
        status=HealthStatus.OK if _is_current(current) else HealthStatus.UNAVAILABLE,
        version=__version__,
        database=DatabaseHealth(status=reached, server_version=server_version),
        migrations=MigrationHealth(current=current, head=_head()),
    )


def _is_current(revision: str | None) -> bool:
    # Revisions are dated. A later one is that of the next release, which is being rolled out and
    # leaves this one working.
    return revision is not None and revision >= _head()


async def _ask(database: Database) -> tuple[str, str | None]:
    async with database.reading() as reader:
        state = await reader.sql.fetchrow(STATE)
        assert state is not None  # noqa: S101 -- one row of constants
        version = str(state["server_version"]).partition(" ")[0]
        if not state["migrated"]:
            return version, None
        return version, await reader.sql.fetchval("SELECT version_num FROM alembic_version")
