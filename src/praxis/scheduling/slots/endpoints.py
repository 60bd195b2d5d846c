from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

import orjson
from fastapi import APIRouter, Depends, Query, Response
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from praxis.directory.filters import InRegion
from praxis.identity.auth import Anyone
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.languages import LanguageDep, tell_language
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Day, Instant, PublicId
from praxis.kit.zones import known_zones
from praxis.regions.errors import UnknownRegion
from praxis.scheduling.slots import days, search
from praxis.scheduling.slots.days import DaysAsked
from praxis.scheduling.slots.errors import (
    UnknownDoctor,
    UnknownVisitType,
    VisitTypeNotOffered,
    WindowTooLong,
)
from praxis.scheduling.slots.schemas import (
    DoctorDaysList,
    ExplanationRead,
    SlotList,
)
from praxis.scheduling.slots.search import SlotsAsked, WindowAsked
from praxis.scheduling.slots.windows import InstantOrDate
from praxis.settings import SettingsDep

router = APIRouter(tags=["slots"], route_class=StrictRoute)


def _known_zone(name: str) -> str:
    if name not in known_zones():
        raise PydanticCustomError("zone.unknown", "A zone is an IANA name like Asia/Dhaka")
    return name


Zone = Annotated[
    str | None,
    Query(max_length=64, description="IANA zone of dates and answers; the place's when absent"),
    AfterValidator(lambda name: name and _known_zone(name)),
]


async def _window(
    clock: ClockDep,
    settings: SettingsDep,
    since: Annotated[InstantOrDate | None, Query(alias="from")] = None,
    until: Annotated[InstantOrDate | None, Query(alias="to")] = None,
    tz: Zone = None,
) -> WindowAsked:
    zone = ZoneInfo(tz) if tz else None
    longest = settings.scheduling.max_slot_window
    return WindowAsked(since, until, zone, clock.now(), longest)


async def _asked(
    window: Annotated[WindowAsked, Depends(_window)],
    visit_type_id: PublicId,
    location_id: PublicId | None = None,
) -> SlotsAsked:
    return SlotsAsked(visit_type_id, location_id, window)


Asked = Annotated[SlotsAsked, Depends(_asked)]


@router.get(
    "/doctors/{doctor_id}/slots",
    operation_id="list_slots",
    summary="Free times of one doctor",
    response_model=SlotList,
    responses=problems(UnknownDoctor, UnknownVisitType, VisitTypeNotOffered, WindowTooLong),
)
async def list_slots(
    doctor_id: PublicId, asked: Asked, actor: Anyone, database: DatabaseDep
) -> Response:
    found = await database.read(
        partial(search.find_slots, actor=actor, doctor_uid=doctor_id, asked=asked)
    )
    return Response(found, media_type="application/json")


@router.get(
    "/doctors/{doctor_id}/slots/explain",
    operation_id="explain_slot",
    summary="Why one time is or is not offered",
    responses=problems(UnknownDoctor, UnknownVisitType, VisitTypeNotOffered),
)
async def explain_slot(
    doctor_id: PublicId,
    asked: Asked,
    at: Instant,
    actor: Anyone,
    database: DatabaseDep,
    language: LanguageDep,
    response: Response,
) -> ExplanationRead:
    tell_language(response, language)
    return await database.read(
        partial(
            search.explain_slot,
            actor=actor,
            doctor_uid=doctor_id,
            asked=asked,
            at=at,
            language=language,
        )
    )


@router.get(
    "/slots/days",
    operation_id="list_slot_days",
    summary="The coming days of several doctors at a glance",
    response_model=DoctorDaysList,
    responses=problems(UnknownVisitType, UnknownRegion),
)
async def list_slot_days(
    actor: Anyone,
    database: DatabaseDep,
    clock: ClockDep,
    settings: SettingsDep,
    doctor_id: Annotated[
        list[PublicId],
        Query(min_length=1, max_length=days.MOST_DOCTORS, description="give it several times"),
    ],
    visit_type_id: PublicId,
    location_id: PublicId | None = None,
    region_id: InRegion = None,
    first_on: Annotated[Day | None, Query(alias="from", description="today when absent")] = None,
    count: Annotated[int, Query(alias="days", ge=1, le=days.MOST_DAYS)] = 5,
    tz: Zone = None,
) -> Response:
    asked = DaysAsked(
        doctor_uids=tuple(dict.fromkeys(doctor_id)),
        visit_type_uid=visit_type_id,
        location_uid=location_id,
        region_uid=region_id,
        first_on=first_on,
        days=count,
        zone=ZoneInfo(tz) if tz else None,
        now=clock.now(),
        reach=settings.scheduling.max_slot_window,
    )
    return write_json(await database.read(partial(days.find_days, actor=actor, asked=asked)))


def write_json(found: dict[str, object]) -> Response:
    """Written without a model for each row: lists of slots are long and asked for often."""
    # The driver has a class of its own for UUIDs, which orjson does not know.
    return Response(orjson.dumps(found, default=str), media_type="application/json")
