"""The server at DATABASE_URL is left as it was found."""

import asyncio
import os

import asyncpg
import pytest

from bench.kit.errors import BenchError
from bench.kit.postgres import Ground, dsn_of, postgres

pytestmark = pytest.mark.once

NAMES = "SELECT array_agg(datname ORDER BY datname) FROM pg_database"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> str:
    dsn = dsn_of(os.environ["PRAXIS_TEST_SERVER"], "postgres")
    monkeypatch.setenv("DATABASE_URL", dsn)
    return dsn


def ask(dsn: str, statement: str) -> object:
    async def work() -> object:
        sql = await asyncpg.connect(dsn)
        try:
            return await sql.fetchval(statement)
        finally:
            await sql.close()

    return asyncio.run(work())


def ours(dsn: str, found: Ground) -> list[str]:
    """The databases of this run alone: other tests make theirs meanwhile."""
    names = ask(dsn, NAMES)
    assert isinstance(names, list)
    return [name for name in names if found.prefix in name]


def test_databases_are_made_and_dropped_and_others_untouched(server: str) -> None:
    tables = ask(server, TABLES)
    with postgres() as ground:
        assert ground.pid is None
        assert ground.pgbench is not None
        with ground.database("one") as one, ground.copy(one, "two") as two:
            assert ask(one, TABLES) == ask(two, TABLES) != 0
            assert len(ours(server, ground)) == 3
        assert len(ours(server, ground)) == 1
    assert ours(server, ground) == []
    assert ask(server, TABLES) == tables


def test_databases_are_dropped_when_the_bench_fails(server: str) -> None:
    with pytest.raises(KeyboardInterrupt), postgres() as ground, ground.database("one"):
        raise KeyboardInterrupt
    assert ours(server, ground) == []


def test_a_user_who_may_not_create_databases_is_told_so(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(server, "CREATE ROLE bench_visitor LOGIN")
    try:
        address, _, query = server.partition("?")
        visitor = "&".join(part for part in query.split("&") if not part.startswith("user="))
        monkeypatch.setenv("DATABASE_URL", f"{address}?{visitor}&user=bench_visitor")
        with (
            pytest.raises(BenchError, match="may not create databases"),
            postgres() as ground,
            ground.database("one"),
        ):
            pass
    finally:
        ask(server, "DROP ROLE bench_visitor")
