# ruff: noqa: RUF001 -- the digits are Bangla
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from praxis.kit.wording import Wording, zone_of

ENGLISH, BANGLA = Wording("en"), Wording("bn")
DASH = "\N{EN DASH}"


@pytest.mark.parametrize(
    ("hour", "minute", "english", "bangla"),
    [
        (0, 5, "00:05", "রাত ১২:০৫"),
        (4, 0, "04:00", "ভোর ৪:০০"),
        (6, 30, "06:30", "সকাল ৬:৩০"),
        (12, 0, "12:00", "দুপুর ১২:০০"),
        (15, 45, "15:45", "বিকাল ৩:৪৫"),
        (18, 0, "18:00", "সন্ধ্যা ৬:০০"),
        (20, 15, "20:15", "রাত ৮:১৫"),
    ],
)
def test_times_of_the_day(hour: int, minute: int, english: str, bangla: str) -> None:
    local = datetime(2027, 1, 5, hour, minute, tzinfo=ZoneInfo("Asia/Dhaka"))
    assert (ENGLISH.time(local), BANGLA.time(local)) == (english, bangla)


def test_days() -> None:
    on = date(2027, 12, 31)
    assert ENGLISH.day(on) == "Friday, 31 December 2027"
    assert ENGLISH.day(on, year=False) == "Friday, 31 December"
    assert BANGLA.day(on) == "শুক্রবার, ৩১ ডিসেম্বর ২০২৭"


def test_a_span_over_noon_and_over_midnight() -> None:
    zone = ZoneInfo("Asia/Dhaka")
    noon = datetime(2027, 1, 5, 11, 45, tzinfo=zone), datetime(2027, 1, 5, 12, 15, tzinfo=zone)
    assert ENGLISH.span(*noon) == f"11:45{DASH}12:15"
    assert BANGLA.span(*noon) == f"সকাল ১১:৪৫{DASH}দুপুর ১২:১৫"
    night = datetime(2027, 1, 5, 23, 45, tzinfo=zone), datetime(2027, 1, 6, 0, 15, tzinfo=zone)
    assert ENGLISH.span(*night) == f"23:45 {DASH} Wednesday, 6 January, 00:15"


@pytest.mark.parametrize(
    ("zone", "english", "bangla"),
    [
        ("Asia/Dhaka", "Dhaka time", "ঢাকা সময়"),
        ("Europe/Berlin", "Berlin time", "বার্লিন সময়"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "Buenos Aires সময়"),
        ("America/New_York", "New York time", "নিউইয়র্ক সময়"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_whose_time_it_is(zone: str, english: str, bangla: str) -> None:
    place = ZoneInfo(zone)
    local = datetime(2027, 1, 5, 10, 0, tzinfo=place)
    assert (ENGLISH.zone(place, local), BANGLA.zone(place, local)) == (english, bangla)


@pytest.mark.parametrize(
    ("hour", "told"),
    [
        (0, "Sunday, 31 October, 02:30 (Berlin time, UTC+02:00)"),
        (1, "Sunday, 31 October, 02:30 (Berlin time, UTC+01:00)"),
        (2, "Sunday, 31 October, 03:30 (Berlin time)"),
    ],
)
def test_an_hour_that_the_clocks_show_twice_says_which(hour: int, told: str) -> None:
    instant = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    assert ENGLISH.moment(instant, ZoneInfo("Europe/Berlin")) == told


def test_the_day_is_that_of_the_place() -> None:
    instant = datetime(2027, 1, 4, 20, 0, tzinfo=UTC)
    assert ENGLISH.moment(instant, ZoneInfo("Asia/Dhaka")).startswith("Tuesday, 5 January, 02:00")


def test_an_instant_without_a_named_zone_is_told_in_utc() -> None:
    instant = datetime(2027, 1, 4, 20, 0, tzinfo=UTC)
    assert zone_of(instant).key == "UTC"
    assert zone_of(instant.astimezone(ZoneInfo("Asia/Dhaka"))).key == "Asia/Dhaka"


def test_numbers_are_grouped_as_the_language_does() -> None:
    assert ENGLISH.quantity(1234567) == "1,234,567"
    assert BANGLA.quantity(1234567) == "১২,৩৪,৫৬৭"
    assert ENGLISH.quantity(Decimal("1234.56"), decimals=1) == "1,234.6"
    assert BANGLA.quantity(2.5, decimals=1) == "২.৫"
    assert (ENGLISH.number(2027), BANGLA.number(2027)) == ("2027", "২০২৭")


def test_ratios() -> None:
    assert (ENGLISH.percent(0.125), ENGLISH.percent(0.125, decimals=1)) == ("12%", "12.5%")
    assert BANGLA.percent(Decimal("0.875"), decimals=1) == "৮৭.৫%"


@pytest.mark.parametrize(
    ("amount", "currency", "english", "bangla"),
    [
        ("500.00", "BDT", "BDT\N{NO-BREAK SPACE}500.00", "৫০০.০০৳"),
        ("1234567.50", "EUR", "€1,234,567.50", "১২,৩৪,৫৬৭.৫০€"),
        ("12", "JPY", "¥12", "১২JP¥"),
        ("-3.5", "USD", "-$3.50", "-৩.৫০US$"),
    ],
)
def test_money(amount: str, currency: str, english: str, bangla: str) -> None:
    shown = ENGLISH.money(Decimal(amount), currency), BANGLA.money(Decimal(amount), currency)
    assert shown == (english, bangla)


@pytest.mark.parametrize(
    ("minutes", "english", "bangla"),
    [
        (0, "0 minutes", "০ মিনিট"),
        (60, "1 hour", "১ ঘণ্টা"),
        (90, "1 hour 30 minutes", "১ ঘণ্টা ৩০ মিনিট"),
        (2881, "2 days 1 minute", "২ দিন ১ মিনিট"),
    ],
)
def test_lengths(minutes: int, english: str, bangla: str) -> None:
    length = timedelta(minutes=minutes)
    assert (ENGLISH.duration(length), BANGLA.duration(length)) == (english, bangla)


def test_hours_of_work_are_not_days() -> None:
    assert ENGLISH.hours(2895) == "48 hours 15 minutes"
    assert BANGLA.hours(2895) == "৪৮ ঘণ্টা ১৫ মিনিট"


def test_months_and_weekdays_by_name() -> None:
    assert (ENGLISH.month(date(2026, 11, 21)), BANGLA.month(date(2026, 11, 21))) == (
        "November 2026",
        "নভেম্বর ২০২৬",
    )
    assert (ENGLISH.month_name(12), ENGLISH.month_name(1, "abbreviated")) == ("December", "Jan")
    assert (ENGLISH.weekday(0), BANGLA.weekday(6, "abbreviated")) == ("Monday", "রবি")
    assert ENGLISH.short_day(date(2027, 1, 5)) == "5 Jan 2027"
