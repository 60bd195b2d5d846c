"""One plain morning: Monday, 09:00 to 11:00 in Berlin, visits of 30 minutes every 15."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import Place, Schedule, WeeklyRule
from praxis.scheduling.slots.model import SlotQuery, Taken, TakenKind, VisitPolicy

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 5, 4)


def at(wall: str) -> datetime:
    local = datetime.combine(MONDAY, time.fromisoformat(wall), tzinfo=BERLIN)
    return Interval.of(local, local + timedelta(minutes=1)).start


def window(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def taken(start: str, end: str, kind: TakenKind = "visit", resource_id: int = 1) -> Taken:
    return Taken(window(start, end), kind, resource_id)


NOW = at("06:00")
QUERY = SlotQuery(
    schedule=Schedule((Place(1, BERLIN),), (WeeklyRule(1, 0, 9 * 60, 11 * 60),)),
    policy=VisitPolicy(
        duration=timedelta(minutes=30),
        interval=timedelta(minutes=15),
        horizon=timedelta(days=100),
    ),
    window=window("09:00", "11:00"),
    now=NOW,
    visit_type_id=7,
    location_id=1,
)
