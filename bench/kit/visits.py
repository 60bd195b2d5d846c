"""Visits of a made-up practice, the same for the same seed and day: who is where when.

A full day of a doctor holds 19 visits of 15 and 30 minutes without a gap; other days hold some of
those. Patients take turns so that nobody is in two places at once.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import gcd
from zoneinfo import ZoneInfo

ZONES = ("Asia/Dhaka", "Europe/Berlin")
CURRENCIES = ("BDT", "EUR")
PLACES = 10
SPECIALTIES = 10
# Minutes of the local day from Monday to Friday, and how many visits of 30 and of 15 minutes
# fill them: so every full day has as many.
STRETCHES = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
PIECES = ((30,) * 4 + (15,) * 4, (30,) * 5 + (15,) * 6)
MOST_A_DAY = sum(map(len, PIECES))
LENGTHS = (15, 30)
WORKDAYS = 5
COMING_DAYS = 30
FULL_DAYS = 7
# The past reaches back so long at least, and is so full at most.
PAST_WORKDAYS = 2 * 260
PAST_SHARE = 0.75
FEWEST_PATIENTS = 1000
VISITS_OF_A_PATIENT = 10
# In per cent; what is left is completed. The first two hold no time.
FATES = (("cancelled", 12), ("declined", 1), ("no_show", 5), ("left_without_seen", 1))
HOLDS_NO_TIME = ("cancelled", "declined")
FEE = 500
TEMPLATES = 97
# Of all that is drawn for a practice.
SEED = 1

COLUMNS = (
    *("id", "uid", "patient_id", "doctor_id", "location_id", "visit_type_id", "starts_at"),
    *("ends_at", "status", "duration_minutes", "fee_amount", "fee_currency", "paid_amount"),
    *("booked_as", "created_at", "updated_at"),
)


class TooFewVisits(ValueError):
    """A full first week alone holds more visits than were asked for."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a practice is.

    `busy` is the share of the coming 30 days that is taken; at most half of all visits are to
    come, so that with few visits it is less (`Plan.busy` says what it is). Without `patients`
    there is one for every ten visits.
    """

    doctors: int
    visits: int
    patients: int | None = None
    first_week_full: bool = False
    busy: float = 0.6
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class Plan:
    """How many visits there are on each working day; `today` and later are to come."""

    size: Size
    today: date
    days: Sequence[tuple[date, int]]
    busy: float
    patients: int


def place_of(doctor: int) -> int:
    """Such that every specialty is at every place."""
    return doctor // SPECIALTIES % PLACES


def zone_of(place: int) -> int:
    return place % len(ZONES)


def plan(size: Size, today: date) -> Plan:
    """Spread the visits over the days. Raises `TooFewVisits`."""
    capacity = size.doctors * MOST_A_DAY
    ahead = [day for n in range(COMING_DAYS) if _is_workday(day := today + timedelta(days=n))]
    full = [day for day in ahead if size.first_week_full and (day - today).days < FULL_DAYS]
    booked_up = len(full) * capacity
    if booked_up > size.visits:
        raise TooFewVisits(f"a full week of {size.doctors} doctors holds {booked_up} visits")
    others = [day for day in ahead if day not in full]
    coming = min(size.busy * len(others) * capacity, max(0.0, size.visits / 2 - booked_up))
    quotas = dict(zip(others, _spread(int(coming), len(others)), strict=True))
    quotas.update(dict.fromkeys(full, capacity))
    past = size.visits - sum(quotas.values())
    behind = max(PAST_WORKDAYS, -(-past // int(capacity * PAST_SHARE)))
    days = [*zip(_workdays_before(today, behind), _spread(past, behind), strict=True)]
    days += sorted(quotas.items())
    busiest = max(quota for _, quota in days)
    wanted = size.patients or max(FEWEST_PATIENTS, size.visits // VISITS_OF_A_PATIENT)
    busy = int(coming) / (len(others) * capacity)
    return Plan(size, today, days, busy, max(wanted, busiest))


def _spread(total: int, days: int) -> list[int]:
    return [total * (n + 1) // days - total * n // days for n in range(days)]


def _is_workday(day: date) -> bool:
    return day.weekday() < WORKDAYS


def _workdays_before(today: date, count: int) -> list[date]:
    found: list[date] = []
    day = today
    while len(found) < count:
        day -= timedelta(days=1)
        if _is_workday(day):
            found.append(day)
    return found[::-1]


def rows(plan: Plan) -> Iterator[bytes]:
    """The visits, a day at a time, in the text form of COPY with the columns of `COLUMNS`.

    Within a day they stand in no order, as they were booked.
    """
    chance = random.Random(plan.size.seed)  # noqa: S311 -- the same data each time
    templates = [_full_day(chance) for _ in range(TEMPLATES)]
    turn = _coprime_to(plan.patients, chance)
    first = 0
    for day, quota in plan.days:
        taken = list(_day(plan.size.doctors, quota, templates, chance))
        chance.shuffle(taken)
        fates = _fates(len(taken), chance) if day < plan.today else ["confirmed"] * len(taken)
        patients = [(first + n) * turn % plan.patients + 1 for n in range(len(taken))]
        yield _written(day, taken, fates, patients, first + 1)
        first += len(taken)


Taken = tuple[int, int, int]


def _full_day(chance: random.Random) -> list[tuple[int, int]]:
    """Start and length in minutes of visits without a gap, in any order."""
    visits: list[tuple[int, int]] = []
    for (start, _), pieces in zip(STRETCHES, PIECES, strict=True):
        minute = start
        for minutes in chance.sample(pieces, len(pieces)):
            visits.append((minute, minutes))
            minute += minutes
    chance.shuffle(visits)
    return visits


def _coprime_to(count: int, chance: random.Random) -> int:
    """A step by which everybody has their turn before anybody has a second one."""
    while True:
        step = chance.randrange(count // 3 + 1, count)
        if gcd(step, count) == 1:
            return step


def _day(
    doctors: int,
    quota: int,
    templates: Sequence[Sequence[tuple[int, int]]],
    chance: random.Random,
) -> Iterator[Taken]:
    """Doctor, start and length of the visits of one day; some doctors have more, some fewer."""
    least, more = divmod(quota, doctors)
    counts = [least + 1] * more + [least] * (doctors - more)
    chance.shuffle(counts)
    for n in range(0, doctors - 1, 2):
        room = min(counts[n], MOST_A_DAY - counts[n + 1], least // 2 + 1)
        shift = chance.randint(0, room)
        counts[n], counts[n + 1] = counts[n] - shift, counts[n + 1] + shift
    for doctor, count in enumerate(counts):
        for start, minutes in templates[chance.randrange(TEMPLATES)][:count]:
            yield doctor, start, minutes


def _fates(count: int, chance: random.Random) -> list[str]:
    names = [name for name, _ in FATES]
    shares = [share for _, share in FATES]
    return chance.choices([*names, "completed"], [*shares, 100 - sum(shares)], k=count)


def _written(
    day: date, taken: Sequence[Taken], fates: Sequence[str], patients: Sequence[int], first: int
) -> bytes:
    offsets = [_offset(day, zone) for zone in ZONES]
    minutes_of_day = range(STRETCHES[0][0], STRETCHES[-1][1] + 1, LENGTHS[0])
    at = [
        {minute: f"{day} {minute // 60:02}:{minute % 60:02}{offset}" for minute in minutes_of_day}
        for offset in offsets
    ]
    booked = f"{day - timedelta(days=14)} 12:00+00"
    lines: list[str] = []
    together = zip(taken, fates, patients, strict=True)
    for number, ((doctor, start, minutes), fate, patient) in enumerate(together, first):
        place = place_of(doctor)
        zone = zone_of(place)
        lines.append(
            f"{number}\t{VISIT_UID}{number:012x}\t{patient}\t{doctor + 1}\t{place + 1}\t"
            f"{minutes // LENGTHS[0]}\t{at[zone][start]}\t{at[zone][start + minutes]}\t{fate}\t"
            f"{minutes}\t{FEE}\t{CURRENCIES[zone]}\t{FEE if fate == 'completed' else 0}\t"
            f"staff\t{booked}\t{booked}\n"
        )
    return "".join(lines).encode()


def _offset(day: date, zone: str) -> str:
    """As PostgreSQL reads it; the clocks change at night only, when nobody works."""
    return datetime.combine(day, time(12), ZoneInfo(zone)).strftime("%z")


# Public ids are as those of the product: such that later ones sort behind earlier ones.
VISIT_UID = "00000006-0000-7000-8000-"
