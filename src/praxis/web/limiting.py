"""ASGI middleware: how often who may ask what.

Who is signed in is counted by account, since a whole practice may share one address, and so is an
API key; all others are counted by address. What visitors could hurt others with has a narrower
policy of its own.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Protocol

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from praxis.identity.api_keys.writing import PREFIX
from praxis.identity.errors import NotSignedIn
from praxis.identity.tokens import TokenMaker
from praxis.kit.clients import client_address, client_key
from praxis.kit.clock import Clock
from praxis.kit.errors import Kind
from praxis.kit.problems import STATUS, problem_response
from praxis.kit.rate_limits.errors import TooManyRequests
from praxis.kit.rate_limits.limiter import Limiter, Policy, Standing, standing_headers
from praxis.settings.groups import LimitSettings
from praxis.web.documentation import OPENAPI_URL
from praxis.web.hosts import refuse

API = "/api/v1/"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN = (
    *("/api/v1/auth/login", "/api/v1/auth/token"),
    *("/api/v1/auth/second-factor", "/api/v1/auth/passkey"),
)
REGISTRATION = ("/api/v1/auth/register",)
RECOVERY = ("/api/v1/auth/password/", "/api/v1/auth/email/")
SEARCHES = ("/slots", "/openings")

MOST_KEYS = 1_000

Counted = tuple[Policy, str]


class Caller(Protocol):
    """Whose request it is, without asking the database."""

    def account_of(self, scope: Scope) -> str | None:
        """By whom it is counted; None for a visitor."""

    def learn(self, scope: Scope, status: int) -> None:
        """What answering it, with this status, found out."""


class Policies:
    """Which policies a request falls under, by its path alone."""

    def __init__(self, settings: LimitSettings) -> None:
        self._sign_in = Policy.of("sign-in", settings.sign_in)
        self._registration = Policy.of("registration", settings.registration)
        self._recovery = Policy.of("recovery", settings.recovery)
        self._search = Policy.of("search", settings.search)
        self._visitors = Policy.of("visitors", settings.visitors)
        self._writes = Policy.of("writes", settings.writes)
        self._accounts = Policy.of("accounts", settings.accounts)

    def of(self, scope: Scope, caller: Caller) -> Iterator[Counted]:
        path: str = scope["path"]
        if not path.startswith(API) and path != OPENAPI_URL:
            return
        address = client_key(client_address(scope))
        reads = scope.get("method", "GET") in READS
        guarded = None if reads else self._guarded(path)
        if guarded is not None:
            yield guarded, address
        account = caller.account_of(scope)
        if account is None:
            yield self._visitors, address
            if reads and any(part in path for part in SEARCHES):
                yield self._search, address
            return
        yield self._accounts, account
        if not reads:
            yield self._writes, account

    def _guarded(self, path: str) -> Policy | None:
        if path.startswith(SIGN_IN):
            return self._sign_in
        if path.startswith(REGISTRATION):
            return self._registration
        return self._recovery if path.startswith(RECOVERY) else None


class RateLimits:
    def __init__(
        self, app: ASGIApp, *, limiter: Limiter, settings: LimitSettings, caller: Caller
    ) -> None:
        self._app = app
        self._limiter = limiter
        self._policies = Policies(settings)
        self._caller = caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        standings: list[Standing] = []
        for policy, key in self._policies.of(scope, self._caller):
            standing = await self._limiter.count(policy, key)
            if standing.refused:
                await refuse(too_many(standing), scope, receive, send)
                return
            standings.append(standing)
        if not standings:
            await self._app(scope, receive, send)
            return
        telling = _telling(send, standings)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._caller.learn(scope, message["status"])
            await telling(message)

        await self._app(scope, receive, answer)


def _telling(send: Send, standings: Sequence[Standing]) -> Send:
    """Tells with the answer what is left of each policy."""

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            fields = (
                (name.lower().encode(), value.encode())
                for name, value in standing_headers(standings).items()
            )
            message["headers"] = [*message.get("headers", ()), *fields]
        await send(message)

    return tell


def too_many(standing: Standing) -> Response:
    status, title = STATUS[Kind.TOO_MANY]
    error = TooManyRequests()
    wait = standing.reset_seconds or 1
    return problem_response(
        status,
        title,
        error.told,
        error.code,
        headers={"Retry-After": str(wait), **standing_headers([standing])},
        retry_after=wait,
    )


class Callers:
    """Tells accounts by their tokens, and API keys once they were seen to be good.

    A token is signed. A key can be made up, and whoever were counted by keys made up would be
    counted by none: one that the database has not confirmed is a visitor's.
    """

    def __init__(self, tokens: TokenMaker, clock: Callable[[], Clock]) -> None:
        self._tokens = tokens
        self._clock = clock
        self._keys: OrderedDict[bytes, str] = OrderedDict()

    def account_of(self, scope: Scope) -> str | None:
        token = _bearer_of(scope)
        if token is None:
            return None
        if token.startswith(PREFIX):
            return self._keys.get(_mark(token))
        try:
            return str(self._tokens.read_access_token(token, self._clock().now()).user_uid)
        except NotSignedIn:
            return None

    def learn(self, scope: Scope, status: int) -> None:
        token = _bearer_of(scope)
        if token is None or not token.startswith(PREFIX):
            return
        mark, actor = _mark(token), scope.get("actor")
        # Other answers without an actor do not tell: nobody looked at the key, or it falls short.
        if status == HTTPStatus.UNAUTHORIZED:
            self._keys.pop(mark, None)
        if actor is None or actor.key_uid is None:
            return
        self._keys.pop(mark, None)
        self._keys[mark] = f"key/{actor.key_uid}"
        if len(self._keys) > MOST_KEYS:
            self._keys.popitem(last=False)


def _bearer_of(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            return token if scheme.lower() == "bearer" else None
    return None


def _mark(key: str) -> bytes:
    """What is kept of a key in memory."""
    return hashlib.sha256(key.encode()).digest()
