"""ASGI middleware: gives each request an id, counts it and writes a line, without its contents."""

import re
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from praxis.kit.clients import client_address
from praxis.kit.ids import new_uid
from praxis.kit.telemetry.requests import count_request

log = structlog.get_logger("praxis.requests")

_ACCEPTED_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

SWITCHING_PROTOCOLS = 101
FORBIDDEN = 403
FAULT = 500
# Of a socket whose other side went without a word, as RFC 6455 has it.
ABNORMAL_CLOSURE = 1006


class RequestLog:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._follow_request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._follow_socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _follow_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = _request_id(scope)
        started = time.perf_counter()
        status = 0
        answered_after: float | None = None

        async def watch(message: Message) -> None:
            nonlocal status, answered_after
            if message["type"] == "http.response.start":
                status = message["status"]
                # A stream goes on for hours after this.
                answered_after = time.perf_counter() - started
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            # Answered outside of everything else, so its answer does not come by here.
            status = status or FAULT
            answered_after = answered_after or time.perf_counter() - started
            raise
        finally:
            method, route = scope["method"], _template(scope)
            count_request(method, route, status, answered_after)
            log.info(
                "request",
                method=method,
                route=route,
                status=status,
                ms=_milliseconds_since(started),
                request_id=request_id,
                client=client_address(scope),
                actor=_actor_id(scope),
            )

    async def _follow_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = _request_id(scope)
        started = time.perf_counter()
        accepted_after: float | None = None
        code = ABNORMAL_CLOSURE

        async def watch(message: Message) -> None:
            nonlocal accepted_after, code
            if message["type"] == "websocket.accept":
                accepted_after = time.perf_counter() - started
            elif message["type"] == "websocket.close":
                code = message.get("code", 1000)
            await send(message)

        async def hear() -> Message:
            nonlocal code
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = message.get("code", ABNORMAL_CLOSURE)
            return message

        try:
            await self._app(scope, hear, watch)
        finally:
            route = _template(scope)
            status = FORBIDDEN if accepted_after is None else SWITCHING_PROTOCOLS
            count_request("GET", route, status, accepted_after)
            log.info(
                "socket",
                route=route,
                status=status,
                code=code,
                ms=_milliseconds_since(started),
                request_id=request_id,
                actor=_actor_id(scope),
            )


def _request_id(scope: Scope) -> str:
    """The one that came with the request, or a new one; kept where others find it."""
    offered = Headers(scope=scope).get("x-request-id", "")
    request_id = offered if _ACCEPTED_ID.fullmatch(offered) else str(new_uid())
    scope["request_id"] = request_id
    return request_id


def _template(scope: Scope) -> str | None:
    """The form of the address, not its path or query: those can name a person."""
    return getattr(scope.get("route"), "path", None)


def _actor_id(scope: Scope) -> str | None:
    """The public id of who asks, once that is known; there is none of a visitor."""
    uid = getattr(scope.get("actor"), "uid", None)
    return None if uid is None else str(uid)


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
