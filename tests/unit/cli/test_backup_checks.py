"""What `praxis check` says of backups of a database that is not Praxis's own."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from praxis.backup.folder import BackupFolder
from praxis.cli.backup_checks import check_backups
from praxis.cli.findings import Finding
from praxis.cli.log_checks import check_log
from praxis.settings import Settings
from tests.unit.backup.test_folder import NOW
from tests.unit.backup.test_metrics import keep

ELSEWHERE = SecretStr("postgresql://praxis@db.example.org/praxis")


def said(data_dir: Path, address: SecretStr | None = ELSEWHERE) -> list[Finding]:
    settings = Settings().model_copy(update={"data_dir": data_dir, "database_url": address})
    return list(check_backups(settings, NOW))


def made_in(data_dir: Path) -> BackupFolder:
    folder = BackupFolder(data_dir / "backups")
    folder.make()
    return folder


def test_that_none_is_known_is_noted(tmp_path: Path) -> None:
    (found,) = said(tmp_path)
    assert found.is_note
    assert "no backup of it is known here" in found.text
    assert "praxis backup" in found.text


def test_how_old_the_newest_proven_one_is_is_said(tmp_path: Path) -> None:
    keep(made_in(tmp_path), "20270101-a", hours_ago=5, ok=True)
    (found,) = said(tmp_path)
    assert (found.ok, found.is_note) == (True, False)
    assert "the newest proven backup is 5 h old" in found.text


def test_one_that_came_late_is_noted_for_others_may_come_elsewhere(tmp_path: Path) -> None:
    keep(made_in(tmp_path), "20270101-a", hours_ago=37, ok=True)
    (found,) = said(tmp_path)
    assert found.is_note
    assert "is 37 h old" in found.text


def test_one_that_is_being_proven_is_noted(tmp_path: Path) -> None:
    folder = made_in(tmp_path)
    keep(folder, "20270101-a", hours_ago=25, ok=True)
    keep(folder, "20270102-b", hours_ago=1, ok=None)
    with folder.locked():
        being, newest = said(tmp_path)
    assert being.is_note
    assert "20270102-b, is being proven" in being.text
    assert newest.ok
    left, _ = said(tmp_path)
    assert not left.ok
    assert "it was not tried" in left.text


def test_one_that_could_not_be_proven_is_wrong(tmp_path: Path) -> None:
    folder = made_in(tmp_path)
    keep(folder, "20270101-a", hours_ago=25, ok=True)
    keep(folder, "20270102-b", hours_ago=1, ok=False)
    failed, newest = said(tmp_path)
    assert not failed.ok
    assert "20270102-b" in failed.text
    assert newest.ok


@pytest.mark.parametrize("address", [ELSEWHERE, None], ids=["elsewhere", "own"])
def test_one_whose_manifest_cannot_be_read_is_named(
    tmp_path: Path, address: SecretStr | None
) -> None:
    folder = made_in(tmp_path)
    keep(folder, "20270101-a", hours_ago=5, ok=True)
    (folder.base / "20270101-a" / "manifest.json").write_text("{}")
    found = said(tmp_path, address)
    (fault,) = [one.text for one in found if not one.ok]
    assert "20270101-a" in fault
    assert "manifest cannot be read" in fault
    assert not any("the first comes at" in one.text for one in found)


@pytest.mark.parametrize("place", ["file", "file/backups", "/proc/praxis"])
def test_a_folder_that_cannot_be_written_is_wrong(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings()
    backup = settings.backup.model_copy(update={"folder": tmp_path / place})
    settings = settings.model_copy(update={"data_dir": tmp_path, "backup": backup})
    (found,) = check_backups(settings, NOW)
    assert not found.ok
    assert "cannot be written" in found.text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_of_one_from_the_future_it_is_said(tmp_path: Path) -> None:
    folder = made_in(tmp_path)
    keep(folder, "20270101-a", hours_ago=5, ok=True)
    keep(folder, "20270105-b", hours_ago=-24, ok=True)
    ahead, age = said(tmp_path)
    assert not ahead.ok
    assert "20270105-b" in ahead.text
    assert "5 h old" in age.text


async def test_a_folder_that_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "base").write_text("")
    (found,) = said(tmp_path)
    assert not found.ok
    assert "cannot be read (Not a directory)" in found.text
    settings = Settings().model_copy(update={"data_dir": tmp_path})
    assert await check_log(settings, "postgresql://nowhere.invalid/practice", NOW) == []
