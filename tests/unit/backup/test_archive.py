"""How what was fetched of the log leaves the spool."""

from pathlib import Path

import pytest

from praxis.backup import archive as archives
from praxis.backup.folder import BackupFolder
from tests.unit.backup.test_folder import KEY

ARCHIVE = "praxis_archive_ab"
FIRST, SECOND, THIRD, FOURTH = (f"00000001000000000000000{number}" for number in range(1, 5))


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    spool = tmp_path / "spool"
    spool.mkdir()
    for name in (FIRST, SECOND):
        (spool / name).write_bytes(b"log")
    return spool


def read_of(folder: BackupFolder) -> archives._Read:
    return archives._Read(folder, KEY, ARCHIVE)  # noqa: SLF001 -- without a server


def sealed(folder: BackupFolder) -> list[str]:
    return sorted(path.name for path in (folder.wal / ARCHIVE).iterdir())


def test_what_could_be_sealed_before_one_failed_frees_the_spool(
    spool: Path, tmp_path: Path
) -> None:
    folder = BackupFolder(tmp_path / "backups")
    # As a full disk does, this ends with an error of the system.
    (spool / THIRD).mkdir()
    (spool / f"{FOURTH}.partial").write_bytes(b"log")
    read = read_of(folder)
    with pytest.raises(IsADirectoryError):
        read.take(spool)
    assert sealed(folder) == [f"{FIRST}.sealed", f"{SECOND}.sealed"]
    assert sorted(path.name for path in spool.iterdir()) == [THIRD, f"{FOURTH}.partial"]
    assert not read.complete


def test_the_unfinished_segment_waits_for_the_files_that_its_rows_name(
    spool: Path, tmp_path: Path
) -> None:
    folder = BackupFolder(tmp_path / "backups")
    (spool / f"{THIRD}.partial").write_bytes(b"log")
    read = read_of(folder)
    read.take(spool)
    assert read.complete
    there = [name for name in sealed(folder) if not name.startswith(".")]
    assert there == [f"{FIRST}.sealed", f"{SECOND}.sealed"]
    read.publish()
    read.discard()
    assert sealed(folder) == [*there, f"{THIRD}.partial.sealed"]
    assert [path.name for path in spool.iterdir()] == [f"{THIRD}.partial"]
