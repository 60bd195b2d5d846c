"""Some doctors among many: their first times are right, and others' time is not searched for them.

Anyone may ask for a specialty whose doctors are booked up while hundreds of others are free.
"""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from praxis.scheduling.free_time import search, statements
from tests.conftest import NOW
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor
from tests.integration.scheduling.free_time.world import Question, World

OTHERS, OURS = 60, 12
# All that can be booked of one week, at every quarter of an hour or shorter.
TAKE_WEEK = """
    INSERT INTO claims (resource_id, during, kind)
    SELECT d.resource_id, tstzrange(s.at, s.at + interval '15 minutes'), 'block'
    FROM doctors d
    CROSS JOIN LATERAL (
        SELECT DISTINCT generate_series(starts_at, ends_at - interval '15 minutes', '15 minutes')
        FROM open_stretches WHERE doctor_id = d.id AND starts_at < $2) s (at)
    WHERE d.specialty = $1
    ON CONFLICT DO NOTHING
"""
SKIN = Question(kind=0, specialty="Dermatology", until=NOW.date() + timedelta(days=30))


@pytest.fixture
async def crowd(world: World) -> World:
    """The narrowed doctors come last; the others are free all day and every day."""
    for number in range(OTHERS + OURS):
        specialty = "Dermatology" if number >= OTHERS else "Urology"
        doctor = await make_doctor(world.database, specialty=specialty, languages=["en"])
        world.doctors.append(doctor)
        for weekday in range(7):
            hours = {"start_minute": 480, "end_minute": 1080}
            await make_rule(world.database, doctor, world.places[number % 3], weekday, **hours)
    await world.settle()
    return world


async def take_week(world: World) -> None:
    await world.sql(TAKE_WEEK, SKIN.specialty, NOW + timedelta(days=7))
    ours = "SELECT id FROM doctors WHERE specialty = 'Dermatology'"
    await world.sql(f"INSERT INTO stale_free_time (doctor_id) {ours}")
    await world.settle()
    await world.sql("ANALYZE free_stretches, claims")


class Counting:
    """Runs statements as they are asked for, and counts the blocks that each looks at."""

    def __init__(self, sql: asyncpg.Connection) -> None:
        self._sql = sql
        self.blocks = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sql, name)

    async def fetch(self, statement: str, *parameters: object) -> list[asyncpg.Record]:
        explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
        plan = (await self._sql.fetchval(explain, *parameters))[0]["Plan"]
        self.blocks += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        found: list[asyncpg.Record] = await self._sql.fetch(statement, *parameters)
        return found


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Counting]:
    """What each search looked at, the last one last."""
    counts: list[Counting] = []

    class Search(search._Search):  # noqa: SLF001 -- what is counted is inside
        def __init__(self, sql: Any, *rest: Any) -> None:
            counts.append(Counting(sql))
            super().__init__(counts[-1], *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(search, "_Search", Search)
    return counts


async def test_booked_up_doctors_are_found_though_hundreds_of_earlier_times_are_not_theirs(
    crowd: World,
) -> None:
    await take_week(crowd)
    for asked in (
        SKIN,
        Question(kind=0, specialty="Dermatology", place=1, limit=60),
        Question(kind=1, specialty="Dermatology", language="en", limit=200),
        Question(kind=2, specialty="Dermatology", since=NOW.date(), limit=7),
        Question(kind=0, place=2, limit=200),
    ):
        right = await crowd.expected(asked)
        assert len(right) >= asked.limit
        assert await crowd.found(asked) == right[: asked.limit]


async def test_what_is_looked_at_does_not_grow_with_what_is_taken(
    crowd: World, counted: list[Counting]
) -> None:
    before = await crowd.found(SKIN)
    await take_week(crowd)
    after = await crowd.found(SKIN)
    assert after[0][0] > before[-1][0] + timedelta(days=6)
    normal, taken = (one.blocks for one in counted)
    # Each stretch of others costs some blocks, and each doctor of ours; a week has 16,000 starts.
    most = 10 * statements.LOOKED_AT * SKIN.limit + 40 * OURS
    assert max(normal, taken) < most


async def test_the_rows_that_are_left_out_are_looked_at_if_they_may_come_first(
    crowd: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One doctor has only gaps that are too short, more of them than are looked at first."""
    await take_week(crowd)
    monkeypatch.setattr(search, "FIRST_ROWS", 2)
    gaps = """
        DELETE FROM claims WHERE kind = 'block' AND extract(minute FROM lower(during)) IN (0, 30)
        AND resource_id = (SELECT max(resource_id) FROM doctors WHERE specialty = 'Dermatology')
    """
    await crowd.sql(gaps)
    free = "DELETE FROM claims WHERE kind = 'block' AND lower(during) BETWEEN $1 AND $2"
    free += " AND resource_id = (SELECT max(resource_id) FROM doctors)"
    await crowd.sql(free, NOW + timedelta(days=3), NOW + timedelta(days=4))
    await crowd.sql("INSERT INTO stale_free_time (doctor_id) SELECT id FROM doctors")
    await crowd.settle()
    for kind in (0, 1, 2):
        asked = Question(kind=kind, specialty="Dermatology", until=NOW.date() + timedelta(days=20))
        right = await crowd.expected(asked)
        assert len(right) >= asked.limit
        assert await crowd.found(asked) == right[: asked.limit]


@pytest.mark.parametrize("specialty", [None, "Dermatology"])
async def test_a_visit_longer_than_nearly_all_gaps_is_found(
    crowd: World, specialty: str | None
) -> None:
    """Everybody has half an hour free, again and again; two have a morning, days later."""
    await crowd.sql(
        """
        INSERT INTO claims (resource_id, during, kind)
        SELECT d.resource_id, tstzrange(n, n + interval '30 minutes'), 'block'
        FROM doctors d, generate_series($1::timestamptz, $1 + interval '8 days', '1 hour') n
        WHERE NOT (d.id IN (SELECT id FROM doctors ORDER BY id DESC LIMIT 2)
                   AND n > $1 + interval '5 days')
        """,
        NOW,
    )
    await crowd.sql("INSERT INTO stale_free_time (doctor_id) SELECT id FROM doctors")
    await crowd.settle()
    await crowd.sql("ANALYZE free_stretches, claims")
    asked = Question(kind=2, specialty=specialty, until=NOW.date() + timedelta(days=7))
    right = await crowd.expected(asked)
    assert len(right) >= asked.limit
    assert await crowd.found(asked) == right[: asked.limit]
