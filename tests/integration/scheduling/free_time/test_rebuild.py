"""Making everything anew keeps nobody waiting for long, however many days are kept."""

import pytest

from praxis.scheduling.free_time import rebuild
from praxis.scheduling.free_time.derive import DAYS
from tests.integration.scheduling.free_time.test_upkeep import DIFFERENCES, rows
from tests.integration.scheduling.free_time.world import World


@pytest.mark.parametrize(("days", "together"), [(10, 4), (DAYS, 4), (DAYS * 2, 2), (730, 1)])
async def test_the_more_days_are_kept_the_fewer_doctors_are_locked_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch, days: int, together: int
) -> None:
    monkeypatch.setattr(rebuild, "TOGETHER", 4)
    done: list[int] = []
    await rebuild.rebuild(
        world.database, world.clock, lambda so_far, _: done.append(so_far), days=days
    )
    assert sorted(done) == list(range(together, 5, together))
    assert (await rows(world, DIFFERENCES))[0]["count"] == 0
