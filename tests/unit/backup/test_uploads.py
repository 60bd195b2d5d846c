"""The pool of files: sealed once, by whoever comes first, whole."""

import multiprocessing as mp
import os
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from praxis.backup import uploads
from praxis.backup.errors import CutShort
from praxis.backup.folder import LEFT_FOR_SECONDS, BackupFolder
from praxis.backup.keys import BackupKey
from praxis.backup.sealed import unseal
from praxis.backup.uploads import DAMAGED, MISSING, Lacking
from tests.support.backups import spoil

KEY = BackupKey(bytes(range(32)))
FILES = 60


def filled(place: Path, count: int = FILES, size: int = 400_000) -> Path:
    storage = place / "attachments"
    for number in range(count):
        path = storage / f"{number % 4:02x}" / f"file-{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size))
    return storage


def opened(folder: BackupFolder, name: str) -> bytes:
    return b"".join(unseal(folder.upload_path(name), KEY, uploads.context(name)))


def _add(storage: Path, place: Path, gate: "mp.synchronize.Barrier", said: "mp.Queue[str]") -> None:
    gate.wait()
    try:
        uploads.add_new(storage, BackupFolder(place), KEY)
    except BaseException as error:  # noqa: BLE001 -- told to the test
        said.put(repr(error))
    else:
        said.put("done")


def test_several_processes_seal_the_same_files_and_each_is_whole(tmp_path: Path) -> None:
    storage = filled(tmp_path)
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    own = mp.get_context("spawn")
    gate, said = own.Barrier(3), own.Queue()
    words = (storage, folder.path, gate, said)
    workers = [own.Process(target=_add, args=words) for _ in range(3)]
    for worker in workers:
        worker.start()
    assert [said.get(timeout=120) for _ in workers] == ["done"] * 3
    for worker in workers:
        worker.join()
    names = set(uploads.stored_keys(storage))
    assert folder.upload_keys() == names
    assert len(names) == FILES
    for name in names:
        assert opened(folder, name) == (storage / name).read_bytes()
    assert not list(folder.uploads.rglob(".*"))


def test_what_is_listed_is_what_lies_there_though_another_was_faster(tmp_path: Path) -> None:
    storage = filled(tmp_path, 1)
    folder = BackupFolder(tmp_path / "backups")
    (name,) = uploads.stored_keys(storage)
    first = uploads._draft(storage, folder, KEY, name)  # noqa: SLF001 -- two at the same time
    added = uploads.add_new(storage, folder, KEY)
    assert first is not None
    found = first.publish()
    assert (found.sha256, found.size) == (added[name].sha256, added[name].size)


def test_what_a_killed_one_left_is_swept_later(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    old, young = folder.uploads / ".a.sealed.x.part", folder.uploads / ".b.sealed.y.part"
    for path in (old, young):
        path.write_text("x")
    then = young.stat().st_mtime - LEFT_FOR_SECONDS - 60
    os.utime(old, (then, then))
    with folder.locked():
        assert not old.exists()
        assert young.exists()


def test_the_rest_comes_back_and_what_is_lacking_is_named(tmp_path: Path) -> None:
    storage = filled(tmp_path, 4, 1000)
    folder = BackupFolder(tmp_path / "backups")
    uploads.add_new(storage, folder, KEY)
    gone, spoiled, *whole = sorted(uploads.stored_keys(storage))
    folder.upload_path(gone).unlink()
    spoil(folder.upload_path(spoiled))
    target = tmp_path / "restored"
    lacking = uploads.bring_back(folder, KEY, target, {gone, spoiled, *whole})
    assert lacking == [Lacking(gone, MISSING), Lacking(spoiled, DAMAGED)]
    assert set(uploads.stored_keys(target)) == set(whole)
    for name in whole:
        assert (target / name).read_bytes() == (storage / name).read_bytes()


def test_damage_is_mended_from_the_storage_while_it_has_the_file(tmp_path: Path) -> None:
    storage = filled(tmp_path, 3, 1000)
    folder = BackupFolder(tmp_path / "backups")
    uploads.add_new(storage, folder, KEY)
    first, second, third = sorted(uploads.stored_keys(storage))
    for name in (first, second):
        spoil(folder.upload_path(name))
    (storage / second).unlink()
    found = uploads.verify(folder, KEY, storage, {first, second, third})
    assert found == ([Lacking(second, DAMAGED)], 1)
    assert opened(folder, first) == (storage / first).read_bytes()


def test_what_the_storage_has_lost_and_rows_name_stays_in_the_backup(tmp_path: Path) -> None:
    storage = filled(tmp_path, 3, 1000)
    folder = BackupFolder(tmp_path / "backups")
    added = uploads.add_new(storage, folder, KEY)
    lost, *there = sorted(uploads.stored_keys(storage))
    (storage / lost).unlink()
    listed = uploads.describe(folder, storage, added)
    assert set(listed) == set(there)
    kept = uploads.with_named(folder, {lost, *there, "aa/never-there"}, listed)
    assert kept == added
    assert uploads.forget(folder, storage, kept, datetime.max.replace(tzinfo=UTC)) == 0
    assert opened(folder, lost)


def test_a_file_that_cannot_be_read_or_named_stops_no_others(tmp_path: Path) -> None:
    """A disk that fails is when a backup is needed most."""
    storage = filled(tmp_path, 3, 1000)
    folder = BackupFolder(tmp_path / "backups")
    bad, *others = sorted(uploads.stored_keys(storage))
    (storage / bad).unlink()
    # Opened it is well, and reading it fails: as root may, whatever the mode says.
    (storage / bad).symlink_to("/proc/self/mem")
    (storage / os.fsdecode(b"a-\xff")).write_text("of a program beside")
    beside = storage / os.fsdecode(b"b-\xff")
    beside.mkdir()
    (beside / "file").write_text("of a program beside")
    with patch.object(Path, "is_symlink", return_value=False):
        assert set(uploads.add_new(storage, folder, KEY)) == set(others)
        found = uploads.verify(folder, KEY, storage, {bad, *others})
    assert found == ([Lacking(bad, MISSING)], 0)
    assert not list(folder.uploads.rglob(".*"))


def test_a_copy_that_the_disk_cannot_read_is_damaged(tmp_path: Path) -> None:
    storage = filled(tmp_path, 2, 1000)
    folder = BackupFolder(tmp_path / "backups")
    uploads.add_new(storage, folder, KEY)
    bad, good = sorted(uploads.stored_keys(storage))
    folder.upload_path(bad).unlink()
    folder.upload_path(bad).symlink_to("/proc/self/mem")
    target = tmp_path / "restored"
    assert uploads.bring_back(folder, KEY, target, {bad, good}) == [Lacking(bad, DAMAGED)]
    assert set(uploads.stored_keys(target)) == {good}


def test_who_must_end_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    storage = filled(tmp_path, 5, 1000)
    folder = BackupFolder(tmp_path / "backups")
    looks = iter([False, False, True])
    with pytest.raises(CutShort):
        uploads.add_new(storage, folder, KEY, must_end=lambda: next(looks))
    assert len(folder.upload_keys()) == 2
    assert len(uploads.add_new(storage, folder, KEY)) == 3
