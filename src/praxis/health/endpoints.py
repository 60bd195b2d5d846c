from http import HTTPStatus
from secrets import compare_digest
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Request, Response

from praxis.health.metrics import read_metrics
from praxis.health.schemas import Alive, HealthRead, HealthStatus
from praxis.health.service import Health, is_stopping
from praxis.identity.errors import NotSignedIn
from praxis.kit.context import DatabaseDep
from praxis.kit.telemetry.registry import CONTENT_TYPE
from praxis.settings import SettingsDep

UNAVAILABLE: dict[int | str, dict[str, Any]] = {
    503: {"model": HealthRead, "description": "Something that Praxis needs is not there"}
}

router = APIRouter(tags=["health"])
probes = APIRouter(tags=["health"])


async def _answer(request: Request, response: Response) -> HealthRead:
    found: Health = request.app.state.health
    health = await found.look()
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
async def get_health(request: Request, response: Response) -> HealthRead:
    return await _answer(request, response)


@probes.get("/livez", operation_id="get_liveness", summary="Whether the process answers")
async def get_liveness() -> Alive:
    return Alive()


@probes.get(
    "/readyz",
    operation_id="get_readiness",
    summary="Whether requests can be served",
    responses=UNAVAILABLE,
)
async def get_readiness(request: Request, response: Response) -> HealthRead:
    health = await _answer(request, response)
    if is_stopping(request.scope):
        # Still served, but whoever sends requests here had better send them elsewhere.
        response.status_code = 503
        return health.model_copy(update={"status": HealthStatus.STOPPING})
    return health


@probes.get("/metrics", include_in_schema=False)
async def get_metrics(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    authorization: Annotated[str, Header()] = "",
) -> Response:
    """What Prometheus reads; not of the API, for no user has a token for it."""
    token = settings.metrics.token
    if token is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    wanted = f"Bearer {token.get_secret_value()}"
    if not compare_digest(authorization.encode(), wanted.encode()):
        raise NotSignedIn
    figures = await read_metrics(database, request.app.state.measures)
    return Response(figures, media_type=CONTENT_TYPE)
