"""Who looks after the backups of a data folder: one process, while it holds a locked file there.

The kernel drops the lock of a process that dies. A second `praxis serve` waits for it.
"""

import fcntl
import os
from pathlib import Path

LOCK = "backups.lock"


class Duty:
    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / LOCK
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Whether it is this process's now, until `leave` or its end."""
        if self._descriptor is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def leave(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_kept(data_dir: Path) -> bool:
    """Whether some process looks after the backups now."""
    if not (data_dir / LOCK).exists():
        return False
    duty = Duty(data_dir)
    taken = duty.take()
    duty.leave()
    return not taken
