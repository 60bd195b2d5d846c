"""The figures of reports once more, from raw rows by plain loops: slow, and nothing of the product.

Days are found by the zones of Python's own library, a visit at a time.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from praxis.kit.db.database import Reader

WERE_TO_TAKE_PLACE = {"completed", "in_progress", "checked_in", "left_without_seen", "no_show"}
TIME_IS_FREE_AGAIN = {"declined", "expired", "cancelled", "entered_in_error"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Row = dict[str, Any]


@dataclass
class Raw:
    """Whole tables."""

    visits: list[Row]
    places: dict[int, Row]
    doctors: dict[int, Row]
    types: dict[int, Row]


async def load_raw(reader: Reader) -> Raw:
    async def table(query: str) -> list[Row]:
        return [dict(row) for row in await reader.sql.fetch(query)]

    doctors = await table("SELECT d.*, u.full_name FROM doctors d JOIN users u ON u.id = d.user_id")
    return Raw(
        await table("SELECT * FROM appointments"),
        {row["id"]: row for row in await table("SELECT * FROM locations")},
        {row["id"]: row for row in doctors},
        {row["id"]: row for row in await table("SELECT * FROM visit_types")},
    )


@dataclass
class Sums:
    visits: int = 0
    states: Counter[str] = field(default_factory=Counter)
    late: int = 0
    minutes: int = 0
    new: int = 0
    earned: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    paid: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


def slow_overview(
    raw: Raw,
    first: date,
    last: date,
    now: datetime,
    wanted: Callable[[Row, Row, Row], bool] = lambda *_: True,
) -> Row:
    """As the API answers it, but for open time and access. `wanted` sees visit, doctor, place."""
    debut = _debuts(raw.visits)
    # Whatever the letters, it is one specialty, under the name that sorts first.
    specialties: dict[str, str] = {}
    for name in sorted(row["specialty"] for row in raw.doctors.values()):
        specialties.setdefault(name.lower(), name)
    whole = Sums()
    groups: dict[str, defaultdict[Any, Sums]] = {
        name: defaultdict(Sums) for name in ("doctor", "specialty", "location", "visit_type")
    }
    hours: Counter[tuple[int, int]] = Counter()
    days: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for visit in raw.visits:
        doctor, place = raw.doctors[visit["doctor_id"]], raw.places[visit["location_id"]]
        local = visit["starts_at"].astimezone(ZoneInfo(place["time_zone"]))
        state = visit["status"]
        if state == "entered_in_error" or not first <= local.date() <= last:
            continue
        if not wanted(visit, doctor, place):
            continue
        if state == "pending" and visit["expires_at"] <= now:
            state = "expired"
        kind = raw.types[visit["visit_type_id"]]
        keys = {
            "doctor": (str(doctor["uid"]), doctor["full_name"]),
            "specialty": (None, specialties[doctor["specialty"].lower()]),
            "location": (str(place["uid"]), place["name"]),
            "visit_type": (str(kind["uid"]), kind["name"]),
        }
        for sums in (whole, *(groups[name][key] for name, key in keys.items())):
            _add(sums, visit, state, is_debut=debut.get(visit["patient_id"]) == visit["id"])
        days[local.date()]["visits"] += 1
        days[local.date()]["completed"] += state == "completed"
        if state not in TIME_IS_FREE_AGAIN:
            hours[local.weekday(), local.hour] += 1
    return _answer(whole, groups, hours, days, first, last)


def _debuts(visits: Iterable[Row]) -> dict[int, int]:
    """The first completed visit ever of each patient."""
    first: dict[int, Row] = {}
    for visit in visits:
        if visit["status"] != "completed":
            continue
        known = first.get(visit["patient_id"])
        if known is None or (visit["starts_at"], visit["id"]) < (known["starts_at"], known["id"]):
            first[visit["patient_id"]] = visit
    return {patient: visit["id"] for patient, visit in first.items()}


def _add(sums: Sums, visit: Row, state: str, *, is_debut: bool) -> None:
    sums.visits += 1
    sums.states[state] += 1
    sums.new += is_debut
    if state == "cancelled" and visit["cancelled_late"]:
        sums.late += 1
    if state not in TIME_IS_FREE_AGAIN:
        sums.minutes += (visit["ends_at"] - visit["starts_at"]) // timedelta(minutes=1)
    currency = visit["fee_currency"]
    if state == "completed":
        sums.earned[currency] += visit["fee_amount"]
    sums.paid[currency] += visit["paid_amount"]


def _answer(
    whole: Sums,
    groups: dict[str, defaultdict[Any, Sums]],
    hours: Counter[tuple[int, int]],
    days: dict[date, Counter[str]],
    first: date,
    last: date,
) -> Row:
    due = sum(whole.states[state] for state in WERE_TO_TAKE_PLACE)
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    by_days = len(dates) <= 100
    months = dict.fromkeys(on.replace(day=1) for on in dates)
    return {
        "total": whole.visits,
        "states": dict(whole.states),
        "claimed_minutes": whole.minutes,
        "no_shows": _rate(whole.states["no_show"], due),
        "late_cancels": _rate(whole.late, due + whole.late),
        "new": whole.new,
        "returning": whole.states["completed"] - whole.new,
        "revenue": _money(whole),
        **{
            f"by_{name}": sorted((_group(key, sums) for key, sums in found.items()), key=str)
            for name, found in groups.items()
        },
        "busiest": [
            {"weekday": WEEKDAYS[weekday], "hour": hour, "visits": count}
            for (weekday, hour), count in sorted(hours.items())
        ],
        "days": [
            {"on": str(on), "visits": days[on]["visits"], "completed": days[on]["completed"]}
            for on in dates
            if by_days
        ],
        "months": [
            {
                "month": str(month),
                **{
                    what: sum(days[on][what] for on in dates if on.replace(day=1) == month)
                    for what in ("visits", "completed")
                },
            }
            for month in months
            if not by_days
        ],
    }


def _rate(part: int, whole: int) -> Row:
    return {"visits": part, "of": whole, "ratio": round(part / whole, 4) if whole else None}


def _money(sums: Sums) -> list[Row]:
    return [
        {"currency": name, "earned": f"{sums.earned[name]:.2f}", "paid": f"{sums.paid[name]:.2f}"}
        for name in sorted({*sums.earned, *sums.paid})
        if sums.earned[name] or sums.paid[name]
    ]


def _group(key: tuple[str | None, str], sums: Sums) -> Row:
    return {
        "id": key[0],
        "name": key[1],
        "visits": sums.visits,
        "completed": sums.states["completed"],
        "no_shows": sums.states["no_show"],
        "late_cancels": sums.late,
        "claimed_minutes": sums.minutes,
        "new_patients": sums.new,
        "revenue": _money(sums),
    }


def shown(overview: Row) -> Row:
    """What an answer of the API says of the same figures, in the same form."""
    names = (
        *("id", "name", "visits", "completed", "no_shows", "late_cancels", "claimed_minutes"),
        *("new_patients", "revenue"),
    )
    return {
        "total": overview["visits"]["total"],
        "states": {one["status"]: one["visits"] for one in overview["visits"]["by_status"]},
        "claimed_minutes": overview["utilisation"]["claimed_minutes"],
        "no_shows": overview["no_shows"],
        "late_cancels": overview["late_cancels"],
        "new": overview["patients"]["new"],
        "returning": overview["patients"]["returning"],
        "revenue": overview["revenue"],
        **{
            f"by_{name}": sorted(
                # Whoever only works, and saw nobody, is a line as well.
                (
                    {part: group[part] for part in names}
                    for group in overview[f"by_{name}"]
                    if group["visits"]
                ),
                key=str,
            )
            for name in ("doctor", "specialty", "location", "visit_type")
        },
        "busiest": overview["busiest"],
        "days": overview["days"],
        "months": overview["months"],
    }


@dataclass
class Hours:
    """The hours of one doctor as a test knows them, by date: what they were on the day itself."""

    place: Row
    weekly_on: Callable[[date], list[tuple[int, int]]]
    exceptions: list[Row]
    leaves: list[Row]
    closed_on: Callable[[date], bool]


def slow_open_minutes(hours: Hours, on: date) -> int:
    """How many minutes of a day are open, asked of every minute of it."""
    zone = ZoneInfo(hours.place["time_zone"])
    minutes = _minutes_of(on, zone)
    special = [
        row
        for row in hours.exceptions
        if row["on_date"] == on and row["location_id"] in {None, hours.place["id"]}
    ]
    kinds = {row["kind"] for row in special}
    stretches = [
        (row["start_minute"], row["end_minute"]) for row in special if "closed" not in kinds
    ]
    if "closed" not in kinds and "hours" not in kinds and not hours.closed_on(on):
        stretches += hours.weekly_on(on)
    away = [
        (
            0 if row["start_minute"] is None else row["start_minute"],
            1440 if row["end_minute"] is None else row["end_minute"],
        )
        for row in hours.leaves
        if row["starts_on"] <= on <= row["ends_on"]
    ]
    opened = _covered(minutes, stretches)
    return len(opened - _covered(minutes, away))


def _minutes_of(on: date, zone: ZoneInfo) -> list[int]:
    """What the clocks show at each minute of a local day, as it passes."""
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=26)
    end = at + timedelta(hours=80)
    found = []
    while at < end:
        local = at.astimezone(zone)
        if local.date() == on:
            found.append(local.hour * 60 + local.minute)
        at += timedelta(minutes=1)
    return found


def _covered(minutes: list[int], stretches: Iterable[tuple[int, int]]) -> set[int]:
    """Which minutes of the day, by their number, lie in a stretch of wall time.

    A wall time stands for the first minute at which the clocks show it or a later one.
    """

    def first(wall: int) -> int:
        return next((n for n, shown in enumerate(minutes) if shown >= wall), len(minutes))

    return {n for start, end in stretches for n in range(first(start), first(end))}
