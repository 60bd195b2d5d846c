"""What sign-ins leave in the database, and mailed links as their owner would hold them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from praxis.identity.models import TokenPurpose
from praxis.identity.tokens import TokenMaker
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.settings import Settings
from tests.support.api import Api


async def log_in(api: Api, email: str, password: str) -> httpx.Response:
    return await api.post("/auth/login", {"email": email, "password": password})


def new_email() -> str:
    return f"new-{new_uid().hex}@example.org"


async def audited(database: Database, entity_uid: UUID) -> list[str]:
    """The actions that were audited on an entity, oldest first."""
    query = "SELECT action FROM audit_events WHERE entity_uid = $1 ORDER BY id"
    async with database.reading() as reader:
        return [row["action"] for row in await reader.sql.fetch(query, entity_uid)]


async def mailed(database: Database, topic: str, user_uid: UUID) -> list[dict[str, Any]]:
    """The messages of a topic that wait for a user, oldest first."""
    query = (
        "SELECT payload FROM outbox_messages WHERE topic = $1 AND payload->>'user' = $2 ORDER BY id"
    )
    async with database.reading() as reader:
        rows = await reader.sql.fetch(query, topic, str(user_uid))
    return [dict(row["payload"]) for row in rows]


async def mailed_link(app: FastAPI, purpose: TokenPurpose, user_uid: UUID) -> str:
    """The token in the newest link that was mailed to a user."""
    topic = {
        TokenPurpose.PASSWORD_RESET: "identity.password_reset_requested",
        TokenPurpose.EMAIL_VERIFICATION: "identity.verification_requested",
    }[purpose]
    newest = (await mailed(app.state.database, topic, user_uid))[-1]
    tokens: TokenMaker = app.state.tokens
    return tokens.link_token(purpose, UUID(newest["token"]))


@contextmanager
def auth_settings(app: FastAPI, **changes: object) -> Iterator[None]:
    """The application with other settings of sign-ins, for a while."""
    usual: Settings = app.state.settings
    other = usual.model_copy(update={"auth": usual.auth.model_copy(update=changes)})
    app.state.settings = other
    try:
        yield
    finally:
        app.state.settings = usual
