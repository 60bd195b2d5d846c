"""Root in the data folder of another user: nothing that the server could not read is left there."""

import os
from pathlib import Path

import pytest

from tests.integration.cli.test_cli import praxis

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may do too much")

STRANGER = 65_534
NAMELESS = 54_321


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "of another"
    made.mkdir(mode=0o700)
    os.chown(made, STRANGER, STRANGER)
    return made


@pytest.mark.parametrize(
    "words",
    [
        ("keys", "rotate"),
        ("backup",),
        ("serve",),
        ("migrate",),
        ("user", "create", "--role", "admin", "--email", "a@example.org", "--name", "A"),
        ("restore", "/nowhere"),
    ],
)
def test_it_is_told_what_to_run_instead_and_leaves_nothing(
    folder: Path, words: tuple[str, ...]
) -> None:
    done = praxis(*words, folder=folder)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{folder} belongs to nobody" in done.stderr
    assert "Run this instead: runuser -u nobody -- " in done.stderr
    assert done.stderr.endswith(f"praxis.cli {' '.join(words)}\n")
    assert list(folder.iterdir()) == []


def test_a_restore_into_a_folder_of_another_is_refused_too(tmp_path: Path, folder: Path) -> None:
    done = praxis("restore", "/nowhere", "--to", str(folder), folder=tmp_path)
    assert done.returncode == 2
    assert "belongs to nobody" in done.stderr
    assert list(folder.iterdir()) == []


def test_a_user_without_a_name_is_become_by_number(folder: Path) -> None:
    os.chown(folder, NAMELESS, NAMELESS)
    done = praxis("backup", folder=folder)
    assert done.returncode == 2
    assert f"setpriv --reuid={NAMELESS} --regid={NAMELESS} --clear-groups -- " in done.stderr


def test_check_says_it_and_looks_no_further(folder: Path) -> None:
    done = praxis("check", folder=folder)
    assert done.returncode == 1
    assert "wrong" in done.stdout
    assert "runuser -u nobody -- " in done.stdout
    assert list(folder.iterdir()) == []


def test_it_may_copy_the_keys_and_list_backups(folder: Path, tmp_path: Path) -> None:
    (folder / "secret.key").write_text("x" * 40)
    done = praxis("backup", "keys", "--to", str(tmp_path / "stick"), folder=folder)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "stick" / "secret.key").read_text() == "x" * 40
    assert praxis("backup", "list", folder=folder).returncode == 0
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
