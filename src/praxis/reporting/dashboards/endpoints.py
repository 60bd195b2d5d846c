from functools import partial

from fastapi import APIRouter

from praxis.identity.auth import SignedIn
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.requests import StrictRoute
from praxis.reporting.dashboards import service
from praxis.reporting.dashboards.schemas import DashboardRead

router = APIRouter(tags=["reports"], route_class=StrictRoute)


@router.get(
    "/dashboard",
    operation_id="get_dashboard",
    summary="What matters now, to you",
)
async def get_dashboard(actor: SignedIn, database: DatabaseDep, clock: ClockDep) -> DashboardRead:
    return await database.transact(partial(service.read, actor=actor, now=clock.now()))
