"""Which of several processes does what one alone need do, agreed through a locked file.

The kernel drops the lock of a process that dies, however it died. Whoever has no share of the data
folder, like another machine, leads for itself: what leaders do may be done twice, it is waste.
"""

import asyncio
import fcntl
import hashlib
import os
from datetime import timedelta
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

PAUSE = timedelta(seconds=1)


class Leader:
    """One process of those that have this data folder and this database in common."""

    def __init__(self, folder: Path, dsn: str) -> None:
        name = hashlib.sha256(dsn.encode()).hexdigest()[:16]
        self._path = folder / f"leader-{name}.lock"
        self._descriptor: int | None = None

    async def elected(self) -> None:
        """Return once nobody else leads; then this process does, until `resign` or its end."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            while not self._lock(self._descriptor):  # noqa: ASYNC110 -- held by another process
                await asyncio.sleep(PAUSE.total_seconds())
        except OSError as error:
            # A folder without locks: better done by all than by none.
            log.warning("leader.no_lock", cause=type(error).__name__)

    def resign(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @staticmethod
    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
