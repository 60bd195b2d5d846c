import os
import re
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from praxis.kit.db.embedded import EmbeddedServer
from praxis.kit.db.embedded.cluster import LOG_BYTES, Cluster
from praxis.kit.db.embedded.errors import (
    DataDirForeign,
    DataOfOtherVersion,
    NotStarted,
    ServerDidNotStart,
    ServerSilent,
)
from praxis.kit.db.embedded.folders import prepare
from praxis.kit.db.embedded.processes import postmaster
from praxis.kit.db.embedded.programs import find_programs
from tests.integration.kit.db import embedded_support as support
from tests.integration.kit.db.embedded_support import keep, living, server_at, sql


@pytest.fixture(scope="module")
def shared() -> Iterator[EmbeddedServer]:
    with support.ground() as folder, server_at(folder) as server:
        yield server


def test_first_start_offers_the_database_with_safe_settings(shared: EmbeddedServer) -> None:
    settings = {
        "server_encoding": "UTF8",
        "data_checksums": "on",
        "listen_addresses": "",
        "jit": "off",
        "TimeZone": "UTC",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_lock_waits": "on",
        "fsync": "on",
        "synchronous_commit": "on",
        "max_connections": "120",
    }
    assert {name: sql(shared, f"SHOW {name}") for name in settings} == settings
    assert sql(shared, "SELECT current_database(), upper('ö'), current_user") == "praxis|Ö|praxis"


def test_its_folders_let_no_other_user_in(shared: EmbeddedServer) -> None:
    for name in ("cluster", "socket"):
        assert stat.S_IMODE((shared.data_dir / name).stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.data_dir.stat().st_mode) & 0o007 == 0
    assert stat.S_IMODE(shared.log_path.stat().st_mode) == 0o600


def test_ctrl_c_of_the_terminal_does_not_reach_it(shared: EmbeddedServer) -> None:
    pid = living(shared.data_dir)
    assert os.getsid(pid) == pid != os.getsid(0)


async def test_its_address_suits_asyncpg_and_sqlalchemy(
    shared: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    connection = await asyncpg.connect(shared.dsn("postgres"))
    assert await connection.fetchval("SELECT current_database()") == "postgres"
    await connection.close()
    engine = create_async_engine(shared.dsn().replace("postgresql:", "postgresql+asyncpg:", 1))
    async with engine.connect() as session:
        assert (await session.execute(text("SELECT current_database()"))).scalar() == "praxis"
    await engine.dispose()


def test_a_second_start_keeps_the_data(ground: Path) -> None:
    with server_at(ground) as first:
        sql(first, "CREATE TABLE kept AS SELECT 42 AS answer")
        folder = first.data_dir
    assert postmaster(folder / "cluster") is None
    with server_at(ground) as second:
        assert sql(second, "SELECT answer FROM kept") == "42"


def test_the_log_of_a_healthy_start_holds_no_complaint(ground: Path) -> None:
    with server_at(ground) as server:
        log = server.log_path.read_text()
    assert not re.search("FATAL|ERROR|WARNING|PANIC", log), log


def test_an_address_is_refused_before_the_start(ground: Path) -> None:
    with pytest.raises(NotStarted):
        server_at(ground).dsn()


def test_who_attaches_uses_the_same_server_and_does_not_stop_it(ground: Path) -> None:
    with server_at(ground) as owner:
        pid = living(owner.data_dir)
        with server_at(ground) as attached:
            assert owner.owns
            assert not attached.owns
            assert attached.dsn() == owner.dsn()
        assert living(owner.data_dir) == pid
        assert sql(owner, "SELECT 1") == "1"


def test_an_owner_that_leaves_does_not_pull_the_server_from_under_others(ground: Path) -> None:
    owner = keep(ground).settle()
    with server_at(ground) as attached:
        pid = living(attached.data_dir)
        owner.leave()
        assert living(attached.data_dir) == pid
        assert sql(attached, "SELECT 1") == "1"
        folder = attached.data_dir
    assert postmaster(folder / "cluster") is None


def test_processes_that_start_at_once_share_one_server(ground: Path) -> None:
    keepers = [keeper.settle() for keeper in [keep(ground) for _ in range(4)]]
    assert sorted(bool(keeper.facts["owns"]) for keeper in keepers) == [False, False, False, True]
    assert len({keeper.dsn for keeper in keepers}) == 1
    with server_at(ground) as server:
        folder = server.data_dir
        for keeper in keepers:
            assert support.query(server.programs, keeper.dsn, "SELECT 1") == "1"
        starts = server.log_path.read_text().count("starting PostgreSQL")
    assert starts == 1
    for keeper in keepers:
        keeper.leave()
    assert postmaster(folder / "cluster") is None


def test_processes_that_leave_at_once_leave_no_server_behind(ground: Path) -> None:
    for _ in range(2):
        keepers = [keeper.settle() for keeper in [keep(ground) for _ in range(4)]]
        for keeper in keepers:
            keeper.ask_to_leave()
        for keeper in keepers:
            keeper.leave()
        assert postmaster(ground / "pg" / "cluster") is None


@pytest.mark.parametrize("name", ["d" * 120, "with space, comma and ünïcode"])
def test_a_folder_too_long_or_odd_for_a_socket_gets_a_private_short_one(
    ground: Path, name: str
) -> None:
    with server_at(ground, name) as server:
        sockets = Path(sql(server, "SHOW unix_socket_directories"))
        assert server.data_dir not in sockets.parents
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        with server_at(ground, name) as attached:
            assert sql(attached, "SELECT 1") == "1"
    assert not sockets.exists()


def test_data_of_another_major_version_is_refused(ground: Path) -> None:
    with server_at(ground) as server:
        version = server.data_dir / "cluster" / "PG_VERSION"
    version.write_text("9.6\n")
    with pytest.raises(DataOfOtherVersion, match=r"PostgreSQL 9\.6's.*pg_upgrade"):
        server_at(ground).start()


def test_a_folder_with_files_of_others_is_refused_and_left_alone(ground: Path) -> None:
    folder = ground / "pg"
    folder.mkdir(mode=0o755)
    (folder / "thesis.odt").write_text("years of work")
    with pytest.raises(DataDirForeign, match=r"thesis\.odt"):
        server_at(ground).start()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert [path.name for path in folder.iterdir()] == ["thesis.odt"]


def test_a_server_that_ends_while_starting_shows_the_end_of_its_log(ground: Path) -> None:
    settings = {"max_connections": "many"}
    server = EmbeddedServer(ground / "pg", shared_root=ground / "shared", settings=settings)
    with pytest.raises(ServerDidNotStart, match="max_connections"):
        server.start()
    with server_at(ground) as mended:
        assert sql(mended, "SELECT 1") == "1"


def test_attaching_to_a_server_that_never_answers_is_a_clear_error(ground: Path) -> None:
    with server_at(ground) as owner:
        sql(owner, "SELECT 1")
        pid = living(owner.data_dir)
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(ServerSilent, match=f"kept by process {os.getpid()}"):
                server_at(ground, answer_seconds=1.0).start()
        finally:
            os.kill(pid, signal.SIGCONT)
        assert sql(owner, "SELECT 1") == "1"


def test_its_log_stays_bounded(ground: Path) -> None:
    home = prepare(ground / "pg", ground / "shared")
    cluster = Cluster(home, find_programs(home.account, ground / "shared"), {})
    home.log_path.write_bytes(b"x" * (LOG_BYTES + 1))
    cluster.trim_log()
    assert home.log_path.stat().st_size == 0
    assert (home.folder / "postgres.log.1").stat().st_size == LOG_BYTES + 1
