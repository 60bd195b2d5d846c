from datetime import timedelta

import pytest

from praxis.kit.backoff import Backoff

BACKOFF = Backoff(first=timedelta(seconds=10), longest=timedelta(minutes=5), attempts=8)


@pytest.mark.parametrize(
    ("attempts", "whole"), [(1, 10), (2, 20), (3, 40), (5, 160), (6, 300), (7, 300)]
)
def test_pauses_double_up_to_the_longest_and_at_least_half_of_each_is_waited(
    attempts: int, whole: int
) -> None:
    pauses = [BACKOFF.pause_after(attempts) for _ in range(200)]
    seconds = [pause.total_seconds() for pause in pauses if pause is not None]
    assert len(seconds) == 200
    assert whole / 2 <= min(seconds) <= max(seconds) <= whole
    # What failed together does not come back together.
    assert len(set(seconds)) > 100


@pytest.mark.parametrize("attempts", [8, 9, 10**9])
def test_after_the_last_attempt_there_is_no_pause(attempts: int) -> None:
    assert BACKOFF.pause_after(attempts) is None


def test_a_great_number_of_attempts_does_not_overflow() -> None:
    patient = Backoff(first=timedelta(seconds=1), longest=timedelta(hours=1), attempts=10**6)
    assert patient.pause_after(999_999) is not None
