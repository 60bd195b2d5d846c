"""Disks that are too small, or two where one is needed: said before anything is written."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from praxis.backup.folder import BackupFolder
from tests.support.backups import Backed
from tests.support.disks import bound, small_disk

pytestmark = [pytest.mark.once, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def made(kept: Backed) -> Backed:
    """A practice without anybody in it, backed up."""
    assert kept.praxis("migrate").returncode == 0
    done = kept.praxis("backup")
    assert done.returncode == 0, done.stderr
    return kept


def written(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file() and path.stat().st_size > 100]


def test_a_backup_that_does_not_fit_is_not_begun(made: Backed) -> None:
    with small_disk(made.ground / "stick", 64) as stick:
        done = made.praxis("backup", "--to", str(stick / "backups"))
        assert done.returncode == 1
        assert f"The disk of {stick / 'backups'} has too little room" in done.stderr
        assert "63 MiB are free. Nothing was written." in done.stderr
        assert written(stick) == []


def test_a_backup_whose_proof_would_fill_the_disk_of_the_data_is_not_begun(
    made: Backed,
) -> None:
    with small_disk(made.ground / "small", 400) as small:
        there = replace(made, name="small/var")
        assert there.praxis("migrate").returncode == 0
        before = BackupFolder(made.folder.path).whole()
        done = there.praxis("backup")
        assert done.returncode == 1
        assert f"The disk of {small / 'var'} has too little room" in done.stderr
        assert BackupFolder(made.folder.path).whole() == before


def test_a_restore_that_does_not_fit_is_not_begun(made: Backed) -> None:
    with small_disk(made.ground / "tight", 64) as tight:
        there = replace(made, name="tight/var")
        done = there.praxis("restore", str(made.folder.whole()[0]))
        assert done.returncode == 1
        assert f"The disk of {tight / 'var'}" in done.stderr
        assert "has too little room" in done.stderr
        assert written(tight) == []
        # Nothing stands in the way of a practice there.
        assert not (tight / "var" / "restore.unfinished").exists()


@pytest.mark.parametrize("name", ["attachments", "postgres"])
@pytest.mark.parametrize("same_disk", [False, True], ids=["disk", "bound"])
def test_a_place_that_nothing_can_be_renamed_into_is_refused_first(
    made: Backed, name: str, same_disk: bool
) -> None:
    there = replace(made, name=f"parted-{os.urandom(4).hex()}")
    place = there.data / name
    source = there.ground / f"{there.name}-source"
    with bound(source, place) if same_disk else small_disk(place, 64):
        done = there.praxis("restore", str(made.folder.whole()[0]))
        assert done.returncode == 1
        assert f"{place} is a mount or a link" in done.stderr
        assert "Unmount it" in done.stderr
        assert written(there.data) == []
        assert not list(there.data.rglob("attachments.*"))
    # Without the mount the same line does it, as the sentence says.
    done = there.praxis("restore", str(made.folder.whole()[0]))
    assert done.returncode == 0, done.stderr


def test_so_is_a_link_in_the_place_of_files(made: Backed) -> None:
    there = replace(made, name="linked")
    there.data.mkdir()
    aside = there.ground / "aside"
    aside.mkdir()
    (there.data / "attachments").symlink_to(aside)
    done = there.praxis("restore", str(made.folder.whole()[0]))
    assert done.returncode == 1
    assert f"{there.data / 'attachments'} is a mount or a link" in done.stderr
    assert written(there.data) == []
    assert list(aside.iterdir()) == []
