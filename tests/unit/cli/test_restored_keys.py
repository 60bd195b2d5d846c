"""Keys are copied whole or not at all, and at no moment for others to read."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from praxis.backup.keys import make_key
from praxis.cli.backup import _copy_keys, key_files
from praxis.cli.restore import _put_keys
from praxis.kit.sealing.key_file import make_key_file
from praxis.kit.sealing.keys import KeyRing, new_key
from praxis.settings import Settings
from tests.support.kills import kill_at_each_step

SETUP = """
from pathlib import Path
os.umask(0)
from praxis.cli.restore import _put_keys
from praxis.settings import Settings
"""
PROGRAM = "_put_keys(Settings(data_dir=here), Path(sys.argv[2]))"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A copy of the keys, as it lies on a medium that knows no rights."""
    stick = tmp_path / "stick"
    stick.mkdir()
    make_key(stick / "backup.key")
    make_key_file(stick / "clinical.json", KeyRing([new_key(1, "")]))
    (stick / "secret.key").write_text("x" * 48)
    for path in stick.iterdir():
        path.chmod(0o644)
    return stick


@pytest.fixture
def everybody() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def laid(settings: Settings) -> dict[str, bytes]:
    return {n: path.read_bytes() for n, path in key_files(settings).items() if path.exists()}


def test_killed_at_any_step_a_restore_leaves_no_torn_key_and_none_for_others(
    stick: Path, tmp_path: Path
) -> None:
    whole = {path.name: path.read_bytes() for path in stick.iterdir()}
    killed = kill_at_each_step(SETUP, PROGRAM, tmp_path / "killed", str(stick))
    assert len(killed) > 6
    for place in killed:
        settings = Settings(data_dir=place)
        for path in settings.data_dir.rglob("*"):
            assert path.is_dir() or path.stat().st_mode & 0o077 == 0, path
        assert laid(settings).items() <= whole.items()
        _put_keys(settings, stick)
        assert laid(settings) == whole
        there = [path for path in settings.data_dir.rglob("*") if path.is_file()]
        assert len(there) == len(whole)


@pytest.mark.usefixtures("everybody")
def test_a_copy_of_them_outlives_a_stick_that_is_pulled(
    stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: dict[str, int] = {}
    real = os.fsync

    def fsync(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        synced[name] = os.fstat(descriptor).st_mode & 0o077
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    to = tmp_path / "copy"
    to.mkdir(mode=0o700)
    files = [(path.name, path) for path in sorted(stick.iterdir()) if path.name != "secret.key"]
    _copy_keys(files, "given" * 10, to)
    assert {path.stat().st_mode & 0o777 for path in to.iterdir()} == {0o600}
    names = {".backup.key.part", ".clinical.json.part", ".secret.key.part"}
    assert synced == dict.fromkeys({*names, "copy"}, 0)
    assert (to / "secret.key").read_text() == "given" * 10 + "\n"


def test_a_new_key_of_backups_outlives_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the next day backups are sealed with it, on another disk."""
    synced: list[Path] = []
    monkeypatch.setattr(
        os, "fsync", lambda found: synced.append(Path(f"/proc/self/fd/{found}").readlink())
    )
    make_key(tmp_path / "keys" / "backup.key")
    assert synced[-1] == tmp_path / "keys"
