"""A folder of backups belongs to one key.

With a second one in it, half of what lies there could not be opened, nobody would see which, and
what a backup shares with those before it (files, the log) would not fit it.
"""

import os

from praxis.backup.errors import FolderOfAnotherKey
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey

MARK = "key.id"


def claim(folder: BackupFolder, key: BackupKey) -> None:
    """Have the folder be this key's. Raises `FolderOfAnotherKey`.

    A folder of an earlier release says whose it is by its backups.
    """
    path = folder.path / MARK
    try:
        owners = {path.read_text().strip()}
    except FileNotFoundError:
        owners = {one.key for one in folder.listed()}
    others = sorted(owners - {key.id})
    if others:
        raise FolderOfAnotherKey(folder.path, others[0], key.id)
    if not path.exists():
        draft = folder.path / f".{MARK}.{os.getpid()}"
        draft.write_text(f"{key.id}\n")
        draft.replace(path)


def is_claimed(folder: BackupFolder) -> bool:
    """Whether there is anything that a key was used for."""
    return (folder.path / MARK).exists() or bool(folder.whole())
