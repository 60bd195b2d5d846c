"""A report as a document, worded for its reader. Pure: figures in, the data of the template out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from praxis.kit.languages import Words, spoken, words
from praxis.kit.wording import Wording
from praxis.reporting.papers.table import GROUPS, completed_of
from praxis.reporting.schemas import (
    DoctorReportRead,
    GroupRead,
    HourRead,
    OverviewRead,
    RateRead,
    RevenueRead,
)
from praxis.scheduling.availability.schemas import Weekday

TEMPLATE = Path(__file__).parent.parent / "templates" / "report.typ"
COLUMNS = ("name", "visits", "completed", "no_shows", "utilisation", "new_patients", "earned")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document says besides the figures: who made it, where and when; what it is of."""

    letterhead: Mapping[str, object]
    zone: ZoneInfo
    now: datetime
    place: str | None = None
    specialty: str | None = None
    doctor: str | None = None


def report_data(report: OverviewRead, heading: Heading, language: str) -> dict[str, object]:
    """The data of `report.typ`."""
    say, wording = words(language, "reports"), Wording(language)
    made = wording.moment(heading.now, heading.zone, year=True)
    return {
        "letterhead": heading.letterhead,
        "made": say("made", moment=made),
        "page_of": [say(f"page.{part}") for part in ("before", "between", "after")],
        "digits": spoken(language).digits,
        "title": title_of(report, say),
        "facts": list(_facts(report, heading, say, wording)),
        "tiles": _tiles(report, say, wording),
        "money": [_earned(taking, say, wording) for taking in report.revenue],
        "nothing": say("nothing") if not report.visits.total else "",
        "states": _states(report, say, wording),
        "parts": [_part(report, part, say, wording) for part in GROUPS],
        "busiest": _busiest(report.busiest, say, wording),
        "series": _series(report, say, wording),
    }


def title_of(report: OverviewRead, say: Words) -> str:
    if isinstance(report, DoctorReportRead):
        return say("doctor.title", name=report.doctor.full_name)
    return say("overview.title")


def period_of(report: OverviewRead, wording: Wording) -> str:
    first, last = (wording.short_day(on) for on in (report.period.first, report.period.last))
    return words(wording.language, "reports")("period", first=first, last=last)


def _facts(
    report: OverviewRead, heading: Heading, say: Words, wording: Wording
) -> Iterable[dict[str, str]]:
    facts = {
        "period": period_of(report, wording),
        "doctor": heading.doctor,
        "specialty": heading.specialty,
        "place": heading.place,
        "clock": say("fact.by_places"),
    }
    for key, value in facts.items():
        if value:
            yield {"label": say(f"fact.{key}"), "value": value}


def _tiles(report: OverviewRead, say: Words, wording: Wording) -> list[dict[str, str]]:
    utilisation, access = report.utilisation, report.access
    return [
        _tile(say, "visits", wording.quantity(report.visits.total)),
        _tile(say, "completed", wording.quantity(completed_of(report))),
        _tile(
            say,
            "utilisation",
            _percent(utilisation.ratio, say, wording),
            say(
                "figure.utilisation_note",
                claimed=wording.hours(utilisation.claimed_minutes),
                open=wording.hours(utilisation.open_minutes),
            ),
        ),
        _rate("no_shows", report.no_shows, say, wording),
        _rate("late_cancels", report.late_cancels, say, wording),
        _tile(
            say,
            "access",
            say("none")
            if access.mean_days is None
            else say("figure.access_days", days=wording.quantity(access.mean_days, decimals=1)),
            ""
            if access.measured_on is None
            else say("figure.access_note", day=wording.short_day(access.measured_on)),
        ),
        _tile(say, "new", wording.quantity(report.patients.new)),
        _tile(say, "returning", wording.quantity(report.patients.returning)),
    ]


def _tile(say: Words, figure: str, value: str, note: str = "") -> dict[str, str]:
    return {"label": say(f"figure.{figure}"), "value": value, "note": note}


def _rate(figure: str, rate: RateRead, say: Words, wording: Wording) -> dict[str, str]:
    note = say(
        f"figure.{figure}_note",
        visits=wording.quantity(rate.visits),
        of=wording.quantity(rate.of),
    )
    return _tile(say, figure, _percent(rate.ratio, say, wording), note)


def _percent(ratio: float | None, say: Words, wording: Wording) -> str:
    return say("none") if ratio is None else wording.percent(ratio, decimals=1)


def _earned(taking: RevenueRead, say: Words, wording: Wording) -> dict[str, str]:
    return {
        "label": say("figure.earned", currency=taking.currency),
        "value": wording.money(taking.earned, taking.currency),
        "note": say("figure.paid_note", amount=wording.money(taking.paid, taking.currency)),
    }


def _states(report: OverviewRead, say: Words, wording: Wording) -> dict[str, object]:
    longest = max((one.visits for one in report.visits.by_status), default=1)
    return {
        "title": say("part.states"),
        "items": [
            {
                "label": say(f"status.{one.status}"),
                "value": wording.quantity(one.visits),
                "share": one.visits / longest,
            }
            for one in report.visits.by_status
        ],
    }


def _part(report: OverviewRead, part: str, say: Words, wording: Wording) -> dict[str, object]:
    groups: Sequence[GroupRead] = getattr(report, f"by_{part}")
    return {
        "title": say(f"part.{part}"),
        "columns": [
            {"label": say(f"column.{name}"), "align": "left" if name == "name" else "right"}
            for name in COLUMNS
        ],
        "rows": [_row(group, say, wording) for group in groups],
    }


def _row(group: GroupRead, say: Words, wording: Wording) -> list[str]:
    counts = (group.visits, group.completed, group.no_shows)
    money = [wording.money(one.earned, one.currency) for one in group.revenue if one.earned]
    return [
        group.name,
        *(wording.quantity(count) for count in counts),
        _percent(group.utilisation, say, wording),
        wording.quantity(group.new_patients),
        "\n".join(money) or say("none"),
    ]


def _busiest(hours: Sequence[HourRead], say: Words, wording: Wording) -> dict[str, object]:
    """A row for each day of the week; columns from the first hour with visits to the last."""
    counts = {(one.weekday, one.hour): one.visits for one in hours}
    found = {one.hour for one in hours}
    shown = range(min(found, default=0), max(found, default=-1) + 1)
    most = max(counts.values(), default=1)
    return {
        "title": say("part.busiest"),
        "note": say("part.busiest_note"),
        "columns": [wording.number(hour) for hour in shown],
        "rows": [
            {
                "label": wording.weekday(day.number),
                "cells": [_heat_cell(counts.get((day, hour), 0), most, wording) for hour in shown],
            }
            for day in Weekday
        ],
    }


def _heat_cell(visits: int, most: int, wording: Wording) -> dict[str, object]:
    return {"value": wording.quantity(visits) if visits else "", "share": visits / most}


def _series(report: OverviewRead, say: Words, wording: Wording) -> dict[str, object]:
    part = "day" if report.days else "month"
    points = [(wording.short_day(day.on), day.visits, day.completed) for day in report.days]
    points += [(wording.month(one.month), one.visits, one.completed) for one in report.months]
    longest = max((visits for _, visits, _ in points), default=0) or 1
    return {
        "title": say(f"part.{part}"),
        "items": [
            {"label": label, "value": wording.quantity(visits), "share": visits / longest}
            for label, visits, _ in points
        ],
    }
