from typing import Any

from fastapi import APIRouter, Response

from praxis.health.schemas import Alive, HealthRead, HealthStatus
from praxis.health.service import check_health
from praxis.kit.context import DatabaseDep

UNAVAILABLE: dict[int | str, dict[str, Any]] = {
    503: {"model": HealthRead, "description": "Something that Praxis needs is not there"}
}

router = APIRouter(tags=["health"])
probes = APIRouter(tags=["health"])


async def _answer(database: DatabaseDep, response: Response) -> HealthRead:
    health = await check_health(database)
    response.headers["Cache-Control"] = "no-store"
    if health.status is not HealthStatus.OK:
        response.status_code = 503
    return health


@router.get(
    "/health",
    operation_id="get_health",
    summary="What works, and which release and revision run",
    responses=UNAVAILABLE,
)
async def get_health(database: DatabaseDep, response: Response) -> HealthRead:
    return await _answer(database, response)


@probes.get("/livez", operation_id="get_liveness", summary="Whether the process answers")
async def get_liveness() -> Alive:
    return Alive()


@probes.get(
    "/readyz",
    operation_id="get_readiness",
    summary="Whether requests can be served",
    responses=UNAVAILABLE,
)
async def get_readiness(database: DatabaseDep, response: Response) -> HealthRead:
    return await _answer(database, response)
