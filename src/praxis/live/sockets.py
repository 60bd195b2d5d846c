"""A WebSocket as the line of a stream: who is there, what they say, and how it is closed."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import orjson
import structlog
from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from praxis.identity.auth import authenticate
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database
from praxis.kit.errors import DomainError, Kind
from praxis.kit.origins import is_of_host
from praxis.live.delivery import deliver
from praxis.live.schemas import Hello, LaterMessage, Ping
from praxis.live.service import Live, Opened
from praxis.live.streams import End, Told
from praxis.live.wires import wire_of
from praxis.settings import Settings

log = structlog.get_logger(__name__)

HELLO_SECONDS = 10.0

NORMAL, TRY_AGAIN, FAULT = 1000, 1013, 1011
BAD_MESSAGE, NOT_SIGNED_IN = 4400, 4401


class _Left(ConnectionError):
    """The socket is closed."""


class _BadMessage(Exception):
    """What came is none of the messages that there are; says which rule it breaks."""


class SocketLine:
    name = "websocket"

    def __init__(self, websocket: WebSocket, live: Live, opened: Opened) -> None:
        self._websocket = websocket
        self._live = live
        self._opened = opened

    async def tell(self, events: Sequence[Told]) -> None:
        for event in events:
            await _send(self._websocket, event.message)

    async def reset(self) -> None:
        await _send(self._websocket, '{"type":"reset"}')

    async def ready(self, resume_uid: UUID | None) -> None:
        await self._say("ready", id=resume_uid)

    async def alive(self, resume_uid: UUID | None) -> None:
        await self._say("alive", id=resume_uid)

    async def end(self, end: End | None) -> None:
        if end is not None:
            await _close(self._websocket, end.code, end.sentence)

    async def listen(self) -> None:
        try:
            while True:
                await self._take(await _receive(self._websocket))
        except _Left:
            pass
        except _BadMessage as fault:
            await _close(self._websocket, BAD_MESSAGE, str(fault))

    async def _take(self, raw: object) -> None:
        try:
            message = LaterMessage.validate_python(raw)
        except ValidationError as error:
            raise _BadMessage(_first_fault(error)) from None
        if isinstance(message, Ping):
            await self._say("pong")
            return
        self._live.hub.watch(self._opened.stream, message.doctor_ids)
        await self._say("watching", doctor_ids=message.doctor_ids)

    async def _say(self, kind: str, **members: object) -> None:
        await _send(self._websocket, orjson.dumps({"type": kind, **members}, default=str).decode())


async def converse(
    websocket: WebSocket, live: Live, database: Database, clock: Clock, settings: Settings
) -> None:
    """Serve one WebSocket from its handshake to its close."""
    if not _may_come_from(websocket, settings):
        await websocket.close()
        return
    try:
        await websocket.accept()
        opened = await _greet(websocket, live, database, clock)
        if opened is not None:
            line = SocketLine(websocket, live, opened)
            try:
                await deliver(live, opened, line, wire_of(websocket.scope))
            finally:
                live.close(opened.stream)
    except OSError:
        # The client has left.
        return
    except Exception as error:
        log.exception("request.failed", path=websocket.scope["path"], cause=type(error).__name__)
        # Nobody above this knows how to answer a socket.
        await _close(websocket, FAULT, "Something went wrong on our side")


def _may_come_from(websocket: WebSocket, settings: Settings) -> bool:
    """Browsers say whose page opens a socket; programs need not."""
    origin, host = websocket.headers.get("origin"), websocket.headers.get("host")
    return origin is None or origin in settings.own_origins or is_of_host(origin, host)


async def _greet(
    websocket: WebSocket, live: Live, database: Database, clock: Clock
) -> Opened | None:
    """The stream of whoever says hello; nothing, and the socket closed, if that goes wrong."""
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            hello = Hello.model_validate(await _receive(websocket))
        actor = await authenticate(hello.token, websocket, None)
        return await live.open(database, clock, actor, hello.watch.doctor_ids, hello.last_event_id)
    except TimeoutError:
        await _close(websocket, BAD_MESSAGE, "The first message must come within 10 seconds")
    except ValidationError as error:
        await _close(websocket, BAD_MESSAGE, _first_fault(error))
    except _BadMessage as fault:
        await _close(websocket, BAD_MESSAGE, str(fault))
    except DomainError as refusal:
        code = NOT_SIGNED_IN if refusal.kind is Kind.UNAUTHENTICATED else TRY_AGAIN
        await _close(websocket, code, refusal.code)
    return None


async def _receive(websocket: WebSocket) -> object:
    message = await websocket.receive()
    if message["type"] != "websocket.receive":
        raise _Left
    text = message.get("text")
    if text is None:
        raise _BadMessage("Messages are text")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _BadMessage("Messages are JSON") from None


def _first_fault(error: ValidationError) -> str:
    """Where and what, without what was sent: that may be a token."""
    fault = error.errors(include_input=False, include_url=False)[0]
    place = "/".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}" if place else str(fault["msg"])


async def _send(websocket: WebSocket, text: str) -> None:
    try:
        await websocket.send({"type": "websocket.send", "text": text})
    except (WebSocketDisconnect, RuntimeError):
        # uvicorn closes by itself what answers no ping or sends too much, and then takes no more.
        raise _Left from None


LONGEST_REASON = 120


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    """Close with a reason of at most 123 bytes, as RFC 6455 has it."""
    said = reason.encode("ascii", "replace")[:LONGEST_REASON].decode()
    try:
        await websocket.send({"type": "websocket.close", "code": code, "reason": said})
    except (WebSocketDisconnect, RuntimeError):
        # It is closed already.
        return
