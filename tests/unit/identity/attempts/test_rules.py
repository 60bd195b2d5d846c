from datetime import UTC, datetime, timedelta

import pytest

from praxis.identity.attempts.rules import (
    FREE_FROM_ADDRESS,
    FREE_FROM_ANYWHERE,
    LONGEST_WAIT,
    Tries,
    count_try,
    take_back,
    wait_before_trying,
)

NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
NONE = Tries(0, NOW)


def wait_here(failures: int, *, ago: timedelta = timedelta(0)) -> float:
    return wait_before_trying(Tries(failures, NOW - ago), NONE, NOW).total_seconds()


def test_a_few_slips_cost_nothing() -> None:
    assert [wait_here(failures) for failures in range(FREE_FROM_ADDRESS)] == [0] * FREE_FROM_ADDRESS


def test_then_the_wait_doubles_to_a_quarter_of_an_hour() -> None:
    waits = [wait_here(FREE_FROM_ADDRESS + beyond) for beyond in range(12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert wait_here(10_000_000) == LONGEST_WAIT.total_seconds()


def test_time_that_went_by_is_waited_already() -> None:
    assert wait_here(FREE_FROM_ADDRESS + 7, ago=timedelta(seconds=100)) == 28
    assert wait_here(FREE_FROM_ADDRESS + 7, ago=timedelta(seconds=128)) == 0


def test_after_a_day_all_is_forgotten() -> None:
    assert Tries(99, NOW - timedelta(days=1)).failures_at(NOW) == 0
    assert Tries(99, NOW - timedelta(hours=23)).failures_at(NOW) == 99


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(FREE_FROM_ANYWHERE - 1, 0), (FREE_FROM_ANYWHERE, 1), (FREE_FROM_ANYWHERE + 30, 900)],
)
def test_tries_from_everywhere_slow_down_an_address_that_is_not_known(
    failures: int, seconds: int
) -> None:
    anywhere = Tries(failures, NOW)
    assert wait_before_trying(NONE, anywhere, NOW).total_seconds() == seconds


def test_an_owner_where_they_are_known_waits_for_nobody_elsewhere() -> None:
    anywhere = Tries(1000, NOW)
    known = Tries(0, NOW, succeeded_at=NOW - timedelta(days=89))
    assert wait_before_trying(known, anywhere, NOW) == timedelta(0)
    forgotten = Tries(0, NOW, succeeded_at=NOW - timedelta(days=90))
    assert wait_before_trying(forgotten, anywhere, NOW) == LONGEST_WAIT


def test_where_they_are_known_their_own_slips_count() -> None:
    known = Tries(FREE_FROM_ADDRESS + 3, NOW, succeeded_at=NOW - timedelta(days=1))
    assert wait_before_trying(known, NONE, NOW) == timedelta(seconds=8)


def test_a_try_by_a_clock_a_little_ahead_is_no_reason_to_wait() -> None:
    ahead = Tries(1, NOW + timedelta(milliseconds=5))
    assert wait_before_trying(ahead, NONE, NOW) == timedelta(0)
    assert wait_before_trying(NONE, ahead, NOW) == timedelta(0)


def test_a_wait_that_began_a_little_ahead_is_not_over_before_it_began() -> None:
    ahead = Tries(FREE_FROM_ADDRESS, NOW + timedelta(milliseconds=5))
    assert wait_before_trying(ahead, NONE, NOW) == timedelta(seconds=1.005)
    far = Tries(FREE_FROM_ADDRESS + 12, NOW + LONGEST_WAIT)
    assert wait_before_trying(far, NONE, NOW) == LONGEST_WAIT


@pytest.mark.parametrize("failures", [0, 1, FREE_FROM_ADDRESS, 1000])
def test_a_clock_that_was_set_back_shuts_nobody_out(failures: int) -> None:
    ahead = Tries(failures, NOW + timedelta(days=30))
    assert wait_before_trying(ahead, ahead, NOW) == timedelta(0)


KNOWN = Tries(0, NOW - timedelta(hours=1), succeeded_at=NOW - timedelta(hours=1))
OTHERS = Tries(7, NOW - timedelta(minutes=5))


def test_where_somebody_is_known_a_try_counts_there_alone() -> None:
    here, anywhere = count_try(KNOWN, OTHERS, NOW)
    assert (here.failures, here.tried_at) == (1, NOW)
    assert anywhere == OTHERS


def test_elsewhere_it_counts_for_the_email_as_well() -> None:
    here, anywhere = count_try(NONE, OTHERS, NOW)
    assert (here.failures, anywhere.failures, anywhere.tried_at) == (1, 8, NOW)


def test_of_what_others_tried_a_right_password_takes_nothing_back() -> None:
    here, anywhere = count_try(NONE, OTHERS, NOW)
    # Two slips of their own before it.
    for _ in range(2):
        here, anywhere = count_try(here, anywhere, NOW)
    assert (here.failures, anywhere.failures) == (3, 10)
    assert take_back(here, anywhere, 3, OTHERS.tried_at, NOW) == OTHERS


def test_what_others_tried_meanwhile_keeps_its_time() -> None:
    here, anywhere = count_try(NONE, OTHERS, NOW)
    later = NOW + timedelta(seconds=3)
    _, anywhere = count_try(NONE, anywhere, later)
    assert take_back(here, anywhere, 1, OTHERS.tried_at, NOW) == Tries(8, later)


def test_nothing_is_taken_back_twice() -> None:
    assert take_back(Tries(0, NOW), OTHERS, 1, NOW, NOW).failures == OTHERS.failures
    assert take_back(KNOWN, OTHERS, 1, NOW, NOW) == OTHERS
