"""The system user that PostgreSQL runs as. PostgreSQL refuses root; nobody's home is changed."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from praxis.kit.db.embedded.errors import NoUnprivilegedUser

PREFERRED = ("praxis", "postgres", "nobody")


class ChildIdentity(TypedDict):
    """The part of `subprocess.Popen`'s arguments that says as whom."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int
    switched: bool

    @property
    def name(self) -> str:
        return user_name(self.uid)

    @property
    def child(self) -> ChildIdentity:
        if not self.switched:
            return {"user": None, "group": None, "extra_groups": None}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def barrier(self, path: Path) -> Path | None:
        """The first folder on the way to `path`, or itself, that this user may not enter."""
        for folder in (*reversed(path.parents), path):
            if not self.may(folder, stat.S_IXOTH):
                return folder
        return None

    def may(self, path: Path, others_bits: int) -> bool:
        """Whether the mode of `path` gives these bits, written as for others, to this user."""
        if not self.switched:
            return os.access(path, others_bits)
        try:
            found = path.stat()
        except OSError:
            return False
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return (found.st_mode >> shift) & others_bits == others_bits

    def give(self, path: Path) -> None:
        if self.switched:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def running_account() -> Account:
    return Account(os.geteuid(), os.getegid(), switched=False)


def account_of(uid: int) -> Account:
    try:
        gid = pwd.getpwuid(uid).pw_gid
    except KeyError:
        gid = uid
    return Account(uid, gid, switched=True)


def unprivileged_account() -> Account:
    for name in PREFERRED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return Account(found.pw_uid, found.pw_gid, switched=True)
    raise NoUnprivilegedUser(PREFERRED)
