"""How a request body is read: bounded, and only JSON that means what it says."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from praxis.kit.errors import Told
from praxis.kit.problems import problem_response


class StrictRequest(Request):
    async def json(self) -> Any:  # noqa: ANN401 -- the signature of Starlette
        """Parse the body; `NaN`, overflowing numbers, half characters and NUL are not JSON here.

        Nor is a name that stands twice in one object: each reader would take another of the two.
        """
        body = await self.body()
        value = orjson.loads(body)
        try:
            json.loads(body, object_pairs_hook=_distinct)
        except RecursionError:
            raise json.JSONDecodeError("nested too deeply", "", 0) from None
        if b"\\u0000" in body and _holds_nul(value):
            raise json.JSONDecodeError("NUL is not a character of text", "", 0)
        return value


def _distinct(pairs: list[tuple[str, object]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise json.JSONDecodeError("a name stands twice in one object", "", 0)


def _holds_nul(value: object) -> bool:
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, str) and "\x00" in inner:
            return True
        if isinstance(inner, dict):
            waiting += [*inner, *inner.values()]
        elif isinstance(inner, list):
            waiting += inner
    return False


class StrictRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strict


class _TooLarge(Exception):
    pass


LINGER_SECONDS = 3.0
LINGER_IDLE_SECONDS = 0.5


async def _refuse_and_linger(refusal: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once, then let go of what is still arriving for a while before hanging up.

    A socket closed over unread bytes is reset, and a reset overtakes the answer: the sender
    would see a broken connection in place of the refusal (nginx calls the remedy lingering close).
    """

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.body":
            await send({**message, "more_body": True})
        else:
            await send(message)

    await refusal(scope, receive, answer)
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            arrives = True
            while arrives:
                async with asyncio.timeout(LINGER_IDLE_SECONDS):
                    message = await receive()
                arrives = message["type"] == "http.request" and message.get("more_body", False)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


class RequestLimits:
    """ASGI middleware: refuses oversized bodies while they arrive, and NUL in the address."""

    def __init__(self, app: ASGIApp, *, body_bytes: int, upload_bytes: int) -> None:
        self._app = app
        self._body_bytes = body_bytes
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if b"%00" in scope["raw_path"] or b"%00" in scope["query_string"]:
            refusal = problem_response(
                400, "Bad request", "The address holds a NUL character.", "request.nul"
            )
            await refusal(scope, receive, send)
            return
        headers = dict(scope["headers"])
        uploads = headers.get(b"content-type", b"").startswith(b"multipart/")
        limit = self._upload_bytes if uploads else self._body_bytes
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > limit:
            await _refuse_and_linger(_too_large(limit), scope, receive, send)
            return
        await self._bounded(scope, receive, send, limit)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        seen = 0
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            # What the application makes of a body that was cut off is not the answer.
            if started or seen <= limit:
                started = True
                await send(message)

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _TooLarge
            return message

        with suppress(_TooLarge):
            await self._app(scope, bounded, answer)
        if seen > limit and not started:
            await _refuse_and_linger(_too_large(limit), scope, receive, send)


def _too_large(limit: int) -> Response:
    return problem_response(
        413,
        "Too large",
        Told("The body may hold at most {limit} bytes.").fill(limit=limit),
        "request.too_large",
        headers={"Connection": "close"},
    )
