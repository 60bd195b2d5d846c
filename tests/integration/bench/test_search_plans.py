"""A search among many looks at as little whatever PostgreSQL knows of the tables by then."""

from collections.abc import Iterator

import pytest

from bench.kit.direct import Direct
from bench.kit.postgres import postgres
from bench.kit.practice import Practice, Size, fill
from bench.search import BOOKED_UP, NORMAL, book_up_first_week, first_free, rebuild
from praxis.kit.db.database import Reader
from tests.integration.scheduling.free_time.counting import Counting, count_searches

pytestmark = pytest.mark.once

SIZE = Size(doctors=500, visits=20_000)
# How many blocks of the database the first 20 times of 500 doctors may cost; of 50 of them, whether
# or not they are booked up, nobody else's time is looked at.
MOST_BLOCKS = 1000
MOST_OF_SPECIALTY = 800
KNOWN = ("SELECT", "ANALYZE", "VACUUM", "VACUUM (ANALYZE)")


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    with postgres() as ground, ground.database("plans") as dsn:
        yield dsn


@pytest.fixture(scope="module")
def practice(dsn: str) -> Practice:
    """One specialty is booked up for a week, as the bench has it."""
    practice = fill(dsn, SIZE)
    with Direct(dsn) as direct:
        book_up_first_week(direct, BOOKED_UP)
    rebuild(dsn)
    return practice


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Counting]:
    return count_searches(monkeypatch)


@pytest.mark.parametrize(
    ("specialty", "most"),
    [(None, MOST_BLOCKS), (NORMAL, MOST_OF_SPECIALTY), (BOOKED_UP, MOST_OF_SPECIALTY)],
)
def test_the_first_times_cost_no_more_once_the_tables_are_known(
    dsn: str, practice: Practice, counted: list[Counting], specialty: str | None, most: int
) -> None:
    search = first_free(practice, specialty)
    with Direct(dsn) as direct:
        for known in KNOWN:

            async def look(reader: Reader, known: str = known) -> None:
                await reader.sql.execute("SET statement_timeout = 0")
                await reader.sql.execute(known)
                # What a connection settles for once it has asked a few times.
                await reader.sql.execute("SET plan_cache_mode = force_generic_plan")
                await search(reader)

            direct.once(look)
            assert 0 < counted[-1].blocks <= most, known
