"""What a request leaves in the log, and what a fault of ours looks like from outside."""

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from praxis.kit.db.database import Database
from praxis.kit.problems import install_problem_handlers
from praxis.kit.request_log import RequestLog
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.support.api import Api, ok

SECRET = "Acute bronchitis"


async def test_a_request_is_one_line_with_its_id_and_route_and_nothing_of_its_contents(
    api: Api, database: Database
) -> None:
    user = await make_user(database)
    patient = await make_patient(database, user, full_name="Canary Patient")
    caller = (await api.signed_in(user)).with_headers(X_Request_ID="request-canary-1")
    with capture_logs() as lines:
        response = await caller.get(f"/patients/{patient.uid}", q="Canary")
    ok(response)
    assert response.headers["x-request-id"] == "request-canary-1"
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) == 1
    assert requests[0]["request_id"] == "request-canary-1"
    assert "{patient_id}" in requests[0]["route"]
    assert requests[0]["status"] == 200
    assert requests[0]["actor"] == str(user.uid)
    assert "Canary" not in str(lines)
    assert str(patient.uid) not in str(lines)


async def test_a_visitor_has_no_id_in_the_log(api: Api) -> None:
    with capture_logs() as lines:
        await api.get("/health")
    assert [line["actor"] for line in lines if line["event"] == "request"] == [None]


async def test_an_id_that_could_forge_a_log_line_is_replaced(api: Api) -> None:
    caller = api.with_headers(X_Request_ID="x; level=error")
    given = (await caller.get("/health")).headers["x-request-id"]
    assert given != "x; level=error"
    assert len(given) == 36


@pytest.mark.parametrize("fault", [RuntimeError(SECRET), ValueError(SECRET), KeyError(SECRET)])
async def test_a_fault_of_ours_is_a_500_that_tells_nothing(fault: Exception) -> None:
    app = FastAPI()
    install_problem_handlers(app)
    app.add_middleware(RequestLog)

    @app.get("/broken")
    async def broken() -> None:
        raise fault

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        with capture_logs() as lines:
            response = await client.get("/broken")
    assert response.status_code == 500
    assert [line["status"] for line in lines if line["event"] == "request"] == [500]
    assert response.headers["connection"] == "close"
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "internal"
    assert SECRET not in response.text
