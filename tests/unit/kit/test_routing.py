from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.responses import PlainTextResponse
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from praxis.api import create_router
from praxis.kit.routing import RouteTree, route_quickly

VALUES = ("me", "a b", "0", "reports.csv", "ü")


def paths(template: str) -> Iterator[str]:
    """Some paths that a template takes, and others close by."""
    for value in VALUES:
        filled = (
            "/".join(
                value if segment.startswith("{") and segment.endswith("}") else segment
                for segment in template.split("/")
            )
            .replace("{", "")
            .replace("}", "")
        )
        yield from (filled, filled + "/", filled + "/more", filled.rsplit("/", 1)[0])


def test_the_tree_finds_what_trying_one_route_after_the_other_finds() -> None:
    app = FastAPI()
    app.include_router(create_router())
    contexts = [
        c for c in iter_route_contexts(app.routes) if isinstance(c.original_route, APIRoute)
    ]
    tree = RouteTree(app.routes)
    asked = {path for context in contexts for path in paths(context.path or "")}
    found = 0
    for path in sorted(asked):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            scope: Scope = {"type": "http", "method": method, "path": path}
            tried = ((context, *context.matches(scope)) for context in contexts)
            expected = next((c for c, match, _ in tried if match is Match.FULL), None)
            quick = tree.find(method, path)
            assert (quick and quick[0].path) == (expected and expected.path), (method, path)
            if quick and expected:
                assert quick[1] == expected.matches(scope)[1]["path_params"]
                found += 1
    assert len(asked) > 300
    assert found > 400


async def somewhere_else(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("somewhere else", 404)(scope, receive, send)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    things = APIRouter(prefix="/things")

    @things.get("/{thing_id}")
    async def read(thing_id: str) -> str:
        return f"read {thing_id}"

    @things.get("/{thing_id}/parts/{part}.pdf")
    async def paper(thing_id: str, part: int) -> str:
        return f"part {part} of {thing_id}"

    @things.get("/later")
    async def later() -> str:
        return "never reached"

    app = FastAPI()
    above = APIRouter(prefix="/api")
    above.include_router(things)
    app.include_router(above)
    app.router.default = somewhere_else
    route_quickly(app)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_parameters_are_read_and_the_first_route_wins(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/things/later")).json() == "read later"
    assert (await client.get("/api/things/a%20b")).json() == "read a b"
    assert (await client.get("/api/things/x/parts/7.pdf")).json() == "part 7 of x"
    assert (await client.get("/api/things/x/parts/seven.pdf")).status_code == 422


async def test_what_the_tree_does_not_know_is_answered_as_ever(client: httpx.AsyncClient) -> None:
    refused = await client.delete("/api/things/x")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    redirected = await client.get("/api/things/x/", follow_redirects=False)
    assert redirected.headers["location"].endswith("/api/things/x")
    assert (await client.get("/api/other")).text == "somewhere else"
    assert (await client.get("/elsewhere")).text == "somewhere else"
    assert (await client.get("/docs")).status_code == 200


def test_a_parameter_that_takes_in_several_segments_is_refused() -> None:
    app = FastAPI()

    @app.get("/files/{name:path}")
    async def read(name: str) -> str:
        return name

    with pytest.raises(ValueError, match="several segments"):
        route_quickly(app)
