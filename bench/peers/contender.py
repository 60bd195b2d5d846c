"""What both sides can be asked for, and how they are kept from disturbing each other."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Protocol

import psutil

from bench.peers.agenda import Visit
from bench.peers.client import Line


class Contender(Protocol):
    """A running system with a practice in it."""

    @property
    def base_url(self) -> str: ...
    @property
    def pid(self) -> int:
        """The process above all that answer."""

    async def search(self, line: Line, doctor: int, day: date) -> list[str]:
        """The free times of that day, like 09:15, as patients are told them."""

    async def book(self, line: Line, visit: Visit) -> bool:
        """What is sent so that the visit exists; whether it then does."""

    async def book_whole(self, line: Line, visit: Visit) -> None:
        """The same with all the pages that a browser shows on the way."""

    async def settle(self) -> None:
        """Wait until nothing that bookings caused is left to do."""

    async def count(self) -> int:
        """How many visits its database holds."""


@contextmanager
def asleep(others: Sequence[Contender]) -> Iterator[None]:
    """Let the others sleep: what they do on their own costs the database time, too."""
    pids = [pid for other in others for pid in _family(other.pid)]
    _tell(pids, signal.SIGSTOP)
    try:
        yield
    finally:
        _tell(pids, signal.SIGCONT)


def _family(pid: int) -> list[int]:
    root = psutil.Process(pid)
    return [root.pid, *(child.pid for child in root.children(recursive=True))]


def _tell(pids: Sequence[int], order: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, order)
