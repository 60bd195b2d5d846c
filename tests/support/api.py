from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Self

import httpx
from fastapi import FastAPI

from praxis.identity.models import Session, User
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid

BASE = "/api/v1"


class Api:
    """HTTP calls under `/api/v1`, as a visitor or as a user."""

    def __init__(self, client: httpx.AsyncClient, app: FastAPI, clock: Clock) -> None:
        self.client = client
        self._app = app
        self._clock = clock
        self._headers: Mapping[str, str] = {}

    @classmethod
    @asynccontextmanager
    async def of(cls, app: FastAPI, clock: Clock) -> AsyncIterator[Self]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield cls(client, app, clock)

    @property
    def headers(self) -> Mapping[str, str]:
        """What is sent with every request."""
        return self._headers

    async def signed_in(self, user: User) -> "Api":
        """The same API with a live session of this user (made without the slow password hash)."""
        token = await access_token(self._app, self._clock, user)
        return self.with_headers(Authorization=f"Bearer {token}")

    def with_headers(self, **headers: str) -> "Api":
        """Names are written with underscores: `Idempotency_Key="…"`."""
        other = Api(self.client, self._app, self._clock)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        other._headers = {**self._headers, **named}
        return other

    async def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return await self.anywhere(method, BASE + path, **options)

    async def anywhere(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The same for a whole path, as the OpenAPI file writes it."""
        headers = {**self._headers, **options.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **options)

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.request("GET", path, params=params or None)

    async def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.request("POST", path, json=json, **options)

    async def put(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.request("PUT", path, json=json, **options)

    async def patch(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.request("PATCH", path, json=json, **options)

    async def delete(self, path: str, **options: Any) -> httpx.Response:
        return await self.request("DELETE", path, **options)


async def access_token(app: FastAPI, clock: Clock, user: User) -> str:
    return await open_session(app.state.database, app.state.tokens, clock, user)


async def open_session(database: Database, tokens: TokenMaker, clock: Clock, user: User) -> str:
    """A live session of this user; returns an access token of it."""
    now = clock.now()

    async def add(unit: UnitOfWork) -> str:
        session = Session(
            uid=new_uid(), user_id=user.id, created_at=now, expires_at=now + timedelta(days=30)
        )
        unit.session.add(session)
        return tokens.access_token(user.uid, session.uid, now)

    return await database.transact(add)


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal, which must be of this status and code."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["code"] == code, body
    assert body["status"] == status
    return body


def ok(response: httpx.Response, status: int = 200) -> Any:
    """The body of an answer that must have this status."""
    assert response.status_code == status, response.text
    return response.json() if response.content else None
