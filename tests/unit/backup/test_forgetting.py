"""Which backups are deleted, and what goes with them."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from praxis.backup import manifest as manifests
from praxis.backup.folder import BackupFolder, outdated
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import SealedFile
from praxis.backup.take import forget_old
from tests.unit.backup.test_folder import DAY, KEY, NOW, lay, manifest

LATER = NOW + timedelta(days=100)


def test_the_newest_proven_one_is_never_deleted() -> None:
    kept = [manifest(str(n), NOW + n * DAY, ok=n == 1) for n in range(5)]
    assert [one.name for one in outdated(kept, 1, LATER)] == ["0", "2"]
    assert [one.name for one in outdated(kept, 5, LATER)] == ["0", "2"]
    none = [manifest(str(n), NOW + n * DAY, ok=None) for n in range(5)]
    assert [one.name for one in outdated(none, 3, LATER)] == ["0", "1"]
    proven = [manifest(str(n), NOW + n * DAY) for n in range(5)]
    assert [one.name for one in outdated(proven, 2, LATER)] == ["0", "1", "2"]


def test_those_that_fail_every_hour_push_out_none_that_is_proven() -> None:
    hour = timedelta(hours=1)
    kept = [manifest(str(n), NOW + n * hour, ok=n < 3) for n in range(20)]
    gone = [one.name for one in outdated(kept, 3, LATER)]
    assert gone == [str(n) for n in range(3, 18)]


def test_those_of_a_clock_that_was_ahead_go_first() -> None:
    ahead = [manifest(f"ahead-{n}", NOW + (365 + n) * DAY) for n in range(3)]
    made = [manifest("now", NOW - DAY), manifest("newest", NOW)]
    gone = [one.name for one in outdated([*made, *ahead], 3, NOW)]
    assert gone == ["ahead-0", "ahead-1"]
    gone = [one.name for one in outdated([*made, *ahead], 1, NOW)]
    assert gone == ["now", "ahead-0", "ahead-1", "ahead-2"]


def _lay_segment(folder: BackupFolder, archive: str) -> Path:
    path = folder.wal / archive / "000000010000000000000001.sealed"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    return path


def test_what_a_backup_under_another_key_needs_is_not_forgotten(tmp_path: Path) -> None:
    """It may be the only one that can still be opened: with the key that comes back."""
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    other = BackupKey(bytes(32))
    files = {"aa/kept": SealedFile("ab", 1)}
    lay(folder, replace(manifest("0"), uploads=files, archive="praxis_archive_b"), other)
    for number in (1, 2):
        lay(folder, manifest(str(number), NOW + number * DAY))
    kept = folder.upload_path("aa/kept")
    kept.parent.mkdir(parents=True)
    kept.write_text("x")
    os.utime(kept, (0, 0))
    log = _lay_segment(folder, "praxis_archive_b")
    unneeded = _lay_segment(folder, "praxis_archive_c")

    assert forget_old(folder, tmp_path / "storage", KEY, 1, LATER) == ["1"]
    assert kept.exists()
    assert log.exists()
    assert not unneeded.exists()


def test_nothing_is_forgotten_while_a_manifest_cannot_be_read(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    for number in (1, 2):
        lay(folder, manifest(str(number), NOW + number * DAY))
    lay(folder, manifest("0"))
    (folder.base / "0" / "manifest.json").write_text("{")
    log = _lay_segment(folder, "praxis_archive_b")
    assert forget_old(folder, tmp_path / "storage", KEY, 1, LATER) == ["1"]
    assert log.exists()


def test_a_manifest_that_names_another_place_deletes_nothing(tmp_path: Path) -> None:
    """Whoever can write to the disk of the backups chooses what stands in a manifest."""
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    victim = tmp_path / "postgres"
    victim.mkdir()
    for number in (1, 2):
        lay(folder, manifest(str(number), NOW + number * DAY))
    for name in (str(victim), "../uploads"):
        laid = folder.base / f"x{len(name)}"
        laid.mkdir()
        manifests.write(laid, manifest(name, NOW - DAY), BackupKey(bytes(32)))
        path = laid / "manifest.json"
        path.write_text(path.read_text().replace(BackupKey(bytes(32)).id, KEY.id))

    assert forget_old(folder, tmp_path / "storage", KEY, 1, LATER) == ["1"]
    assert victim.exists()
    assert folder.uploads.exists()
    assert [one.name for one in folder.listed()] == ["2"]


def test_manifests_that_nobody_signed_push_out_none_that_is_proven(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    lay(folder, manifest("1"))
    for number in (2, 3):
        name = str(number)
        (folder.base / name).mkdir()
        later = manifest(name, NOW + number * DAY)
        manifests.write(folder.base / name, later, BackupKey(bytes(32)))
        path = folder.base / name / "manifest.json"
        path.write_text(path.read_text().replace(BackupKey(bytes(32)).id, KEY.id))
    assert forget_old(folder, tmp_path / "storage", KEY, 1, LATER) == []
    assert manifests.read(folder.base / "1", KEY).is_proven


def test_a_copied_folder_is_no_second_backup_and_keeps_what_it_needs(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    for number in (0, 1, 2, 3):
        archive = f"praxis_archive_{number}"
        lay(folder, replace(manifest(str(number), NOW + number * DAY), archive=archive))
    logs = [_lay_segment(folder, f"praxis_archive_{number}") for number in range(4)]
    shutil.copytree(folder.base / "1", folder.base / "1 (copy)")

    assert forget_old(folder, tmp_path / "storage", KEY, 2, LATER) == ["0", "1"]
    assert (folder.base / "1 (copy)" / "manifest.json").exists()
    assert [log.exists() for log in logs] == [False, True, True, True]
    assert [one.name for one in folder.listed()] == ["2", "3"]
    assert forget_old(folder, tmp_path / "storage", KEY, 1, LATER) == ["2"]
    assert [log.exists() for log in logs] == [False, True, False, True]


def test_one_whose_deletion_is_cut_off_is_no_backup_and_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    for number in (1, 2):
        lay(folder, manifest(str(number), NOW + number * DAY))
    (folder.base / "1" / "base.tar.sealed").write_text("large")

    def cut_off(place: Path, **_: object) -> None:
        (place / "manifest.json").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", cut_off)
        with pytest.raises(KeyboardInterrupt):
            forget_old(folder, tmp_path / "storage", KEY, 1, LATER)
    assert [path.name for path in folder.whole()] == ["2"]
    with folder.locked():
        assert [path.name for path in folder.base.iterdir()] == ["2"]
