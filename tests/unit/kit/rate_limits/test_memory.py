from dataclasses import dataclass

import pytest

from praxis.kit.rate_limits.limiter import (
    Limiter,
    Policy,
    seconds_until_room,
    standing_headers,
)
from praxis.kit.rate_limits.memory import BoundedMemory


@dataclass
class Time:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


TEN = Policy.of("ten", "10/minute")


async def passed(limiter: Limiter, policy: Policy, key: str, tries: int) -> int:
    standings = [await limiter.count(policy, key) for _ in range(tries)]
    return [standing.refused for standing in standings].count(False)


@pytest.fixture
def time() -> Time:
    # The beginning of a window.
    return Time(60 * 20_000.0)


async def test_so_many_pass_and_no_more(time: Time) -> None:
    limiter = Limiter(memory=BoundedMemory(now=time))
    assert await passed(limiter, TEN, "a", 15) == 10
    assert await passed(limiter, TEN, "b", 15) == 10


async def test_what_is_refused_does_not_count(time: Time) -> None:
    limiter = Limiter(memory=BoundedMemory(now=time))
    await passed(limiter, TEN, "a", 1000)
    time.now += 120
    assert await passed(limiter, TEN, "a", 15) == 10


async def test_room_comes_back_bit_by_bit(time: Time) -> None:
    limiter = Limiter(memory=BoundedMemory(now=time))
    await passed(limiter, TEN, "a", 10)
    time.now += 90
    # Half of the window that is over still counts.
    assert await passed(limiter, TEN, "a", 15) == 5


async def test_the_wait_that_is_told_is_enough_and_not_too_long(time: Time) -> None:
    limiter = Limiter(memory=BoundedMemory(now=time))
    for ahead in (0, 7, 31, 59.5, 13):
        time.now += ahead
        while not (standing := await limiter.count(TEN, "a")).refused:
            pass
        assert standing.reset_seconds is not None
        assert 1 <= standing.reset_seconds <= 66
        time.now += standing.reset_seconds
        assert not (await limiter.count(TEN, "a")).refused


async def test_what_is_told_to_be_left_can_be_asked(time: Time) -> None:
    limiter = Limiter(memory=BoundedMemory(now=time))
    for ahead in (0, 7, 31, 59.5, 13, 200):
        time.now += ahead
        standing = await limiter.count(TEN, "a")
        left, seconds = standing.remaining or 0, standing.reset_seconds or 0
        assert 1 <= seconds <= 60
        assert await passed(limiter, TEN, "a", left) == left


async def test_how_a_policy_stands_is_told_as_the_draft_has_it(time: Time) -> None:
    limiter = Limiter(memory=BoundedMemory(now=time))
    await passed(limiter, TEN, "a", 10)
    time.now += 20
    standing = await limiter.count(TEN, "a")
    assert standing.refused
    assert standing_headers([standing]) == {
        "RateLimit-Policy": '"ten";q=10;w=60',
        "RateLimit": '"ten";r=0;t=41',
    }
    five = Policy.of("five", "5/second")
    both = [await limiter.count(five, "b"), await limiter.count(TEN, "b")]
    assert standing_headers(both) == {
        "RateLimit-Policy": '"five";q=5;w=1, "ten";q=10;w=60',
        "RateLimit": '"five";r=4;t=1, "ten";r=9;t=40',
    }


async def test_memory_is_bounded_and_keeps_who_came_last(time: Time) -> None:
    memory = BoundedMemory(most_keys=100, now=time)
    limiter = Limiter(memory=memory)
    for number in range(1000):
        await limiter.count(TEN, f"address {number}")
        assert len(memory) <= 100
    assert await passed(limiter, TEN, "address 999", 15) == 9


async def test_what_is_over_makes_room_first(time: Time) -> None:
    memory = BoundedMemory(most_keys=100, now=time)
    limiter = Limiter(memory=memory)
    for number in range(60):
        await limiter.count(TEN, f"old {number}")
    time.now += 130
    await passed(limiter, TEN, "first", 10)
    for number in range(80):
        await limiter.count(TEN, f"new {number}")
    assert await passed(limiter, TEN, "first", 1) == 0


async def test_a_clock_that_is_set_back_shuts_nobody_out(time: Time) -> None:
    limiter = Limiter(memory=BoundedMemory(now=time))
    await passed(limiter, TEN, "a", 10)
    time.now -= 86_400
    assert await passed(limiter, TEN, "a", 15) == 10


@pytest.mark.parametrize(
    ("previous", "current", "left", "wait"),
    [
        (0, 0, 60, 0),
        (0, 10, 30, 30),
        (10, 0, 60, 0),
        (10, 5, 60, 30),
        (10, 9, 20, 14),
        (0, 20, 5, 35),
    ],
)
def test_how_long_until_there_is_room(
    previous: int, current: int, left: float, wait: float
) -> None:
    found = seconds_until_room(10, 60, previous=previous, current=current, left=left)
    assert found == pytest.approx(wait)
