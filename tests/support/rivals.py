"""Another who writes at the same moment, and has not committed yet."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import asyncpg

from praxis.kit.db.database import Database, Reader
from praxis.scheduling.availability.locks import SCHEDULE_LOCK

T = TypeVar("T")

CLAIM = "INSERT INTO claims (resource_id, during, kind) VALUES ($1, tstzrange($2, $3), 'block')"
WAITING = """
    SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'
      AND datname = current_database() AND query LIKE '%book_visit%'
"""


async def on(database: Database, statement: str, *values: object) -> Any:
    """The one value that a statement answers."""

    async def ask(reader: Reader) -> Any:
        return await reader.sql.fetchval(statement, *values)

    return await database.read(ask)


async def until_waiting(database: Database, many: int = 1) -> list[int]:
    """The processes of so many bookings that wait for a lock."""
    waiting: list[int] = []
    for _ in range(500):
        rows = await database.read(lambda reader: reader.sql.fetch(WAITING))
        waiting = [row["pid"] for row in rows]
        if len(waiting) >= many:
            return waiting
        await asyncio.sleep(0.01)
    raise AssertionError(f"{len(waiting)} of {many} bookings wait")


@dataclass
class Rival:
    """Its transaction is under way until it commits, or gives up at the end."""

    database: Database
    sql: "asyncpg.Connection[asyncpg.Record]"

    async def claim(self, resource_id: int, begins: datetime) -> None:
        """Take half an hour of somebody."""
        await self.sql.execute(CLAIM, resource_id, begins, begins + timedelta(minutes=30))

    async def lock_hours(self, *doctor_ids: int) -> None:
        """As whoever changes the hours of these doctors: bookings of them wait."""
        for doctor_id in doctor_ids:
            await self.sql.execute(f"SELECT pg_advisory_xact_lock({SCHEDULE_LOCK}, {doctor_id})")

    async def meet(self, *bookings: Coroutine[Any, Any, T]) -> "asyncio.Future[list[T]]":
        """Let these begin, until each of them waits for this rival."""
        asking = asyncio.gather(*bookings)
        try:
            await until_waiting(self.database, len(bookings))
        except AssertionError:
            asking.cancel()
            raise
        return asking

    async def commit(self) -> None:
        await self.sql.execute("COMMIT")

    async def give_up(self) -> None:
        await self.sql.execute("ROLLBACK")


@asynccontextmanager
async def rival(database: Database, dsn: str) -> AsyncIterator[Rival]:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("BEGIN")
        yield Rival(database, connection)
    finally:
        await connection.close()
