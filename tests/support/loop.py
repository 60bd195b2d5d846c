"""How long the event loop is held up."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def longest_stall(work: Callable[[], Awaitable[None]]) -> float:
    """The longest time in seconds that a task which sleeps 1 ms waited during `work`."""
    working = asyncio.ensure_future(work())
    longest = 0.0
    while not working.done():
        started = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - started)
    await working
    return longest
