import asyncio
import time
from functools import cache

import structlog
from starlette.types import Scope

from praxis import __version__
from praxis.health.schemas import DatabaseHealth, HealthRead, HealthStatus, MigrationHealth
from praxis.kit.db.database import Database
from praxis.migrations.upgrade import head_revision

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 3.0
KEPT_SECONDS = 1.0

STATE = """
    SELECT current_setting('server_version') AS server_version,
           to_regclass('alembic_version') IS NOT NULL AS migrated
"""

# Where the server says, in what it hands on with each request, that it was told to stop.
STOPPING = "stopping"

_head = cache(head_revision)


def is_stopping(scope: Scope) -> bool:
    """Whether the server that this request came to was told to stop."""
    told = scope.get("state", {}).get(STOPPING)
    return told is not None and told.is_set()


class Health:
    """Asks the database once a second at most, however often we are asked; nobody is kept from it.

    Each question takes a connection, and asked without end they would take all of them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: asyncio.Task[HealthRead] | None = None
        self._answered_at = 0.0

    async def look(self) -> HealthRead:
        """What works, or worked within the last `KEPT_SECONDS`; never raises."""
        fresh = time.monotonic() - self._answered_at < KEPT_SECONDS
        if self._asked is None or (self._asked.done() and not fresh):
            self._asked = asyncio.create_task(self._ask(), name="health")
        # Others wait for the same answer when one of them goes away.
        return await asyncio.shield(self._asked)

    async def _ask(self) -> HealthRead:
        found = await check_health(self._database)
        self._answered_at = time.monotonic()
        return found


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
