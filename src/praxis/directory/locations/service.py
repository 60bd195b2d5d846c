"""What happens to locations and their holidays. Flushes, never commits."""

from datetime import date
from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.locations import repository
from praxis.directory.locations.errors import OverrideNotFound
from praxis.directory.locations.holidays import holidays_between
from praxis.directory.locations.models import Location
from praxis.directory.locations.rules import MOVES_TIMES, check_calendar, check_period
from praxis.directory.locations.schemas import (
    HolidayPage,
    HolidayRead,
    LocationCreate,
    LocationRead,
    LocationUpdate,
    OverrideRead,
    OverrideWrite,
    read_location,
)
from praxis.directory.schedules import replan_at_location
from praxis.directory.updates import apply_changes
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.etags import IfMatch
from praxis.kit.pagination import Page, PageRequest, paginate
from praxis.regions.service import check_region, choose_region


async def list_locations(
    reader: Reader,
    actor: Actor,
    page: PageRequest,
    *,
    q: str | None,
    region_uid: UUID | None,
    inactive_too: bool,
) -> Page[LocationRead]:
    """Raises `UnknownRegion`."""
    if region_uid is not None:
        await check_region(reader, region_uid)
    statement = repository.listed_locations(
        actor, q=q, region_uid=region_uid, inactive_too=inactive_too
    )
    return await paginate(reader.session, statement, repository.BY_NAME, page, read_location)


async def get_location(reader: Reader, actor: Actor, uid: UUID) -> LocationRead:
    location = await repository.get_location(reader.session, actor, uid)
    return read_location(location)


async def add_location(unit: UnitOfWork, actor: Actor, wanted: LocationCreate) -> LocationRead:
    check_calendar(wanted.country, wanted.subdivision)
    region = await choose_region(unit, wanted.region_id)
    location = Location(**wanted.model_dump(exclude={"region_id"}), region=region)
    unit.session.add(location)
    await unit.flush()
    await audit.record(unit, actor, "location.created", "location", location.uid)
    return read_location(location)


async def update_location(
    unit: UnitOfWork, actor: Actor, uid: UUID, wanted: LocationUpdate, if_match: IfMatch
) -> LocationRead:
    location = await repository.get_location(unit.session, actor, uid, to_change=True)
    if_match.check(location.version)
    return await _change(unit, actor, location, wanted)


async def deactivate_location(unit: UnitOfWork, actor: Actor, uid: UUID, if_match: IfMatch) -> None:
    await update_location(unit, actor, uid, LocationUpdate(active=False), if_match)


async def _change(
    unit: UnitOfWork, actor: Actor, location: Location, wanted: LocationUpdate
) -> LocationRead:
    values = wanted.named()
    if "region_id" in values:
        uid = values.pop("region_id")
        values["region"] = await choose_region(unit, uid, present_id=location.region_id)
    changed = apply_changes(location, values)
    if not changed:
        return read_location(location)
    check_calendar(location.country, location.subdivision)
    await unit.flush()
    if MOVES_TIMES.intersection(changed):
        await replan_at_location(unit, location.id)
    await audit.record(unit, actor, "location.updated", "location", location.uid, fields=changed)
    return read_location(location)


async def list_holidays(
    reader: Reader, actor: Actor, uid: UUID, first: date, last: date
) -> HolidayPage:
    check_period(first, last)
    location = await repository.get_location(reader.session, actor, uid)
    decided = await repository.list_overrides(reader.session, location, first, last)
    days = holidays_between(location.country, location.subdivision, decided, first, last)
    return HolidayPage(
        items=[HolidayRead.model_validate(day) for day in days],
        total=len(days),
        decided=[OverrideRead.model_validate(decision) for decision in decided],
    )


async def decide_holiday(
    unit: UnitOfWork, actor: Actor, uid: UUID, on: date, wanted: OverrideWrite
) -> OverrideRead:
    location = await repository.get_location(unit.session, actor, uid, to_change=True)
    await repository.put_override(unit.session, location, on, wanted)
    await replan_at_location(unit, location.id)
    await audit.record(
        unit,
        actor,
        "location.holiday_decided",
        "location",
        location.uid,
        on=on.isoformat(),
        open=wanted.open,
    )
    return OverrideRead(on=on, name=wanted.name, open=wanted.open)


async def withdraw_holiday(unit: UnitOfWork, actor: Actor, uid: UUID, on: date) -> None:
    """Let the calendar decide again. Raises `OverrideNotFound`."""
    location = await repository.get_location(unit.session, actor, uid, to_change=True)
    if not await repository.delete_override(unit.session, location, on):
        raise OverrideNotFound
    await replan_at_location(unit, location.id)
    await audit.record(
        unit,
        actor,
        "location.holiday_withdrawn",
        "location",
        location.uid,
        on=on.isoformat(),
    )
