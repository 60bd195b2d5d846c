"""Praxis as it is deployed: the server alone, or the server with Redis, a worker and its clock."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.mail import MailServer
from tests.support.redis import RedisServer
from tests.support.server import SECRET, RunningServer, start_server

CONNECTIONS = 4
PROCESSES = 2
# Short, so that a test need not wait as long as a practice would not mind to.
TIMES = {
    "PRAXIS_NOTIFICATIONS__SETTLE": "PT0.3S",
    "PRAXIS_NOTIFICATIONS__LEASE": "PT4S",
    "PRAXIS_SMTP__TIMEOUT": "PT2S",
}


@dataclass
class Deployment:
    """`mode` is a value of PRAXIS_TASKS. Mails go to `mail`, a real SMTP server."""

    mode: str
    folder: Path
    dsn: str
    mail: MailServer
    redis: RedisServer | None = None
    server: RunningServer | None = None
    tasks: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> Mapping[str, str]:
        found = {
            "PRAXIS_TASKS": self.mode,
            "PRAXIS_SMTP__HOST": "127.0.0.1",
            "PRAXIS_SMTP__PORT": str(self.mail.port),
            "PRAXIS_SMTP__SECURITY": "none",
            "PRAXIS_SMTP__CONNECTIONS": str(CONNECTIONS),
            "PRAXIS_LOG_LEVEL": "warning",
            **TIMES,
        }
        return {**found, "REDIS_URL": self.redis.url} if self.redis else found

    @property
    def senders(self) -> int:
        """How many mails can be under way at once: what a kill -9 may leave in doubt."""
        return CONNECTIONS * (PROCESSES if self.mode == "celery" else 1)

    @property
    def base_url(self) -> str:
        assert self.server is not None
        return self.server.base_url

    def start(self) -> None:
        if self.mode == "celery":
            self.redis = RedisServer.at(self.folder / "redis")
            self.redis.start()
        self.start_server()
        if self.mode == "celery":
            self.start_task("worker", f"--concurrency={PROCESSES}")
            self.start_task("beat")

    def start_server(self) -> None:
        self.server = start_server(self.folder / "server", self.dsn, environment=self.environment)

    def start_task(self, command: str, *options: str) -> None:
        variables = {
            **os.environ,
            **self.environment,
            "PRAXIS_DATA_DIR": str(self.folder / "server"),
            "PRAXIS_AUTH__SECRET_KEY": SECRET,
            "DATABASE_URL": self.dsn,
            "PYTHONWARNINGS": "ignore",
        }
        with (self.folder / f"{command}.log").open("ab") as log:
            self.tasks[command] = subprocess.Popen(  # noqa: S603 -- our own program
                [sys.executable, "-m", "praxis.cli", command, *options],
                env=variables,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill_sender(self) -> None:
        """kill -9 of whatever sends, with all its children."""
        if self.mode == "celery":
            _kill_group(self.tasks.pop("worker"))
        elif self.server is not None:
            self.server.kill()

    def start_sender(self) -> None:
        if self.mode == "celery":
            self.start_task("worker", f"--concurrency={PROCESSES}")
        else:
            self.start_server()

    def stop(self) -> None:
        for task in self.tasks.values():
            _kill_group(task)
        if self.server is not None:
            self.server.stop()
        if self.redis is not None:
            self.redis.stop()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@contextmanager
def deployed(mode: str, folder: Path, dsn: str, mail: MailServer) -> Iterator[Deployment]:
    deployment = Deployment(mode, folder, dsn, mail)
    try:
        deployment.start()
        yield deployment
    finally:
        deployment.stop()
