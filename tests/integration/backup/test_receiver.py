"""What fetches the log goes on after a full disk, and fills none itself."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import asyncpg
import psutil
import pytest
from structlog.testing import capture_logs

from praxis.backup import archive as archives
from praxis.backup import receiver as receivers
from praxis.backup.keeper import Keeper
from praxis.backup.positions import SEGMENT_BYTES
from praxis.backup.receiver import Receiver
from praxis.kit.clock import FixedClock, SystemClock
from praxis.kit.db.types import SqlConnection
from tests.integration.backup.test_keeper import plan_of
from tests.support.backups import Backed

pytestmark = [pytest.mark.once, pytest.mark.timeout(300)]


@pytest.fixture
async def dsn(backed: Backed) -> AsyncIterator[str]:
    with backed.database() as server:
        yield server.dsn()


@pytest.fixture
async def connection(dsn: str) -> AsyncIterator[SqlConnection]:
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


async def fill_segment(connection: SqlConnection) -> None:
    await connection.execute("SELECT pg_logical_emit_message(true, 'test', 'MARK')")
    await connection.execute("SELECT pg_switch_wal()")


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)


def unfinished(spool: Path) -> list[Path]:
    return list(spool.glob(f"*{archives.PARTIAL}"))


async def test_what_a_full_disk_has_cut_off_is_fetched_again(
    backed: Backed, dsn: str, connection: SqlConnection
) -> None:
    archive = await archives.ensure_archive(connection)
    receiver = Receiver(dsn, archive, archives.spool_of(backed.data, archive))
    receiver.ensure()
    try:
        await until(lambda: bool(unfinished(receiver.spool)))
        receiver.stop()
        (torn,) = unfinished(receiver.spool)
        # As a disk leaves it that was full before it had room for a whole segment.
        os.truncate(torn, SEGMENT_BYTES // 3)
        await connection.execute("SELECT pg_logical_emit_message(true, 'test', 'TORN-MARK')")
        receiver.ensure()
        await until(
            lambda: any(b"TORN-MARK" in path.read_bytes() for path in unfinished(receiver.spool))
        )
        assert receiver.is_running
    finally:
        receiver.stop()


async def test_why_it_ended_is_told(backed: Backed, dsn: str) -> None:
    archive = f"{archives.SLOT_PREFIX}gone"
    receiver = Receiver(dsn, archive, archives.spool_of(backed.data, archive))
    receiver.ensure()
    await until(lambda: not receiver.is_running)
    with capture_logs() as logs:
        receiver.ensure()
    receiver.stop()
    (told,) = [line for line in logs if line["event"] == "backup.receiver_ended"]
    assert told["code"] == 1
    assert f'replication slot "{archive}" does not exist' in told["why"]


async def test_while_the_folder_fails_the_spool_has_an_end(
    backed: Backed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receivers, "UNFETCHED_LOG_BYTES", 3 * SEGMENT_BYTES)
    assert backed.praxis("migrate").returncode == 0
    assert backed.praxis("backup").returncode == 0
    clock = FixedClock(SystemClock().now())
    with backed.database() as server:
        keeper = Keeper(plan_of(backed, server.dsn()), clock)
        connection = await asyncpg.connect(server.dsn())

        async def look() -> None:
            clock.advance(timedelta(seconds=1))
            await asyncio.to_thread(keeper._look)  # noqa: SLF001 -- without its thread

        await look()
        receiver = keeper._receiver  # noqa: SLF001 -- as above
        assert receiver is not None
        running = psutil.Process(pid_of(receiver))
        away = backed.ground / "away"
        backed.folder.path.rename(away)
        backed.folder.path.write_text("")
        try:
            for _ in range(8):
                await fill_segment(connection)
                await asyncio.sleep(0.3)
                await look()
            assert not running.is_running()
            assert len(list(receiver.spool.iterdir())) <= 5
            # No new one of another archive, either.
            other = Receiver(server.dsn(), "praxis_archive_b", receiver.spool.parent / "b")
            with capture_logs() as logs:
                other.ensure()
            assert not other.is_running
            assert [line["event"] for line in logs] == ["backup.spool_full"]

            backed.folder.path.unlink()
            away.rename(backed.folder.path)
            await look()
            await look()
            assert psutil.Process(pid_of(receiver)).is_running()
            backed.wait_until_covered(clock.now() - timedelta(hours=1))
        finally:
            await asyncio.to_thread(keeper._stop)  # noqa: SLF001 -- as above
            await connection.close()


async def test_of_an_archive_that_was_given_up_the_rest_is_kept_and_its_spool_goes(
    backed: Backed,
) -> None:
    assert backed.praxis("migrate").returncode == 0
    assert backed.praxis("backup").returncode == 0
    with backed.database() as server:
        connection = await asyncpg.connect(server.dsn())
        archive = await archives.find_archive(connection)
        assert archive is not None
        receiver = Receiver(server.dsn(), archive, archives.spool_of(backed.data, archive))
        receiver.ensure()
        await fill_segment(connection)
        await until(lambda: any(archives.SEGMENT.fullmatch(p.name) for p in spooled(receiver)))
        receiver.stop()
        rest = {path.name for path in spooled(receiver)}
        await connection.execute("SELECT pg_drop_replication_slot($1)", archive)
        keeper = Keeper(plan_of(backed, server.dsn()), FixedClock(SystemClock().now()))
        await asyncio.to_thread(keeper._look)  # noqa: SLF001 -- without its thread
        assert receiver.spool.exists(), "no backup was made since"
        assert backed.praxis("backup").returncode == 0
        later = Keeper(plan_of(backed, server.dsn()), FixedClock(SystemClock().now()))
        try:
            # The first one has the duty.
            await asyncio.to_thread(asyncio.run, later._keep_archive())  # noqa: SLF001 -- as above
            assert not receiver.spool.exists()
            kept = {path.name for path in (backed.folder.wal / archive).iterdir()}
            assert kept >= {f"{name}.sealed" for name in rest}
            (current,) = receiver.spool.parent.iterdir()
            assert current.name != archive
        finally:
            await asyncio.to_thread(later._stop)  # noqa: SLF001 -- as above
            await connection.close()


def pid_of(receiver: Receiver) -> int:
    process = receiver._process  # noqa: SLF001 -- whether it is there the system shall say
    assert process is not None
    return process.pid


def spooled(receiver: Receiver) -> list[Path]:
    return list(receiver.spool.iterdir()) if receiver.spool.exists() else []
