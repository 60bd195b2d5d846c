"""A real primary with a standby that has all it acknowledges, out of the wheel's programs."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from praxis.kit.db.embedded.account import Account, running_account, unprivileged_account
from praxis.kit.db.embedded.cluster import SETTINGS
from praxis.kit.db.embedded.programs import Programs, find_programs
from tests.support.server import free_port

USER = "praxis"
READY_SECONDS = 30.0


@dataclass
class Node:
    """One server of PostgreSQL on 127.0.0.1."""

    programs: Programs
    account: Account
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def start(self) -> None:
        settings = {
            **SETTINGS,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.folder.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- a program of the wheel
                [self.programs.path("postgres"), "-D", str(self.folder), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                **self.account.child,
            )
        self.until("SELECT 'up'", "up")

    def ask(self, statement: str) -> str:
        words = ("-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.dsn(), "-c", statement)
        return self.programs.run("psql", *words).strip()

    def until(self, statement: str, wanted: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            words = ("-XAtq", "-d", self.dsn(), "-c", statement)
            if self.programs.attempt("psql", *words).stdout.strip() == wanted:
                return
            time.sleep(0.1)
        raise AssertionError(self.folder.with_suffix(".log").read_text()[-3000:])

    def promote(self) -> None:
        words = ("-D", str(self.folder), "promote", "-W")
        self.programs.run("pg_ctl", *words, account=self.account)

    def kill(self) -> None:
        """As a machine ends that loses its power, with all processes of this server."""
        if self.process is None or self.process.poll() is not None:
            return
        postmaster = psutil.Process(self.process.pid)
        for each in (postmaster, *postmaster.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self.process.wait(20)


@dataclass(frozen=True)
class Pair:
    primary: Node
    standby: Node

    def dsn(self, database: str) -> str:
        """Both, of which the one is asked that takes writes."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in (self.primary, self.standby))
        asked = "target_session_attrs=read-write&sslmode=disable"
        return f"postgresql://{USER}@{hosts}/{database}?{asked}"


@contextmanager
def replicated(folder: Path) -> Iterator[Pair]:
    """What the primary has acknowledged, the standby has, too."""
    account = unprivileged_account() if os.geteuid() == 0 else running_account()
    programs = find_programs(account, folder / "shared")
    primary = Node(programs, account, folder / "primary")
    standby = Node(programs, account, folder / "standby")
    for node in (primary, standby):
        node.folder.mkdir(mode=0o700)
        account.give(node.folder)
    words = ("-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    try:
        programs.run("initdb", "-D", str(primary.folder), *words, account=account)
        primary.start()
        source = f"host=127.0.0.1 port={primary.port} user={USER} sslmode=disable"
        copy = ("-D", str(standby.folder), "-d", source, "-R", "-c", "fast", "--no-sync")
        programs.run("pg_basebackup", *copy, account=account)
        standby.start()
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.ask("SELECT pg_reload_conf()")
        primary.until("SELECT sync_state FROM pg_stat_replication", "sync")
        yield Pair(primary, standby)
    finally:
        for node in (primary, standby):
            node.kill()
