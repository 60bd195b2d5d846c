"""How old what could be restored is said to be."""

import os
from datetime import timedelta
from math import inf
from pathlib import Path

import pytest

from praxis.backup import manifest as manifests
from praxis.backup.folder import BackupFolder
from praxis.backup.metrics import measure_backups
from praxis.kit.clock import FixedClock
from tests.unit.backup.test_folder import KEY, NOW, manifest

AGE = "praxis_backup_age_seconds"
LOG_AGE = "praxis_backup_log_age_seconds"
HOUR = 3600.0


@pytest.fixture
def folder(tmp_path: Path) -> BackupFolder:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    return folder


def keep(folder: BackupFolder, name: str, *, hours_ago: int, ok: bool | None) -> None:
    place = folder.base / name
    place.mkdir()
    manifests.write(place, manifest(name, NOW - timedelta(hours=hours_ago), ok=ok), KEY)


def figures(folder: BackupFolder, *, expected: bool = True) -> dict[str, float]:
    families = measure_backups(folder, FixedClock(NOW), expected=expected)
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_without_a_backup_the_age_has_no_end(folder: BackupFolder) -> None:
    assert figures(folder) == {AGE: inf}


def test_nothing_is_said_where_somebody_else_makes_them(tmp_path: Path) -> None:
    assert figures(BackupFolder(tmp_path / "none"), expected=False) == {}


def test_it_is_that_of_the_newest_which_is_proven(folder: BackupFolder) -> None:
    keep(folder, "20270101-a", hours_ago=72, ok=True)
    keep(folder, "20270102-b", hours_ago=48, ok=True)
    keep(folder, "20270103-c", hours_ago=24, ok=False)
    keep(folder, "20270104-d", hours_ago=1, ok=None)
    (folder.base / "20270105-e").mkdir()
    (folder.base / "20270105-e" / "manifest.json").write_text("{}")
    assert figures(folder, expected=False)[AGE] == 48 * HOUR


def test_the_log_is_as_old_as_what_was_last_said_of_it(folder: BackupFolder) -> None:
    keep(folder, "20270102-b", hours_ago=48, ok=True)
    assert figures(folder)[LOG_AGE] == inf
    covered = folder.wal / "praxis_archive_a" / "covered.sealed"
    covered.parent.mkdir()
    covered.touch()
    written = (NOW - timedelta(minutes=2)).timestamp()
    os.utime(covered, (written, written))
    assert figures(folder)[LOG_AGE] == 120.0


def test_of_a_folder_that_cannot_be_read_the_ages_have_no_end(tmp_path: Path) -> None:
    broken = BackupFolder(tmp_path / "backups")
    broken.path.mkdir()
    # What the disk answers differs, and root may read all: this is an error for everybody.
    broken.base.write_text("")
    assert figures(broken) == {AGE: inf, LOG_AGE: inf}
    assert figures(broken, expected=False) == {AGE: inf, LOG_AGE: inf}


def test_what_comes_from_the_future_tells_nothing(folder: BackupFolder) -> None:
    keep(folder, "20270102-b", hours_ago=48, ok=True)
    covered = folder.wal / "praxis_archive_a" / "covered.sealed"
    covered.parent.mkdir()
    covered.touch()
    # The clock was set back since.
    for ahead, age in ((timedelta(minutes=5), 0.0), (timedelta(hours=1), inf)):
        written = (NOW + ahead).timestamp()
        os.utime(covered, (written, written))
        assert figures(folder)[LOG_AGE] == age
    keep(folder, "20270105-c", hours_ago=-24, ok=True)
    assert figures(folder)[AGE] == 48 * HOUR
