"""One process keeps the log, where somebody fetches it, and it is said how far that goes."""

import asyncio
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from secrets import token_urlsafe

import asyncpg
import psutil
import pytest

from praxis.backup import archive as archives
from praxis.backup.archive import COVERED, read_covered
from praxis.backup.keeper import Keeper
from praxis.backup.keys import BackupKey, read_key
from praxis.backup.positions import is_between_pages, position
from praxis.backup.receiver import Receiver
from praxis.backup.sealed import unseal
from praxis.kit.clock import FixedClock, SystemClock
from tests.crash.test_kill import address
from tests.integration.backup.test_keeper import plan_of, receivers
from tests.support.backups import Backed, server_time

pytestmark = [pytest.mark.once, pytest.mark.timeout(900)]


async def test_two_servers_on_one_folder_do_not_take_the_log_from_each_other(
    backed: Backed,
) -> None:
    first = backed.serve()
    second = None
    try:
        assert backed.praxis("backup").returncode == 0
        second = backed.serve()
        backed.wait_until_covered(await server_time(address(backed.data)))
        seen = set()
        for _ in range(20):
            seen.add(frozenset(receivers(backed)))
            await asyncio.sleep(0.3)
        assert len(seen) == 1, "the receiver is started again and again"
        assert first.stop() == 0
        # The second has waited for it.
        backed.wait_until_covered(await server_time(address(backed.data)))
        assert len(receivers(backed)) == 1
    finally:
        for server in (first, second):
            if server is not None:
                server.stop()
    assert not receivers(backed)


async def _slots(dsn: str) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("SELECT slot_name FROM pg_replication_slots")
    finally:
        await connection.close()
    return [row["slot_name"] for row in rows]


async def test_no_log_is_kept_where_nobody_fetches_it(backed: Backed) -> None:
    backed.extra["PRAXIS_TASKS"] = "off"
    server = backed.serve()
    try:
        assert backed.praxis("backup").returncode == 0
        assert await _slots(address(backed.data)) == []
    finally:
        server.stop()
    del backed.extra["PRAXIS_TASKS"]
    assert backed.praxis("backup").returncode == 0
    with backed.database() as kept:
        assert len(await _slots(kept.dsn())) == 1
    backed.extra["PRAXIS_BACKUP__ENABLED"] = "false"
    server = backed.serve()
    try:
        assert await _slots(address(backed.data)) == []
    finally:
        server.stop()
    del backed.extra["PRAXIS_BACKUP__ENABLED"]
    done = backed.praxis("check")
    assert "nothing is archived since the practice was restored or upgraded" in done.stdout
    assert done.returncode == 1


async def test_without_an_archive_a_backup_is_due_at_once(backed: Backed) -> None:
    assert backed.praxis("migrate").returncode == 0
    with backed.database() as server:
        connection = await asyncpg.connect(server.dsn())
        now = SystemClock().now()
        keeper = Keeper(plan_of(backed, server.dsn()), FixedClock(now))
        await asyncio.to_thread(asyncio.run, keeper._keep_archive())  # noqa: SLF001 -- one look
        # A new practice has its first backup at its hour.
        assert not await asyncio.to_thread(keeper.is_due, now)
        assert backed.praxis("backup").returncode == 0
        await asyncio.to_thread(asyncio.run, keeper._keep_archive())  # noqa: SLF001 -- one look
        assert not await asyncio.to_thread(keeper.is_due, now)
        receiver = keeper._receiver  # noqa: SLF001 -- it holds the slot
        assert receiver is not None
        receiver.stop()
        # As after a restore, an upgrade, or 4 GB that nobody fetched.
        for name in await _slots(server.dsn()):
            await connection.execute("SELECT pg_drop_replication_slot($1)", name)
        await connection.close()
        await asyncio.to_thread(asyncio.run, keeper._keep_archive())  # noqa: SLF001 -- one look
        assert await asyncio.to_thread(keeper.is_due, now)


async def test_a_folder_without_the_backups_that_were_made_is_missed(backed: Backed) -> None:
    # That of the tests looks like an example, which is wrong, too.
    backed.extra["PRAXIS_AUTH__SECRET_KEY"] = token_urlsafe(48)
    assert backed.praxis("migrate").returncode == 0
    assert backed.praxis("check").returncode == 0
    assert backed.praxis("backup").returncode == 0
    assert backed.praxis("check").returncode == 0
    # As where its disk is not mounted.
    backed.folder.path.rename(backed.ground / "taken")
    done = backed.praxis("check")
    assert "goes on from a backup that is not in" in done.stdout
    assert done.returncode == 1
    # While one is made, as at the very first, nothing is wrong.
    with backed.folder.locked():
        done = backed.praxis("check")
    assert "a backup is being made, from which the log" in done.stdout
    assert done.returncode == 0
    shutil.rmtree(backed.folder.path)
    with backed.database() as server:
        now = SystemClock().now()
        keeper = Keeper(plan_of(backed, server.dsn()), FixedClock(now))
        with pytest.raises(FileNotFoundError):
            await asyncio.to_thread(asyncio.run, keeper._keep_archive())  # noqa: SLF001 -- one look
        assert await asyncio.to_thread(keeper.is_due, now)


async def test_check_tells_how_far_the_log_is_in_the_archive(backed: Backed) -> None:
    server = backed.serve()
    stopped = psutil.Process(server.process.pid)
    try:
        assert backed.praxis("backup").returncode == 0
        backed.wait_until_covered(await server_time(address(backed.data)))
        assert "UTC is in the archive of the log\n" in backed.praxis("check").stdout
        # As if the receiver had been stuck for an hour.
        stopped.suspend()
        (covered,) = backed.folder.wal.rglob(f"{COVERED}.sealed")
        old = covered.stat().st_mtime - 3600
        os.utime(covered, (old, old))
        assert "and nothing since" in backed.praxis("check").stdout
        ahead = old + 2 * 3600
        os.utime(covered, (ahead, ahead))
        assert "the clock was set back" in backed.praxis("check").stdout
    finally:
        stopped.resume()
        server.stop()
    assert "more is added while `praxis serve` runs" in backed.praxis("check").stdout


async def test_files_are_added_after_the_log_was_read_and_before_it_counts(
    backed: Backed,
) -> None:
    assert backed.praxis("migrate").returncode == 0
    assert backed.praxis("backup").returncode == 0
    key = read_key(backed.key_file)
    with backed.database() as server:
        connection = await asyncpg.connect(server.dsn())
        archive = await archives.find_archive(connection)
        assert archive is not None
        spool = archives.spool_of(backed.data, archive)
        receiver = Receiver(server.dsn(), archive, spool)
        receiver.ensure()
        marked, covered = 0, None

        def add_uploads() -> None:
            """Meanwhile a row is committed whose file was not seen."""
            nonlocal marked
            marked += 1
            assert read_covered(backed.folder, key, archive) == covered
            with ThreadPoolExecutor(1) as beside:
                beside.submit(asyncio.run, _commit(server.dsn(), f"MARK-{marked}.")).result()
            _wait_until_spooled(spool, f"MARK-{marked}.")

        try:
            for _ in range(3):
                # Where a segment ends, the server may have stopped in the middle of a record.
                await connection.execute("SELECT pg_switch_wal()")
                found = None
                while found is None:
                    words = (backed.folder, key, archive, spool, add_uploads)
                    found = await archives.ship(connection, *words)
                assert not is_between_pages(position(found.lsn))
                assert read_covered(backed.folder, key, archive) == found
                covered = found
                content = _archived(backed, archive, key)
                assert f"MARK-{marked}.".encode() not in content
                assert marked == 1 or f"MARK-{marked - 1}.".encode() in content
        finally:
            receiver.stop()
            await connection.close()


async def _commit(dsn: str, mark: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("SELECT pg_logical_emit_message(true, 'test', $1)", mark)
    await connection.close()


def _wait_until_spooled(spool: Path, mark: str) -> None:
    deadline = time.monotonic() + 60
    while not any(mark.encode() in path.read_bytes() for path in spool.glob("0*.partial")):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _archived(backed: Backed, archive: str, key: BackupKey) -> bytes:
    return b"".join(
        piece
        for name, path in archives.segments(backed.folder, archive)
        for piece in unseal(path, key, archives.context(archive, name))
    )
