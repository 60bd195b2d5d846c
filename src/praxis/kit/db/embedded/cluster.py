"""One PostgreSQL cluster on disk: made once, launched, asked whether it answers, stopped."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import structlog

from praxis.kit.db.embedded.errors import (
    InitdbFailed,
    ServerDidNotStop,
    StatementFailed,
)
from praxis.kit.db.embedded.folders import LOG, OLD_LOG, SHARED_ROOT, UNFINISHED_CLUSTER, Home
from praxis.kit.db.embedded.processes import (
    kill_orphans,
    postmaster,
    postmaster_lines,
    wait_until_gone,
)
from praxis.kit.db.embedded.programs import Programs, environment
from praxis.kit.db.embedded.sockets import (
    PORT,
    choose_socket_folder,
    remove_stale_sockets,
    sweep_socket_folder,
)
from praxis.kit.db.embedded.upgrading import finish_interrupted, upgrade_if_older

log = structlog.get_logger(__name__)

SUPERUSER = "praxis"
LOG_BYTES = 16 * 1024 * 1024
MEBIBYTE = 1024 * 1024
# What a backup's archive has not fetched yet is kept, but not until the disk is full.
UNFETCHED_LOG_BYTES = 4096 * MEBIBYTE
SOCKET_FOLDER_LINE = 4
STATUS_LINE = 7
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "max_slot_wal_keep_size": f"{UNFETCHED_LOG_BYTES // MEBIBYTE}MB",
    "jit": "off",
    "timezone": "UTC",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%a ",
    "log_checkpoints": "off",
    "log_lock_waits": "on",
    # Statements, errors and their details can hold patient data: none goes to a log. Whoever asked
    # is told of an error in full, and what the server says of itself ranks above errors.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
}

# Servers this process started and left to others, kept to be reaped if they end before it does.
_left_to_others: list[subprocess.Popen[bytes]] = []


class Answer(Enum):
    """What pg_isready's exit code says."""

    READY = 0
    STARTING = 1
    NONE = 2
    NOT_ASKED = 3

    @classmethod
    def _missing_(cls, value: object) -> "Answer":  # noqa: ARG003 - as enums ask
        """One that was killed has heard nothing; its code is the signal then."""
        return cls.NONE


class Cluster:
    def __init__(
        self,
        home: Home,
        programs: Programs,
        settings: Mapping[str, str],
        shared_root: Path = SHARED_ROOT,
    ) -> None:
        self._home = home
        self._shared_root = shared_root
        self._programs = programs
        self._settings = {**SETTINGS, "shared_buffers": shared_buffers(), **settings}
        self._child: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None

    def create_if_missing(self) -> None:
        """Make the cluster beside its place and move it there whole: none is met half made."""
        cluster = self._home.cluster
        if self.pid() is None:
            finish_interrupted(self._home)
        if cluster.exists():
            if self.pid() is None:
                upgrade_if_older(self._home, self._programs, self._shared_root, SUPERUSER)
            return
        unfinished = self._home.folder / UNFINISHED_CLUSTER
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        self._home.account.give(unfinished)
        self._initdb(unfinished)
        unfinished.rename(cluster)
        log.info("embedded.created", cluster=str(cluster))

    def _initdb(self, folder: Path) -> None:
        words = f"-D {{}} -U {SUPERUSER} --auth-local=trust --auth-host=reject --data-checksums"
        provider = "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
        filled = [word.format(folder) for word in f"{words} {provider}".split()]
        try:
            self._programs.run("initdb", *filled, account=self._home.account)
        except StatementFailed as error:
            raise InitdbFailed(folder, str(error)) from error

    def launch(self) -> None:
        """Start the server of a cluster that has none; does not wait for it to answer."""
        cluster = self._home.cluster
        kill_orphans(cluster)
        recorded = self._recorded_sockets()
        self._sockets = choose_socket_folder(self._home, self._sockets or recorded)
        if recorded is not None and recorded != self._sockets:
            sweep_socket_folder(recorded, self._home.account)
        # Left there, these make PostgreSQL believe in a pid that is a zombie's or another's by now.
        remove_stale_sockets(self._sockets)
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        self._spawn({**self._settings, "unix_socket_directories": str(self._sockets)})

    def _spawn(self, settings: Mapping[str, str]) -> None:
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        output = self._home.open_private(LOG, os.O_WRONLY | os.O_APPEND)
        try:
            self._child = subprocess.Popen(  # noqa: S603 - the program of the pinned wheel, no shell
                [self._programs.path("postgres"), "-D", str(self._home.cluster), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=environment(),
                umask=0o077,
                # Ctrl-C in the terminal is for Praxis, which then stops the server in good order.
                start_new_session=True,
                **self._home.account.child,
            )
        finally:
            os.close(output)

    def pid(self) -> int | None:
        if self._child is not None and self._child.poll() is None:
            return self._child.pid
        return postmaster(self._home.cluster)

    def sockets(self) -> Path | None:
        """The folder where the living server listens, once it does."""
        return self._recorded_sockets() if postmaster(self._home.cluster) else None

    def _recorded_sockets(self) -> Path | None:
        folder = self._recorded(SOCKET_FOLDER_LINE)
        return Path(folder) if folder else None

    def _recorded(self, line: int) -> str:
        lines = postmaster_lines(self._home.cluster)
        return lines[line].strip() if len(lines) > line else ""

    def answer(self) -> Answer:
        if (folder := self.sockets()) is None or not (status := self._recorded(STATUS_LINE)):
            return Answer.NONE
        # Whoever asks meanwhile is refused, and each refusal is a FATAL in the log.
        if status == "starting":
            return Answer.STARTING
        return Answer(self._ask("pg_isready", "-q", folder=folder).returncode)

    def has_database(self, name: str) -> bool:
        if (folder := self.sockets()) is None or self._recorded(STATUS_LINE) in {"", "starting"}:
            return False
        # Asked of a database that always exists: each refused connection is a FATAL in the log.
        query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"  # noqa: S608 - a name of ours
        return self._ask("psql", "-XAtc", query, folder=folder).stdout.strip() == "1"

    def create_database(self, name: str) -> None:
        if not self.has_database(name) and (folder := self.sockets()) is not None:
            made = self._ask("psql", "-Xc", f'CREATE DATABASE "{name}"', folder=folder)
            if made.returncode != 0:
                raise StatementFailed("CREATE DATABASE", made.stderr.strip())

    def _ask(self, program: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Raises `StatementFailed` if it does not end, as with a server that hangs."""
        where = ("-h", str(folder), "-p", str(PORT), "-U", SUPERUSER, "-d", "postgres")
        try:
            return self._programs.attempt(program, *where, *words)
        except subprocess.TimeoutExpired as error:
            raise StatementFailed(program, f"no end within {error.timeout:g} s") from None

    def stop(self, fast_seconds: float, immediate_seconds: float) -> None:
        """Fast shutdown, then immediate. Raises `ServerDidNotStop`."""
        if (pid := self.pid()) is None:
            return
        folder = self.sockets()
        for order, patience in ((signal.SIGINT, fast_seconds), (signal.SIGQUIT, immediate_seconds)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, order)
            if self._gone(pid, patience):
                if folder is not None:
                    sweep_socket_folder(folder, self._home.account)
                return
            log.warning("embedded.slow_stop", pid=pid, signal=order.name)
        raise ServerDidNotStop(pid, self._home.log_path)

    def _gone(self, pid: int, patience_seconds: float) -> bool:
        if self._child is None or self._child.pid != pid:
            return wait_until_gone(pid, self._home.cluster, patience_seconds)
        try:
            self._child.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def leave_running(self) -> None:
        """Leave the server to the others who use it; whoever leaves last stops it."""
        _left_to_others[:] = [child for child in _left_to_others if child.poll() is None]
        if self._child is not None:
            _left_to_others.append(self._child)
            self._child = None

    def log_tail(self, lines: int = 12) -> str:
        with (
            contextlib.suppress(OSError),
            os.fdopen(self._home.open_private(LOG, os.O_RDONLY), errors="replace") as file,
        ):
            return "".join(file.readlines()[-lines:]).rstrip()
        return "(no log)"

    def trim_log(self) -> None:
        """Keep one old piece of the log. The server appends, so that emptying the file is safe."""
        path = self._home.log_path
        if not path.exists() or path.stat().st_size <= LOG_BYTES:
            return
        old = self._home.open_private(OLD_LOG, os.O_WRONLY | os.O_TRUNC)
        new = self._home.open_private(LOG, os.O_RDWR)
        with os.fdopen(old, "wb") as target, os.fdopen(new, "rb+") as source:
            shutil.copyfileobj(source, target)
            source.truncate(0)


def shared_buffers() -> str:
    """A quarter of a gibibyte, or an eighth of the memory of a smaller machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{max(16, min(256, memory // 8 // MEBIBYTE))}MB"
