"""No disk is filled by a backup or a restore that could have known before that it does not fit."""

import shutil
from pathlib import Path

import pytest

from praxis.backup import uploads
from praxis.backup.errors import DiskFull
from praxis.backup.folder import BackupFolder
from praxis.backup.positions import SEGMENT_BYTES
from praxis.backup.room import RESERVE, ensure_room
from praxis.backup.scratch import log_size

# Of memory, where there is one.
OTHER_DISK = Path("/dev/shm")  # noqa: S108 -- nothing is written there


def free(place: Path) -> int:
    return shutil.disk_usage(place).free


def test_what_fits_is_let_in(tmp_path: Path) -> None:
    ensure_room((tmp_path, 1), (tmp_path / "not" / "there yet", 1))


def test_what_does_not_fit_is_refused_with_its_place_and_both_sizes(tmp_path: Path) -> None:
    place = tmp_path / "not" / "there yet"
    with pytest.raises(DiskFull) as said:
        ensure_room((place, 2**62))
    needed = (2**62 + RESERVE) // 2**20
    assert f"The disk of {place} has too little room: about {needed} MiB are" in str(said.value)
    assert "MiB are free. Nothing was written." in str(said.value)
    assert not place.exists()


def test_something_is_left_for_those_who_work_on_that_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        ensure_room((tmp_path, free(tmp_path) - RESERVE // 2))


def test_folders_on_one_disk_share_it(tmp_path: Path) -> None:
    most = free(tmp_path) * 6 // 10
    ensure_room((tmp_path, most))
    with pytest.raises(DiskFull):
        ensure_room((tmp_path, most), (tmp_path / "other", most))


def test_folders_on_two_disks_do_not(tmp_path: Path) -> None:
    if not OTHER_DISK.exists() or OTHER_DISK.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one disk")
    both = [(place, free(place) * 6 // 10) for place in (tmp_path, OTHER_DISK)]
    ensure_room(*both)
    full = OTHER_DISK / "backups"
    with pytest.raises(DiskFull, match=f"The disk of {full} "):
        ensure_room(both[0], (full, 2**62))


def test_the_log_after_a_backup_wants_room_when_it_is_laid_out(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    place = folder.wal / "praxis_archive_a"
    place.mkdir(parents=True)
    whole = [f"00000001000000000000000{number}.sealed" for number in (1, 2, 3, 4)]
    partial = ["000000010000000000000004.partial.sealed", "000000020000000000000005.partial.sealed"]
    for name in (*whole, *partial, "00000002.history.sealed", "covered.sealed"):
        (place / name).write_text("x")
    assert log_size(folder, "praxis_archive_a", "0/2000028") == 4 * SEGMENT_BYTES
    assert log_size(folder, "praxis_archive_b", "0/2000028") == 0


def test_files_that_the_pool_has_got_want_no_room(tmp_path: Path) -> None:
    folder, storage = BackupFolder(tmp_path / "backups"), tmp_path / "attachments"
    assert uploads.new_size(storage, folder) == 0
    for name, size in (("aa/one", 10), ("bb/two", 200)):
        (storage / name).parent.mkdir(parents=True)
        (storage / name).write_bytes(b"x" * size)
    assert uploads.new_size(storage, folder) == 210
    folder.upload_path("aa/one").parent.mkdir(parents=True)
    folder.upload_path("aa/one").touch()
    assert uploads.new_size(storage, folder) == 200
