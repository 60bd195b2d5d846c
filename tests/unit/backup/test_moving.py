"""Whether a rename will do is tried, and nothing is left of the trial."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from praxis.backup.errors import NotByRename
from praxis.backup.moving import PROBE, refuse_for_files, refuse_other_disks
from praxis.kit.db.embedded.account import running_account
from praxis.kit.db.embedded.folders import Home

OTHER_DISK = Path("/dev/shm")  # noqa: S108 -- a disk of memory


def home(place: Path) -> Home:
    place.mkdir()
    return Home(place, running_account())


def test_on_one_disk_it_will(tmp_path: Path) -> None:
    source, target = home(tmp_path / "restoring"), home(tmp_path / "postgres")
    refuse_other_disks(source, target, tmp_path / "attachments")
    (tmp_path / "attachments").mkdir()
    refuse_other_disks(source, target, tmp_path / "attachments")
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert names == ["attachments", "postgres", "restoring"]


def test_what_a_first_start_that_was_cut_off_has_left_is_no_obstacle(tmp_path: Path) -> None:
    source, target = home(tmp_path / "restoring"), home(tmp_path / "postgres")
    (target.folder / PROBE).mkdir()
    (target.folder / PROBE / "half").write_text("x")
    (source.folder / PROBE).mkdir()
    refuse_other_disks(source, target, tmp_path / "attachments")
    assert (target.folder / PROBE / "half").exists()
    assert list(source.folder.iterdir()) == []


def test_a_link_in_the_place_of_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "aside").mkdir()
    (tmp_path / "attachments").symlink_to(tmp_path / "aside")
    with pytest.raises(NotByRename, match="attachments is a mount or a link"):
        refuse_for_files(tmp_path / "attachments")


def test_to_another_disk_it_will_not(tmp_path: Path, other_disk: Path) -> None:
    source, target = home(tmp_path / "restoring"), home(other_disk / "postgres")
    with pytest.raises(NotByRename, match="postgres is a mount or a link"):
        refuse_other_disks(source, target, tmp_path / "attachments")
    assert list(source.folder.iterdir()) == []


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    if not OTHER_DISK.exists() or OTHER_DISK.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one disk")
    with TemporaryDirectory(dir=OTHER_DISK) as place:
        yield Path(place)
