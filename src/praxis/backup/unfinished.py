"""What says that a practice is being restored here, also after a power cut.

Until a restore has ended, nothing may start on what lies there and take it for a practice; and what
an interrupted one has put in its place already is no obstacle to the next.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from praxis.backup.durable import sync_folder, synced_file
from praxis.backup.errors import AnotherRuns, RestoreUnfinished
from praxis.backup.scratch import settle

LOCK = "restore.lock"
MARK = "restore.unfinished"
BEGUN = b"begun\n"
PLACING = b"placing "
FILES = "attachments"
FILES_DRAFT = "attachments.restoring"


class Mark:
    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._path = data_dir / MARK

    def begun(self) -> None:
        self._write(BEGUN)

    def placing(self, draft: Path) -> None:
        """From here on this folder, once it is in the place of files, is ours to take back.

        A folder keeps its number when it is renamed: what others have put there has another.
        """
        self._write(_placing(draft))

    def _write(self, state: bytes) -> None:
        draft = self._data_dir / f".{MARK}.part"
        with synced_file(draft) as file:
            file.write(state)
        draft.replace(self._path)
        sync_folder(self._data_dir)

    def sweep(self, cluster: Path) -> None:
        """Away with the files that one which did not end had put in their place."""
        if not self._path.exists():
            return
        files = self._data_dir / FILES
        is_ours = files.exists() and self._path.read_bytes() == _placing(files)
        if is_ours and not cluster.exists():
            shutil.rmtree(files, ignore_errors=True)
        self._path.unlink()
        sync_folder(self._data_dir)


def _placing(files: Path) -> bytes:
    return PLACING + f"{files.stat().st_ino}\n".encode()


@contextmanager
def alone(data_dir: Path, cluster: Path) -> Iterator[Mark]:
    """One restore at a time. Raises `AnotherRuns`."""
    with locked(data_dir):
        mark = Mark(data_dir)
        mark.sweep(cluster)
        try:
            yield mark
        finally:
            # One that fails cleans up after itself; one that is killed leaves its mark.
            mark.sweep(cluster)


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """The kernel drops the lock of one that dies. Raises `AnotherRuns`."""
    descriptor = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherRuns(data_dir) from None
        yield
    finally:
        os.close(descriptor)


def refuse_unfinished(data_dir: Path) -> None:
    """Raises `RestoreUnfinished` where a restore has begun and not ended."""
    path = data_dir / MARK
    if not path.exists():
        return
    if path.read_bytes().startswith(PLACING) and settle(data_dir / "postgres").cluster.exists():
        # All was in its place when it was killed.
        return
    raise RestoreUnfinished(data_dir)
