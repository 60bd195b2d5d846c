"""What a folder of backups shows, keeps and forgets."""

import contextlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from praxis.backup import manifest as manifests
from praxis.backup.errors import (
    AnotherRuns,
    Damaged,
    FileGone,
    FolderOfAnotherKey,
    WrongKey,
)
from praxis.backup.folder import BackupFolder, last_due, name_of
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import Kind, Manifest, Proof, SealedFile
from praxis.backup.owner import MARK, claim, is_claimed

KEY = BackupKey(bytes(range(32)))
NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def manifest(name: str, at: datetime = NOW, *, ok: bool | None = True) -> Manifest:
    return Manifest(
        name=name,
        kind=Kind.BASE,
        key=KEY.id,
        praxis="1",
        postgresql="18.1",
        schema="2026_11_21_0840",
        archive="praxis_archive_a",
        started_at=at,
        ended_at=at,
        start_lsn="0/1",
        end_lsn="0/2",
        counts={"users": (1, 2)},
        files={"base.tar.sealed": SealedFile("ab", 3)},
        uploads={},
        proof=None if ok is None else Proof(at, ok, ("looked",)),
    )


def lay(folder: BackupFolder, one: Manifest, key: BackupKey = KEY) -> None:
    place = folder.base / one.name
    place.mkdir(parents=True)
    manifests.write(place, replace(one, key=key.id), key)


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    manifests.write(folder, manifest("one"), KEY)
    assert manifests.read(folder, KEY) == manifest("one")


@pytest.mark.parametrize("ok", [True, False, None])
def test_its_proof_too(tmp_path: Path, ok: bool | None) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    manifests.write(folder, manifest("one", ok=ok), KEY)
    assert manifests.read(folder, KEY).is_proven is (ok is True)


def test_a_manifest_says_what_its_database_takes_and_older_ones_do_not(tmp_path: Path) -> None:
    for name, size in (("new", 2**40), ("old", None)):
        (tmp_path / name).mkdir()
        made = replace(manifest(name), database_bytes=size)
        manifests.write(tmp_path / name, made, KEY)
        assert manifests.read(tmp_path / name, KEY) == made
    assert "database_bytes" not in (tmp_path / "old" / "manifest.json").read_text()
    assert manifests.read(tmp_path / "old", KEY).unpacked_size == 3


def test_a_changed_manifest_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    manifests.write(folder, manifest("one"), KEY)
    path = folder / "manifest.json"
    text = path.read_text()
    for found, instead in (("0/1", "0/3"), ('"ab"', '"ac"'), ('"size": 3', '"size": 4')):
        assert found in text
        path.write_text(text.replace(found, instead))
        with pytest.raises(Damaged):
            manifests.read(folder, KEY)
    for content in ("", "{", "[]", "null", '{"praxis_backup": 1}'):
        path.write_text(content)
        with pytest.raises(Damaged):
            manifests.read(folder, KEY)


def test_a_manifest_of_another_backup_or_key_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    with pytest.raises(FileGone):
        manifests.read(folder, KEY)
    manifests.write(folder, manifest("one"), KEY)
    with pytest.raises(Damaged):
        manifests.read(folder, KEY)
    with pytest.raises(WrongKey, match=KEY.id):
        manifests.read(folder, BackupKey(bytes(32)))


def test_a_second_one_at_the_same_time_is_refused(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    with folder.locked(), pytest.raises(AnotherRuns):
        BackupFolder(folder.path).locked().__enter__()
    with folder.locked():
        pass


def test_an_interrupted_one_is_never_listed_and_swept_by_the_next(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    with folder.locked():
        left = folder.base / ".unfinished-20270104T060000Z-ab"
        left.mkdir()
        manifests.write(left, manifest(name_of(left)), KEY)
    assert folder.listed() == []
    with folder.locked():
        assert not left.exists()


def _fail(folder: BackupFolder) -> None:
    with contextlib.suppress(KeyError), folder.unfinished(NOW) as draft:
        (draft / "half").write_text("x")
        raise KeyError


def test_one_that_fails_leaves_nothing(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    with folder.locked():
        _fail(folder)
        assert list(folder.base.iterdir()) == []
        with folder.unfinished(NOW) as draft:
            manifests.write(draft, manifest(name_of(draft)), KEY)
    assert [one.name for one in folder.listed()] == [path.name for path in folder.whole()]
    assert len(folder.listed()) == 1


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files and folders as the disk is told to keep them."""
    names: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        names.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)  # noqa: PTH115 -- of a descriptor
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return names


def test_a_manifest_outlives_a_power_cut(tmp_path: Path, synced: list[str]) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    manifests.write(folder, manifest("one"), KEY)
    assert synced == [".manifest.json.part", "one"]
    assert (folder / "manifest.json").stat().st_mode & 0o777 == 0o600


def test_so_does_whose_a_folder_is(tmp_path: Path, synced: list[str]) -> None:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    claim(folder, KEY)
    assert synced == [f".{MARK}.{os.getpid()}", "backups"]


@pytest.mark.parametrize("torn", ["", "\n", "\0" * 13])
def test_a_folder_whose_mark_a_power_cut_has_emptied_says_by_its_backups_whose_it_is(
    tmp_path: Path, torn: str
) -> None:
    folder, other = BackupFolder(tmp_path / "backups"), BackupKey(bytes(32))
    folder.make()
    (folder.path / MARK).write_text(torn)
    assert not is_claimed(folder)
    lay(folder, manifest("0"))
    with pytest.raises(FolderOfAnotherKey, match=KEY.id):
        claim(folder, other)
    claim(folder, KEY)
    assert (folder.path / MARK).read_text() == f"{KEY.id}\n"


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        ('"started_at": "2027-01-04T06:00:00+00:00"', '"started_at": "2027-01-04T06:00:00"'),
        ('"ended_at": "2027-01-04T06:00:00+00:00"', '"ended_at": "2027-01-04T06:00:00"'),
        ('"start_lsn": "0/1"', '"start_lsn": "x"'),
        ('"start_lsn": "0/1"', '"start_lsn": 1'),
        ('"archive": "praxis_archive_a"', '"archive": ["praxis_archive_a"]'),
        ('"archive": "praxis_archive_a"', '"archive": "../uploads"'),
        ('"key": "', '"key": 1, "schema": "'),
        ('"uploads": {}', '"uploads": []'),
        ('"praxis": "1"', '"praxis": "1", "database_bytes": "2"'),
    ],
)
def test_one_that_makes_no_sense_is_damaged_and_hides_none(
    tmp_path: Path, found: str, instead: str
) -> None:
    folder = BackupFolder(tmp_path / "backups")
    for name in ("1", "2"):
        lay(folder, manifest(name))
    path = folder.base / "2" / "manifest.json"
    assert found in path.read_text()
    path.write_text(path.read_text().replace(found, instead))
    with pytest.raises(Damaged):
        manifests.peek(folder.base / "2")
    assert [one.name for one in folder.listed()] == ["1"]


def test_a_folder_belongs_to_one_key(tmp_path: Path) -> None:
    folder, other = BackupFolder(tmp_path / "backups"), BackupKey(bytes(32))
    folder.make()
    assert not is_claimed(folder)
    claim(folder, KEY)
    assert is_claimed(folder)
    claim(folder, KEY)
    with pytest.raises(FolderOfAnotherKey, match=KEY.id):
        claim(folder, other)
    # One of an earlier release.
    (folder.path / MARK).unlink()
    lay(folder, manifest("0"))
    with pytest.raises(FolderOfAnotherKey, match=KEY.id):
        claim(folder, other)
    claim(folder, KEY)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2027-01-04T06:00:00+06:00", "2027-01-04T02:00:00+06:00"),
        ("2027-01-04T01:59:00+06:00", "2027-01-03T02:00:00+06:00"),
        ("2027-01-04T02:00:00+06:00", "2027-01-04T02:00:00+06:00"),
    ],
)
def test_it_is_due_at_an_hour_of_the_practice(now: str, due: str) -> None:
    at = datetime.fromisoformat(now).astimezone(UTC)
    local = at.astimezone(ZoneInfo("Asia/Dhaka"))
    assert last_due(at, 2, local=local) == datetime.fromisoformat(due)


def test_a_manifest_that_the_disk_cannot_read_hides_no_other(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    for number in (1, 2):
        lay(folder, manifest(str(number), NOW + number * DAY))
    (folder.base / "1" / "manifest.json").unlink()
    (folder.base / "1" / "manifest.json").symlink_to("/proc/self/mem")
    assert [one.name for one in folder.listed()] == ["2"]
    assert [one.name for one in folder.signed(KEY)] == ["2"]
