"""Sending what nobody would, and seeing that it did nothing."""

from collections.abc import Iterator
from typing import Any

import httpx

from praxis.kit.db.database import Database
from tests.contract.calls import make_call
from tests.contract.world import World

# Method and path, as the OpenAPI file has them.
Route = tuple[str, str]

TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    ORDER BY table_name
"""


async def state_of(database: Database) -> list[tuple[str, int, int]]:
    """How many rows each table has, and which transaction wrote the newest of them."""
    async with database.reading() as reader:
        tables = [row["table_name"] for row in await reader.sql.fetch(TABLES)]
        states = " UNION ALL ".join(
            f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name}" for name in tables
        )
        # Many tables are read by several processes at once, in whatever order they get there.
        return sorted(tuple(row) for row in await reader.sql.fetch(states))


OWN_TABLES = """
    SELECT c.table_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name = 'user_id'
    ORDER BY c.table_name
"""


async def things_of(database: Database, user_ids: list[int]) -> list[tuple[str, int, int]]:
    """The same of what belongs to these accounts alone."""
    async with database.reading() as reader:
        tables = [row["table_name"] for row in await reader.sql.fetch(OWN_TABLES)]
        states = " UNION ALL ".join(
            f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name}"
            " WHERE user_id = ANY ($1)"
            for name in tables
        )
        return sorted(
            tuple(row) for row in await reader.sql.fetch(states, user_ids) if row["count"]
        )


def json_operations(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Operations that take JSON, with a good body each."""
    for operation in world.app.openapi()["paths"].values():
        for method in operation.values():
            body = make_call(method["operationId"], world).json
            if isinstance(body, dict):
                yield method["operationId"], body


def refused(response: httpx.Response, what: object) -> dict[str, Any]:
    """The problem of a refusal that tells what to mend."""
    assert 400 <= response.status_code < 500, (what, response.status_code, response.text)
    assert response.headers["content-type"] == "application/problem+json", what
    body: dict[str, Any] = response.json()
    assert body["detail"], what
    assert body["code"] != "http.internal_server_error", what
    if response.status_code == 422:
        assert body["errors"], what
    return body


async def send(world: World, route: Route, by: str = "admin_reason", **sent: Any) -> httpx.Response:
    method, path = route
    caller = await world.caller(by)
    return await caller.anywhere(method, path.format(**world.ids), **sent)
