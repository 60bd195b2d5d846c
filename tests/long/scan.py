"""wapiti and sqlmap against a running server that has one of everything.

`python -m tests.long.scan TOOLS OUT`, as `script/test-long scan` calls it.
`PRAXIS_SCAN_SECONDS` (600) bounds each tool. Ends with 1 if one of them found something, if the
server failed to answer a request, or if sqlmap came to fewer than half of the operations.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from praxis.app import create_app
from praxis.kit.db.database import Database
from praxis.kit.db.embedded import EmbeddedServer
from praxis.kit.sealing.vault import Vault
from praxis.settings import Settings
from praxis.settings.groups import AuthSettings, TaskMode
from tests.contract.calls import make_call
from tests.contract.conftest import tomorrow
from tests.contract.preparing import PREPARED, prepare
from tests.contract.world import World, make_world
from tests.integration.kit.db.embedded_support import ground
from tests.support.api import Api
from tests.support.server import SECRET, RunningServer, running_server

SECONDS = int(os.environ.get("PRAXIS_SCAN_SECONDS", "600"))
# Whoever gets furthest, and so reaches most statements.
CALLER = "admin_reason"
# They end the session with which all is asked, or never end themselves.
LEFT_OUT = {"logout", "follow_events", "update_me", "deactivate_user"}
HEADER = re.compile(
    r"^(content-length|connection|accept-encoding|user-agent|accept)$", re.IGNORECASE
)
FOUND = re.compile(r"is vulnerable|injectable|injection point", re.IGNORECASE)
NOT_FOUND = re.compile(
    r"not (seem|appear) to be (\w+ )?injectable|might not be (\w+ )?injectable", re.IGNORECASE
)


async def prepared(dsn: str, folder: Path) -> tuple[World, dict[str, str], dict[str, Any]]:
    """A practice that has everything, the headers of its caller, and the OpenAPI file."""
    # Both tools together outlast the usual token.
    auth = AuthSettings(secret_key=SecretStr(SECRET), access_token_lifetime=timedelta(days=1))
    app = create_app(
        Settings(
            data_dir=folder / "world",
            tasks=TaskMode.OFF,
            auth=auth,
            hosts=("testserver",),
            public_url="http://localhost:8000",
        ),
        dsn,
    )
    # What is sealed here is read by the server, which has made the keys.
    vault = Vault(Settings(data_dir=folder).key_file)
    app.state.database = Database(dsn, pool_size=2, vault=vault)
    try:
        async with Api.of(app, app.state.clock) as api:
            world = await make_world(app, api, tomorrow())
            for operation in PREPARED:
                await prepare(operation, world)
            caller = await world.caller(CALLER)
            return world, dict(caller.headers), app.openapi()
    finally:
        await app.state.database.close()


def requests_of(world: World, described: dict[str, Any], base: str, headers: dict[str, str]) -> Any:
    """Name and raw request of every operation that takes a value."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            call = make_call(name, world)
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
            if name in LEFT_OUT or (call.files is not None):
                continue
            params = {
                **dict.fromkeys(named & {"q", "cursor", "sort", "limit"}, "10"),
                **call.params,
            }
            request = httpx.Request(
                method.upper(),
                base + path.format(**world.ids),
                params=params or None,
                json=call.json,
                data=call.data,
                headers=headers,
            )
            marked = request.url.raw_path.decode()
            if not params and call.json is None and call.data is None:
                if "{" not in path:
                    continue
                marked += "*"
            lines = [f"{request.method} {marked} HTTP/1.1"]
            lines += [f"{k}: {v}" for k, v in request.headers.items() if not HEADER.match(k)]
            yield name, "\r\n".join(lines) + "\r\n\r\n" + request.content.decode()


def found_in(said: str) -> list[str]:
    """The lines in which sqlmap says that something can be injected."""
    return [line for line in said.splitlines() if FOUND.search(line) and not NOT_FOUND.search(line)]


def run_sqlmap(tools: Path, out: Path, requests: list[tuple[str, str]]) -> tuple[list[str], int]:
    """What it found, and how many operations it came to before its time was up."""
    deadline = time.monotonic() + SECONDS
    found, asked = [], 0
    log = (out / "sqlmap.txt").open("w")
    with tempfile.TemporaryDirectory() as place:
        for name, raw in requests:
            left = deadline - time.monotonic()
            if left < 1:
                break
            file = Path(place) / "request.txt"
            file.write_text(raw)
            options = [
                "--batch",
                "--level",
                "1",
                "--risk",
                "1",
                "--threads",
                "4",
                "--timeout",
                "10",
            ]
            options += ["--ignore-code", "401,403,404,409,412,415,422,429", "--dbms", "PostgreSQL"]
            options += ["--technique", "BEU", "--flush-session", "--disable-coloring"]
            try:
                done = subprocess.run(  # noqa: S603 -- the sqlmap that was just installed
                    [tools / "sqlmap", "-r", file, "--output-dir", place, *options],
                    capture_output=True,
                    text=True,
                    timeout=min(left, 60),
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                said = (error.stdout or b"").decode()
                log.write(f"=== {name}: cut off\n{said}\n")
                asked += 1
                continue
            asked += 1
            log.write(f"=== {name}\n{done.stdout}\n{done.stderr}\n")
            found += [f"{name}: {line}" for line in found_in(done.stdout)]
    log.close()
    return found, asked


def run_wapiti(tools: Path, out: Path, base: str, headers: dict[str, str]) -> dict[str, int]:
    """Faults by kind, of a run over the pages and the OpenAPI file."""
    report = out / "wapiti.json"
    options: list[str | Path] = [
        "--format",
        "json",
        "--output",
        report,
        "--flush-session",
        "--scope",
        "domain",
    ]
    options += ["--max-scan-time", str(SECONDS), "--max-attack-time", "60", "--depth", "6"]
    options += ["--swagger", base + "/openapi.json", "--no-bugreport", "--verify-ssl", "0"]
    options += [
        "--module",
        "csp,cookieflags,crlf,exec,file,http_headers,methods,redirect,sql,ssrf,xss",
    ]
    for name, value in headers.items():
        options += ["--header", f"{name}: {value}"]
    with tempfile.TemporaryDirectory() as home, (out / "wapiti.txt").open("w") as log:
        subprocess.run(  # noqa: S603 -- the wapiti that was just installed
            [tools / "wapiti", "--url", base + "/", *options, "--store-session", home],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": home},
            timeout=SECONDS * 2,
            check=False,
        )
    said = json.loads(report.read_text())
    return {kind: len(each) for kind, each in said["vulnerabilities"].items() if each}


def scan(server: RunningServer, dsn: str, folder: Path, tools: Path, out: Path) -> int:
    world, headers, described = asyncio.run(prepared(dsn, folder))
    requests = list(requests_of(world, described, server.base_url, headers))
    faults = run_wapiti(tools, out, server.base_url, headers)
    found, asked = run_sqlmap(tools, out, requests)
    failed = server.faults()
    sys.stdout.write(f"wapiti: {faults or 'nothing found'}" + "\n")
    sys.stdout.write(
        f"sqlmap: {asked} of {len(requests)} operations asked; {found or 'nothing found'}" + "\n"
    )
    sys.stdout.write(f"requests that the server failed to answer: {len(failed)}" + "\n")
    (out / "faults.txt").write_text("\n".join(failed))
    return int(bool(faults or found or failed) or asked * 2 < len(requests))


def main(tools: Path, out: Path) -> int:
    with ground() as place:
        folder = place / "var"
        with (
            running_server(folder, None) as server,
            EmbeddedServer(folder / "postgres") as its,
        ):
            return scan(server, its.dsn(), folder, tools, out)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
