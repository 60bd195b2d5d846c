"""Copies of backups that lack something: never less than was asked for without saying so."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg
import pytest

from praxis.backup.archive import COVERED
from praxis.backup.folder import BackupFolder
from tests.factories.files import PDF
from tests.integration.backup.test_drill import Running
from tests.integration.kit.db.embedded_support import ground
from tests.support.backups import Backed, server_time, spoil, stored_files

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]

# Before the first switch of segments, after each, and at the end.
BOOKED = 1 + 4 * 2


@dataclass(frozen=True)
class Lost:
    """A practice that wrote into several segments after its first backup, and is not there now."""

    backed: Backed
    # A second after the first two bookings, and one after all of them.
    early: datetime
    late: datetime
    # The segments where each pair of bookings lies.
    written: list[str]


@pytest.fixture(scope="module")
def lost() -> Iterator[Lost]:
    with ground() as place:
        yield asyncio.run(_lose(Backed(place)))


async def _lose(backed: Backed) -> Lost:
    practice = Running(backed)
    try:
        await practice.furnish()
        await practice.upload(PDF)
        await practice.upload(PDF.replace(b"%%EOF", b"%second\n%%EOF"))
        assert backed.praxis("backup").returncode == 0
        seconds, written = [], []
        for _ in range(4):
            await practice.book(2)
            seconds.append(await server_time(practice.dsn))
            await asyncio.sleep(0.2)
            written.append(await _switch(practice.dsn))
        backed.wait_until_covered(await server_time(practice.dsn))
        made = backed.praxis("backup")
        assert made.returncode == 0, made.stderr
        backed.wait_until_covered(await server_time(practice.dsn))
    finally:
        practice.server.stop()
    return Lost(backed, seconds[0], seconds[-1], written)


async def _switch(dsn: str) -> str:
    """End the segment; its name."""
    connection = await asyncpg.connect(dsn)
    name: str = await connection.fetchval("SELECT pg_walfile_name(pg_switch_wal())")
    await connection.close()
    return name


async def _told(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn)
    found = await connection.fetch("SELECT kind FROM mails WHERE kind = 'backup_failed'")
    await connection.close()
    return {row["kind"] for row in found}


@pytest.fixture
def copy(lost: Lost) -> Iterator[BackupFolder]:
    """Without the second backup, which would leave nothing of the log to replay."""
    place = lost.backed.ground / "copy"
    shutil.copytree(lost.backed.folder.path, place)
    folder = BackupFolder(place)
    shutil.rmtree(folder.whole()[-1])
    yield folder
    shutil.rmtree(place)


@pytest.fixture
def empty(lost: Lost) -> Backed:
    return replace(lost.backed, name=f"empty-{os.urandom(4).hex()}")


def appointments(backed: Backed) -> int:
    async def count() -> int:
        connection = await asyncpg.connect(server.dsn())
        found: int = await connection.fetchval("SELECT count(*) FROM appointments")
        await connection.close()
        return found

    with backed.database() as server:
        return asyncio.run(count())


def refused(empty: Backed, folder: BackupFolder, *words: str) -> str:
    done = empty.praxis("restore", str(folder.path), *words)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert not (empty.data / "attachments").exists()
    assert not list(empty.data.rglob("PG_VERSION"))
    return done.stderr


def test_a_whole_copy_comes_back_to_its_last_change(copy: BackupFolder, empty: Backed) -> None:
    said = refused(empty, copy, "--at", "2999-01-01T00:00:00Z")
    assert "the archive goes as far as 20" in said
    done = empty.praxis("restore", str(copy.path))
    assert done.returncode == 0, done.stderr
    assert "when the last change in the archive was made" in done.stdout
    assert appointments(empty) == BOOKED
    assert len(stored_files(empty.data / "attachments")) == 2


def test_a_gap_in_the_log_is_never_taken_for_its_end(
    lost: Lost, copy: BackupFolder, empty: Backed
) -> None:
    (path,) = copy.wal.rglob(f"{lost.written[2]}.sealed")
    spoil(path)
    assert f"the segment …{path.name[8:24]} is damaged" in refused(empty, copy)
    path.unlink()
    fault = f"the segment …{path.name[8:24]} is missing"
    for words in ((), ("--at", lost.late.isoformat())):
        said = refused(empty, copy, *words)
        assert fault in said
        assert "--as-far-as-it-goes" in said
    # A second before the gap is reached all the same.
    before = replace(empty, name=f"{empty.name}-before")
    done = before.praxis("restore", str(copy.path), "--at", lost.early.isoformat())
    assert done.returncode == 0, done.stderr
    assert appointments(before) == 1 + 2
    done = empty.praxis("restore", str(copy.path), "--as-far-as-it-goes")
    assert done.returncode == 0, done.stderr
    assert "was restored as far as its log goes" in done.stdout
    assert "WHAT WAS COMMITTED AFTER 20" in done.stderr
    assert fault in done.stderr
    assert appointments(empty) == 1 + 2 + 2


def test_a_copy_whose_last_segments_are_older_is_refused(
    lost: Lost, copy: BackupFolder, empty: Backed
) -> None:
    for path in copy.wal.rglob("0*.sealed"):
        if path.name >= lost.written[3]:
            path.unlink()
    assert "is missing" in refused(empty, copy)
    assert "is missing" in refused(empty, copy, "--at", lost.late.isoformat())


def test_a_copy_that_does_not_say_how_far_it_reaches_is_refused(
    copy: BackupFolder, empty: Backed
) -> None:
    (path,) = copy.wal.rglob(f"{COVERED}.sealed")
    spoil(path)
    assert "covered.sealed is damaged" in refused(empty, copy)
    path.unlink()
    assert "covered.sealed is missing" in refused(empty, copy)


def test_damage_older_than_the_backup_is_no_obstacle(lost: Lost, empty: Backed) -> None:
    folder = lost.backed.folder
    path = min(folder.wal.rglob("0*.sealed"))
    whole = path.read_bytes()
    spoil(path)
    try:
        done = empty.praxis("restore", str(folder.path))
    finally:
        path.write_bytes(whole)
    assert done.returncode == 0, done.stderr
    assert appointments(empty) == BOOKED


def test_a_file_that_is_lacking_is_named_and_all_else_comes_back(
    copy: BackupFolder, empty: Backed
) -> None:
    gone, spoiled = sorted(copy.uploads.rglob("*.sealed"))
    gone.unlink()
    spoil(spoiled)
    done = empty.praxis("restore", str(copy.path))
    assert done.returncode == 4, done.stderr
    assert "2 files of records or photos are not in the backups" in done.stderr
    lines = (empty.data / "restore-lacking.txt").read_text().splitlines()
    assert sorted(line.split()[1] for line in lines) == ["damaged", "missing"]
    assert appointments(empty) == BOOKED


def test_a_proof_tells_of_files_that_are_nowhere_and_mends_the_rest(
    lost: Lost, copy: BackupFolder
) -> None:
    for path in copy.whole():
        shutil.rmtree(path)
    storage = lost.backed.data / "attachments"
    nowhere, damaged = sorted(copy.uploads.rglob("*.sealed"))
    name = nowhere.relative_to(copy.uploads).as_posix().removesuffix(".sealed")
    nowhere.unlink()
    spoil(damaged)
    (storage / name).rename(lost.backed.ground / "taken")
    extra = {"PRAXIS_BACKUP__FOLDER": str(copy.path), "PRAXIS_PASSWORD": "a long enough secret"}
    words = ("--role", "admin", "--email", "a@example.org", "--name", "Ada")
    assert lost.backed.praxis("user", "create", *words, extra=extra).returncode == 0
    try:
        done = lost.backed.praxis("backup", "--scheduled", extra=extra)
        with lost.backed.database() as server:
            told = asyncio.run(_told(server.dsn()))
        said = lost.backed.praxis("check", extra=extra)
        assert done.returncode == 0, done.stderr
        assert f"BUT the file {name}, which a row names, is missing" in done.stdout
        assert "1 files were missing or damaged and were sealed anew" in done.stdout
        assert f"the file {name}, which a row names, is missing" in said.stdout
        assert said.returncode == 1
        assert told == {"backup_failed"}
    finally:
        (lost.backed.ground / "taken").rename(storage / name)
    done = lost.backed.praxis("backup", extra=extra)
    assert done.returncode == 0, done.stderr
    assert "BUT" not in done.stdout


def test_the_last_copy_of_a_file_that_the_storage_has_lost_is_kept_and_told_of(
    lost: Lost, copy: BackupFolder
) -> None:
    storage = lost.backed.data / "attachments"
    left = min(copy.uploads.rglob("*.sealed"))
    os.utime(left, (0, 0))
    name = left.relative_to(copy.uploads).as_posix().removesuffix(".sealed")
    (storage / name).rename(lost.backed.ground / "taken")
    extra = {"PRAXIS_BACKUP__FOLDER": str(copy.path), "PRAXIS_BACKUP__KEEP": "1"}
    try:
        for _ in range(2):
            done = lost.backed.praxis("backup", extra=extra)
            assert done.returncode == 0, done.stderr
            assert f"BUT the file {name}, which a row names, is lost: the backups" in done.stdout
            assert len(copy.whole()) == 1
            assert left.exists()
    finally:
        (lost.backed.ground / "taken").rename(storage / name)
