import struct
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from praxis.kit.ticks import from_ticks, length_in_ticks, read_ticks, to_ticks


@pytest.mark.parametrize(
    ("instant", "ticks"),
    [
        (datetime(2000, 1, 1, tzinfo=UTC), 0),
        (datetime(2000, 1, 1, 0, 0, 1, 5, tzinfo=UTC), 1_000_005),
        (datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), -1),
        (datetime(2000, 1, 1, 6, tzinfo=ZoneInfo("Asia/Dhaka")), 0),
    ],
)
def test_ticks_count_microseconds_from_the_turn_of_the_millennium(
    instant: datetime, ticks: int
) -> None:
    assert to_ticks(instant) == ticks
    assert from_ticks(ticks) == instant
    assert from_ticks(ticks).tzinfo is UTC


@pytest.mark.parametrize("instant", [datetime.min, datetime.max])  # noqa: DTZ901 - made aware below
def test_the_ends_of_the_calendar_come_back(instant: datetime) -> None:
    aware = instant.replace(tzinfo=UTC)
    assert from_ticks(to_ticks(aware)) == aware


def test_a_length_has_no_beginning() -> None:
    assert length_in_ticks(timedelta(minutes=30)) == 1_800_000_000


def test_what_was_sent_is_read_in_its_order() -> None:
    assert read_ticks(struct.pack(">3q", 5, -1, 2**40)) == [5, -1, 2**40]
    assert read_ticks(b"") == []
