"""A visit whose reminder comes due in a look lies within what the look asks the database for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from praxis.notifications.reminders import OVERLAP, margin
from praxis.notifications.timing import reminder_due

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize("minutes", [120, 1440, 2880, 10080])
@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("America/New_York", datetime(2027, 11, 7, 6, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 14, 7, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 10, 31, 1, tzinfo=UTC)),
        # By half an hour.
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 15, tzinfo=UTC)),
        ("Asia/Dhaka", datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ],
)
def test_each_visit_is_looked_at_when_its_reminder_comes_due(
    zone: str, change: datetime, minutes: int
) -> None:
    place, notice = ZoneInfo(zone), timedelta(minutes=minutes)
    missed = []
    starts_at = change - DAY
    while starts_at < change + 9 * DAY:
        due_at = reminder_due(starts_at, minutes, place).astimezone(UTC)
        for since, now in (
            (due_at - OVERLAP, due_at),
            (due_at - timedelta(microseconds=1), due_at + OVERLAP),
            (due_at - 8 * HOUR, due_at + HOUR),
        ):
            reach = margin(place, since, now, notice)
            if not since + notice - reach < starts_at <= now + notice + reach:
                missed.append((starts_at.astimezone(place), since, now))
        starts_at += QUARTER
    assert missed == []


def test_far_from_a_change_no_more_is_asked_for_than_is_due() -> None:
    now = datetime(2027, 1, 5, tzinfo=UTC)
    assert margin(ZoneInfo("Europe/Berlin"), now - OVERLAP, now, DAY) == timedelta(0)
