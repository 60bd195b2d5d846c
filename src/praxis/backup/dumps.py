"""Writes out the dump of an external database, for pg_restore, and brings its files back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from praxis.backup import unfinished, uploads
from praxis.backup.choosing import Chosen
from praxis.backup.durable import put_secret, secret_file, sync_folder
from praxis.backup.errors import BackupError, TargetNotEmpty
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import Kind
from praxis.backup.moving import move_files, refuse_files, refuse_for_files
from praxis.backup.proof import check_files
from praxis.backup.room import ensure_room
from praxis.backup.sealed import DRAFT, telling_full_disks, unseal
from praxis.backup.take import DUMP_FILE, context
from praxis.backup.uploads import Lacking

MARK = "restore-dump.unfinished"


def write_dump(chosen: Chosen, key: BackupKey, target: Path, data_dir: Path) -> list[Lacking]:
    """The dump as pg_restore reads it, and the files of records; returns what these lack.

    Both get their places when they are whole; what one that was killed has left is swept away by
    the next. Raises `TargetNotEmpty`, `NotByRename`, `AnotherRuns` or another `BackupError`.
    """
    made, target = chosen.backup, target.absolute()
    if made.kind is not Kind.DUMP:
        raise BackupError(f"{made.name} is no dump: leave --dump out to restore it.")
    files, draft = data_dir / unfinished.FILES, data_dir / unfinished.FILES_DRAFT
    part = target.with_name(f"{target.name}{DRAFT}")
    with unfinished.locked(data_dir), _swept(data_dir):
        if target.exists():
            raise TargetNotEmpty(target)
        refuse_files(files)
        refuse_for_files(files)
        size = sum(file.size for file in made.uploads.values())
        ensure_room((target.parent, made.unpacked_size), (data_dir.absolute(), size))
        check_files(made, chosen.folder)
        shutil.rmtree(draft, ignore_errors=True)
        try:
            _unpack(chosen, key, part)
            lacking = uploads.bring_back(chosen.folder, key, draft, made.uploads)
            _place(part, target, draft, files)
        finally:
            part.unlink(missing_ok=True)
            shutil.rmtree(draft, ignore_errors=True)
    return lacking


def _unpack(chosen: Chosen, key: BackupKey, part: Path) -> None:
    name = chosen.backup.name
    path = chosen.folder.base / name / DUMP_FILE
    with telling_full_disks(part.parent), secret_file(part) as file:
        for piece in unseal(path, key, context(name, DUMP_FILE)):
            file.write(piece)


def _place(part: Path, target: Path, draft: Path, files: Path) -> None:
    """The files last: should it end in between, a dump is deleted, which can be had again.

    A file keeps its number when it is renamed: what others have put there has another.
    """
    put_secret(files.parent / MARK, f"{part.stat().st_ino} {target}".encode())
    if files.exists():
        # Only if it is empty, still.
        files.rmdir()
    part.rename(target)
    sync_folder(target.parent)
    move_files(draft, files)


@contextmanager
def _swept(data_dir: Path) -> Iterator[None]:
    """Without the dump of one that has not brought its files back: that before, or this one."""
    _sweep(data_dir)
    try:
        yield
    finally:
        _sweep(data_dir)


def _sweep(data_dir: Path) -> None:
    mark = data_dir / MARK
    if not mark.exists():
        return
    number, _, name = mark.read_text().partition(" ")
    target = Path(name)
    is_ours = name != "" and target.exists() and str(target.stat().st_ino) == number
    if is_ours and not (data_dir / unfinished.FILES).exists():
        target.unlink()
    mark.unlink()
    sync_folder(data_dir)
