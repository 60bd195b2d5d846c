"""Taking connections out of the engine's pool without the engine's own wrapping.

A hand-written statement needs the driver's connection and nothing else; what SQLAlchemy builds
around one costs more than a small statement itself. Only who asks for a session gets one made.
"""

from typing import cast

from sqlalchemy import Connection, PoolProxiedConnection, QueuePool
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.util import greenlet_spawn

from praxis.kit.db.types import SqlConnection


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


async def take(engine: AsyncEngine) -> Checkout:
    """A connection of the engine's pool; waits for one, or makes one, as the pool is told to."""
    pool = cast("QueuePool", engine.sync_engine.pool)
    if pool.checkedin():
        try:
            return Checkout(engine, pool.connect())
        except MissingGreenlet:
            # It was closed meanwhile, and another one must be made.
            pass
    return Checkout(engine, await greenlet_spawn(pool.connect))
