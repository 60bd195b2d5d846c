"""The log between two backups is opened when the later one is proven."""

from dataclasses import replace
from pathlib import Path

import pytest

from praxis.backup import archive as archives
from praxis.backup.folder import BackupFolder
from praxis.backup.log_check import check_log
from praxis.backup.manifest import Manifest
from praxis.backup.sealed import seal_to
from tests.support.backups import spoil
from tests.unit.backup.test_folder import KEY, NOW, manifest

ARCHIVE = "praxis_archive_ab"


def made(name: str, start: str, end: str, archive: str | None = ARCHIVE) -> Manifest:
    return replace(manifest(name, NOW), archive=archive, start_lsn=start, end_lsn=end)


def laid(place: Path, numbers: range) -> BackupFolder:
    folder = BackupFolder(place)
    for number in numbers:
        name = f"0000000100000000{number:08X}"
        path = folder.wal / ARCHIVE / f"{name}.sealed"
        seal_to(path, KEY, archives.context(ARCHIVE, name), iter([b"log"]))
    return folder


BEFORE = made("one", "0/2000060", "0/3000000")
AFTER = made("two", "0/7000060", "0/8000000")


def test_a_whole_log_has_no_fault(tmp_path: Path) -> None:
    folder = laid(tmp_path, range(2, 8))
    assert check_log(BEFORE, AFTER, folder, KEY) == []
    # What was not fetched yet is not missing.
    assert check_log(BEFORE, AFTER, laid(tmp_path / "new", range(0)), KEY) == []


@pytest.mark.parametrize("number", [2, 5, 6])
def test_a_segment_that_is_missing_or_damaged_is_named(tmp_path: Path, number: int) -> None:
    folder = laid(tmp_path, range(2, 8))
    name = f"0000000100000000{number:08X}"
    path = folder.wal / ARCHIVE / f"{name}.sealed"
    spoil(path)
    assert check_log(BEFORE, AFTER, folder, KEY) == [f"the log has a gap: {name}.sealed is damaged"]
    path.unlink()
    assert check_log(BEFORE, AFTER, folder, KEY) == [
        f"the log has a gap: the segment …{name[8:]} is missing"
    ]


def test_the_log_of_another_archive_is_not_asked_for(tmp_path: Path) -> None:
    folder = laid(tmp_path, range(2, 3))
    other = made("two", "0/7000060", "0/8000000", "praxis_archive_cd")
    assert check_log(BEFORE, other, folder, KEY) == []
    assert check_log(made("one", "0/1", "0/2", None), AFTER, folder, KEY) == []
