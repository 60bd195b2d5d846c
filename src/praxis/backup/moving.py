"""What is restored gets its place by a rename, all at once: seen before the work whether it can."""

import errno
from pathlib import Path

from praxis.backup.durable import sync_folder
from praxis.backup.errors import NotByRename, TargetNotEmpty
from praxis.kit.db.embedded.folders import UNFINISHED_CLUSTER, Home

# One that PostgreSQL's folder may hold, should this be killed in the middle.
PROBE = UNFINISHED_CLUSTER


def refuse_other_disks(home: Home, target: Home, files: Path) -> None:
    """Raises `NotByRename` where the data of `home` cannot go to `target`, or files to `files`."""
    refuse_for_files(files)
    if not _can_move(home.folder, target.folder):
        raise NotByRename(target.folder)


def refuse_for_files(files: Path) -> None:
    """The same for files alone. Their folder need not be there, and is empty."""
    if files.is_symlink() or (files.exists() and not _can_move(files.parent, files)):
        raise NotByRename(files)


def refuse_files(files: Path) -> None:
    """Raises `TargetNotEmpty` where there are any."""
    if files.exists() and any(files.iterdir()):
        raise TargetNotEmpty(files)


def move_files(draft: Path, files: Path) -> None:
    """Into the place of a folder that is still empty, if it is there."""
    if files.exists():
        files.rmdir()
    draft.rename(files)
    sync_folder(files.parent)


def _can_move(source: Path, target: Path) -> bool:
    """By trying: a folder that is bound to a second place has the number of its disk there, too."""
    probe, moved = source / PROBE, target / PROBE
    probe.mkdir(mode=0o700, exist_ok=True)
    try:
        probe.rename(moved)
    except OSError as error:
        probe.rmdir()
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY}:
            # Of a server whose first start was cut off.
            return True
        if error.errno == errno.EXDEV:
            return False
        raise
    moved.rmdir()
    return True
