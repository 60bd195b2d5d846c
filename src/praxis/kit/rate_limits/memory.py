"""Counts of requests in this process, for the strategies of `limits`."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from limits.aio.storage import MemoryStorage

MOST_KEYS = 50_000


@dataclass(slots=True)
class _Count:
    """Of one key: how much in the window under way, and how much in the one before it."""

    window: int
    expiry: int
    current: int = 0
    previous: int = 0

    def advance(self, window: int) -> None:
        if window != self.window:
            self.previous = self.current if window == self.window + 1 else 0
            self.current = 0
            self.window = window

    def weighted(self, into_window: float) -> float:
        """The window before counts for the part of it that a window ending now would cover."""
        return self.previous * (1 - into_window) + self.current


class BoundedMemory(MemoryStorage):
    """Sliding windows without a task and a lock for each request, for at most so many keys.

    The library's own memory looks through all keys with every request, and keeps as many as there
    are addresses. Here nothing is awaited between reading a count and writing it, so that nothing
    need be locked.
    """

    STORAGE_SCHEME = ["async+bounded-memory"]  # noqa: RUF012 -- as the library declares it

    def __init__(self, *, most_keys: int = MOST_KEYS, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._counts: dict[str, _Count] = {}
        self._most_keys = most_keys
        self._now = now

    def __len__(self) -> int:
        return len(self._counts)

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        window, into = divmod(self._now() / expiry, 1)
        count = self._counts.get(key)
        if count is None:
            if len(self._counts) >= self._most_keys:
                self._make_room()
            count = self._counts[key] = _Count(int(window), expiry)
        else:
            count.advance(int(window))
        if floor(count.weighted(into)) + amount > limit:
            return False
        count.current += amount
        return True

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Counts and seconds left of the window before and of the one under way."""
        window, into = divmod(self._now() / expiry, 1)
        count = self._counts.get(key)
        if count is None:
            return 0, 0.0, 0, 0.0
        count.advance(int(window))
        left = (1 - into) * expiry
        return count.previous, left, count.current, left + expiry

    def room(self, key: str, limit: int, expiry: int) -> tuple[int, float]:
        """How many more there is room for, at least, in how many seconds of the window."""
        window, into = divmod(self._now() / expiry, 1)
        left = (1 - into) * expiry
        count = self._counts.get(key)
        if count is None:
            return limit, left
        count.advance(int(window))
        return max(0, limit - floor(count.weighted(into))), left

    async def clear_sliding_window(self, key: str, expiry: int) -> None:  # noqa: ARG002
        self._counts.pop(key, None)

    async def reset(self) -> int | None:
        forgotten = len(self._counts)
        self._counts.clear()
        return forgotten

    def _make_room(self) -> None:
        """Forget what is over; if that is little, those that came first, too."""
        now = self._now()
        self._counts = {
            key: count
            for key, count in self._counts.items()
            if int(now / count.expiry) <= count.window + 1
        }
        excess = len(self._counts) - self._most_keys * 9 // 10
        for key in list(self._counts)[: max(0, excess)]:
            del self._counts[key]
