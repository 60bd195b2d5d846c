"""A folder of backups belongs to one key.

With a second one in it, half of what lies there could not be opened, nobody would see which, and
what a backup shares with those before it (files, the log) would not fit it.
"""

import os

from praxis.backup.durable import sync_folder, synced_file
from praxis.backup.errors import FolderOfAnotherKey
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey

MARK = "key.id"


def claim(folder: BackupFolder, key: BackupKey) -> None:
    """Have the folder be this key's. Raises `FolderOfAnotherKey`.

    A folder of an earlier release says whose it is by its backups.
    """
    marked = _marked(folder)
    owners = {one.key for one in folder.listed()} if marked is None else {marked}
    others = sorted(owners - {key.id})
    if others:
        raise FolderOfAnotherKey(folder.path, others[0], key.id)
    if marked is None:
        draft = folder.path / f".{MARK}.{os.getpid()}"
        with synced_file(draft) as file:
            file.write(f"{key.id}\n".encode())
        draft.replace(folder.path / MARK)
        sync_folder(folder.path)


def _marked(folder: BackupFolder) -> str | None:
    """The key that it says; a mark that a power cut has emptied is none."""
    try:
        said = (folder.path / MARK).read_bytes()
    except FileNotFoundError:
        return None
    return said.strip(b"\0 \n").decode(errors="replace") or None


def is_claimed(folder: BackupFolder) -> bool:
    """Whether there is anything that a key was used for."""
    return _marked(folder) is not None or bool(folder.whole())
