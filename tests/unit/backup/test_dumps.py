"""A dump is written out whole, with its files, and one that was killed is no obstacle."""

from dataclasses import replace
from pathlib import Path

import pytest

from praxis.backup import manifest as manifests
from praxis.backup import uploads
from praxis.backup.choosing import Chosen
from praxis.backup.dumps import write_dump
from praxis.backup.errors import BackupError, Damaged, TargetNotEmpty
from praxis.backup.folder import BackupFolder
from praxis.backup.manifest import Kind, SealedFile
from praxis.backup.sealed import seal_to
from praxis.backup.take import DUMP_FILE, context
from tests.support.backups import spoil
from tests.support.kills import kill_at_each_step
from tests.unit.backup.test_folder import KEY, manifest

CONTENT = b"what pg_dump wrote" * 50_000
FILES = {"aa/one": b"1", "bb/two": b"2" * 300_000}
SETUP = """
from pathlib import Path
from praxis.backup.dumps import write_dump
from tests.unit.backup.test_dumps import KEY, chosen_of
chosen = chosen_of(Path(sys.argv[2]))
"""
PROGRAM = "(here / 'var').mkdir(); write_dump(chosen, KEY, here / 'practice.dump', here / 'var')"


def chosen_of(place: Path) -> Chosen:
    folder = BackupFolder(place)
    return Chosen(folder, manifests.read(folder.base / "one", KEY), None, with_archive=False)


@pytest.fixture
def backed(tmp_path: Path) -> Path:
    """A folder with one dump and two files."""
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    storage = tmp_path / "storage"
    for name, content in FILES.items():
        (storage / name).parent.mkdir(parents=True)
        (storage / name).write_bytes(content)
    kept = uploads.add_new(storage, folder, KEY)
    base = folder.base / "one"
    base.mkdir()
    digest = seal_to(base / DUMP_FILE, KEY, context("one", DUMP_FILE), iter([CONTENT]))
    files = {DUMP_FILE: SealedFile(digest.sha256, digest.size)}
    made = replace(manifest("one"), kind=Kind.DUMP, archive=None, files=files, uploads=kept)
    manifests.write(base, made, KEY)
    return folder.path


def new_place(place: Path) -> Path:
    (place / "var").mkdir(parents=True)
    return place


def names(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def is_whole(place: Path) -> bool:
    here = {name: (place / "var/attachments" / name) for name in FILES}
    return (place / "practice.dump").read_bytes() == CONTENT and {
        name: path.read_bytes() for name, path in here.items()
    } == FILES


WHOLE = ["practice.dump", "var/attachments/aa/one", "var/attachments/bb/two", "var/restore.lock"]


def test_it_is_written_with_its_files_for_its_owner_alone(backed: Path, tmp_path: Path) -> None:
    place = new_place(tmp_path / "new")
    target = place / "practice.dump"
    assert write_dump(chosen_of(backed), KEY, target, place / "var") == []
    assert is_whole(place)
    assert names(place) == WHOLE
    assert target.stat().st_mode & 0o777 == 0o600


def test_killed_at_any_step_it_can_be_repeated(backed: Path, tmp_path: Path) -> None:
    killed = kill_at_each_step(SETUP, PROGRAM, tmp_path / "killed", str(backed))
    assert len(killed) > 8
    halves = 0
    for there in killed:
        (there / "var").mkdir(exist_ok=True)
        target = there / "practice.dump"
        for path in there.rglob("*"):
            assert path.is_dir() or path.stat().st_mode & 0o077 == 0 or "attachments" in str(path)
        done = target.exists() and (there / "var" / "attachments").exists()
        halves += not done
        if done:
            with pytest.raises(TargetNotEmpty):
                write_dump(chosen_of(backed), KEY, target, there / "var")
        else:
            assert write_dump(chosen_of(backed), KEY, target, there / "var") == []
        assert is_whole(there), there.name
        assert [name for name in names(there) if name != "var/restore.lock"] == WHOLE[:-1]
    assert halves > 6


def test_one_that_fails_leaves_nothing(backed: Path, tmp_path: Path) -> None:
    place = new_place(tmp_path / "new")
    sealed = backed / "base" / "one" / DUMP_FILE
    whole = sealed.read_bytes()
    spoil(sealed)
    with pytest.raises(Damaged):
        write_dump(chosen_of(backed), KEY, place / "practice.dump", place / "var")
    assert names(place) == ["var/restore.lock"]
    sealed.write_bytes(whole)
    assert write_dump(chosen_of(backed), KEY, place / "practice.dump", place / "var") == []
    assert is_whole(place)


def test_what_lies_there_is_left(backed: Path, tmp_path: Path) -> None:
    place = new_place(tmp_path / "new")
    (place / "practice.dump").write_text("x")
    with pytest.raises(TargetNotEmpty, match=r"practice\.dump"):
        write_dump(chosen_of(backed), KEY, place / "practice.dump", place / "var")
    kept = place / "var" / "attachments" / "of-another"
    kept.parent.mkdir()
    kept.write_text("x")
    with pytest.raises(TargetNotEmpty, match="attachments"):
        write_dump(chosen_of(backed), KEY, place / "other.dump", place / "var")
    assert kept.exists()
    assert names(place) == ["practice.dump", "var/attachments/of-another", "var/restore.lock"]


def test_a_base_backup_is_no_dump(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path)
    chosen = Chosen(folder, manifest("one"), None, with_archive=False)
    with pytest.raises(BackupError, match="is no dump"):
        write_dump(chosen, KEY, tmp_path / "practice.dump", tmp_path)
