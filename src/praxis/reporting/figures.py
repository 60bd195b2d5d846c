"""From counted visits to the figures of a report. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from praxis.reporting.matching import CLAIMING, COUNTED, DUE
from praxis.scheduling.appointments.models import Status

K = TypeVar("K")

STATUS_COLUMNS = tuple(str(status) for status in COUNTED)


class Cell(NamedTuple):
    """The visits of one doctor, place, type and currency, as the database counted them."""

    doctor_id: int
    location_id: int
    visit_type_id: int
    currency: str
    statuses: tuple[int, ...]
    late_cancels: int
    claimed_minutes: int
    earned: Decimal
    paid: Decimal


class NewPatients(NamedTuple):
    doctor_id: int
    location_id: int
    visit_type_id: int
    visits: int


class OpenTime(NamedTuple):
    doctor_id: int
    location_id: int
    minutes: int


class Measure(NamedTuple):
    """Days to the third free time of a doctor for a visit type; None: there were not three."""

    doctor_id: int
    visit_type_id: int
    days: int | None


class Taking(NamedTuple):
    """Money of one currency."""

    earned: Decimal
    paid: Decimal


@dataclass(slots=True)
class Tally:
    """What is known of some visits together."""

    statuses: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    late_cancels: int = 0
    claimed_minutes: int = 0
    open_minutes: int = 0
    new_patients: int = 0
    revenue: dict[str, Taking] = field(default_factory=dict)
    access: list[int | None] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        for status, count in zip(COUNTED, cell.statuses, strict=True):
            self.statuses[status] += count
        self.late_cancels += cell.late_cancels
        self.claimed_minutes += cell.claimed_minutes
        earned, paid = self.revenue.get(cell.currency, (Decimal(0), Decimal(0)))
        self.revenue[cell.currency] = Taking(earned + cell.earned, paid + cell.paid)

    @property
    def visits(self) -> int:
        return sum(self.statuses.values())

    @property
    def completed(self) -> int:
        return self.statuses[Status.COMPLETED]

    @property
    def no_shows(self) -> int:
        return self.statuses[Status.NO_SHOW]

    @property
    def due(self) -> int:
        """Visits that were to take place."""
        return sum(self.statuses[status] for status in DUE)

    @property
    def takings(self) -> list[tuple[str, Taking]]:
        """By currency; those in which nothing came up are left out."""
        return [
            (name, self.revenue[name]) for name in sorted(self.revenue) if any(self.revenue[name])
        ]

    @property
    def measured(self) -> list[int]:
        return [days for days in self.access if days is not None]

    @property
    def access_days(self) -> float | None:
        return ratio(sum(self.measured), len(self.measured), places=1)

    @property
    def utilisation(self) -> float | None:
        return ratio(self.claimed_minutes, self.open_minutes)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was read for a report."""

    cells: tuple[Cell, ...]
    new_patients: tuple[NewPatients, ...]
    open_time: tuple[OpenTime, ...]
    access: tuple[Measure, ...]
    series: Mapping[date, tuple[int, int]]
    hours: Mapping[tuple[int, int], int]


def ratio(part: float, whole: float, *, places: int = 4) -> float | None:
    return round(part / whole, places) if whole else None


def total(facts: Facts) -> Tally:
    return tally_by(facts, lambda _: None, lambda _: None, lambda _: None)[None]


def by_doctor(facts: Facts) -> dict[int, Tally]:
    return tally_by(facts, _doctor, _doctor, _doctor)


def by_location(facts: Facts) -> dict[int, Tally]:
    return tally_by(facts, _location, _location, None)


def by_visit_type(facts: Facts) -> dict[int, Tally]:
    return tally_by(facts, _visit_type, None, _visit_type)


def by_specialty(facts: Facts, specialties: Mapping[int, str]) -> dict[str, Tally]:
    def specialty(row: Cell | NewPatients | OpenTime | Measure) -> str:
        return specialties[row.doctor_id]

    return tally_by(facts, specialty, specialty, specialty)


def tally_by(
    facts: Facts,
    group: Callable[[Cell | NewPatients], K],
    of_hours: Callable[[OpenTime], K] | None,
    of_measure: Callable[[Measure], K] | None,
) -> dict[K, Tally]:
    """Sum up by group; hours and measures are left out where they belong to no such group."""
    found: dict[K, Tally] = defaultdict(Tally)
    for cell in facts.cells:
        found[group(cell)].add(cell)
    for some in facts.new_patients:
        found[group(some)].new_patients += some.visits
    for span in facts.open_time if of_hours else ():
        if of_hours and span.minutes:
            found[of_hours(span)].open_minutes += span.minutes
    for measure in facts.access if of_measure else ():
        # What nobody visits, and nobody works at, is no line of a report.
        if of_measure and (key := of_measure(measure)) in found:
            found[key].access.append(measure.days)
    return found


def _doctor(row: Cell | NewPatients | OpenTime | Measure) -> int:
    return row.doctor_id


def _location(row: Cell | NewPatients | OpenTime) -> int:
    return row.location_id


def _visit_type(row: Cell | NewPatients | Measure) -> int:
    return row.visit_type_id


def merged(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """The same with one cell for each doctor, place, type and currency."""
    found: dict[tuple[int, int, int, str], Cell] = {}
    for cell in cells:
        key = cell[:4]
        known = found.get(key)
        found[key] = cell if known is None else _sum(known, cell)
    return tuple(found.values())


def _sum(one: Cell, other: Cell) -> Cell:
    return one._replace(
        statuses=tuple(a + b for a, b in zip(one.statuses, other.statuses, strict=True)),
        late_cancels=one.late_cancels + other.late_cancels,
        claimed_minutes=one.claimed_minutes + other.claimed_minutes,
        earned=one.earned + other.earned,
        paid=one.paid + other.paid,
    )


CLAIMING_COLUMNS = tuple(str(status) for status in CLAIMING)
