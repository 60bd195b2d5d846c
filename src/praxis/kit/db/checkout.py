"""Taking connections out of the engine's pool without the engine's own wrapping.

A hand-written statement needs the driver's connection and nothing else; what SQLAlchemy builds
around one costs more than a small statement itself. Only who asks for a session gets one made.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
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

    __slots__ = ("_connections", "_generation", "_proxied", "sql")

    def __init__(
        self, connections: "Connections", proxied: PoolProxiedConnection, generation: int
    ) -> None:
        self._connections = connections
        self._proxied = proxied
        self._generation = generation
        self.sql = cast("SqlConnection", proxied.driver_connection)

    def session(self) -> AsyncSession:
        """An ORM session on this connection, of which it is not the owner."""
        engine = self._connections.engine
        connection = Connection(engine.sync_engine, self._proxied)
        return AsyncSession(AsyncConnection(engine, connection), expire_on_commit=False)

    def invalidate(self) -> None:
        """Close the connection: nobody else shall have it."""
        self._proxied.invalidate()

    def give_back(self) -> None:
        if self._proxied.is_valid:
            if self._generation == self._connections.generation:
                self._connections.idle.add(self.sql)
            else:
                # Its pool was left: there it would stay open, and no use to anyone.
                self.invalidate()
        # There is nothing to roll back that would have to be waited for: the engine never begins.
        self._proxied.close()


class Connections:
    """The connections of an engine's pool, in the order in which they are asked for."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.idle: set[SqlConnection] = set()
        # How often the pool was left for a new one.
        self.generation = 0
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many ask for a connection while all that there may be are in use."""
        pool = cast("QueuePool", self.engine.sync_engine.pool)
        return self._waiting if pool.checkedout() >= pool.size() else 0

    async def take(self) -> Checkout:
        """A connection of the pool; waits for one, or makes one, as the pool is told to."""
        if self._waiting:
            # What was given back just now is theirs, though they have yet to wake up: who reads
            # again and again would otherwise be served alone.
            await asyncio.sleep(0)
        generation = self.generation
        pool = cast("QueuePool", self.engine.sync_engine.pool)
        proxied = None
        if pool.checkedin():
            # If it was closed meanwhile another one must be made: see `Unstarted`.
            with suppress(MissingGreenlet):
                proxied = pool.connect()
        if proxied is None:
            self._waiting += 1
            try:
                proxied = await greenlet_spawn(pool.connect)
            finally:
                self._waiting -= 1
        checkout = Checkout(self, proxied, generation)
        self.idle.discard(checkout.sql)
        return checkout

    async def renew(self) -> None:
        """Leave the pool for a new one, and close what nobody uses; the others as they come back.

        It is not waited for: a line that is dead would answer nothing, and take its time.
        """
        self.generation += 1
        await self.engine.dispose(close=False)
        while self.idle:
            self.idle.pop().terminate()
