"""Requests that take too long, against the real database and the real server."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.types import Message, Receive, Scope, Send

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.problems import MEDIA_TYPE
from praxis.kit.timeouts import RequestTimeouts
from praxis.settings import Settings
from praxis.settings.groups import RequestSettings
from tests.support.applications import app_on
from tests.support.server import start_server

SLOW = timedelta(milliseconds=300)


@pytest.fixture
async def slow_app(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> AsyncIterator[FastAPI]:
    requests = RequestSettings(timeout=SLOW)
    async with app_on(dsn, settings, tmp_path, clock, requests=requests) as app:
        yield app


async def post(app: FastAPI, path: str, **options: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.post(path, **options)


async def test_a_statement_that_takes_too_long_is_cancelled_and_its_transaction_undone(
    slow_app: FastAPI, database: Database
) -> None:
    async def write_and_wait(unit: UnitOfWork) -> None:
        await unit.sql.execute("INSERT INTO sign_in_attempts VALUES ('\\x00', 1, now())")
        await unit.sql.execute("SELECT pg_sleep(20)")

    # Below an address that routes know: others go to the web app.
    @slow_app.post("/livez/slow")
    async def slow(request: Request) -> None:
        await request.app.state.database.transact(write_and_wait)

    begun = time.monotonic()
    answers = await asyncio.gather(*(post(slow_app, "/livez/slow") for _ in range(3)))
    assert time.monotonic() - begun < 15
    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.headers["retry-after"] == "1"
        assert answer.json()["code"] == "service.timeout"
        assert "x-request-id" in answer.headers
    async with database.reading() as reader:
        assert not await reader.sql.fetchval(
            "SELECT count(*) FROM sign_in_attempts WHERE key = '\\x00'"
        )
        async with asyncio.timeout(5):
            while await reader.sql.fetchval(  # noqa: ASYNC110 -- another process changes it
                "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle'"
                " AND query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()"
            ):
                await asyncio.sleep(0.02)

    # Its connections are as good as new.
    async def read(unit: UnitOfWork) -> int:
        return int(await unit.sql.fetchval("SELECT 7"))

    mine: Database = slow_app.state.database
    assert await asyncio.gather(*(mine.transact(read) for _ in range(20))) == [7] * 20


async def test_an_answer_that_has_begun_may_take_its_time() -> None:
    sent: list[bytes] = []

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in (b"a", b"b", b"c"):
            await asyncio.sleep(0.08)
            await send({"type": "http.response.body", "body": piece, "more_body": piece != b"c"})

    await serve(app, sent, seconds=0.1)
    assert b"".join(sent) == b"abc"


async def test_work_after_a_slow_body_has_its_whole_time() -> None:
    sent: list[bytes] = []

    async def app(_: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await asyncio.sleep(0.1)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    await serve(app, sent, seconds=0.2, pieces=6, pause=0.05)
    assert sent == [b"done"]


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    sent: list[bytes] = []
    undone: list[BaseException] = []

    async def app(_: Scope, receive: Receive, send: Send) -> None:
        try:
            while (await receive()).get("more_body"):
                pass
        except Exception as error:  # noqa: BLE001 -- as libraries do that read bodies
            undone.append(error)
            await send({"type": "http.response.start", "status": 400, "headers": []})
            await send({"type": "http.response.body", "body": b"cannot be read"})

    await serve(app, sent, seconds=5, body_seconds=0.1, pieces=1000, pause=0.03)
    assert undone
    assert b"request.too_slow" in sent[0]


async def serve(
    app: Any,
    sent: list[bytes],
    *,
    seconds: float,
    body_seconds: float = 5,
    pieces: int = 1,
    pause: float = 0.0,
) -> None:
    left = pieces

    async def receive() -> Message:
        nonlocal left
        await asyncio.sleep(pause)
        left -= 1
        return {"type": "http.request", "body": b"x", "more_body": left > 0}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            sent.append(message.get("body", b""))

    guarded = RequestTimeouts(app, seconds=seconds, body_seconds=body_seconds, upload_seconds=5)
    await guarded({"type": "http", "method": "POST", "headers": []}, receive, send)


async def test_who_sends_byte_by_byte_is_answered_and_hung_up_on(dsn: str, tmp_path: Path) -> None:
    environment = {"PRAXIS_REQUESTS__BODY_TIMEOUT": "PT0.5S", "PRAXIS_TASKS": "off"}
    server = await asyncio.to_thread(start_server, tmp_path, dsn, environment=environment)
    try:
        address = urlsplit(server.base_url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n"
        writer.write(head + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
        answer = b""

        async def take() -> None:
            nonlocal answer
            # What came before the line was cut is the answer all the same.
            with contextlib.suppress(ConnectionError):
                while chunk := await reader.read(4096):
                    answer += chunk

        taking = asyncio.create_task(take())
        async with asyncio.timeout(30):
            with contextlib.suppress(ConnectionError):
                while not taking.done():
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0.1)
            await taking
        writer.close()
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"request.too_slow" in answer
        assert not server.faults()
    finally:
        await asyncio.to_thread(server.stop)
