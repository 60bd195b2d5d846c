"""Told to stop, a server says so first, answers meanwhile, and finishes what is under way."""

import os
import select
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.conftest import create_database, drop_database
from tests.crash.test_workers import until
from tests.support.server import RunningServer, start_server

pytestmark = pytest.mark.alone

PROCESSES = [(), ("--workers", "2")]
DRAIN = 6.0
BODY = b'{"email": "nobody@example.org", "password": "wrong"}'
REFUSED = b"HTTP/1.1 401 Unauthorized"


@contextmanager
def serving(
    dsn: str, folder: Path, options: tuple[str, ...], drain: str
) -> Iterator[RunningServer]:
    server = start_server(folder, dsn, *options, environment={"PRAXIS_DRAIN": drain})
    family = psutil.Process(server.process.pid).children(recursive=True)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()
        psutil.wait_procs(family, timeout=20)


class SlowRequest:
    """A request of which half has been sent; the server waits for the rest."""

    def __init__(self, server: RunningServer) -> None:
        host, port = server.base_url.removeprefix("http://").split(":")
        self._line = socket.create_connection((host, int(port)), timeout=30)
        head = (
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
        )
        self._line.sendall(head.encode() + BODY[:5])
        time.sleep(0.5)

    @property
    def is_waiting(self) -> bool:
        return not select.select([self._line], [], [], 0)[0]

    def finish(self) -> bytes:
        """Send the rest; returns the first line of the answer, nothing if there is none."""
        try:
            self._line.sendall(BODY[5:])
            answer = self._line.recv(64 * 1024)
        except ConnectionError:
            answer = b""
        self._line.close()
        return answer.partition(b"\r\n")[0]


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    """A database of its own, for its keys lie in the folder of one server."""
    name = f"praxis_test_stopping_{worker}"
    yield await create_database(name)
    await drop_database(name)


@pytest.mark.parametrize("options", PROCESSES)
def test_it_says_so_answers_on_and_finishes_what_it_began(
    dsn: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    with serving(dsn, tmp_path, options, f"PT{DRAIN}S") as server:
        assert httpx.get(f"{server.base_url}/readyz", timeout=20).status_code == 200
        slow = SlowRequest(server)
        told = time.monotonic()
        server.process.send_signal(signal.SIGTERM)

        until(lambda: httpx.get(f"{server.base_url}/readyz", timeout=20).status_code == 503)
        assert time.monotonic() - told < DRAIN
        answer = httpx.get(f"{server.base_url}/readyz", timeout=20)
        assert answer.json()["status"] == "stopping"
        assert answer.json()["database"]["status"] == "ok"
        # Who has not heard of it yet is served as ever.
        for path in ("/livez", "/api/v1/health", "/api/v1/regions"):
            assert httpx.get(server.base_url + path, timeout=20).status_code == 200, path

        until(lambda: _refuses(server))
        assert time.monotonic() - told >= DRAIN
        assert slow.is_waiting
        assert slow.finish() == REFUSED
        assert server.process.wait(60) == 0
        assert server.faults() == []


@pytest.mark.parametrize("options", PROCESSES)
def test_a_second_signal_ends_it_at_once(
    dsn: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    with serving(dsn, tmp_path, options, "PT1M") as server:
        slow = SlowRequest(server)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(2.5)
        assert server.process.poll() is None
        told = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        # Less than the 20 s that a request under way is waited for, whatever was said before.
        assert server.process.wait(15) == 0
        assert time.monotonic() - told < 15
        # Cut off, or told so: nobody takes it for done.
    assert slow.finish() in {b"", b"HTTP/1.1 500 Internal Server Error"}


@pytest.mark.parametrize("options", PROCESSES)
def test_one_word_that_reaches_all_processes_is_no_second_one(
    dsn: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """As Ctrl-C does, and service managers that know of all processes."""
    with serving(dsn, tmp_path, options, "PT0S") as server:
        slow = SlowRequest(server)
        family = psutil.Process(server.process.pid).children(recursive=True)
        for pid in (server.process.pid, *(each.pid for each in family)):
            os.kill(pid, signal.SIGTERM)
        time.sleep(1)
        assert slow.is_waiting
        assert slow.finish() == REFUSED
        assert server.process.wait(60) == 0


def _refuses(server: RunningServer) -> bool:
    try:
        httpx.get(f"{server.base_url}/livez", timeout=20)
    except httpx.ConnectError:
        return True
    except httpx.TransportError:
        # Cut off while it was asked: the next one tells.
        return False
    return False
