"""As whom PostgreSQL runs, and what lies where that user can reach it."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from praxis.kit.db.embedded.account import unprivileged_account
from praxis.kit.db.embedded.errors import DataDirNotOurs, DataDirUnreachable
from praxis.kit.db.embedded.processes import postmaster
from praxis.kit.db.embedded.programs import find_programs
from tests.integration.kit.db import embedded_support as support
from tests.integration.kit.db.embedded_support import keep, living, server_at, sql

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")


@pytest.fixture
def closed(ground: Path) -> Path:
    """A folder like root's home: nobody else may enter."""
    folder = ground / "closed"
    folder.mkdir(mode=0o700)
    return folder


def test_root_runs_it_as_an_unprivileged_user(ground: Path) -> None:
    with server_at(ground) as server:
        assert server.data_dir == ground / "pg"
        owner = Path(f"/proc/{living(server.data_dir)}").stat().st_uid
        assert owner == unprivileged_account().uid != 0


def test_an_unreachable_folder_is_left_alone_and_the_data_lies_elsewhere(
    ground: Path, closed: Path
) -> None:
    with server_at(closed.parent, "closed/var/pg") as server:
        sql(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        assert server.data_dir.parent == ground / "shared"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert list(closed.iterdir()) == []
    with server_at(closed.parent, "closed/var/pg") as again:
        assert sql(again, "SELECT answer FROM kept") == "42"


def test_data_that_lies_elsewhere_stays_in_use_when_the_folder_opens_up(
    ground: Path, closed: Path
) -> None:
    with server_at(ground, "closed/pg") as server:
        sql(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    closed.chmod(0o755)
    with server_at(ground, "closed/pg") as again:
        assert sql(again, "SELECT answer FROM kept") == "42"


def test_data_that_became_unreachable_is_an_error_and_never_an_empty_database(
    ground: Path, closed: Path
) -> None:
    closed.chmod(0o755)
    with server_at(ground, "closed/pg") as server:
        sql(server, "SELECT 1")
    closed.chmod(0o700)
    with pytest.raises(DataDirUnreachable, match="chmod o\\+x"):
        server_at(ground, "closed/pg").start()


def test_unreachable_programs_are_copied_once(
    ground: Path, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = unprivileged_account()
    installed = find_programs(account, ground / "elsewhere").folder.parents[1]
    shutil.copytree(installed, closed / installed.name)
    libraries = installed.with_name(f"{installed.name}.libs")
    shutil.copytree(libraries, closed / libraries.name)
    monkeypatch.syspath_prepend(str(closed))
    with server_at(ground) as server:
        assert ground / "shared" / "programs" in server.programs.parents
        assert sql(server, "SELECT 1") == "1"
        copied = (server.programs / "postgres").stat()
    with server_at(ground) as again:
        assert (again.programs / "postgres").stat().st_ino == copied.st_ino
    assert copied.st_uid == 0


def test_an_ordinary_user_simply_runs_it(ground: Path) -> None:
    account = support.another_account()
    python = support.python_for(account)
    if python is None:
        pytest.skip("no interpreter here that an unprivileged user can run")
    home = ground / "home"
    home.mkdir(mode=0o700)
    account.give(home)
    keeper = keep(ground, "home/var/pg", account=account, python=python).settle()
    folder = home / "var" / "pg"
    assert Path(f"/proc/{living(folder)}").stat().st_uid == account.uid
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with server_at(ground, "home/var/pg") as roots:
        assert not roots.owns
        assert sql(roots, "SELECT 1") == "1"
    keeper.leave()
    assert postmaster(folder / "cluster") is None


def test_root_leaves_a_users_folder_usable_for_that_user(ground: Path) -> None:
    account = support.another_account()
    python = support.python_for(account)
    if python is None:
        pytest.skip("no interpreter here that an unprivileged user can run")
    folder = ground / "pg"
    folder.mkdir(mode=0o700)
    account.give(folder)
    with server_at(ground) as roots:
        assert Path(f"/proc/{living(folder)}").stat().st_uid == account.uid
        assert roots.data_dir == folder
    keep(ground, account=account, python=python).settle().leave()


def test_two_users_of_one_machine_do_not_meet(ground: Path) -> None:
    account = support.another_account()
    python = support.python_for(account)
    if python is None:
        pytest.skip("no interpreter here that an unprivileged user can run")
    long_name = "d" * 120
    home = ground / "home"
    home.mkdir(mode=0o700)
    account.give(home)
    theirs = keep(ground, f"home/{long_name}", account=account, python=python).settle()
    with server_at(ground, long_name) as ours:
        assert theirs.dsn != ours.dsn()
        assert sql(ours, "SELECT 1") == "1"
    theirs.leave()


def test_a_folder_of_another_user_is_refused_to_an_ordinary_one(ground: Path) -> None:
    account = support.another_account()
    python = support.python_for(account)
    if python is None:
        pytest.skip("no interpreter here that an unprivileged user can run")
    with server_at(ground) as server:
        assert server.owns
    keeper = keep(ground, account=account, python=python)
    with pytest.raises(AssertionError, match=DataDirNotOurs.__name__):
        keeper.settle()
    keeper.process.communicate()


def test_root_without_the_right_to_trace_still_knows_its_server(ground: Path) -> None:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv is not installed")
    prefix = (setpriv, "--bounding-set", "-sys_ptrace")
    keeper = keep(ground, prefix=prefix).settle()
    orphan = living(ground / "pg")
    keeper.kill()
    heir = keep(ground, prefix=prefix).settle()
    assert heir.facts["owns"]
    assert living(ground / "pg") == orphan
    heir.leave()
    assert postmaster(ground / "pg" / "cluster") is None
