"""What a collector of OpenTelemetry is told by a real server."""

import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from praxis.kit.telemetry import tracing
from praxis.kit.traces import describe
from tests.conftest import create_database, drop_database
from tests.integration.cli.test_cli import praxis
from tests.support.collector import collecting
from tests.support.server import start_server
from tests.unit.docs.documents import ROOT

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
UNKNOWN = "01994d3e-7a00-7000-8000-000000000001"


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    """A database of its own, for its keys lie in the folder of one server."""
    name = f"praxis_test_tracing_{worker}"
    yield await create_database(name)
    await drop_database(name)


def test_a_request_is_a_span_with_those_of_the_database_in_it(dsn: str, tmp_path: Path) -> None:
    with collecting() as collector:
        server = start_server(
            tmp_path, dsn, environment={**collector.environment, "PRAXIS_TASKS": "off"}
        )
        try:
            asked = httpx.get(
                f"{server.base_url}/api/v1/doctors/{UNKNOWN}",
                params={"q": "canary"},
                headers={"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "request-1"},
            )
            assert asked.status_code == 404
            span = collector.wait_for("GET /doctors/{doctor_id}")
        finally:
            assert server.stop() == 0
        inner = [each for each in collector.spans() if each["parent"] == span["id"]]

    assert (span["trace"], span["parent"]) == (TRACE, PARENT)
    assert span["attributes"] == {
        "http.request.method": "GET",
        "http.response.status_code": 404,
        "http.route": "/doctors/{doctor_id}",
        "praxis.request_id": "request-1",
    }
    assert span["service"]["service.name"] == "praxis"
    assert span["events"] == []
    assert [each["name"] for each in inner] == ["database read"]
    assert [each["attributes"] for each in inner] == [{}]
    assert b"canary" not in collector.received
    assert UNKNOWN.encode() not in collector.received


def test_a_fault_is_named_by_its_kind() -> None:
    """The database is away: the message of that fault would name its host."""
    with collecting() as collector:
        spans = _tracing(collector.environment)
        secret = "Acute bronchitis"
        with pytest.raises(ValueError, match=secret), spans.around("database read"):
            raise ValueError(secret)
        spans.shut_down()
        span = collector.wait_for("database read")
    assert span["status"].message == describe(ValueError())
    assert secret.encode() not in collector.received


def _tracing(environment: dict[str, str]) -> tracing.Tracing:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return tracing.Tracing()


def test_a_collector_that_is_away_hinders_nobody(dsn: str, tmp_path: Path) -> None:
    server = start_server(
        tmp_path, dsn, environment={"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    )
    assert httpx.get(f"{server.base_url}/livez").status_code == 200
    assert server.stop() == 0
    assert server.faults() == []


def test_what_is_to_be_installed_is_said(dsn: str, tmp_path: Path) -> None:
    """Somebody who installed Praxis alone, and names a collector."""
    hidden = tmp_path / "sitecustomize.py"
    hidden.write_text(
        "import sys\n"
        "class Hide:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        # FastAPI brings the first part of its name along.
        "        if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter')):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Hide())\n"
    )
    done = praxis(
        "serve",
        folder=tmp_path,
        dsn=dsn,
        extra={
            "PYTHONPATH": f"{tmp_path}:{sys.path[0]}",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        },
    )
    assert done.returncode == 2
    named = re.search(r"pip install --require-hashes -r (\S+),", done.stderr)
    assert named is not None
    assert "opentelemetry-exporter-otlp-proto-http==" in (ROOT / named[1]).read_text()
    assert "Traceback" not in done.stderr
