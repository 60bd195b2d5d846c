"""Which visits a figure counts: the one WHERE of the figures and of the rows behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.reporting.periods import Period, Segment, segments
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import FREEING

# What was entered in error never happened, and counts nowhere.
COUNTED = tuple(status for status in Status if status is not Status.ENTERED_IN_ERROR)
# Visits that were to take place: whoever had one came, or failed to.
DUE = (
    Status.CHECKED_IN,
    Status.IN_PROGRESS,
    Status.COMPLETED,
    Status.NO_SHOW,
    Status.LEFT_WITHOUT_SEEN,
)
CLAIMING = tuple(status for status in Status if status not in FREEING)


@dataclass(frozen=True, slots=True)
class Place:
    """A location, as reports need it."""

    id: int
    uid: UUID
    name: str
    zone: ZoneInfo
    active: bool = True


@dataclass(frozen=True, slots=True)
class Matching:
    """Visits at these places, by the days of the period there; None is any.

    `weekday` and `hour` are those in which a visit begins, and mean visits that keep their time,
    as the busiest hours do.
    """

    period: Period
    places: tuple[Place, ...]
    doctor_ids: tuple[int, ...] | None = None
    visit_type_id: int | None = None
    statuses: tuple[Status, ...] = ()
    late_cancelled: bool | None = None
    new_patients: bool | None = None
    weekday: int | None = None
    hour: int | None = None
    on: date | None = None
    currency: str | None = None
    paid: bool | None = None

    def segments(self, period: Period | None = None) -> Iterator[tuple[int, Segment]]:
        """When the days are, at each place."""
        for place in self.places:
            for segment in segments(period or self.period, place.zone):
                yield place.id, segment


@dataclass(slots=True)
class Clause:
    """SQL put together of constant pieces, with its parameters by number."""

    values: list[object] = field(default_factory=list)

    def add(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    @classmethod
    def of(cls, *values: object) -> Self:
        return cls(list(values))


# The state that counts: a request that has run out is expired, also before the sweeper comes by.
STATUS = """
    CASE WHEN a.status = 'pending' AND a.expires_at <= {now} THEN 'expired' ELSE a.status END
"""
# The clock of the place, as if it were UTC.
LOCAL = "(a.starts_at + g.clock)"


def visits_in(clause: Clause, spans: Sequence[tuple[int, Segment]], matching: Matching) -> str:
    """`FROM … WHERE …` of visits `a` in these spans of places, each with its `g.clock`."""
    location_ids = [location_id for location_id, _ in spans]
    starts: list[datetime] = [segment.start for _, segment in spans]
    ends: list[datetime] = [segment.end for _, segment in spans]
    clocks: list[timedelta] = [segment.offset for _, segment in spans]
    columns = ", ".join(
        f"{clause.add(values)}::{kind}[]"
        for values, kind in (
            (location_ids, "bigint"),
            (starts, "timestamptz"),
            (ends, "timestamptz"),
            (clocks, "interval"),
        )
    )
    conditions = [
        "a.location_id = g.location_id",
        "a.starts_at >= g.since",
        "a.starts_at < g.until",
        # The same for all places at once: it lets the index on starts find them.
        f"a.starts_at >= {clause.add(min(starts, default=None))}",
        f"a.starts_at < {clause.add(max(ends, default=None))}",
        "a.status <> 'entered_in_error'",
    ]
    if matching.doctor_ids is not None:
        conditions.append(f"a.doctor_id = ANY ({clause.add(list(matching.doctor_ids))}::bigint[])")
    if matching.visit_type_id is not None:
        conditions.append(f"a.visit_type_id = {clause.add(matching.visit_type_id)}")
    return (
        f"FROM unnest({columns}) AS g (location_id, since, until, clock) "
        f"JOIN appointments a ON {' AND '.join(conditions)} WHERE true"
    )


def narrowed(clause: Clause, matching: Matching, now: datetime) -> str:
    """What the rows behind one figure have besides: `AND …`, to follow `visits_in`."""
    conditions = []
    statuses = matching.statuses or COUNTED
    if matching.weekday is not None or matching.hour is not None:
        statuses = tuple(status for status in CLAIMING if status in statuses)
    if statuses != COUNTED:
        status = STATUS.format(now=clause.add(now))
        conditions.append(f"{status} = ANY ({clause.add(list(statuses))}::text[])")
    if matching.weekday is not None:
        conditions.append(f"extract(isodow FROM {LOCAL}) - 1 = {clause.add(matching.weekday)}")
    if matching.hour is not None:
        conditions.append(f"extract(hour FROM {LOCAL}) = {clause.add(matching.hour)}")
    if matching.on is not None:
        conditions.append(f"{LOCAL}::date = {clause.add(matching.on)}")
    if matching.currency is not None:
        conditions.append(f"a.fee_currency = {clause.add(matching.currency)}")
    if matching.paid is not None:
        conditions.append(f"a.paid_amount {'>' if matching.paid else '='} 0")
    if matching.late_cancelled is not None:
        wanted = "IS TRUE" if matching.late_cancelled else "IS NOT TRUE"
        conditions.append(f"a.status = 'cancelled' AND a.cancelled_late {wanted}")
    if matching.new_patients is not None:
        first = "a.id IN (SELECT appointment_id FROM first_visits)"
        negation = "" if matching.new_patients else "NOT "
        conditions.append(f"a.status = 'completed' AND {negation}{first}")
    return "".join(f" AND {condition}" for condition in conditions)
