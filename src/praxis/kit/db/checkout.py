"""Taking connections out of the engine's pool without the engine's own wrapping.

A hand-written statement needs the driver's connection and nothing else; what SQLAlchemy builds
around one costs more than a small statement itself. Only who asks for a session gets one made.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any, cast

from sqlalchemy import Connection, PoolProxiedConnection, QueuePool
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.util import greenlet_spawn

from praxis.kit.db.types import SqlConnection


class Unstarted:
    """What a coroutine function will do once awaited; of one never awaited nothing is left."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[], Coroutine[Any, Any, SqlConnection]]) -> None:
        self._function = function

    def __await__(self) -> Generator[Any, Any, SqlConnection]:
        return self._function().__await__()


class Checkout:
    """One connection of the pool, until it is given back."""

    __slots__ = ("_engine", "_proxied", "sql")

    def __init__(self, engine: AsyncEngine, proxied: PoolProxiedConnection) -> None:
        self._engine = engine
        self._proxied = proxied
        self.sql = cast("SqlConnection", proxied.driver_connection)

    def session(self) -> AsyncSession:
        """An ORM session on this connection, of which it is not the owner."""
        connection = Connection(self._engine.sync_engine, self._proxied)
        return AsyncSession(AsyncConnection(self._engine, connection), expire_on_commit=False)

    def invalidate(self) -> None:
        """Close the connection: nobody else shall have it."""
        self._proxied.invalidate()

    def give_back(self) -> None:
        # There is nothing to roll back that would have to be waited for: the engine never begins.
        self._proxied.close()


class Connections:
    """The connections of an engine's pool, in the order in which they are asked for."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting = 0

    async def take(self) -> Checkout:
        """A connection of the pool; waits for one, or makes one, as the pool is told to."""
        if self._waiting:
            # What was given back just now is theirs, though they have yet to wake up: who reads
            # again and again would otherwise be served alone.
            await asyncio.sleep(0)
        pool = cast("QueuePool", self._engine.sync_engine.pool)
        if pool.checkedin():
            try:
                return Checkout(self._engine, pool.connect())
            except MissingGreenlet:
                # It was closed meanwhile, and another one must be made: see `Unstarted`.
                pass
        self._waiting += 1
        try:
            return Checkout(self._engine, await greenlet_spawn(pool.connect))
        finally:
            self._waiting -= 1
