from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from praxis.kit.intervals import Interval
from praxis.scheduling.slots.errors import WindowTooLong
from praxis.scheduling.slots.windows import InstantOrDate, choose_window

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2027, 1, 4, 6, tzinfo=UTC)
LONGEST = timedelta(days=92)
DAY = timedelta(days=1)


def choose(
    since: datetime | date | None,
    until: datetime | date | None,
    zone: ZoneInfo = BERLIN,
    margin: timedelta = timedelta(0),
) -> Interval:
    return choose_window(since, until, zone, NOW, LONGEST, margin=margin)


def test_nothing_asked_is_two_weeks_from_now() -> None:
    assert choose(None, None) == Interval(NOW, NOW + timedelta(days=14))


def test_dates_are_whole_days_of_the_zone() -> None:
    day = date(2027, 1, 5)
    assert choose(day, day) == Interval(
        datetime(2027, 1, 4, 23, tzinfo=UTC), datetime(2027, 1, 5, 23, tzinfo=UTC)
    )


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25)])
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    assert choose(day, day).duration == timedelta(hours=hours)


def test_an_end_is_two_weeks_after_the_beginning() -> None:
    later = NOW + timedelta(days=5)
    assert choose(later, None) == Interval(later, later + timedelta(days=14))


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (NOW, NOW),
        (NOW, NOW - timedelta(hours=1)),
        (date(2027, 1, 5), date(2027, 1, 4)),
        (NOW, NOW + LONGEST + timedelta(microseconds=1)),
        (date(2027, 1, 1), date(2027, 4, 3)),
        (None, NOW - DAY),
    ],
)
def test_a_window_is_neither_empty_nor_too_long(
    since: datetime | date | None, until: datetime | date
) -> None:
    with pytest.raises(WindowTooLong) as refused:
        choose(since, until)
    assert refused.value.pointer == "/query/to"


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (NOW, NOW + LONGEST),
        (date(2027, 1, 1), date(2027, 4, 2)),
        (date(2027, 10, 1), date(2027, 12, 31)),
        (datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)),
    ],
    ids=["instants", "days of which one is short", "days of which one is long", "over a change"],
)
def test_the_longest_window_may_hold_a_change_of_the_clocks(
    since: datetime | date, until: datetime | date
) -> None:
    assert choose(since, until)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2027, 1, 5), date(2027, 1, 5)),
        (date(2027, 1, 5), date(2027, 4, 6)),
        (None, date(2027, 1, 5)),
        (date(2027, 1, 5), datetime(2027, 1, 5, 20, tzinfo=UTC)),
    ],
)
def test_a_margin_of_a_day_holds_the_window_of_every_zone(
    zone: str, since: date | None, until: datetime | date
) -> None:
    rough = choose(since, until, ZoneInfo("UTC"), DAY)
    assert rough.encloses(choose(since, until, ZoneInfo(zone)))


def test_a_margin_does_not_let_anything_through() -> None:
    with pytest.raises(WindowTooLong):
        choose(NOW, NOW + timedelta(days=400), margin=DAY)


class TestReading:
    READER: TypeAdapter[datetime | date] = TypeAdapter(InstantOrDate)

    def test_a_date_is_a_date_and_an_instant_an_instant(self) -> None:
        assert self.READER.validate_python("2027-01-05") == date(2027, 1, 5)
        found = self.READER.validate_python("2027-01-05T10:00:00+06:00")
        assert found == datetime(2027, 1, 5, 4, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("2027-01-05T10:00:00", "time.naive"),
            ("2027-02-30", "date.unknown"),
            ("tomorrow", "date.format"),
            ("", "date.format"),
            ("1767600000000000", "time.format"),
            ("\u0662027-01-05", "date.format"),
        ],
    )
    def test_anything_else_says_what_to_mend(self, text: str, code: str) -> None:
        with pytest.raises(ValidationError) as refused:
            self.READER.validate_python(text)
        assert refused.value.errors()[0]["type"] == code
