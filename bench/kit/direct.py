"""The product's own functions in this process, over one connection, as a server has them."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar
from uuid import UUID

import uvloop

from bench.kit.errors import BenchError
from praxis.kit.db.database import Database, Reader
from praxis.scheduling.slots.search import SlotsAsked, WindowAsked
from praxis.settings.groups import SchedulingSettings

T = TypeVar("T")
Operation = Callable[[Reader], Awaitable[object]]
Whole = Callable[[Database], Awaitable[object]]

# The least that one can ask of a database: one row by its key, through the same driver.
PROBE = "SELECT id FROM appointments WHERE id = $1"


class Direct:
    """Runs operations one at a time on the one connection of a pool of the product's."""

    def __init__(self, dsn: str) -> None:
        # The loop that uvicorn takes.
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._database = Database(dsn, pool_size=1)

    def timed(self, operations: Iterable[Operation]) -> list[float]:
        """The milliseconds that each took."""
        return self._runner.run(self._timed(operations))

    async def _timed(self, operations: Iterable[Operation]) -> list[float]:
        found = []
        async with self._database.reading() as reader:
            for operation in operations:
                begun = time.perf_counter()
                await operation(reader)
                found.append((time.perf_counter() - begun) * 1000)
        return found

    def timed_whole(self, operations: Iterable[Whole]) -> list[float]:
        """The same of operations that take their connection themselves, as those that write."""
        return self._runner.run(self._timed_whole(operations))

    async def _timed_whole(self, operations: Iterable[Whole]) -> list[float]:
        found = []
        for operation in operations:
            begun = time.perf_counter()
            await operation(self._database)
            found.append((time.perf_counter() - begun) * 1000)
        return found

    def once(self, operation: Callable[[Reader], Awaitable[T]]) -> T:
        """What one operation answers."""

        async def run() -> T:
            async with self._database.reading() as reader:
                return await operation(reader)

        return self._runner.run(run())

    def close(self) -> None:
        self._runner.run(self._database.close())
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def probes(visits: int, count: int, chance: random.Random) -> list[Operation]:
    """Reads of random rows by their primary key."""

    def probe(key: int) -> Operation:
        return lambda reader: reader.sql.fetchrow(PROBE, key)

    return [probe(chance.randint(1, visits)) for _ in range(count)]


def asked(visit_type_uid: UUID, days: int, location_uid: UUID | None = None) -> SlotsAsked:
    """The question for so many days from now on, as the endpoint puts it."""
    now = datetime.now(UTC)
    longest = SchedulingSettings().max_slot_window
    window = WindowAsked(now, now + timedelta(days=days), None, now, longest)
    return SlotsAsked(visit_type_uid, location_uid, window)


def must_offer(slots: Sequence[object], what: str, *, count: int = 1) -> None:
    """Raises `BenchError` where fewer times are offered: who finds nothing is soon done."""
    if len(slots) < count:
        raise BenchError(f"{len(slots)} of {count} free times were found: {what}.")


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Round by round."""
    return [one / other for one, other in zip(above, below, strict=True)]
