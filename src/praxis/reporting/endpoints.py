from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from praxis.directory.doctors.errors import DoctorNotFound
from praxis.identity.auth import AdminOnly, DoctorOrAdmin
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.etags import NOT_MODIFIED, IfNoneMatchHeader
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Currency, Day, PublicId
from praxis.reporting import service, visits
from praxis.reporting.asked import PERIOD_ERRORS, AskedDep, AskedOfDoctor
from praxis.reporting.schemas import DoctorReportRead, OverviewRead
from praxis.reporting.visits import Behind, Patients
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.schemas import AppointmentRead
from praxis.scheduling.availability.schemas import Weekday

router = APIRouter(prefix="/reports", tags=["reports"], route_class=StrictRoute)

Statuses = Annotated[
    list[Status] | None,
    Query(max_length=len(Status), description="any of these; give it several times"),
]
LateCancelled = Annotated[bool | None, Query(description="cancelled; whether too late")]
SeenBefore = Annotated[
    Patients | None,
    Query(description="completed; whether the first visit ever of its patient or a later one"),
]
OnWeekday = Annotated[
    Weekday | None, Query(description="begins then, and keeps its time; as in `busiest`")
]
InHour = Annotated[int | None, Query(ge=0, le=23, description="as `weekday`")]
OnDay = Annotated[Day | None, Query(description="begins on this day of the period")]

InCurrency = Annotated[Currency | None, Query(description="whose fee is in it")]
SomePaid = Annotated[bool | None, Query(description="whether anything of the fee was paid")]


async def _behind(
    visit_type_id: PublicId | None = None,
    status: Statuses = None,
    late_cancelled: LateCancelled = None,
    patients: SeenBefore = None,
    weekday: OnWeekday = None,
    hour: InHour = None,
    on: OnDay = None,
    currency: InCurrency = None,
    paid: SomePaid = None,
) -> Behind:
    return Behind(
        visit_type_id,
        tuple(status or ()),
        late_cancelled,
        patients,
        weekday,
        hour,
        on,
        currency,
        paid,
    )


BehindDep = Annotated[Behind, Depends(_behind)]


@router.get(
    "/overview",
    operation_id="get_report_overview",
    summary="The figures of the practice in a period",
    responses=problems(RoleForbidden, *PERIOD_ERRORS),
)
async def get_report_overview(
    actor: AdminOnly, asked: AskedDep, database: DatabaseDep, clock: ClockDep
) -> OverviewRead:
    return await database.read(
        partial(service.read_overview, actor=actor, asked=asked, now=clock.now())
    )


@router.get(
    "/doctors/{doctor_id}",
    operation_id="get_doctor_report",
    summary="The figures of one doctor in a period",
    responses=problems(RoleForbidden, DoctorNotFound, *PERIOD_ERRORS),
)
async def get_doctor_report(
    actor: DoctorOrAdmin,
    doctor_id: UUID,  # noqa: ARG001 -- read by `AskedOfDoctor`; named for the path
    asked: AskedOfDoctor,
    database: DatabaseDep,
    clock: ClockDep,
) -> DoctorReportRead:
    return await database.read(
        partial(service.read_doctor_report, actor=actor, asked=asked, now=clock.now())
    )


@router.get(
    "/visits",
    operation_id="list_report_visits",
    summary="The visits behind a figure; doctors see their own",
    response_model=Page[AppointmentRead],
    responses=problems(RoleForbidden, BadCursor, *PERIOD_ERRORS) | NOT_MODIFIED,
)
async def list_report_visits(
    actor: DoctorOrAdmin,
    asked: AskedDep,
    behind: BehindDep,
    page: PageQuery,
    database: DatabaseDep,
    clock: ClockDep,
    known: IfNoneMatchHeader,
) -> Response:
    answer = await database.transact(
        partial(
            visits.list_visits,
            actor=actor,
            asked=asked,
            behind=behind,
            page=page,
            now=clock.now(),
            known=known,
        )
    )
    return answer.response()
