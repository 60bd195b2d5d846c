"""What came in and went back at a place on one day."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.billing import repository
from praxis.billing.day_end.paper import day_end_data
from praxis.billing.day_end.rules import totals_by_person, totals_of
from praxis.billing.day_end.schemas import DayEndRead
from praxis.billing.schemas import read_payment
from praxis.billing.service import audit_shown
from praxis.directory.practice.letterhead import load_letterhead
from praxis.identity.auth import Actor
from praxis.kit.clock import Clock
from praxis.kit.db.database import UnitOfWork
from praxis.kit.schemas import NamedBrief
from praxis.kit.wall_time import local_date


async def open_day_end(
    unit: UnitOfWork,
    *,
    location_uid: UUID,
    on: date | None,
    actor: Actor,
    clock: Clock,
    language: str,
) -> tuple[date, dict[str, object]]:
    """The day that it is of, and the contents of the printed report. Raises `LocationNotFound`."""
    report = await get_day_end(
        unit, location_uid=location_uid, on=on, actor=actor, clock=clock, verb="exported"
    )
    letterhead = await load_letterhead(unit, await repository.get_location(unit, location_uid))
    return report.on, day_end_data(report, letterhead, language, clock.now())


async def get_day_end(
    unit: UnitOfWork,
    *,
    location_uid: UUID,
    on: date | None,
    actor: Actor,
    clock: Clock,
    verb: str = "listed",
) -> DayEndRead:
    """The day's report; without `on`, of the day that it is there now.

    What leaves as a file is audited as `exported`. Raises `LocationNotFound`.
    """
    location = await repository.get_location(unit, location_uid)
    day = on or local_date(clock.now(), ZoneInfo(location.time_zone))
    rows = await repository.list_of_day(unit, actor, location, day)
    await audit_shown(unit, actor, rows, ["on", "location"], verb)
    items = [read_payment(row) for row in rows]
    return DayEndRead(
        on=day,
        location=NamedBrief(id=location.uid, name=location.name),
        time_zone=location.time_zone,
        totals=totals_of(items),
        by_person=totals_by_person(items),
        items=items,
    )
