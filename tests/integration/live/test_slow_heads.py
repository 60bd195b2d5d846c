"""Connections that say nothing, or nothing whole."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from praxis.live import wires
from tests.support.server import free_port

PATIENCE = 0.4


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server with our connections, and little patience."""
    monkeypatch.setattr(wires, "HEAD_SECONDS", PATIENCE)
    port = free_port()
    config = uvicorn.Config(
        PlainTextResponse("here"),
        port=port,
        http=wires.WiredHttp,
        ws=wires.WiredWebSockets,
        lifespan="off",
        log_config=None,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 -- uvicorn tells nobody
        await asyncio.sleep(0.01)
    yield port
    server.should_exit = True
    await task


async def seconds_until_hung_up(port: int, *pieces: bytes, pause: float = 0.1) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = time.monotonic()
    with suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        async with asyncio.timeout(5):
            while await reader.read(65_536):
                pass
    writer.close()
    return time.monotonic() - begun


async def test_who_says_nothing_is_hung_up_on(port: int) -> None:
    assert PATIENCE * 0.9 < await seconds_until_hung_up(port) < 3


async def test_a_head_that_comes_line_by_line_is_not_waited_for(port: int) -> None:
    lines = (b"GET / HTTP/1.1\r\n", *(b"X-More: 1\r\n" for _ in range(100)))
    assert PATIENCE * 0.9 < await seconds_until_hung_up(port, *lines) < 3


async def test_so_it_is_after_a_request_that_was_answered(port: int) -> None:
    whole = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    lines = (whole, b"GET / HTTP/1.1\r\n", *(b"X-More: 1\r\n" for _ in range(100)))
    assert PATIENCE * 0.9 < await seconds_until_hung_up(port, *lines) < 3


async def test_between_requests_a_connection_may_rest(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(5):
            assert (await reader.readuntil(b"here")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(PATIENCE * 2)
    writer.close()
