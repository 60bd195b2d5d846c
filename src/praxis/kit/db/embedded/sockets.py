"""The folder of PostgreSQL's socket: only its user (and root) may enter, and its name is short."""

import os
import re
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from praxis.kit.db.embedded.account import Account
from praxis.kit.db.embedded.errors import SocketFolderMissing
from praxis.kit.db.embedded.folders import SOCKETS, Home

PORT = 5432
SOCKET_FILE = f".s.PGSQL.{PORT}"
# sockaddr_un holds 104 bytes on macOS and the BSDs, 108 on Linux, with the closing NUL.
LONGEST_FOLDER = 103 - len(f"/{SOCKET_FILE}")
# What needs no quoting in unix_socket_directories, and is one host to every client library.
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")
TEMPORARY_PREFIX = "praxis-"


def choose_socket_folder(home: Home, previous: Path | None) -> Path:
    """`socket` in the data folder, else `previous` if still safe, else a new temporary folder.

    A temporary one has a random name: a fixed name there could be taken by another user first.
    """
    natural = home.folder / SOCKETS
    if _fits(natural):
        return _made_private(natural, home.account)
    if previous is not None and _fits(previous) and _is_private(previous, home.account):
        return previous
    tried = tuple(dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))))  # noqa: S108 - mkdtemp makes the name
    for base in tried:
        if _fits(base / f"{TEMPORARY_PREFIX}12345678") and home.account.barrier(base) is None:
            with suppress(OSError):
                made = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=base))
                home.account.give(made)
                return made
    raise SocketFolderMissing(tried)


def sweep_socket_folder(folder: Path, account: Account) -> None:
    """Take away what a server that is gone left behind; a temporary folder goes altogether."""
    if not _is_private(folder, account):
        return
    if folder.name.startswith(TEMPORARY_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)
        return
    remove_stale_sockets(folder)


def remove_stale_sockets(folder: Path) -> None:
    for name in (SOCKET_FILE, f"{SOCKET_FILE}.lock"):
        (folder / name).unlink(missing_ok=True)


def _fits(folder: Path) -> bool:
    text = str(folder)
    return len(os.fsencode(text)) <= LONGEST_FOLDER and PLAIN.fullmatch(text) is not None


def _made_private(folder: Path, account: Account) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    account.give(folder)
    return folder


def _is_private(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == account.uid
        and stat.S_IMODE(found.st_mode) & 0o077 == 0
    )
