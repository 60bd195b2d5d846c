import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """So many at a time for each key; others wait for their turn, in the order they came."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._doors: dict[bytes, asyncio.Semaphore] = {}
        self._there: Counter[bytes] = Counter()

    def __len__(self) -> int:
        return len(self._doors)

    @asynccontextmanager
    async def of(self, key: bytes) -> AsyncIterator[None]:
        door = self._doors.setdefault(key, asyncio.Semaphore(self._at_once))
        self._there[key] += 1
        try:
            async with door:
                yield
        finally:
            self._there[key] -= 1
            if not self._there[key]:
                del self._there[key], self._doors[key]
