"""How long it takes from writing an event to a thousand open streams having it.

The streams are plain sockets in this process; the server is another. What is counted begins before
the transaction that writes the event and ends when its bytes are here, so it holds the commit, the
notice, the look, and the work of both loops.
"""

import asyncio
import base64
import json
import os
import re
import statistics
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psutil

from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.live.events import Event, publish
from praxis.settings.groups import AuthSettings

AT_ONCE = 50
OPEN_SECONDS = 60.0
ARRIVE_SECONDS = 30.0

ADD_USERS = """
    WITH people AS (
        INSERT INTO users (uid, email, full_name, password_hash, role)
        SELECT uid, uid || '@example.org', 'Listener', 'x', 'staff' FROM unnest($1::uuid[]) uid
        RETURNING id, uid)
    INSERT INTO sessions (uid, user_id, created_at, expires_at)
    SELECT s.uid, p.id, now(), now() + interval '1 day'
    FROM unnest($1::uuid[], $2::uuid[]) AS s (user_uid, uid) JOIN people p ON p.uid = s.user_uid
"""

NUMBER = re.compile(rb'"n": ?(\d+)')


@dataclass
class Tally:
    """When each event was written, and when each stream had it."""

    sent: dict[int, float] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    ready: int = 0
    lost: int = 0


class Listener(asyncio.Protocol):
    """One stream, of which only the numbers of its events are read."""

    def __init__(self, tally: Tally, opening: bytes, hello: bytes) -> None:
        self._tally = tally
        self._opening = opening
        self._hello = hello
        self._left = b""
        self._is_ready = False
        self.numbers: list[int] = []
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- of TCP
        self.transport = transport
        transport.write(self._opening)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        data = self._left + data
        if not self._is_ready:
            if self._hello and b" 101 " in data:
                assert self.transport is not None  # noqa: S101 -- it was made before
                self.transport.write(self._hello)
                self._hello = b""
            self._is_ready = b'"ready"' in data or b"event: ready" in data
            self._tally.ready += self._is_ready
            self._left = b"" if self._is_ready else data
            return
        end = 0
        for match in NUMBER.finditer(data):
            number, end = int(match[1]), match.end()
            self.numbers.append(number)
            self._tally.delays.append(now - self._tally.sent[number])
        # An event may come in two parts; what is left is never longer than one.
        self._left = data[end:][-400:]

    def connection_lost(self, _: Exception | None) -> None:
        self._tally.lost += 1


def frame(text: bytes) -> bytes:
    """A text frame as a client sends it (RFC 6455), of less than 64 KB."""
    mask = os.urandom(4)
    body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(text))
    return b"\x81\xfe" + len(text).to_bytes(2, "big") + mask + body


def openings(kind: str, host: str, token: str) -> tuple[bytes, bytes]:
    """What opens a stream: the request, and what is said once it was accepted."""
    if kind == "sse":
        lines = ["GET /api/v1/events HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {token}"]
        return "\r\n".join([*lines, "", ""]).encode(), b""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        *("GET /api/v1/ws HTTP/1.1", f"Host: {host}", "Connection: Upgrade", "Upgrade: websocket"),
        *("Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"),
    ]
    hello = json.dumps({"type": "hello", "token": token}).encode()
    return "\r\n".join([*lines, "", ""]).encode(), frame(hello)


async def add_listeners(database: Database, secret: str, count: int) -> list[str]:
    """The access tokens of so many new members of the desk."""
    now = SystemClock().now()
    tokens = TokenMaker(secret, AuthSettings().access_token_lifetime)
    users = [new_uid() for _ in range(count)]
    sessions = [new_uid() for _ in range(count)]

    async def add(unit: UnitOfWork) -> None:
        await unit.sql.execute(ADD_USERS, users, sessions)

    await database.transact(add)
    pairs: Sequence[tuple[UUID, UUID]] = list(zip(users, sessions, strict=True))
    return [tokens.access_token(user, session, now) for user, session in pairs]


async def open_all(url: str, kind: str, tokens: Sequence[str], tally: Tally) -> list[Listener]:
    address = urlsplit(url)
    host, port = address.hostname or "", address.port or 80
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(AT_ONCE)

    async def open_one(token: str) -> Listener:
        listener = Listener(tally, *openings(kind, address.netloc, token))
        async with gate:
            await loop.create_connection(lambda: listener, host, port)
        return listener

    found = await asyncio.gather(*map(open_one, tokens))
    async with asyncio.timeout(OPEN_SECONDS):
        while tally.ready < len(tokens):  # noqa: ASYNC110 -- counted by the protocols
            await asyncio.sleep(0.01)
    return found


async def tell_all(database: Database, tally: Tally, events: int, pause: float) -> None:
    for number in range(events):
        data = {"n": number, "id": new_uid(), "doctor_id": new_uid(), "location_id": new_uid()}
        event = Event("appointment.changed", data, desk=True)
        tally.sent[number] = time.perf_counter()
        await database.transact(partial(publish, events=[event], now=SystemClock().now()))
        await asyncio.sleep(pause)


async def measure_streams(
    dsn: str,
    url: str,
    secret: str,
    *,
    server_pid: int | None = None,
    streams: int = 1000,
    events: int = 50,
    pause: float = 0.2,
    kind: str = "websocket",
) -> dict[str, Any]:
    """Open `streams` on the server at `url`, write `events`, and see that each has each, once.

    `kind` is "websocket" or "sse". Delays in milliseconds, memory in bytes.
    """
    database = Database(dsn, pool_size=2)
    tally = Tally()
    listeners: list[Listener] = []
    server = psutil.Process(server_pid) if server_pid else None
    try:
        tokens = await add_listeners(database, secret, streams)
        before = server.memory_info().rss if server else 0
        began = time.perf_counter()
        listeners = await open_all(url, kind, tokens, tally)
        opened = time.perf_counter() - began
        rss = server.memory_info().rss - before if server else 0
        await tell_all(database, tally, events, pause)
        with suppress(TimeoutError):
            async with asyncio.timeout(ARRIVE_SECONDS):
                while len(tally.delays) < streams * events:  # noqa: ASYNC110 -- as above
                    await asyncio.sleep(0.01)
        complete = sum(listener.numbers == list(range(events)) for listener in listeners)
        return {
            "kind": kind,
            "streams": streams,
            "events": events,
            "complete": complete,
            "lost": tally.lost,
            "opened_seconds": round(opened, 2),
            **_delays(tally.delays),
            "rss_per_stream": rss // streams,
        }
    finally:
        for listener in listeners:
            if listener.transport is not None:
                listener.transport.abort()
        await asyncio.sleep(0)
        await database.close()


def _delays(seconds: Sequence[float]) -> dict[str, float]:
    if not seconds:
        return {}
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    shown = {"p50_ms": cuts[49], "p99_ms": cuts[98], "max_ms": max(seconds)}
    return {name: round(value * 1000, 1) for name, value in shown.items()}
