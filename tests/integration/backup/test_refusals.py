"""What is wrong with a backup or a place is said in a sentence, and nothing is restored."""

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from praxis.backup import manifest as manifests
from praxis.backup.folder import UNPROVEN_KEPT, BackupFolder
from praxis.backup.keys import make_key, read_key
from praxis.backup.proof import SCRATCH
from praxis.backup.scratch import discard_left
from praxis.kit.sealing.key_file import make_key_file
from praxis.kit.sealing.keys import KeyRing, new_key
from tests.support.backups import Backed
from tests.support.server import SECRET

pytestmark = [pytest.mark.once, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def made(kept: Backed) -> Backed:
    """A practice without anybody in it, backed up twice."""
    kept.extra["PRAXIS_PASSWORD"] = "a long enough secret"
    words = ("user", "create", "--role", "admin", "--email", "a@example.org", "--name", "Ada")
    assert kept.praxis(*words).returncode == 0
    for _ in range(2):
        done = kept.praxis("backup")
        assert done.returncode == 0, done.stderr
    return kept


@pytest.fixture
def copy(made: Backed) -> Iterator[Path]:
    """A copy of the backups that a test may spoil."""
    place = made.ground / "copy"
    shutil.copytree(made.folder.path, place)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def empty(made: Backed) -> Backed:
    return replace(made, name=f"empty-{os.urandom(4).hex()}")


def newest(place: Path) -> Path:
    return BackupFolder(place).whole()[-1]


def refused(empty: Backed, place: Path, *words: str, **extra: str) -> str:
    done = empty.praxis("restore", str(place), *words, extra=extra)
    assert done.returncode in {1, 2}, done.stdout
    assert "Traceback" not in done.stderr
    assert not (empty.data / "attachments").exists()
    assert not list(empty.data.rglob("PG_VERSION"))
    return done.stderr


def test_it_is_listed_with_its_proof(made: Backed) -> None:
    done = made.praxis("backup", "list")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all("proven: " in line and "checksums of all pages" in line for line in lines)


def test_check_tells_the_age_the_disk_and_the_key(made: Backed) -> None:
    done = made.praxis("check")
    assert "the newest proven backup is less than an hour old" in done.stdout
    assert "note  backups lie on the disk of the data" in done.stdout
    assert str(made.key_file) in done.stdout


def test_a_place_that_is_not_empty_is_refused(made: Backed) -> None:
    done = made.praxis("restore", str(made.folder.path))
    assert done.returncode == 1
    assert "is there already: a practice is restored into an empty place only" in done.stderr
    assert made.praxis("migrate").returncode == 0


def test_files_in_the_way_are_not_overwritten(copy: Path, empty: Backed) -> None:
    kept = empty.data / "attachments" / "of-another"
    kept.parent.mkdir(parents=True)
    kept.write_text("x")
    done = empty.praxis("restore", str(copy))
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert kept.read_text() == "x"


def test_another_key_is_refused(copy: Path, empty: Backed) -> None:
    other = empty.ground / f"{empty.name}.key"
    make_key(other)
    said = refused(empty, copy, PRAXIS_BACKUP__KEY_FILE=str(other))
    assert "was sealed with the key" in said
    said = refused(empty, copy, PRAXIS_BACKUP__KEY_FILE=str(empty.ground / "none.key"))
    assert "Without it no backup can be opened" in said


@pytest.mark.parametrize("place", [20, -20])
def test_a_flipped_byte_is_refused(copy: Path, empty: Backed, place: int) -> None:
    path = newest(copy) / "base.tar.sealed"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert "is damaged or was changed" in refused(empty, copy)


def test_a_missing_file_is_refused(copy: Path, empty: Backed) -> None:
    (newest(copy) / "base.tar.sealed").unlink()
    assert "is missing from the backup" in refused(empty, copy)


def test_a_changed_manifest_is_refused(copy: Path, empty: Backed) -> None:
    path = newest(copy) / "manifest.json"
    path.write_text(path.read_text().replace('"size": ', '"size": 1'))
    assert "manifest.json is damaged" in refused(empty, copy)


def test_a_time_before_all_backups_or_after_the_archive_is_refused(
    copy: Path, empty: Backed
) -> None:
    said = refused(empty, copy, "--at", "2001-01-01T00:00:00Z")
    assert "There is no whole backup that had ended by 2001-01-01" in said
    said = refused(empty, copy, "--at", "2999-01-01T00:00:00Z")
    # Nobody has fetched its log yet, so nothing says how far that goes.
    assert "covered.sealed is missing" in said


@pytest.mark.parametrize("at", ["yesterday", "2026-11-21T10:00:00", "9999"])
def test_a_time_that_is_none_is_refused(copy: Path, empty: Backed, at: str) -> None:
    assert f"--at {at}" in refused(empty, copy, "--at", at)


def test_a_folder_without_backups_is_refused(empty: Backed) -> None:
    place = empty.ground / "nothing"
    assert "There is no whole backup" in refused(empty, place)


def test_one_backup_by_name_comes_back_and_messages_are_released_once(
    copy: Path, empty: Backed
) -> None:
    first = BackupFolder(copy).whole()[0]
    done = empty.praxis("restore", str(first))
    assert done.returncode == 0, done.stderr
    assert first.name in done.stdout
    said = empty.praxis("check").stdout
    assert "no message leaves since the practice was restored" in said
    assert "Messages go out again" in empty.praxis("messages", "release").stdout
    assert "Messages were not held" in empty.praxis("messages", "release").stdout
    assert "no message leaves" not in empty.praxis("check").stdout
    again = empty.praxis("audit", "verify")
    assert again.returncode == 0, again.stdout


def test_backups_without_their_key_do_not_get_a_new_one(copy: Path, made: Backed) -> None:
    gone = {
        "PRAXIS_BACKUP__KEY_FILE": str(made.ground / "gone.key"),
        "PRAXIS_BACKUP__FOLDER": str(copy),
    }
    done = made.praxis("backup", extra=gone)
    assert done.returncode == 1
    assert "holds backups, and their key is not at" in done.stderr
    assert not (made.ground / "gone.key").exists()


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_key_that_is_lost_is_missed_wherever_the_backup_goes(
    copy: Path, made: Backed, elsewhere: bool
) -> None:
    """A new key in its place would make backups that nobody can open beside those before."""
    gone, usb = made.ground / "gone.key", made.ground / "usb"
    extra = {"PRAXIS_BACKUP__KEY_FILE": str(gone), "PRAXIS_BACKUP__FOLDER": str(copy)}
    words = ("--to", str(usb)) if elsewhere else ()
    done = made.praxis("backup", *words, extra=extra)
    assert done.returncode == 1
    assert f"{copy} holds backups, and their key is not at" in done.stderr
    assert not gone.exists()
    assert not usb.exists()


@pytest.mark.parametrize("marked", [True, False])
def test_a_second_key_is_not_taken_into_a_folder(copy: Path, made: Backed, marked: bool) -> None:
    other = made.ground / f"{os.urandom(4).hex()}.key"
    make_key(other)
    if not marked:
        (copy / "key.id").unlink()
    before = [path.name for path in BackupFolder(copy).whole()]
    extra = {"PRAXIS_BACKUP__KEY_FILE": str(other), "PRAXIS_BACKUP__FOLDER": str(copy)}
    done = made.praxis("backup", extra=extra)
    assert done.returncode == 1
    assert "holds backups under the key" in done.stderr
    assert [path.name for path in BackupFolder(copy).whole()] == before


@pytest.mark.parametrize("name", ["backup.key", "clinical.json"])
def test_keys_of_another_practice_in_the_way_are_said(copy: Path, empty: Backed, name: str) -> None:
    """Kept, they would seal what the restored practice writes, beside what they do not open."""
    stick = empty.ground / f"{empty.name}-stick"
    assert empty.praxis("migrate", extra={"PRAXIS_DATA_DIR": str(stick)}).returncode == 0
    safe = stick / "safe"
    safe.mkdir()
    shutil.copyfile(empty.key_file, safe / "backup.key")
    shutil.copyfile(stick / "keys" / "clinical.json", safe / "clinical.json")
    own = {"PRAXIS_BACKUP__KEY_FILE": str(empty.data / "keys" / "backup.key")}
    inway = empty.data / "keys" / name
    if name == "backup.key":
        make_key(inway)
    else:
        make_key_file(inway, KeyRing([new_key(1, "")]))
    before = inway.read_bytes()
    said = refused(empty, copy, "--keys", str(safe), **own)
    assert f"{inway} is there already, and is not the one" in said
    assert inway.read_bytes() == before


async def test_administrators_are_told_of_a_backup_that_failed_once(
    copy: Path, made: Backed
) -> None:
    gone = {
        "PRAXIS_BACKUP__KEY_FILE": str(made.ground / "gone.key"),
        "PRAXIS_BACKUP__FOLDER": str(copy),
    }
    for _ in range(2):
        assert made.praxis("backup", "--scheduled", extra=gone).returncode == 1
    with made.database() as server:
        connection = await asyncpg.connect(server.dsn())
        mails = await connection.fetch(
            "SELECT u.email, m.kind FROM mails m JOIN users u ON u.id = m.user_id"
        )
        lines = await connection.fetch("SELECT kind FROM notifications")
        await connection.close()
    assert [tuple(row) for row in mails] == [("a@example.org", "backup_failed")]
    assert [row["kind"] for row in lines] == ["backup_failed"]


def test_two_at_once_are_refused(copy: Path, made: Backed) -> None:
    with BackupFolder(copy).locked():
        there = {"PRAXIS_BACKUP__FOLDER": str(copy)}
        done = made.praxis("backup", extra=there)
        timed = made.praxis("backup", "--scheduled", extra=there)
    assert (done.returncode, timed.returncode) == (1, 5)
    assert "Another backup into" in done.stderr


def test_older_ones_are_forgotten(copy: Path, made: Backed) -> None:
    before = [path.name for path in BackupFolder(copy).whole()]
    extra = {"PRAXIS_BACKUP__FOLDER": str(copy), "PRAXIS_BACKUP__KEEP": "2"}
    done = made.praxis("backup", extra=extra)
    assert done.returncode == 0, done.stderr
    after = [path.name for path in BackupFolder(copy).whole()]
    assert len(after) == 2
    assert before[0] not in after
    assert before[1] in after


def test_proofs_that_are_killed_again_and_again_do_not_fill_the_disk(
    copy: Path, made: Backed
) -> None:
    folder, key = BackupFolder(copy), read_key(made.key_file)
    proven = folder.whole()
    one = manifests.read(proven[0], key)
    for number in range(6):
        left = folder.base / f"20200101T00000{number}Z-ab"
        left.mkdir()
        manifests.write(left, replace(one, name=left.name, proof=None), key)
    scratch = made.data / SCRATCH
    process = made.start("backup", extra={"PRAXIS_BACKUP__FOLDER": str(copy)})
    deadline = time.monotonic() + 60
    while not (scratch / "cluster").exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.wait()
    discard_left(scratch)
    after = set(folder.whole())
    assert set(proven) < after
    assert len(after) == len(proven) + UNPROVEN_KEPT + 1


def test_keys_are_copied_once_into_a_new_folder(made: Backed) -> None:
    place = made.ground / "keys-copy"
    done = made.praxis("backup", "keys", "--to", str(place))
    assert done.returncode == 0, done.stderr
    assert (place / "secret.key").read_text().strip() == SECRET
    assert (place / "secret.key").stat().st_mode & 0o777 == 0o600
    copied = place / "backup.key"
    assert copied.read_bytes() == made.key_file.read_bytes()
    assert copied.stat().st_mode & 0o777 == 0o600
    assert made.praxis("backup", "keys", "--to", str(place)).returncode == 1
