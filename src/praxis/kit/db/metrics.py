"""How much of the pool of connections is in use."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import cast

from prometheus_client import Gauge
from sqlalchemy import QueuePool

from praxis.kit.db.checkout import Connections
from praxis.kit.telemetry.registry import FOLDER_VARIABLE, REGISTRY

EVERY_SECONDS = 5.0


def _gauge(name: str, meaning: str) -> Gauge:
    # Of several processes: what those have together that are alive.
    return Gauge(name, meaning, registry=REGISTRY, multiprocess_mode="livesum")


SIZE = _gauge("praxis_pool_connections", "Connections to the database that there may be")
IN_USE = _gauge("praxis_pool_connections_in_use", "Connections that do something just now")
WAITING = _gauge("praxis_pool_waiting", "Operations that wait for a connection")


def measure_pool(connections: Connections) -> None:
    pool = cast("QueuePool", connections.engine.sync_engine.pool)
    SIZE.set(pool.size())
    IN_USE.set(pool.checkedout())
    WAITING.set(connections.waiting)


@asynccontextmanager
async def pool_measured(connections: Connections) -> AsyncIterator[None]:
    """Say now and then how the pool is, where another process may be the one that is asked."""
    if FOLDER_VARIABLE not in os.environ:
        yield
        return
    task = asyncio.create_task(_measure_again_and_again(connections), name="pool.measure")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _measure_again_and_again(connections: Connections) -> None:
    while True:
        measure_pool(connections)
        await asyncio.sleep(EVERY_SECONDS)
