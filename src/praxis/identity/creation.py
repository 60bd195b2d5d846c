"""`POST`s that create: one transaction, repeatable with an Idempotency-Key."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from praxis.identity.auth import Actor, Anyone, SignedIn
from praxis.identity.tokens import TokenMaker
from praxis.kit import idempotency
from praxis.kit.context import DatabaseDep
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.idempotency import Answer, Fingerprint, KeyHeader


class Creation:
    def __init__(self, database: Database, identity: Fingerprint | None) -> None:
        self._database = database
        self._identity = identity

    async def run(
        self, operation: Callable[[UnitOfWork], Awaitable[BaseModel]], *, status: int = 201
    ) -> Response:
        """Carry out `operation` once and answer what it returns, with its ETag."""
        answer = await idempotency.create(self._database, self._identity, operation, status=status)
        return answer.response()

    async def run_at_once(
        self, operation: Callable[[Database, Fingerprint | None], Awaitable[Answer]]
    ) -> Response:
        """The same for an `operation` that brings its own transaction and writes the key itself."""
        answer = await operation(self._database, self._identity)
        return answer.response()


async def _creation(
    request: Request, database: DatabaseDep, actor: Actor, key: str | None
) -> Creation:
    if key is None:
        return Creation(database, None)
    caller = str(actor.uid) if actor.uid else "anonymous"
    tokens: TokenMaker = request.app.state.tokens
    identity = await idempotency.fingerprint(request, caller, key, tokens.fingerprint_key)
    return Creation(database, identity)


async def _by_signed_in(
    request: Request, database: DatabaseDep, actor: SignedIn, key: KeyHeader = None
) -> Creation:
    return await _creation(request, database, actor, key)


async def _by_anyone(
    request: Request, database: DatabaseDep, actor: Anyone, key: KeyHeader = None
) -> Creation:
    return await _creation(request, database, actor, key)


CreationDep = Annotated[Creation, Depends(_by_signed_in)]
PublicCreationDep = Annotated[Creation, Depends(_by_anyone)]
