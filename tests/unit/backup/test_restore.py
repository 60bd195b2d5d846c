"""What is refused before anything is unpacked."""

from dataclasses import replace
from pathlib import Path

import pytest

from praxis.backup.choosing import Chosen
from praxis.backup.errors import NewerThanThis, OlderThanThis
from praxis.backup.folder import BackupFolder
from praxis.backup.restore import _check_before
from praxis.kit.db.embedded.programs import MAJOR
from tests.unit.backup.test_folder import manifest


def of(postgresql: str, folder: Path) -> Chosen:
    made = replace(manifest("one"), postgresql=postgresql)
    return Chosen(BackupFolder(folder), made, None, with_archive=False)


def test_a_backup_of_an_older_postgresql_is_sent_to_the_release_that_made_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(OlderThanThis, match="Restore it with the release that made it") as said:
        _check_before(of(f"{MAJOR - 1}.4", tmp_path))
    assert "newer" not in str(said.value)


def test_one_of_a_newer_is_sent_to_a_newer_release(tmp_path: Path) -> None:
    with pytest.raises(NewerThanThis, match="or a newer one"):
        _check_before(of(f"{MAJOR + 1}.0", tmp_path))
