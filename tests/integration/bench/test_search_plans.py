"""A search among many looks at as little whatever PostgreSQL knows of the tables by then."""

from collections.abc import Iterator

import pytest

from bench.kit.direct import Direct
from bench.kit.postgres import postgres
from bench.kit.practice import Size, fill
from bench.search import first_free, rebuild
from praxis.kit.db.database import Reader
from tests.integration.scheduling.free_time.counting import Counting, count_searches

pytestmark = pytest.mark.once

SIZE = Size(doctors=500, visits=20_000)
# How many blocks of the database the first 20 times of 500 doctors may cost.
MOST_BLOCKS = 1000


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    with postgres() as ground, ground.database("plans") as dsn:
        yield dsn


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Counting]:
    return count_searches(monkeypatch)


def test_the_first_times_cost_no_more_once_the_tables_are_known(
    dsn: str, counted: list[Counting]
) -> None:
    practice = fill(dsn, SIZE)
    rebuild(dsn)
    search = first_free(practice, None)
    with Direct(dsn) as direct:
        for known in ("SELECT", "ANALYZE", "VACUUM", "VACUUM (ANALYZE)"):

            async def look(reader: Reader, known: str = known) -> None:
                await reader.sql.execute("SET statement_timeout = 0")
                await reader.sql.execute(known)
                # What a connection settles for once it has asked a few times.
                await reader.sql.execute("SET plan_cache_mode = force_generic_plan")
                await search(reader)

            direct.once(look)
            assert 0 < counted[-1].blocks <= MOST_BLOCKS, known
