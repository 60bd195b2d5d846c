"""Days, times, numbers and money as a language writes them; times with the place they hold at."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from praxis.kit.languages import Spoken, spoken

TO = "\N{EN DASH}"
DAY, DAY_AND_YEAR, DAY_SHORT, MONTH = "EEEE, d MMMM", "EEEE, d MMMM y", "d MMM y", "LLLL y"
MONTH_NAME, MONTH_ABBREVIATED = "LLLL", "LLL"
WEEKDAY, WEEKDAY_ABBREVIATED = "EEEE", "EEE"
A_MONDAY = date(2024, 1, 1)
Width = Literal["wide", "abbreviated"]
_FRACTION = re.compile(r"0(\.[0#]+)?(?![0#])")
# A currency without a sign of its own stands apart from the amount: BDT 500.00.
_CODE_BEFORE_DIGIT = re.compile(r"(?<=[A-Z]{3})(?=\d)")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language writes days, times, numbers and money."""

    language: str

    @property
    def spoken(self) -> Spoken:
        return spoken(self.language)

    def number(self, value: int) -> str:
        """Digits alone, as of a position or a year."""
        return self._digits(str(value))

    def quantity(self, value: Decimal | float, *, decimals: int = 0) -> str:
        """Grouped, with as many decimals: 1,234.5."""
        pattern = _with_decimals(Locale.parse(self._cldr).decimal_formats[None].pattern, decimals)
        return self._digits(format_decimal(value, pattern, locale=self._cldr))

    def percent(self, ratio: Decimal | float, *, decimals: int = 0) -> str:
        """Of a ratio: 0.125 is 12.5% with one decimal."""
        pattern = _with_decimals(Locale.parse(self._cldr).percent_formats[None].pattern, decimals)
        return self._digits(format_percent(ratio, pattern, locale=self._cldr))

    def money(self, amount: Decimal, currency: str) -> str:
        """With the decimals that the currency has, and its sign where the language knows one."""
        text = format_currency(amount, currency, locale=self._cldr)
        return self._digits(_CODE_BEFORE_DIGIT.sub("\N{NO-BREAK SPACE}", text))

    def duration(self, length: timedelta) -> str:
        """In days, hours and minutes: 1 hour 30 minutes. Rounds down to minutes."""
        minutes = max(int(length.total_seconds()) // 60, 0)
        days, hours = minutes // 1440, minutes % 1440 // 60
        parts = [(days, "day"), (hours, "hour"), (minutes % 60, "minute")]
        shown = [self._unit(count, unit) for count, unit in parts if count]
        return " ".join(shown) or self._unit(0, "minute")

    def hours(self, minutes: int) -> str:
        """Of a sum of work, in hours and minutes however many: 31 hours 15 minutes."""
        parts = [(minutes // 60, "hour"), (minutes % 60, "minute")]
        shown = [self._unit(count, unit) for count, unit in parts if count]
        return " ".join(shown) or self._unit(0, "minute")

    def day(self, on: date, *, year: bool = True) -> str:
        return self._date(on, DAY_AND_YEAR if year else DAY)

    def short_day(self, on: date) -> str:
        """Without the weekday: 5 Jan 2027."""
        return self._date(on, DAY_SHORT)

    def month(self, on: date) -> str:
        """The month that a date lies in: November 2026."""
        return self._date(on, MONTH)

    def month_name(self, number: int, width: Width = "wide") -> str:
        """January is 1."""
        pattern = MONTH_NAME if width == "wide" else MONTH_ABBREVIATED
        return self._date(date(A_MONDAY.year, number, 1), pattern)

    def weekday(self, number: int, width: Width = "wide") -> str:
        """Monday is 0, as Python counts."""
        pattern = WEEKDAY if width == "wide" else WEEKDAY_ABBREVIATED
        return self._date(A_MONDAY + timedelta(days=number), pattern)

    def time(self, local: datetime) -> str:
        part = self.spoken.part_of_day(local.hour)
        return f"{part} {self._clock(local)}" if part else self._clock(local)

    def span(self, start: datetime, end: datetime) -> str:
        """Both ends in local time, such as 10:00 to 10:30; of another day, the end names it."""
        if start.date() != end.date():
            return f"{self.time(start)} {TO} {self.day(end.date(), year=False)}, {self.time(end)}"
        parts = [self.spoken.part_of_day(local.hour) for local in (start, end)]
        if parts[0] == parts[1]:
            return f"{self.time(start)}{TO}{self._clock(end)}"
        return f"{self.time(start)}{TO}{self.time(end)}"

    def zone(self, zone: ZoneInfo, local: datetime) -> str:
        """Whose time it is: "Dhaka time". An hour that comes twice adds how far it is from UTC."""
        city = get_timezone_location(zone, locale=self._cldr, return_city=True)
        city = city.rsplit("/", 1)[-1]
        if city == "UTC":
            return city
        name = self.spoken.zone_time.format(city=city)
        if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
            return name
        return f"{name}, {_offset(local)}"

    def moment(self, instant: datetime, zone: ZoneInfo, *, year: bool = False) -> str:
        """Such as "Tuesday, 5 January, 10:00 (Dhaka time)"."""
        local = instant.astimezone(zone)
        day = self.day(local.date(), year=year)
        return f"{day}, {self.time(local)} ({self.zone(zone, local)})"

    @property
    def _cldr(self) -> str:
        return self.spoken.cldr

    def _clock(self, local: datetime) -> str:
        """Twelve hours where the language names the part of the day, else twenty-four."""
        if self.spoken.parts_of_day:
            return self._digits(f"{local.hour % 12 or 12}:{local.minute:02}")
        return self._digits(f"{local:%H:%M}")

    def _unit(self, count: int, unit: str) -> str:
        own = self.spoken.units.get(unit)
        if own is not None:
            return own.format(n=self.number(count))
        return self._digits(format_unit(count, unit, locale=self._cldr))

    def _date(self, on: date, pattern: str) -> str:
        return self._digits(format_date(on, pattern, locale=self._cldr))

    def _digits(self, text: str) -> str:
        return self.spoken.in_digits(text)


def zone_of(instant: datetime) -> ZoneInfo:
    """The zone that an instant carries; UTC where it carries none that has a name."""
    return instant.tzinfo if isinstance(instant.tzinfo, ZoneInfo) else ZoneInfo("UTC")


def _with_decimals(pattern: str, decimals: int) -> str:
    """The pattern of a locale, such as #,##,##0.###, with so many decimals always shown."""
    return _FRACTION.sub("0" + ("." + "0" * decimals if decimals else ""), pattern)


def _offset(local: datetime) -> str:
    return format_datetime(local, "OOOO", tzinfo=local.tzinfo, locale="en").replace("GMT", "UTC")
