"""Where the data lies: the folder that was wished for, or one that PostgreSQL's user can reach."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import structlog

from praxis.kit.db.embedded.account import (
    Account,
    account_of,
    running_account,
    unprivileged_account,
    user_name,
)
from praxis.kit.db.embedded.errors import (
    DataDirForeign,
    DataDirNotOurs,
    DataDirUnreachable,
    DataDirUnwritable,
)

log = structlog.get_logger(__name__)

SHARED_ROOT = Path("/var/lib/praxis")
CLUSTER = "cluster"
UNFINISHED_CLUSTER = "cluster.new"
# Of an older PostgreSQL: what it was carried over from, and the copy while that is made.
OLD_CLUSTER = "cluster.old"
UPGRADING_CLUSTER = "cluster.upgrading"
SOCKETS = "socket"
LOG = "postgres.log"
OLD_LOG = "postgres.log.1"
OWNER_LOCK = "owner.lock"
USERS_LOCK = "users.lock"
OURS = frozenset(
    {CLUSTER, UNFINISHED_CLUSTER, OLD_CLUSTER, UPGRADING_CLUSTER, SOCKETS, LOG, OLD_LOG}
    | {OWNER_LOCK, USERS_LOCK, "lost+found"}
)


@dataclass(frozen=True, slots=True)
class Home:
    """A prepared data folder and the user that PostgreSQL runs as in it."""

    folder: Path
    account: Account

    @property
    def cluster(self) -> Path:
        return self.folder / CLUSTER

    @property
    def log_path(self) -> Path:
        return self.folder / LOG

    def open_private(self, name: str, flags: int) -> int:
        """Open a file of the data folder, made with mode 0600 when it is missing.

        Never through a link: where root works in a folder of another user, a link laid there must
        not lead it to a file elsewhere.
        """
        path = self.folder / name
        flags |= os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            made = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return os.open(path, flags)
        folder_owner = self.folder.stat().st_uid
        if os.geteuid() == 0 and folder_owner != 0:
            os.fchown(made, folder_owner, -1)
        return made


def prepare(wished: Path, shared_root: Path = SHARED_ROOT) -> Home:
    """Make the data folder ready. Root may be led to a folder below `shared_root`; the log says so.

    Raises `DataDirNotOurs`, `DataDirForeign`, `DataDirUnreachable` or `DataDirUnwritable`.
    """
    wished = Path(os.path.realpath(wished))
    try:
        return _home_of_root(wished, shared_root) if os.geteuid() == 0 else _own_home(wished)
    except OSError as error:
        raise DataDirUnwritable(wished, error.strerror) from error


def _own_home(wished: Path) -> Home:
    account = running_account()
    wished.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (wished, wished / CLUSTER):
        if folder.exists() and (owner := folder.stat().st_uid) != account.uid:
            raise DataDirNotOurs(wished, user_name(owner))
    _refuse_strangers(wished)
    wished.chmod(0o700)
    return Home(wished, account)


def _home_of_root(wished: Path, shared_root: Path) -> Home:
    if wished.exists():
        _refuse_strangers(wished)
    if (owner := _data_owner(wished)) is not None:
        return _home_of_owner(wished, owner)
    account = unprivileged_account()
    substitute = shared_root / hashlib.sha256(os.fsencode(wished)).hexdigest()[:16]
    if (owner := _data_owner(substitute)) is not None:
        log.warning("embedded.elsewhere", wished=str(wished), used=str(substitute))
        return _home_of_owner(substitute, owner)
    standing = next(folder for folder in (wished, *wished.parents) if folder.exists())
    barrier = account.barrier(standing if standing != wished else wished.parent)
    if barrier is None:
        return _make_for(account, wished)
    log.warning(
        "embedded.elsewhere",
        wished=str(wished),
        used=str(substitute),
        why=f"{account.name} may not enter {barrier}",
    )
    return _make_for(account, substitute)


def _data_owner(folder: Path) -> int | None:
    """Whose data lies here: the owner of the cluster, or of a folder that root was given."""
    for path in (folder / CLUSTER, folder):
        if path.exists() and (uid := path.stat().st_uid) != 0:
            return uid
    return None


def _home_of_owner(folder: Path, owner: int) -> Home:
    account = account_of(owner)
    if (barrier := account.barrier(folder)) is not None:
        raise DataDirUnreachable(folder, barrier, account.name)
    return Home(folder, account)


def _make_for(account: Account, folder: Path) -> Home:
    """A folder that stays root's, so that PostgreSQL's user cannot lay traps in it for root."""
    for missing in reversed([path for path in folder.parents if not path.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(stat.S_IMODE(missing.stat().st_mode) | 0o111)
    if (barrier := account.barrier(folder.parent)) is not None:
        raise DataDirUnreachable(folder, barrier, account.name)
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, 0, account.gid)
    folder.chmod(0o710)
    return Home(folder, account)


def _refuse_strangers(folder: Path) -> None:
    for entry in sorted(folder.iterdir()):
        if entry.name not in OURS:
            raise DataDirForeign(folder, entry.name)
