"""A practice of its own that is backed up, lost and brought back, by the programs themselves."""

import asyncio
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import asyncpg

from praxis.backup.archive import SLOT_PREFIX, read_covered
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import read_key
from praxis.kit.db.embedded import EmbeddedServer
from tests.support.server import SECRET, RunningServer, start_server

TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1
"""
# What a restore changes on purpose.
TOUCHED = {"message_holds", "audit_events", "audit_seals"}
HIDDEN = {
    "sessions": "to_jsonb(t) - 'revoked_at' - 'revoked_because'",
    "one_time_tokens": "to_jsonb(t) - 'used_at'",
}
COVERED_WITHIN = 60.0

Tables = dict[str, tuple[int, str]]


@dataclass
class Backed:
    """A data folder, and beside it what outlives its loss: backups and their key."""

    ground: Path
    name: str = "var"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.ground / self.name

    @property
    def folder(self) -> BackupFolder:
        return BackupFolder(self.ground / "safe" / "backups")

    @property
    def key_file(self) -> Path:
        return self.ground / "safe" / "backup.key"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PRAXIS_DATA_DIR": str(self.data),
            "PRAXIS_BACKUP__FOLDER": str(self.folder.path),
            "PRAXIS_BACKUP__KEY_FILE": str(self.key_file),
            "PRAXIS_BACKUP__INTERVAL": "PT1S",
            "PRAXIS_AUTH__SECRET_KEY": SECRET,
            **self.extra,
        }

    def praxis(
        self, *words: str, extra: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-m", "praxis.cli", *words],
            env=self._env(extra),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def start(
        self, *words: str, extra: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        """The same, and nobody waits for it."""
        return subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-m", "praxis.cli", *words],
            env=self._env(extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _env(self, extra: Mapping[str, str] | None) -> dict[str, str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL"} and not name.startswith("PRAXIS_")
        }
        return {**inherited, **self.environment, **(extra or {})}

    def serve(self) -> RunningServer:
        return start_server(self.data, None, environment=self.environment)

    def database(self) -> EmbeddedServer:
        return EmbeddedServer(self.data / "postgres")

    def wait_until_covered(self, instant: datetime) -> None:
        """Until all that was committed by then is in the archive."""
        deadline = time.monotonic() + COVERED_WITHIN
        while not self._covers(instant):
            assert time.monotonic() < deadline, "the archive does not get there"
            time.sleep(0.2)

    def _covers(self, instant: datetime) -> bool:
        key = read_key(self.key_file)
        for archive in self.folder.wal.glob(f"{SLOT_PREFIX}*"):
            covered = read_covered(self.folder, key, archive.name)
            if covered is not None and covered.until > instant:
                return True
        return False


async def read_tables(dsn: str) -> Tables:
    """How many rows each table has, and a hash of all of them."""
    connection = await asyncpg.connect(dsn)
    found: Tables = {}
    try:
        for row in await connection.fetch(TABLES):
            name = row["relname"]
            shown = HIDDEN.get(name, "to_jsonb(t)")
            rows = await connection.fetch(f"SELECT ({shown})::text AS one FROM {name} t")
            texts = sorted(one["one"] for one in rows)
            digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
            found[name] = (len(texts), digest)
    finally:
        await connection.close()
    return found


async def server_time(dsn: str) -> datetime:
    connection = await asyncpg.connect(dsn)
    try:
        found: datetime = await connection.fetchval("SELECT clock_timestamp()")
    finally:
        await connection.close()
    return found


async def wait_until_quiet(dsn: str) -> None:
    """Until no event waits to be told, and the audit is sealed."""
    connection = await asyncpg.connect(dsn)
    try:
        for _ in range(300):
            if await connection.fetchval("SELECT count(*) FROM outbox_messages") == 0:
                return
            await asyncio.sleep(0.1)
    finally:
        await connection.close()
    raise AssertionError("events wait")


def stored_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def spoil(path: Path) -> None:
    """Flip one bit of its last byte."""
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
