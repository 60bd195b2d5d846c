"""ASGI middleware: a request that takes too long is given up, and so is one that comes too slowly.

Giving up cancels the request where it waits: its transaction is rolled back, and its statement is
cancelled in PostgreSQL. Once an answer has begun it may take its time, as streams and downloads do.
"""

import asyncio
from contextlib import suppress

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from praxis.kit.errors import DomainError, Kind
from praxis.kit.problems import domain_problem, problem_response


class TookTooLong(DomainError):
    """This took too long and was given up: with the same Idempotency-Key it may be sent again."""

    code = "service.timeout"
    kind = Kind.UNAVAILABLE


class _TooSlow(Exception):
    """The body does not come."""


class RequestTimeouts:
    """`seconds` from a whole request to its answer, and so many until a body is there."""

    def __init__(
        self, app: ASGIApp, *, seconds: float, body_seconds: float, upload_seconds: float
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._body_seconds = body_seconds
        self._upload_seconds = upload_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(self, receive, send, is_upload=_is_upload(scope))
        try:
            async with asyncio.timeout(self._seconds) as request.limit:
                with suppress(_TooSlow):
                    await self._app(scope, request.receive, request.send)
        except TimeoutError:
            if request.started or not request.limit.expired():
                raise
            await domain_problem(TookTooLong())(scope, receive, send)
        if request.too_slow and not request.started:
            await _too_slow()(scope, receive, send)

    def body_seconds(self, *, is_upload: bool) -> float:
        return self._upload_seconds if is_upload else self._body_seconds

    @property
    def seconds(self) -> float:
        return self._seconds


class _Request:
    """One request: `limit` runs while the application works, not while it waits for the body."""

    def __init__(
        self, timeouts: RequestTimeouts, receive: Receive, send: Send, *, is_upload: bool
    ) -> None:
        self.limit: asyncio.Timeout
        self.started = False
        self.too_slow = False
        self._timeouts = timeouts
        self._receive = receive
        self._send = send
        self._is_upload = is_upload
        self._body_until: float | None = None
        self._has_body = False

    async def receive(self) -> Message:
        if self._has_body or self.started or self.limit.expired():
            return await self._receive()
        loop = asyncio.get_running_loop()
        if self._body_until is None:
            self._body_until = loop.time() + self._timeouts.body_seconds(is_upload=self._is_upload)
        self.limit.reschedule(None)
        try:
            async with asyncio.timeout_at(self._body_until):
                message = await self._receive()
        except TimeoutError:
            self.too_slow = True
            raise _TooSlow from None
        self._has_body = not message.get("more_body", False)
        self.limit.reschedule(loop.time() + self._timeouts.seconds)
        return message

    async def send(self, message: Message) -> None:
        # What the application makes of a body that never came is not the answer.
        if not self.started and (self.too_slow or self.limit.expired()):
            return
        if not self.started:
            self.started = True
            self.limit.reschedule(None)
        await self._send(message)


def _is_upload(scope: Scope) -> bool:
    return any(
        name == b"content-type" and value.startswith(b"multipart/")
        for name, value in scope["headers"]
    )


def _too_slow() -> Response:
    return problem_response(
        408,
        "Too slow",
        "The body did not arrive in time: send the request again.",
        "request.too_slow",
        # What would still come of it is not the next request.
        headers={"Connection": "close"},
    )
