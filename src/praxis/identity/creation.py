"""`POST`s that create: one transaction, repeatable with an Idempotency-Key."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from praxis.identity.auth import Actor, Anyone
from praxis.identity.errors import NotSignedIn
from praxis.identity.tokens import TokenMaker
from praxis.kit import idempotency
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.idempotency import Answer, Fingerprint, KeyHeader


class Creation:
    """Without an `actor` the key is that of who signed in for the endpoint."""

    def __init__(self, request: Request, key: str | None, actor: Actor | None = None) -> None:
        self._request = request
        self._key = key
        self._actor = actor
        self._database: Database = request.app.state.database

    async def run(
        self,
        operation: Callable[[UnitOfWork], Awaitable[BaseModel]],
        *,
        status: int = 201,
        sealed: bool = False,
    ) -> Response:
        """Carry out `operation` once and answer what it returns, with its ETag.

        `sealed`: what is kept of the answer for a repetition holds clinical text.
        """
        identity = await self._identity()
        answer = await idempotency.create(
            self._database, identity, operation, status=status, sealed=sealed
        )
        return answer.response()

    async def run_at_once(
        self, operation: Callable[[Database, Fingerprint | None], Awaitable[Answer]]
    ) -> Response:
        """The same for an `operation` that brings its own transaction and writes the key itself."""
        answer = await operation(self._database, await self._identity())
        return answer.response()

    async def _identity(self) -> Fingerprint | None:
        if self._key is None:
            return None
        actor: Actor | None = self._actor or self._request.scope.get("actor")
        if actor is None:
            raise NotSignedIn
        caller = str(actor.uid) if actor.uid else "anonymous"
        tokens: TokenMaker = self._request.app.state.tokens
        return await idempotency.fingerprint(
            self._request, caller, self._key, tokens.fingerprint_key
        )


async def _by_signed_in(request: Request, key: KeyHeader = None) -> Creation:
    # Who asks is a dependency of the endpoint itself. Asked for here again it would be solved
    # twice, which takes half as long as all else that the framework does for a booking.
    return Creation(request, key)


async def _by_anyone(request: Request, actor: Anyone, key: KeyHeader = None) -> Creation:
    return Creation(request, key, actor)


CreationDep = Annotated[Creation, Depends(_by_signed_in)]
PublicCreationDep = Annotated[Creation, Depends(_by_anyone)]
