"""Short notation for a doctor's hours, and the schedule that the slot engine reads.

Days count from today, weeks from the Monday of this week; times are of the place's own clocks.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, cast

from praxis.demo.ledger import Ledger
from praxis.demo.places import Site
from praxis.demo.rows import ExceptionRow, RuleRow, TimeOffRow
from praxis.scheduling.availability.model import (
    DateException,
    ExceptionKind,
    Leave,
    Schedule,
    WeeklyRule,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ANNOUNCED = timedelta(days=21)


class Week(NamedTuple):
    """`Week("mon tue", "09:00-12:00 14:00-17:00", "BD")`; `first` and `last` are weeks."""

    days: str
    periods: str
    country: str
    first_week: int | None = None
    last_week: int | None = None
    every: int = 1
    # The only visit type of these hours.
    only: str | None = None


class Special(NamedTuple):
    """One day that differs; no country means every place."""

    day: int
    kind: ExceptionKind
    periods: str = ""
    country: str | None = None
    note: str | None = None


class Away(NamedTuple):
    """Leave from one day to another, whole days unless a period is given."""

    first_day: int
    last_day: int
    reason: str
    period: str = ""
    status: Literal["approved", "cancelled"] = "approved"


class Period(NamedTuple):
    start: int
    end: int


def read_periods(text: str) -> list[Period]:
    """Minutes of the day of "09:00-12:00 14:00-17:00"."""
    return [
        Period(*(60 * int(time[:2]) + int(time[3:]) for time in part.split("-")))
        for part in text.split()
    ]


class Agenda:
    """Writes down one doctor's hours."""

    def __init__(
        self, ledger: Ledger, doctor_id: int, sites: dict[str, Site], now: datetime, since: datetime
    ) -> None:
        self._ledger = ledger
        self._doctor_id = doctor_id
        self._sites = sites
        self._now = now
        self._since = since
        self._used: dict[int, Site] = {}
        self._rules: list[RuleRow] = []
        self._exceptions: list[ExceptionRow] = []
        self._leaves: list[TimeOffRow] = []

    @property
    def sites(self) -> tuple[Site, ...]:
        """The places that the doctor works at."""
        return tuple(self._used[id_] for id_ in sorted(self._used))

    def work(self, week: Week, visit_type_ids: tuple[int, ...]) -> None:
        site = self._site(week.country)
        monday = self._monday(site)
        for day in week.days.split():
            for period in read_periods(week.periods):
                row = RuleRow(
                    **self._ledger.identity(RuleRow, self._since),
                    doctor_id=self._doctor_id,
                    location_id=site.id,
                    weekday=WEEKDAYS.index(day),
                    start_minute=period.start,
                    end_minute=period.end,
                    valid_from=_shift(monday, week.first_week, days=0),
                    valid_until=_shift(monday, week.last_week, days=6),
                    every_n_weeks=week.every,
                    visit_type_ids=visit_type_ids,
                )
                self._rules.append(self._ledger.add(row))

    def differ(self, special: Special) -> None:
        site = self._site(special.country) if special.country else None
        on = self._today() + timedelta(days=special.day)
        periods: list[Period | None] = [*read_periods(special.periods)]
        for period in periods or [None]:
            row = ExceptionRow(
                **self._ledger.identity(ExceptionRow, self._announced(on)),
                doctor_id=self._doctor_id,
                location_id=site.id if site else None,
                on_date=on,
                kind=special.kind,
                start_minute=period.start if period else None,
                end_minute=period.end if period else None,
                note=special.note,
            )
            self._exceptions.append(self._ledger.add(row))

    def leave(self, away: Away) -> None:
        first, last = (
            self._today() + timedelta(days=day) for day in (away.first_day, away.last_day)
        )
        period = next(iter(read_periods(away.period)), None)
        row = TimeOffRow(
            **self._ledger.identity(TimeOffRow, self._announced(first)),
            doctor_id=self._doctor_id,
            starts_on=first,
            ends_on=last,
            start_minute=period.start if period else None,
            end_minute=period.end if period else None,
            reason=away.reason,
            status=away.status,
        )
        self._leaves.append(self._ledger.add(row))

    def schedule(self) -> Schedule:
        """All of it, as the slot engine reads it."""
        return Schedule(
            places=tuple(site.place for site in self.sites),
            rules=tuple(map(_rule, self._rules)),
            exceptions=tuple(map(_exception, self._exceptions)),
            leaves=tuple(_leaves(self._leaves)),
            holidays=tuple(holiday for site in self.sites for holiday in site.holidays),
        )

    def _site(self, country: str) -> Site:
        site = self._sites[country]
        self._used[site.id] = site
        return site

    def _today(self) -> date:
        return self._now.astimezone(self.sites[0].zone).date()

    def _monday(self, site: Site) -> date:
        today = self._now.astimezone(site.zone).date()
        return today - timedelta(days=today.weekday())

    def _announced(self, on: date) -> datetime:
        """When a change of this date became known: some weeks before, but not in the future."""
        ahead = timedelta(days=(on - self._now.date()).days) - ANNOUNCED
        return self._now + min(ahead, timedelta(days=-1))


def _shift(monday: date, weeks: int | None, *, days: int) -> date | None:
    return None if weeks is None else monday + timedelta(weeks=weeks, days=days)


def _rule(row: RuleRow) -> WeeklyRule:
    return WeeklyRule(
        row.location_id,
        row.weekday,
        row.start_minute,
        row.end_minute,
        row.valid_from,
        row.valid_until,
        row.every_n_weeks,
        frozenset(row.visit_type_ids),
    )


def _exception(row: ExceptionRow) -> DateException:
    kind = cast("ExceptionKind", row.kind)
    return DateException(row.location_id, row.on_date, kind, row.start_minute, row.end_minute)


def _leaves(rows: Iterable[TimeOffRow]) -> Iterator[Leave]:
    for row in rows:
        if row.status == "approved":
            yield Leave(row.starts_on, row.ends_on, row.start_minute, row.end_minute)
