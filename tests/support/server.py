"""The real thing: `praxis serve` as a process of its own, on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from praxis.kit.sealing.key_file import make_key_file
from tests.support.sealing import RING

SECRET = "a-secret-for-tests-only-32-chars-long"
READY_SECONDS = 180.0


@dataclass
class RunningServer:
    process: subprocess.Popen[bytes]
    base_url: str
    log: Path

    def stop(self) -> int:
        """Ask it to stop as Ctrl-C does; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def faults(self) -> list[str]:
        """What the server logged of requests that it failed to answer."""
        return [line for line in self.log.read_text().splitlines() if "request.failed" in line]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(
    folder: Path, dsn: str | None, *options: str, environment: Mapping[str, str] | None = None
) -> RunningServer:
    """Start `praxis serve` on the database at `dsn`, or its own, and wait until it answers."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    variables = {
        **os.environ,
        "PRAXIS_DATA_DIR": str(folder),
        "PRAXIS_PORT": str(port),
        "PRAXIS_AUTH__SECRET_KEY": SECRET,
        # Thousands of requests come from one address; limits have tests of their own.
        "PRAXIS_LIMITS__ENABLED": "false",
        **(environment or {}),
    }
    variables.pop("DATABASE_URL", None)
    if dsn is not None:
        variables["DATABASE_URL"] = dsn
        _hand_over_keys(Path(variables.get("PRAXIS_KEYS__FILE", folder / "keys/clinical.json")))
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-m", "praxis.cli", "serve", *options],
            env=variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = RunningServer(process, f"http://127.0.0.1:{port}", log)
    _wait_until_ready(server)
    return server


def _hand_over_keys(file: Path) -> None:
    """Text that tests have sealed in a database is sealed under the same keys for each server."""
    make_key_file(file, RING)


def _wait_until_ready(server: RunningServer) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            if httpx.get(server.base_url + "/api/v1/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    server.process.kill()
    raise AssertionError(f"no answer from the server: {server.log.read_text()[-4000:]}")


@contextmanager
def running_server(folder: Path, dsn: str | None, *options: str) -> Iterator[RunningServer]:
    server = start_server(folder, dsn, *options)
    try:
        yield server
    finally:
        server.stop()
