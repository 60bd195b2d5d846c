"""Where backups lie: base backups by name, one pool of uploads, the write-ahead log of each run.

base/<time>-<random>/    one backup: manifest.json and its sealed files
uploads/<key>.sealed     files of records and photos, which never change; shared by all backups
wal/<archive>/           what was written since, segment by segment
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from praxis.backup import manifest as manifests
from praxis.backup.durable import sync_folder
from praxis.backup.errors import AnotherRuns, BackupError
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import MANIFEST, Manifest
from praxis.backup.sealed import DRAFT, SUFFIX

UNFINISHED = ".unfinished-"
LOCK = "backup.lock"
# Some may be whole, and only their proof was cut off.
UNPROVEN_KEPT = 2
LEFT_FOR_SECONDS = 24 * 3600.0


class BackupFolder:
    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.base = self.path / "base"
        self.uploads = self.path / "uploads"
        self.wal = self.path / "wal"

    def make(self) -> None:
        for folder in (self.path, self.base, self.uploads, self.wal):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One backup at a time; the kernel drops the lock of one that dies.

        What such a one left unfinished is swept away. Raises `AnotherRuns`.
        """
        self.make()
        descriptor = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AnotherRuns(self.path) from None
            # By the clock of the disk, which also times the files.
            os.utime(descriptor)
            self._sweep(os.fstat(descriptor).st_mtime)
            yield
        finally:
            os.close(descriptor)

    def is_busy(self) -> bool:
        """Whether somebody makes or proves a backup here now."""
        try:
            descriptor = os.open(self.path / LOCK, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _sweep(self, now: float) -> None:
        for left in self.base.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        # Of others that write here now the drafts are younger.
        for place in (self.uploads, self.wal):
            for draft in place.rglob(f".*{DRAFT}"):
                with suppress(FileNotFoundError):
                    if now - draft.stat().st_mtime > LEFT_FOR_SECONDS:
                        draft.unlink()

    @contextmanager
    def unfinished(self, now: datetime) -> Iterator[Path]:
        """A folder that gets its place and name only when the block ends well."""
        name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        draft = self.base / f"{UNFINISHED}{name}"
        draft.mkdir(mode=0o700)
        try:
            yield draft
            sync_folder(draft)
            draft.rename(self.base / name)
            sync_folder(self.base)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def delete(self, name: str) -> None:
        """Delete a backup; if that is cut off, the rest is swept as of an unfinished one."""
        gone = self.base / f"{UNFINISHED}{name}"
        (self.base / name).rename(gone)
        sync_folder(self.base)
        shutil.rmtree(gone)

    def whole(self) -> list[Path]:
        """The backups that are here, the oldest first."""
        if not self.base.exists():
            return []
        return sorted(
            path
            for path in self.base.iterdir()
            if not path.name.startswith(".") and (path / MANIFEST).exists()
        )

    def listed(self) -> list[Manifest]:
        """What those that can be read say of themselves, the oldest first."""
        return self._readable(manifests.peek)

    def signed(self, key: BackupKey) -> list[Manifest]:
        """The same, of this key alone: others who can write there have put none of it there."""
        return self._readable(lambda path: manifests.read(path, key))

    def _readable(self, read: Callable[[Path], Manifest]) -> list[Manifest]:
        found = []
        for path in self.whole():
            try:
                found.append(read(path))
            except BackupError:
                continue
        return sorted(found, key=lambda one: one.ended_at)

    def upload_path(self, key: str) -> Path:
        return self.uploads / f"{key}{SUFFIX}"

    def upload_keys(self) -> set[str]:
        if not self.uploads.exists():
            return set()
        return {
            path.relative_to(self.uploads).as_posix().removesuffix(SUFFIX)
            for path in self.uploads.rglob(f"*{SUFFIX}")
            if not path.name.startswith(".")
        }


def name_of(draft: Path) -> str:
    return draft.name.removeprefix(UNFINISHED)


def has_start(kept: Sequence[Manifest], archive: str | None) -> bool:
    """Whether one of these is proven and leads on to what is written now, into this archive."""
    return archive is not None and any(one.is_proven and one.archive == archive for one in kept)


def outdated(kept: Iterable[Manifest], keep: int, latest: datetime) -> list[Manifest]:
    """Those to delete so that `keep` proven ones are left, and the last few of the others.

    Those that are not proven come every hour: they must not push out what can be restored. Nor must
    those that ended after the `latest` time there can be: they are of a clock that was ahead.
    """
    kept = sorted(kept, key=lambda one: (one.ended_at <= latest, one.ended_at))
    proven = [one for one in kept if one.is_proven]
    others = [one for one in kept if not one.is_proven]
    few = UNPROVEN_KEPT if proven else keep
    spare = proven[: max(0, len(proven) - keep)] + others[: max(0, len(others) - few)]
    return sorted(spare, key=lambda one: one.ended_at)


def last_due(now: datetime, hour: int, *, local: datetime) -> datetime:
    """The last time it was `hour` o'clock, where it is `local` now."""
    due = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if due > local:
        due -= timedelta(days=1)
    return min(now, due.astimezone(UTC))
