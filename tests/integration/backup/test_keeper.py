"""Beside a server: the log is fetched and sealed, and the daily backup is made when it is due."""

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import psutil
import pytest

from praxis.backup import manifest as manifests
from praxis.backup.archive import SLOT_PREFIX
from praxis.backup.keeper import AFTER_START, Keeper, Plan
from praxis.backup.keys import make_key, read_key
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock, SystemClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.conftest import NOW, create_database, drop_database
from tests.crash.test_kill import address
from tests.factories.identity import make_user
from tests.support.backups import Backed, server_time
from tests.unit.backup.test_folder import manifest

pytestmark = [pytest.mark.once, pytest.mark.timeout(900)]


def plan_of(backed: Backed, dsn: str) -> Plan:
    return Plan(
        dsn=dsn,
        data_dir=backed.data,
        folder=backed.folder,
        key_file=backed.key_file,
        uploads=backed.data / "attachments",
        hour=2,
        interval=timedelta(seconds=1),
    )


def receivers(backed: Backed) -> set[int]:
    """The processes that fetch the log for this practice; tests beside this one have theirs."""
    return {
        one.pid
        for one in psutil.process_iter(["name", "cmdline"])
        if one.info["name"] == "pg_receivewal"
        and any(str(backed.ground) in word for word in one.info["cmdline"])
    }


async def test_nothing_is_fetched_before_the_first_backup_and_all_after_it(
    backed: Backed,
) -> None:
    server = backed.serve()
    try:
        await asyncio.sleep(3)
        assert not receivers(backed)
        assert backed.praxis("backup").returncode == 0
        backed.wait_until_covered(await server_time(address(backed.data)))
        assert len(receivers(backed)) == 1
    finally:
        assert server.stop() == 0
    assert not receivers(backed)
    (archive,) = backed.folder.wal.iterdir()
    assert archive.name.startswith(SLOT_PREFIX)


async def test_after_kill_9_the_next_server_goes_on_where_it_stood(backed: Backed) -> None:
    server = backed.serve()
    assert backed.praxis("backup").returncode == 0
    backed.wait_until_covered(await server_time(address(backed.data)))
    # The receiver is left alive: nobody told it that its server is gone.
    server.kill()
    server = backed.serve()
    try:
        backed.wait_until_covered(await server_time(address(backed.data)))
    finally:
        server.kill()
    server = backed.serve()
    try:
        backed.wait_until_covered(await server_time(address(backed.data)))
    finally:
        assert server.stop() == 0
    assert len(list(backed.folder.wal.iterdir())) == 1


@pytest.fixture
async def empty() -> AsyncIterator[str]:
    """A database without a place, whose zone would be that of the practice."""
    name = f"praxis_test_keeper_{new_uid().hex}"
    yield await create_database(name)
    await drop_database(name)


def test_it_is_due_once_a_day_at_its_hour(backed: Backed, empty: str) -> None:
    started = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
    clock = FixedClock(started)
    keeper = Keeper(plan_of(backed, empty), clock)
    # The practice of the tests lies in no zone of its own: its day is that of UTC.
    assert not keeper.is_due(started)
    assert not keeper.is_due(started + timedelta(hours=19, minutes=59))
    assert keeper.is_due(started + timedelta(hours=20))
    made_at = started + timedelta(hours=20, minutes=1)
    _lay(backed, made_at)
    assert not keeper.is_due(made_at + timedelta(hours=23))
    assert keeper.is_due(made_at + timedelta(hours=24))
    # A server that was off at that hour makes up for it.
    late = Keeper(plan_of(backed, empty), FixedClock(made_at + timedelta(days=3)))
    assert late.is_due(made_at + timedelta(days=3, minutes=5))


@pytest.mark.parametrize("ok", [False, None], ids=["failed", "cut off"])
def test_one_that_is_not_proven_is_tried_again_within_the_hour(
    backed: Backed, empty: str, ok: bool | None
) -> None:
    started = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
    keeper = Keeper(plan_of(backed, empty), FixedClock(started))
    made_at = started + timedelta(hours=20, minutes=1)
    _lay(backed, made_at, ok=ok)
    assert keeper.is_due(made_at + timedelta(minutes=1))


@pytest.mark.parametrize(("made_on", "due"), [(4, True), (5, False)])
async def test_a_practice_whose_machine_is_off_at_that_hour_has_its_first_one_nevertheless(
    backed: Backed, empty: str, made_on: int, due: bool
) -> None:
    database = Database(empty, pool_size=1)
    await make_user(database, Role.ADMIN)
    connection = await asyncpg.connect(empty)
    began = datetime(2027, 1, made_on, 9, 0, tzinfo=UTC)
    await connection.execute("UPDATE users SET created_at = $1", began)
    await connection.close()
    await database.close()
    started = datetime(2027, 1, 5, 9, 1, tzinfo=UTC)
    keeper = Keeper(plan_of(backed, empty), FixedClock(started))
    assert await asyncio.to_thread(keeper.is_due, started + AFTER_START) is due
    # Of a clock that was set back since, neither is known to be earlier.
    assert await asyncio.to_thread(keeper.is_due, started - timedelta(days=30))


def test_one_from_the_future_is_not_waited_for(backed: Backed, empty: str) -> None:
    now = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
    _lay(backed, now + timedelta(days=400))
    keeper = Keeper(plan_of(backed, empty), FixedClock(now - timedelta(days=1)))
    assert keeper.is_due(now)


def test_a_disk_that_comes_back_without_the_newest_is_caught_up_with(
    backed: Backed, empty: str
) -> None:
    """What was written while it was away is on no disk that is here."""
    now = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
    keeper = Keeper(plan_of(backed, empty), FixedClock(now - timedelta(days=1)))
    _lay(backed, now - timedelta(hours=6))
    assert not keeper.is_due(now)
    elsewhere = _lay(backed, now - timedelta(hours=1), name="elsewhere")
    assert not keeper.is_due(now)
    shutil.rmtree(elsewhere)
    assert keeper.is_due(now)
    assert keeper.is_due(now + timedelta(minutes=1))
    _lay(backed, now + timedelta(minutes=2), name="here")
    assert not keeper.is_due(now + timedelta(minutes=3))


def test_nor_does_a_clock_that_is_set_back_make_one_each_hour(backed: Backed, empty: str) -> None:
    now = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
    keeper = Keeper(plan_of(backed, empty), FixedClock(now - timedelta(days=1)))
    _lay(backed, now)
    assert not keeper.is_due(now)
    earlier = now - timedelta(hours=4)
    assert keeper.is_due(earlier)
    _lay(backed, earlier, name="now")
    assert not keeper.is_due(earlier + timedelta(minutes=1))


def _lay(
    backed: Backed, at: datetime, *, ok: bool | None = True, name: str = "20270105T020100Z-ab"
) -> Path:
    make_key(backed.key_file)
    key = read_key(backed.key_file)
    place = backed.folder.base / name
    place.mkdir(parents=True)
    manifests.write(place, manifest(place.name, at, ok=ok), key)
    return place


def _ended(program: str) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-c", program]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)  # noqa: S603 -- ours
    process.wait(30)
    return process


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("import os; os.kill(os.getpid(), 9)", 1),
        ("raise RuntimeError", 1),
        ("pass", 0),
        ("raise SystemExit(5)", 0),
    ],
    ids=["killed", "fault", "well", "another runs"],
)
async def test_administrators_are_told_however_a_backup_ended(
    backed: Backed, empty: str, ending: str, told: int
) -> None:
    database = Database(empty, pool_size=1)
    admin = await make_user(database, Role.ADMIN)
    keeper = Keeper(plan_of(backed, empty), FixedClock(NOW))
    keeper.backup = _ended(ending)
    for _ in range(2):
        await asyncio.to_thread(keeper.back_up_if_due, NOW)
    async with database.reading() as reader:
        rows = await reader.sql.fetch("SELECT user_id, kind FROM mails")
    await database.close()
    assert [tuple(row) for row in rows] == [(admin.id, "backup_failed")] * told


def test_a_scheduled_backup_is_a_process_of_its_own(
    backed: Backed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in backed.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert backed.praxis("migrate").returncode == 0
    with backed.database() as server:
        clock = FixedClock(SystemClock().now())
        keeper = Keeper(plan_of(backed, server.dsn()), clock)
        clock.advance(AFTER_START + timedelta(days=1))
        keeper.back_up_if_due(clock.now())
        process = keeper.backup
        assert process is not None
        assert process.wait(120) == 0
    (made,) = backed.folder.listed()
    assert made.is_proven


def test_a_backup_that_is_told_to_end_leaves_nothing(
    backed: Backed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in backed.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert backed.praxis("migrate").returncode == 0
    with backed.database() as server:
        clock = FixedClock(SystemClock().now())
        keeper = Keeper(plan_of(backed, server.dsn()), clock)
        clock.advance(AFTER_START + timedelta(days=1))
        keeper.back_up_if_due(clock.now())
        _wait_for(backed.folder.base)
        keeper.start()
        keeper.end()
    assert not [path for path in backed.folder.base.iterdir() if not _is_whole(path)]
    assert not list(backed.data.glob("scratch*/cluster"))


def _is_whole(path: Path) -> bool:
    return (path / "manifest.json").exists() and not path.name.startswith(".")


def _wait_for(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while not folder.exists() or not list(folder.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
