"""Servers under test, each a process of its own on a free port of this machine."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx

from bench.kit.errors import BenchError
from bench.kit.machine import Cpu
from praxis.identity.tokens import TokenMaker
from praxis.settings.groups import LimitSettings
from tests.support.server import SECRET, RunningServer, free_port, start_server

ROOT = Path(__file__).parents[2]
READY_SECONDS = 30.0
# A server is up when its processes take less than this share of their time.
SETTLED_SECONDS = 0.5
SETTLED_SHARE = 0.15
# A benchmark may take longer than the quarter of an hour that a token lives.
TOKEN_LIFETIME = timedelta(days=1)


@dataclass
class Running:
    """`pid` is at the root of all processes of this server."""

    base_url: str
    pid: int
    log: Path

    def faults(self) -> list[str]:
        """What the server logged of requests that it failed to answer."""
        if not self.log.exists():
            return []
        return [line for line in self.log.read_text().splitlines() if "request.failed" in line]


# Callers are counted as ever. Thousands of requests a second come from one address.
LIMITS = {
    f"PRAXIS_LIMITS__{name.upper()}": "1000000000/minute"
    for name in LimitSettings.model_fields
    if name != "enabled"
} | {"PRAXIS_LIMITS__ENABLED": "true"}


@contextmanager
def praxis(
    dsn: str, *, workers: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """`praxis serve` on this database, with its own tasks unless the environment says otherwise."""
    folder = Path(tempfile.mkdtemp(prefix="praxis-bench-server-"))
    variables = {
        "PRAXIS_LOG_LEVEL": "warning",
        "PYTHONWARNINGS": "ignore",
        **LIMITS,
        **(environment or {}),
    }
    try:
        server = _started(folder, dsn, workers, variables)
        try:
            if workers > 1:
                _wait_for_workers(server.process.pid, workers)
            yield Running(server.base_url, server.process.pid, server.log)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path, dsn: str, workers: int, environment: Mapping[str, str]) -> RunningServer:
    try:
        return start_server(folder, dsn, "--workers", str(workers), environment=environment)
    except AssertionError as error:
        raise BenchError(f"The server did not start: {error}") from error


@contextmanager
def hello(*, workers: int = 1) -> Iterator[Running]:
    """A bare FastAPI application on the same uvicorn, loop and parser: `GET` and `POST /hello`."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="praxis-bench-hello-"))
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-m", "bench.kit.hello", str(port), "--workers", str(workers)],
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        base_url = f"http://127.0.0.1:{port}"
        _wait_until_ready(process, f"{base_url}/hello", log)
        if workers > 1:
            _wait_for_workers(process.pid, workers)
        yield Running(base_url, process.pid, log)
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise BenchError(f"The server did not start: {log.read_text()[-2000:]}")


def _wait_for_workers(pid: int, workers: int) -> None:
    """The first answer came from one process; the others may still be importing."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        cpu = Cpu.of(server=pid)
        time.sleep(SETTLED_SECONDS)
        if cpu.since()["server"] < SETTLED_SHARE * SETTLED_SECONDS * workers:
            return


def access_token(user_uid: UUID, session_uid: UUID) -> str:
    """A token of a session in the database, as `praxis` here takes it."""
    maker = TokenMaker(SECRET, TOKEN_LIFETIME)
    return maker.access_token(user_uid, session_uid, datetime.now(UTC))
