"""A real pgbouncer before a real PostgreSQL, in transaction mode and with its own defaults."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from praxis.kit.db.embedded.account import running_account, unprivileged_account
from tests.support.server import free_port

PROGRAM = "pgbouncer"
READY_SECONDS = 10.0
# Few, so that clients meet one another's servers all the time.
SERVERS = 4


def find_program() -> str:
    for folder in (None, "/usr/sbin:/usr/local/sbin"):
        if found := shutil.which(PROGRAM, path=folder):
            return found
    pytest.skip("pgbouncer is not installed here (Debian and Ubuntu: apt-get install pgbouncer)")


@contextmanager
def pooled(dsn: str, folder: Path) -> Iterator[str]:
    """The address of the database at `dsn`, which has a socket, behind a pooler."""
    program = find_program()
    parts = urlsplit(dsn)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    user, database = asked.get("user") or parts.username or "praxis", parts.path.lstrip("/")
    host, server_port = asked.get("host") or parts.hostname, asked.get("port") or parts.port or 5432
    port = free_port()
    config = folder / "pgbouncer.ini"
    config.write_text(
        f"[databases]\n{database} = host={host} port={server_port} user={user}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = any\npool_mode = transaction\ndefault_pool_size = {SERVERS}\n"
        f"max_client_conn = 200\nlogfile = {folder / 'pgbouncer.log'}\n"
    )
    # Root may not run it; whoever may reach PostgreSQL's socket does.
    account = unprivileged_account() if os.geteuid() == 0 else running_account()
    for path in (folder, *folder.iterdir()):
        account.give(path)
    process = subprocess.Popen(  # noqa: S603 -- a program that was looked up
        [program, "-q", str(config)], stdin=subprocess.DEVNULL, **account.child
    )
    try:
        _wait(process, port)
        yield f"postgresql://{user}@127.0.0.1:{port}/{database}?sslmode=disable"
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "pgbouncer ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("pgbouncer does not answer")
