"""Whose the data folder is: what root makes in that of another user, that user cannot read."""

import os
import pwd
import shlex
import sys
from pathlib import Path

from praxis.cli.terminal import fail
from praxis.kit.db.embedded.account import user_name


def refuse_root(folder: Path) -> None:
    """End the program, with the line to run instead, where root works in another's `folder`."""
    if (said := of_another(folder)) is not None:
        fail(said, code=2)


def of_another(folder: Path) -> str | None:
    """What to say to root where `folder` is another user's; None where there is nothing to say.

    Keys, backups and restored files that root makes are root's alone: a server of that user would
    find its own keys locked, and each of its backups would fail.
    """
    if os.geteuid() != 0 or not folder.exists():
        return None
    owner = folder.stat().st_uid
    if owner == 0:
        return None
    return (
        f"{folder} belongs to {user_name(owner)}, who could not read what root makes in it. "
        f"Run this instead: {_line(owner)}"
    )


def _line(owner: int) -> str:
    """The same command, as that user; the environment goes with it."""
    try:
        become = ["runuser", "-u", pwd.getpwuid(owner).pw_name, "--"]
    except KeyError:
        become = ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups", "--"]
    program = [sys.argv[0]]
    if Path(sys.argv[0]).suffix == ".py":
        program = [sys.executable, "-m", "praxis.cli"]
    return shlex.join([*become, *program, *sys.argv[1:]])
