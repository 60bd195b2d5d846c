"""Who may start and stop the server of one data folder, agreed through two locked files.

Whoever uses the server holds `users.lock` shared; one of them holds `owner.lock` and starts, adopts
or restarts the server. Who leaves stops the server only if nobody else is using it. The kernel
drops the locks of a process that dies, so no file ever needs to be cleaned up, and none is.
"""

import fcntl
import os
from typing import Self

from praxis.kit.db.embedded.folders import OWNER_LOCK, USERS_LOCK, Home


class Ownership:
    def __init__(self, home: Home) -> None:
        self._owner_fd = home.open_private(OWNER_LOCK, os.O_RDWR)
        self._users_fd = home.open_private(USERS_LOCK, os.O_RDWR)
        self.owned = False

    def join(self) -> bool:
        """Become a user; False while the last one is just stopping the server."""
        return _lock(self._users_fd, fcntl.LOCK_SH)

    def try_own(self) -> bool:
        if not self.owned and _lock(self._owner_fd, fcntl.LOCK_EX):
            self.owned = True
            os.ftruncate(self._owner_fd, 0)
            os.pwrite(self._owner_fd, str(os.getpid()).encode(), 0)
        return self.owned

    def owner_pid(self) -> str:
        return os.pread(self._owner_fd, 20, 0).decode("ascii", "replace") or "unknown"

    def leave(self) -> bool:
        """Stop being a user; True if no other is left, and the server is then the caller's to stop.

        Two who leave at once must not each count on the other: after giving up `owner.lock` the
        leaver looks again, since one who left before that found it taken.
        """
        _unlock(self._users_fd)
        while self.try_own():
            if _lock(self._users_fd, fcntl.LOCK_EX):
                return True
            self._disown()
            if not _lock(self._users_fd, fcntl.LOCK_EX):
                return False
            _unlock(self._users_fd)
        return False

    def close(self) -> None:
        os.close(self._owner_fd)
        os.close(self._users_fd)
        self.owned = False

    def _disown(self) -> None:
        _unlock(self._owner_fd)
        self.owned = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unlock(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_UN)
