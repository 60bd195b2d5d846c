"""The practice that both sides get: the same doctors, hours, visits taken, and times to book."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

MINUTES = 30
STEP = 15
OPENS, CLOSES = time(9), time(17)
LUNCH = (time(12), time(13))
HOURS = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
WORKING_DAYS = range(5)
# So that neither side looks at what the clock says now.
FIRST_DAY = 3
SEED = 6


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of half an hour with doctor number so; wall time and UTC are one here."""

    doctor: int
    client: int
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=MINUTES)


@dataclass(frozen=True, slots=True)
class Agenda:
    doctors: int
    clients: int
    days: Sequence[date]
    taken: Sequence[Visit]
    wanted: Sequence[Visit]


def make_agenda(doctors: int, clients: int, days: int, busy: float, today: date) -> Agenda:
    """`busy` is the share that is taken; all else of the `days` is wanted, in no order."""
    chance = random.Random(SEED)  # noqa: S311 -- the same practice at every run
    ahead = (today + timedelta(days=FIRST_DAY + n) for n in range(days))
    working = [day for day in ahead if day.weekday() in WORKING_DAYS]
    free_clients = {at: chance.sample(range(clients), clients) for at in _times(working)}
    taken: list[Visit] = []
    wanted: list[Visit] = []
    for doctor in range(doctors):
        for at in _times(working):
            # Nobody is in two places at once: at most one doctor for each client and time.
            visit = Visit(doctor, free_clients[at].pop(), at)
            (taken if chance.random() < busy else wanted).append(visit)
    chance.shuffle(wanted)
    return Agenda(doctors, clients, working, taken, wanted)


def _times(days: Sequence[date]) -> Iterator[datetime]:
    for day in days:
        midnight = datetime.combine(day, time(), UTC)
        for begin, end in HOURS:
            for minute in range(begin, end, MINUTES):
                yield midnight + timedelta(minutes=minute)
