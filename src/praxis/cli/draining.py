"""How the server stops: first it says so, then it finishes, and meanwhile nothing is refused.

A proxy that asks `/readyz` needs some seconds to hear of it and send requests elsewhere. So a
server that is told to stop goes on answering for the time that it was given, and only then takes
no more connections and finishes what is under way. Whoever does not want to wait tells it again.
"""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Sequence
from datetime import timedelta
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pickle import UnpicklingError
from types import FrameType

import structlog
import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from praxis.health.service import STOPPING
from praxis.kit.telemetry.registry import forget_process

log = structlog.get_logger(__name__)

# A service manager may tell every process, of which the first one tells the others too.
SAME_SECONDS = 1.0
JOIN_SECONDS = 0.1
ASKED_SECONDS = 0.5
# Besides what requests are given: mails have 8 s, and PostgreSQL 30 after all this.
ENDS_SECONDS = 15.0


class DrainingServer(uvicorn.Server):
    """Told to stop it answers for `drain` more; told again it ends at once."""

    def __init__(self, config: uvicorn.Config, drain: timedelta) -> None:
        super().__init__(config)
        self._drain_seconds = drain.total_seconds()
        self._told_at: float | None = None
        self._stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        # Requests carry it to the endpoint that is asked whether this server is ready.
        self.lifespan.state[STOPPING] = self._stopping
        await super().startup(sockets)

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        if sig == signal.SIGINT and parent_process() is not None:
            # Ctrl-C reaches all processes of a terminal; the first one tells the others.
            return
        if self._told_at is None:
            self._told_at = time.monotonic()
            self._stopping.set()
            self._captured_signals.append(sig)
            if not self._drain_seconds:
                self.should_exit = True
        elif time.monotonic() - self._told_at >= SAME_SECONDS:
            self.should_exit = self.force_exit = True

    async def on_tick(self, counter: int) -> bool:
        if self._told_at is not None:
            waited = time.monotonic() - self._told_at
            self.should_exit = self.should_exit or waited >= self._drain_seconds
        return await super().on_tick(counter)


class DrainingProcess(Process):
    """One of several that answer."""

    def __init__(
        self,
        config: uvicorn.Config,
        sockets: list[socket.socket],
        drain: timedelta,
        told: Sequence[int],
    ) -> None:
        """`told`: the signals that have reached the supervisor, as they do."""
        self._drain = drain
        self._told = told
        super().__init__(config, sockets)

    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = DrainingServer(self.config, self._drain)
        return self._server

    def is_alive(self, timeout: float = 5) -> bool:
        """Whether it answers within `timeout` seconds; one that dies meanwhile is not waited for.

        The supervisor holds both ends of the pipe, so that the end of the process alone tells. With
        a signal it has more urgent things to do.
        """
        if not self.process.is_alive():
            return False
        try:
            self.parent_conn.send(b"ping")
            deadline = time.monotonic() + timeout
            while not wait([self.parent_conn, self.process.sentinel], ASKED_SECONDS):
                if self._told:
                    return True
                if time.monotonic() >= deadline:
                    return False
            if not self.parent_conn.poll():
                return False
            self.parent_conn.recv()
        except (OSError, EOFError, UnpicklingError):
            return False
        return True

    def tell_again(self) -> None:
        if self.pid is not None and self.exitcode is None:
            os.kill(self.pid, signal.SIGTERM)


class DrainingSupervisor(Multiprocess):
    """Keeps several processes that answer, and stops them as one server stops."""

    processes: list[DrainingProcess]  # type: ignore[assignment] # ours are all that it has

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], drain: timedelta
    ) -> None:
        super().__init__(config, sockets)
        self._drain = drain

    @property
    def has_failed(self) -> bool:
        """Whether one of them could not even start."""
        return any(process.exitcode == STARTUP_FAILURE for process in self.processes)

    def init_processes(self) -> None:
        self.processes = [self._launch() for _ in range(self.processes_num)]

    def _launch(self) -> DrainingProcess:
        process = DrainingProcess(self.config, self.sockets, self._drain, self.signal_queue)
        process.start()
        return process

    def keep_subprocess_alive(self) -> None:
        for number, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if process.is_alive(timeout=self.config.timeout_worker_healthcheck):
                continue
            # It hangs, or has died.
            process.kill()
            process.join()
            if process.exitcode == STARTUP_FAILURE:
                # The next one would fail in the same way.
                self.should_exit.set()
                return
            log.warning("worker.replaced", exit_code=process.exitcode)
            forget_process(process.pid)
            self.processes[number] = self._launch()

    def join_all(self) -> None:
        """Wait for all to end; a further signal meanwhile is handed on to them.

        One that hangs does not hear, and is killed when the others must have ended.
        """
        self.signal_queue.clear()
        graceful = self.config.timeout_graceful_shutdown or 0
        deadline = time.monotonic() + self._drain.total_seconds() + graceful + ENDS_SECONDS
        # Each has its own hold of these: with the last one nobody connects any more.
        for bound in self.sockets:
            bound.close()
        for process in self.processes:
            while process.process.is_alive():
                process.process.join(JOIN_SECONDS)
                if self.signal_queue:
                    self.signal_queue.clear()
                    for each in self.processes:
                        each.tell_again()
                if time.monotonic() > deadline:
                    log.warning("worker.killed")
                    process.process.kill()
                    process.process.join()

    def handle_hup(self) -> None:
        """What is meant to be new starts with the whole server: settings are read once."""

    def handle_ttin(self) -> None:
        """How many processes answer is chosen at the start, as the database has room for them."""

    def handle_ttou(self) -> None:
        """As above."""
