"""Dates and times as the recipient says them, always with the place whose clocks are meant."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location

BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
# From this hour on, until the next; as people in Bangladesh divide the day.
BANGLA_HOURS = (
    (0, "রাত"),
    (4, "ভোর"),
    (6, "সকাল"),
    (12, "দুপুর"),
    (15, "বিকাল"),
    (18, "সন্ধ্যা"),
    (20, "রাত"),
)
TO = "\N{EN DASH}"
DAY, DAY_AND_YEAR = "EEEE, d MMMM", "EEEE, d MMMM y"


def language_of(locale: str) -> str:
    """The language of the templates for a locale such as `bn`, `bn-BD`, `en_GB` or `fr`."""
    return "bn" if locale.replace("_", "-").split("-")[0].lower() == "bn" else "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language writes days, times and numbers."""

    language: str

    def number(self, value: int) -> str:
        return self._digits(str(value))

    def day(self, on: date, *, year: bool = True) -> str:
        pattern = DAY_AND_YEAR if year else DAY
        return self._digits(format_date(on, pattern, locale=self.language))

    def time(self, local: datetime) -> str:
        if self.language == "bn":
            return f"{_part_of_day(local.hour)} {self._clock(local)}"
        return self._clock(local)

    def span(self, start: datetime, end: datetime) -> str:
        """Both ends in local time, such as 10:00 to 10:30; of another day, the end names it."""
        if start.date() != end.date():
            return f"{self.time(start)} {TO} {self.day(end.date(), year=False)}, {self.time(end)}"
        if self.language == "bn" and _part_of_day(start.hour) == _part_of_day(end.hour):
            return f"{self.time(start)}{TO}{self._clock(end)}"
        return f"{self.time(start)}{TO}{self.time(end)}"

    def zone(self, zone: ZoneInfo, local: datetime) -> str:
        """Whose time it is: "Dhaka time". An hour that comes twice adds how far it is from UTC."""
        city = get_timezone_location(zone, locale=self.language, return_city=True)
        city = city.rsplit("/", 1)[-1]
        if city == "UTC":
            return city
        name = f"{city} সময়" if self.language == "bn" else f"{city} time"
        if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
            return name
        return f"{name}, {_offset(local)}"

    def moment(self, instant: datetime, zone: ZoneInfo, *, year: bool = False) -> str:
        """Such as "Tuesday, 5 January, 10:00 (Dhaka time)"."""
        local = instant.astimezone(zone)
        day = self.day(local.date(), year=year)
        return f"{day}, {self.time(local)} ({self.zone(zone, local)})"

    def _clock(self, local: datetime) -> str:
        if self.language == "bn":
            return self._digits(f"{local.hour % 12 or 12}:{local.minute:02}")
        return f"{local:%H:%M}"

    def _digits(self, text: str) -> str:
        return text.translate(BANGLA_DIGITS) if self.language == "bn" else text


def zone_of(instant: datetime) -> ZoneInfo:
    """The zone that an instant carries; UTC where it carries none that has a name."""
    return instant.tzinfo if isinstance(instant.tzinfo, ZoneInfo) else ZoneInfo("UTC")


def _part_of_day(hour: int) -> str:
    return next(name for start, name in reversed(BANGLA_HOURS) if hour >= start)


def _offset(local: datetime) -> str:
    return format_datetime(local, "OOOO", tzinfo=local.tzinfo, locale="en").replace("GMT", "UTC")
