from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from praxis.notifications.timing import (
    QuietHours,
    end_of_quiet,
    is_too_late,
    is_urgent,
    reminder_due,
)

DHAKA, BERLIN = ZoneInfo("Asia/Dhaka"), ZoneInfo("Europe/Berlin")
NIGHT, NOON = QuietHours(22 * 60, 7 * 60), QuietHours(12 * 60, 14 * 60)
DAY = 24 * 60


def local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2027-01-04T21:59", None),
        ("2027-01-04T22:00", "2027-01-05T07:00"),
        ("2027-01-05T00:00", "2027-01-05T07:00"),
        ("2027-01-05T06:59", "2027-01-05T07:00"),
        ("2027-01-05T07:00", None),
    ],
)
def test_quiet_hours_go_over_midnight(now: str, end: str | None) -> None:
    found = end_of_quiet(NIGHT, local(now, DHAKA), DHAKA)
    assert found == (None if end is None else local(end, DHAKA))


@pytest.mark.parametrize(
    ("now", "end"),
    [("11:59", None), ("12:00", "14:00"), ("13:59", "14:00"), ("14:00", None), ("23:00", None)],
)
def test_quiet_hours_of_the_day(now: str, end: str | None) -> None:
    found = end_of_quiet(NOON, local(f"2027-01-04T{now}", DHAKA), DHAKA)
    assert found == (None if end is None else local(f"2027-01-04T{end}", DHAKA))


def test_quiet_hours_are_of_the_zone_that_was_chosen() -> None:
    berlin = NIGHT._replace(zone=BERLIN)
    now = local("2027-01-05T03:30", DHAKA)  # 22:30 in Berlin
    assert end_of_quiet(berlin, now, DHAKA) == local("2027-01-05T07:00", BERLIN)
    assert end_of_quiet(None, now, DHAKA) is None


def test_quiet_hours_that_end_in_an_hour_that_is_skipped_end_after_it() -> None:
    quiet = QuietHours(60, 150, BERLIN)  # until 2:30, which 28 March 2027 does not have
    assert end_of_quiet(quiet, local("2027-03-28T01:30", BERLIN), BERLIN) == datetime(
        2027, 3, 28, 1, tzinfo=UTC
    )


def test_in_an_hour_that_comes_twice_nothing_waits_for_an_end_gone_by() -> None:
    quiet = QuietHours(60, 150, BERLIN)  # until 2:30, which 31 October 2027 has twice
    second = datetime(2027, 10, 31, 1, 10, tzinfo=UTC)  # 2:10 for the second time
    assert end_of_quiet(quiet, second, BERLIN) is None


@pytest.mark.parametrize(
    ("hours", "urgent"), [(-1, False), (0, True), (11.9, True), (12, False), (200, False)]
)
def test_what_is_near_is_urgent(hours: float, *, urgent: bool) -> None:
    now = datetime(2027, 1, 4, tzinfo=UTC)
    assert is_urgent([now + timedelta(days=30), now + timedelta(hours=hours)], now) is urgent


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2027-03-29T10:00", DAY, "2027-03-28T10:00"),
        # The clocks go forward on the 28th: a week before is still the same hour on the wall.
        ("2027-03-29T10:00", 7 * DAY, "2027-03-22T10:00"),
        ("2027-11-02T10:00", 7 * DAY, "2027-10-26T10:00"),
        # There is no 2:30 on the 28th.
        ("2027-03-29T02:30", DAY, "2027-03-28T03:00"),
        # Hours are counted, not read from the wall: 4:00 is only an hour after 1:59 there.
        ("2027-03-28T04:00", 120, "2027-03-28T01:00"),
        ("2027-01-04T10:15", 90, "2027-01-04T08:45"),
    ],
)
def test_days_count_on_the_wall_and_hours_on_the_clock(start: str, minutes: int, due: str) -> None:
    assert reminder_due(local(start, BERLIN), minutes, BERLIN) == local(due, BERLIN)


@pytest.mark.parametrize(("late", "dropped"), [(0, False), (12, False), (12.01, True), (40, True)])
def test_a_reminder_is_no_use_once_half_of_its_notice_is_gone(
    late: float, *, dropped: bool
) -> None:
    start = datetime(2027, 1, 5, 10, tzinfo=UTC)
    due = start - timedelta(days=1)
    assert is_too_late(due, start, due + timedelta(hours=late)) is dropped
