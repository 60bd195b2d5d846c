"""Which processes really are the PostgreSQL of one data folder.

A pid in a file proves nothing: it may be a zombie that nobody reaps, or by now somebody else's.
PostgreSQL's processes work inside their data folder, which tells them from all others.
"""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
NAME = "postgres"
POLL_SECONDS = 0.02


def postmaster(cluster: Path) -> int | None:
    """The pid of the living server of this cluster."""
    lines = postmaster_lines(cluster)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if serves(pid, cluster) else None


def postmaster_lines(cluster: Path) -> list[str]:
    """The lines of postmaster.pid; line 5 is the socket folder, line 8 what pg_ctl waits for."""
    try:
        return (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []


def serves(pid: int, cluster: Path) -> bool:
    """Whether `pid` lives and is a PostgreSQL process of this cluster."""
    return (
        _serves_by_proc(pid, cluster) if (PROC / "self").exists() else _serves_by_ps(pid, cluster)
    )


def _serves_by_proc(pid: int, cluster: Path) -> bool:
    process = PROC / str(pid)
    try:
        name, _, rest = (process / "stat").read_text(errors="replace").rpartition(")")
        if name.partition("(")[2] != NAME or rest.split()[0] in {"Z", "X"}:
            return False
        return _works_in(process, cluster)
    except (OSError, IndexError):
        return False


def _works_in(process: Path, cluster: Path) -> bool:
    try:
        return (process / "cwd").samefile(cluster)
    except PermissionError:
        # Root in a container without CAP_SYS_PTRACE may not ask where another user's process is.
        return os.fsencode(cluster) in (process / "cmdline").read_bytes().split(b"\0")


def _serves_by_ps(pid: int, cluster: Path) -> bool:
    ps = shutil.which("ps", path=os.defpath) or "ps"
    found = subprocess.run(  # noqa: S603 - a fixed program and a number
        [ps, "-o", "stat=,command=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    state, _, command = found.stdout.strip().partition(" ")
    return bool(state) and not state.startswith("Z") and str(cluster) in command


def kill_orphans(cluster: Path) -> None:
    """End children that outlived a killed server: while one lives, no new server may start."""
    if not (PROC / "self").exists():
        return
    pids = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    orphans = [pid for pid in pids if serves(pid, cluster)]
    for pid in orphans:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in orphans:
        wait_until_gone(pid, cluster, 5.0)


def wait_until_gone(pid: int, cluster: Path, patience_seconds: float) -> bool:
    deadline = time.monotonic() + patience_seconds
    while serves(pid, cluster):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
