"""A report as one table for spreadsheets: a row for the whole, each group, and each day. Pure."""

from collections.abc import Iterable

from praxis.kit.languages import Words, words
from praxis.kit.spreadsheets import Cell
from praxis.reporting.schemas import GroupRead, OverviewRead, RevenueRead

COUNTS = (
    *("visits", "completed", "no_shows", "late_cancels", "claimed_minutes", "open_minutes"),
    *("utilisation", "new_patients", "access_days"),
)
GROUPS = ("doctor", "specialty", "location", "visit_type")


def report_table(report: OverviewRead, language: str) -> tuple[list[str], list[list[Cell]]]:
    """Header and rows. Money has two columns for each currency; shares are numbers up to 1."""
    say = words(language, "reports")
    currencies = [taking.currency for taking in report.revenue]
    header = [say("column.part"), say("column.name"), *(say(f"column.{name}") for name in COUNTS)]
    for currency in currencies:
        header += [say(f"column.{what}_in", currency=currency) for what in ("earned", "paid")]
    rows: list[list[Cell]] = [_whole(report, say, currencies)]
    for part in GROUPS:
        groups: list[GroupRead] = getattr(report, f"by_{part}")
        for group in groups:
            counts = [getattr(group, name) for name in COUNTS]
            money = _money(group.revenue, currencies)
            rows.append([say(f"part.{part}"), group.name, *counts, *money])
    blank: list[Cell] = [None] * (len(COUNTS) - 2 + 2 * len(currencies))
    rows += [[say("part.day"), day.on, day.visits, day.completed, *blank] for day in report.days]
    rows += [
        [say("part.month"), month.month, month.visits, month.completed, *blank]
        for month in report.months
    ]
    return header, rows


def _whole(report: OverviewRead, say: Words, currencies: list[str]) -> list[Cell]:
    return [
        say("total"),
        None,
        report.visits.total,
        completed_of(report),
        report.no_shows.visits,
        report.late_cancels.visits,
        report.utilisation.claimed_minutes,
        report.utilisation.open_minutes,
        report.utilisation.ratio,
        report.patients.new,
        report.access.mean_days,
        *_money(report.revenue, currencies),
    ]


def completed_of(report: OverviewRead) -> int:
    return report.patients.new + report.patients.returning


def _money(revenue: Iterable[RevenueRead], currencies: Iterable[str]) -> list[Cell]:
    known = {taking.currency: taking for taking in revenue}
    cells: list[Cell] = []
    for currency in currencies:
        taking = known.get(currency)
        cells += [taking.earned, taking.paid] if taking else [None, None]
    return cells
