"""What a search looks at is the same whatever PostgreSQL knows of the tables by then."""

import pytest

from tests.integration.scheduling.free_time.counting import Counting
from tests.integration.scheduling.free_time.world import Question, World


@pytest.mark.parametrize("known", ["SELECT", "ANALYZE", "VACUUM", "VACUUM (ANALYZE)"])
async def test_doctors_who_begin_alike_are_read_in_order_and_no_further_than_is_wanted(
    crowd: World, counted: list[Counting], known: str
) -> None:
    asked = Question(kind=0)
    await crowd.database.read(lambda reader: reader.sql.execute(known))
    right = await crowd.expected(asked)
    assert await crowd.found(asked) == right[: asked.limit]
    # Two dozen begin at eight at each place: the last of them are not looked at.
    assert 0 < counted[-1].most_read <= asked.limit
