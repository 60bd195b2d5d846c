"""What a process that answers is like when it begins."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from math import inf
from pathlib import Path
from threading import Thread

import pytest

from tests.integration.health.test_metrics import TOKEN, read
from tests.integration.kit.db.embedded_support import ground
from tests.support.server import start_server

LOOK = """
import gc
from praxis.cli.serving import create_worker

app = create_worker()
print(len(gc.get_objects()), gc.get_freeze_count())
"""


def test_the_search_for_garbage_does_not_look_through_the_program(tmp_path: Path) -> None:
    """It stops the whole process for as long as there are objects to look at."""
    environment = {
        **os.environ,
        # Nothing is asked of it: the pool connects when a request comes.
        "DATABASE_URL": "postgresql:///",
        "PRAXIS_AUTH__SECRET_KEY": "x" * 32,
        "PRAXIS_DATA_DIR": str(tmp_path),
    }

    said = subprocess.run(  # noqa: S603 -- this very Python
        [sys.executable, "-c", LOOK], env=environment, check=True, capture_output=True, text=True
    ).stdout

    looked_at, left_alone = map(int, said.split())
    assert left_alone > 50_000
    assert looked_at < left_alone / 50


ANNOUNCE = """
import sys
from praxis.cli.serving import _announce_when_ready
from praxis.settings import Settings

_announce_when_ready(Settings(port=int(sys.argv[1])), None)
"""


class Alive(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server that is there."""
    with HTTPServer(("127.0.0.1", 0), Alive) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_readiness_is_asked_of_the_server_and_not_of_a_proxy(port: int) -> None:
    """Behind a firewall all programs are told to go through one, which knows no local servers."""
    nobody = "http://127.0.0.1:9"
    environment = {**os.environ, "http_proxy": nobody, "HTTP_PROXY": nobody, "no_proxy": ""}

    said = subprocess.run(  # noqa: S603 -- this very Python
        [sys.executable, "-c", ANNOUNCE, str(port)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=20,
    ).stdout

    assert "Praxis is ready" in said


AGE = "praxis_backup_age_seconds"
MEASURED = {"PRAXIS_METRICS__TOKEN": TOKEN, "PRAXIS_TASKS": "off"}


@pytest.mark.once
def test_a_practice_of_its_own_without_a_backup_has_one_of_endless_age() -> None:
    with ground() as folder:
        server = start_server(folder / "var", None, environment=MEASURED)
        try:
            assert read(server.base_url)[AGE] == inf
        finally:
            assert server.stop() == 0


@pytest.mark.once
def test_backups_of_a_database_elsewhere_are_not_missed(dsn: str, tmp_path: Path) -> None:
    server = start_server(tmp_path, dsn, environment=MEASURED)
    try:
        assert AGE not in read(server.base_url)
    finally:
        assert server.stop() == 0
