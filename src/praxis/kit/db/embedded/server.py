"""Praxis's own PostgreSQL: started with the first process that needs it, stopped with the last."""

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import quote

import structlog

from praxis.kit.db.embedded.cluster import SUPERUSER, Answer, Cluster
from praxis.kit.db.embedded.errors import (
    EmbeddedServerError,
    NotStarted,
    ServerDidNotStart,
    ServerSilent,
)
from praxis.kit.db.embedded.folders import SHARED_ROOT, Home, prepare
from praxis.kit.db.embedded.ownership import Ownership
from praxis.kit.db.embedded.programs import Programs, find_programs
from praxis.kit.db.embedded.sockets import PORT

log = structlog.get_logger(__name__)

DATABASE = "praxis"
POLL_SECONDS = 0.03
WATCH_SECONDS = 1.0
# Replaying the log after a crash may take long and must not be interrupted.
RECOVERY_SECONDS = 900.0
# Children of a killed server end by themselves within a moment where they cannot be killed.
LAUNCHES = 3
RELAUNCH_SECONDS = 1.0


class EmbeddedServer:
    """A PostgreSQL on a Unix socket, with its data, log and socket in `data_dir`.

    Several processes may use one folder at once: the first starts the server (or adopts one that a
    killed process left), the others attach, and whoever leaves last stops it. While it is used, a
    server that dies is started again. As root it runs as an unprivileged user, with data below
    `shared_root` if that user cannot reach `data_dir`. `settings` override PostgreSQL's.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        shared_root: Path = SHARED_ROOT,
        settings: Mapping[str, str] | None = None,
        answer_seconds: float = 60.0,
        stop_seconds: float = 30.0,
    ) -> None:
        self._wished = data_dir
        self._shared_root = shared_root
        self._settings = settings or {}
        self._answer_seconds = answer_seconds
        self._stop_seconds = stop_seconds
        self._use: _Use | None = None

    def start(self) -> Self:
        """Return once the database `praxis` answers. Raises an `EmbeddedServerError`."""
        if self._use is None:
            home = prepare(self._wished, self._shared_root)
            programs = find_programs(home.account, self._shared_root)
            cluster = Cluster(home, programs, self._settings, self._shared_root)
            use = _Use(home, programs, cluster, self._answer_seconds, self._stop_seconds)
            use.begin()
            self._use = use
        return self

    def stop(self) -> None:
        """Leave the server, and stop it if no other process uses it."""
        use, self._use = self._use, None
        if use is not None:
            use.end()

    def dsn(self, database: str = DATABASE) -> str:
        """The address for asyncpg, SQLAlchemy and libpq."""
        host = quote(str(self._started.sockets), safe="/")
        return f"postgresql:///{quote(database)}?host={host}&port={PORT}&user={SUPERUSER}"

    @property
    def data_dir(self) -> Path:
        """Where the data lies in fact."""
        return self._started.home.folder

    @property
    def log_path(self) -> Path:
        return self._started.home.log_path

    @property
    def programs(self) -> Path:
        """The folder of psql, pg_dump, pgbench and the others."""
        return self._started.programs.folder

    @property
    def owns(self) -> bool:
        """Whether this process is the one that starts and restarts the server."""
        return self._started.ownership.owned

    @property
    def _started(self) -> "_Use":
        if self._use is None:
            raise NotStarted
        return self._use

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Use:
    """One stay with the server, from joining to leaving."""

    def __init__(
        self,
        home: Home,
        programs: Programs,
        cluster: Cluster,
        answer_seconds: float,
        stop_seconds: float,
    ) -> None:
        self.home = home
        self.programs = programs
        self.ownership = Ownership(home)
        self.sockets = home.folder
        self._cluster = cluster
        self._answer_seconds = answer_seconds
        self._stop_seconds = stop_seconds
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="embedded-postgres", daemon=True)

    def begin(self) -> None:
        try:
            self._join()
            self._settle()
        except BaseException:
            self.end()
            raise
        self._watcher.start()

    def end(self) -> None:
        self._ending.set()
        if self._watcher.is_alive():
            self._watcher.join()
        with self.ownership:
            if self.ownership.leave():
                self._cluster.stop(self._stop_seconds, immediate_seconds=15.0)
            else:
                self._cluster.leave_running()

    def _join(self) -> None:
        deadline = time.monotonic() + self._answer_seconds
        while not self.ownership.join():
            self._pause(deadline)

    def _settle(self) -> None:
        """Own the server and bring it up, or wait until its owner has."""
        deadline = time.monotonic() + self._answer_seconds
        while not self.ownership.try_own():
            if self._cluster.has_database(DATABASE):
                break
            if self._cluster.answer() is Answer.STARTING:
                deadline = max(deadline, time.monotonic() + self._answer_seconds)
            self._pause(deadline)
        else:
            self._bring_up()
            self._cluster.create_database(DATABASE)
        self.sockets = self._cluster.sockets() or self.sockets

    def _bring_up(self) -> None:
        launches = 0
        deadline = time.monotonic() + self._answer_seconds
        recovered_by = time.monotonic() + RECOVERY_SECONDS
        self._cluster.create_if_missing()
        while (answer := self._cluster.answer()) is not Answer.READY:
            if self._ending.is_set():
                return
            if self._cluster.pid() is None:
                self._launch(launches)
                launches += 1
            self._pause(recovered_by if answer is Answer.STARTING else deadline)

    def _launch(self, failures: int) -> None:
        if failures == LAUNCHES:
            raise ServerDidNotStart(self.home.log_path, self._cluster.log_tail())
        if failures:
            time.sleep(RELAUNCH_SECONDS)
        self._cluster.launch()

    def _pause(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise ServerSilent(
                self.home.folder,
                self._answer_seconds,
                self.ownership.owner_pid(),
                self.home.log_path,
            )
        time.sleep(POLL_SECONDS)

    def _watch(self) -> None:
        while not self._ending.wait(WATCH_SECONDS):
            try:
                self._look_after()
            except (EmbeddedServerError, OSError) as error:
                log.error("embedded.restart_failed", why=str(error))  # noqa: TRY400 - the fact says it all
            except Exception as error:  # noqa: BLE001 - without this thread none is started again
                log.error("embedded.restart_failed", why=type(error).__name__)  # noqa: TRY400 - as above

    def _look_after(self) -> None:
        """As its owner, or heir of an owner that left: restart a dead server, bound its log."""
        if not self.ownership.try_own():
            return
        if self._cluster.pid() is None:
            log.warning("embedded.died", log=str(self.home.log_path))
            self._bring_up()
        self._cluster.trim_log()
