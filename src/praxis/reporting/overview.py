"""The figures of a practice or of one doctor, for any period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from praxis.kit.db.types import SqlConnection
from praxis.reporting import figures, repository
from praxis.reporting.derived.access import load_access
from praxis.reporting.derived.first_visits import count_new_patients
from praxis.reporting.derived.months import count_in_months
from praxis.reporting.derived.open_time import open_time
from praxis.reporting.figures import Facts, Tally, ratio
from praxis.reporting.matching import COUNTED, Matching, Place
from praxis.reporting.periods import Period
from praxis.reporting.repository import Counted, DoctorName, VisitTypeName
from praxis.reporting.schemas import (
    AccessFigureRead,
    DayRead,
    GroupRead,
    HourRead,
    MonthRead,
    OverviewRead,
    PatientCounts,
    PeriodRead,
    RateRead,
    RevenueRead,
    StatusCount,
    UtilisationRead,
    VisitCounts,
)
from praxis.scheduling.availability.schemas import Weekday


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Whose visits; None is all."""

    period: Period
    location_uid: UUID | None = None
    specialty: str | None = None
    doctor_uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What the lines of a report are called."""

    doctors: Mapping[int, DoctorName]
    places: Mapping[int, Place]
    visit_types: Mapping[int, VisitTypeName]


async def gather_overview(sql: SqlConnection, wanted: ReportFilter, now: datetime) -> OverviewRead:
    names = await load_names(sql)
    matching = await match(sql, wanted)
    facts, measured_on = await _gather(sql, matching, now)
    return _shown(wanted.period, facts, measured_on, names, now)


async def load_names(sql: SqlConnection) -> Names:
    return Names(
        {row.id: row for row in await repository.load_doctors(sql)},
        {row.id: row for row in await repository.load_places(sql)},
        {row.id: row for row in await repository.load_visit_types(sql)},
    )


async def match(sql: SqlConnection, wanted: ReportFilter) -> Matching:
    """The visits that a filter means, by the ids of the database."""
    places = await repository.load_places(sql)
    doctors = None
    if wanted.doctor_uid is not None or wanted.specialty is not None:
        found = await repository.load_doctors(
            sql, uid=wanted.doctor_uid, specialty=wanted.specialty
        )
        doctors = tuple(row.id for row in found)
    return Matching(
        wanted.period,
        tuple(row for row in places if wanted.location_uid in {None, row.uid}),
        doctors,
    )


async def _gather(
    sql: SqlConnection, matching: Matching, now: datetime
) -> tuple[Facts, date | None]:
    counted = await count_in_months(sql, matching, now)
    if matching.period.by_days:
        counted.series = await repository.count_days(sql, matching, now)
    measured_on, access = await load_access(sql, matching)
    facts = Facts(
        counted.merged_cells,
        await count_new_patients(sql, matching),
        await open_time(
            sql,
            matching.period,
            doctor_ids=matching.doctor_ids,
            location_ids=[place.id for place in matching.places],
            now=now,
        ),
        access,
        _series(matching.period, counted),
        counted.hours,
    )
    return facts, measured_on


def _series(period: Period, counted: Counted) -> dict[date, tuple[int, int]]:
    """Every day or month, also those without a visit."""
    points = list(period.dates()) if period.by_days else period.months()
    return {point: counted.series.get(point, (0, 0)) for point in points}


def _shown(
    period: Period, facts: Facts, measured_on: date | None, names: Names, now: datetime
) -> OverviewRead:
    total = figures.total(facts)
    specialties = {row.id: row.specialty for row in names.doctors.values()}
    by_specialty = figures.by_specialty(facts, specialties)
    days, months = _points(period, facts)
    return OverviewRead.model_construct(
        period=PeriodRead.model_construct(first=period.first, last=period.last),
        generated_at=now,
        visits=VisitCounts.model_construct(
            total=total.visits,
            by_status=[
                StatusCount.model_construct(status=status, visits=total.statuses[status])
                for status in COUNTED
                if total.statuses[status]
            ],
        ),
        utilisation=UtilisationRead.model_construct(
            claimed_minutes=total.claimed_minutes,
            open_minutes=total.open_minutes,
            ratio=total.utilisation,
        ),
        no_shows=_rate(total.no_shows, total.due),
        late_cancels=_rate(total.late_cancels, total.due + total.late_cancels),
        access=AccessFigureRead.model_construct(
            measured_on=measured_on,
            mean_days=total.access_days,
            measured=len(total.measured),
            beyond_horizon=len(total.access) - len(total.measured),
        ),
        patients=PatientCounts.model_construct(
            new=total.new_patients, returning=total.completed - total.new_patients
        ),
        revenue=_revenue(total),
        by_doctor=[
            _group(tally, row.uid, row.full_name)
            for tally, row in _in_order(figures.by_doctor(facts), names.doctors)
        ],
        by_specialty=[_group(by_specialty[name], None, name) for name in sorted(by_specialty)],
        by_location=[
            _group(tally, row.uid, row.name)
            for tally, row in _in_order(figures.by_location(facts), names.places)
        ],
        by_visit_type=[
            _group(tally, row.uid, row.name, has_hours=False)
            for tally, row in _in_order(figures.by_visit_type(facts), names.visit_types)
        ],
        busiest=[
            HourRead.model_construct(weekday=Weekday.of(weekday), hour=hour, visits=visits)
            for (weekday, hour), visits in sorted(facts.hours.items())
        ],
        days=days,
        months=months,
    )


def _points(period: Period, facts: Facts) -> tuple[list[DayRead], list[MonthRead]]:
    """The series, by day or by month; the other one is empty."""
    series = facts.series.items()
    if period.by_days:
        return [
            DayRead.model_construct(on=on, visits=visits, completed=completed)
            for on, (visits, completed) in series
        ], []
    return [], [
        MonthRead.model_construct(month=month, visits=visits, completed=completed)
        for month, (visits, completed) in series
    ]


R = TypeVar("R")


def _in_order(tallies: Mapping[int, Tally], names: Mapping[int, R]) -> list[tuple[Tally, R]]:
    """Those of the names that have figures, in the order of the names."""
    return [(tallies[id_], row) for id_, row in names.items() if id_ in tallies]


def _rate(visits: int, of: int) -> RateRead:
    return RateRead.model_construct(visits=visits, of=of, ratio=ratio(visits, of))


def _revenue(tally: Tally) -> list[RevenueRead]:
    return [
        RevenueRead.model_construct(currency=currency, earned=taking.earned, paid=taking.paid)
        for currency, taking in tally.takings
    ]


def _group(tally: Tally, uid: UUID | None, name: str, *, has_hours: bool = True) -> GroupRead:
    return GroupRead.model_construct(
        id=uid,
        name=name,
        visits=tally.visits,
        completed=tally.completed,
        no_shows=tally.no_shows,
        late_cancels=tally.late_cancels,
        claimed_minutes=tally.claimed_minutes,
        open_minutes=tally.open_minutes if has_hours else None,
        utilisation=tally.utilisation if has_hours else None,
        new_patients=tally.new_patients,
        access_days=tally.access_days,
        revenue=_revenue(tally),
    )
