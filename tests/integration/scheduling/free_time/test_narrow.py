"""Some doctors among many: their first times are right, and others' time is not searched for them.

Anyone may ask for a specialty whose doctors are booked up while hundreds of others are free.
"""

from datetime import timedelta

import pytest

from praxis.scheduling.free_time import by_time, search
from tests.conftest import NOW
from tests.integration.scheduling.free_time.counting import OURS, Counting
from tests.integration.scheduling.free_time.world import Question, World

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


async def take_week(world: World) -> None:
    await world.sql(TAKE_WEEK, SKIN.specialty, NOW + timedelta(days=7))
    ours = "SELECT id FROM doctors WHERE specialty = 'Dermatology'"
    await world.sql(f"INSERT INTO stale_free_time (doctor_id) {ours}")
    await world.settle()
    await world.sql("ANALYZE free_stretches, claims")


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
    most = 10 * by_time.LOOKED_AT * SKIN.limit + 40 * OURS
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


@pytest.mark.parametrize("specialty", [None, "Dermatology"])
async def test_buffers_larger_than_nearly_all_gaps_do_not_make_each_gap_be_tried(
    crowd: World, counted: list[Counting], specialty: str | None
) -> None:
    """Everybody has three quarters of an hour free, again and again, and an hour around visits."""
    days, longest = 14, timedelta(minutes=60)
    await crowd.sql(
        """
        INSERT INTO claims (resource_id, during, kind)
        SELECT d.resource_id, tstzrange(n, n + interval '15 minutes'), 'block'
        FROM doctors d, generate_series($1::timestamptz, $2, '1 hour') n
        """,
        NOW - timedelta(hours=3),
        NOW + timedelta(days=days),
    )
    await crowd.sql(
        "UPDATE visit_types SET buffer_before_minutes = 60, buffer_after_minutes = 60 "
        "WHERE id = $1",
        crowd.kinds[1].id,
    )
    await crowd.sql("INSERT INTO stale_free_time (doctor_id) SELECT id FROM doctors")
    await crowd.settle()
    await crowd.sql("ANALYZE free_stretches, claims")
    asked = Question(kind=1, specialty=specialty, until=NOW.date() + timedelta(days=20))
    right = await crowd.expected(asked)
    assert len(right) >= asked.limit
    # There are some before: an hour of the last visit's buffer may lie after closing.
    assert sum(start < NOW + timedelta(days=days) - longest for start, _, _ in right) < 100
    assert await crowd.found(asked) == right[: asked.limit]
    # To look at the claims of each of the gaps takes a hundred thousand and more.
    assert counted[-1].blocks < 20_000


async def test_gaps_that_are_all_too_short_are_not_walked_to_the_end(
    crowd: World, counted: list[Counting]
) -> None:
    """Ours have a few minutes free between visits, at other times each, for three weeks."""
    await crowd.sql(
        """
        INSERT INTO claims (resource_id, during, kind)
        SELECT d.resource_id, tstzrange(n, n + interval '30 minutes'), 'block'
        FROM doctors d, generate_series($1::timestamptz + make_interval(mins => d.id::int * 7 % 31),
                                        $1 + interval '21 days', '37 minutes') n
        WHERE d.specialty = $2
        """,
        NOW - timedelta(hours=3),
        SKIN.specialty,
    )
    await crowd.sql("INSERT INTO stale_free_time (doctor_id) SELECT id FROM doctors")
    await crowd.settle()
    await crowd.sql("ANALYZE free_stretches, claims")
    right = await crowd.expected(SKIN)
    assert right[0][0] > NOW + timedelta(days=20)
    assert await crowd.found(SKIN) == right[: SKIN.limit]
    # Walked along to the end, they took 76,000.
    assert counted[-1].blocks < 20_000
