"""What a WebSocket's client may say, and how it is told of what it may not."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from praxis.kit.ids import new_uid
from praxis.live import sockets
from tests.integration.live.conftest import Stage
from tests.support.streams import Socket, socket_url

BAD_FIRST: dict[str, Any] = {
    "no JSON": "{",
    "JSON of no object": "[]",
    "not a hello": json.dumps({"type": "watch", "doctor_ids": []}),
    "no type": json.dumps({"token": "x"}),
    "no token": json.dumps({"type": "hello"}),
    "a token that is no text": json.dumps({"type": "hello", "token": 7}),
    "a token that is too long": json.dumps({"type": "hello", "token": "x" * 4001}),
    "an unknown member": json.dumps({"type": "hello", "token": "x", "as": "admin"}),
    "a point that is no id": json.dumps({"type": "hello", "token": "x", "last_event_id": "1"}),
    "a doctor that is no id": json.dumps(
        {
            "type": "hello",
            "token": "x",
            "watch": {"doctor_ids": ["x"]},
        }
    ),
    "too many doctors": json.dumps(
        {
            "type": "hello",
            "token": "x",
            "watch": {"doctor_ids": [str(new_uid())] * 21},
        }
    ),
    "a number of JSON that is none": '{"type":"hello","token":NaN}',
    "very deep": "[" * 5000,
    "bytes": b'{"type":"hello"}',
}

BAD_LATER = {
    "no JSON": "x",
    "another hello": json.dumps({"type": "hello", "token": "x"}),
    "an unknown type": json.dumps({"type": "shout"}),
    "no doctors": json.dumps({"type": "watch"}),
    "doctors that are no list": json.dumps({"type": "watch", "doctor_ids": "all"}),
    "a ping with more": json.dumps({"type": "ping", "more": 1}),
}


async def closed_after(stage: Stage, message: str | bytes) -> tuple[int, str]:
    async with connect(socket_url(stage.url), compression=None) as connection:
        await connection.send(message)
        return await Socket(connection).closed()


@pytest.mark.parametrize("name", BAD_FIRST)
async def test_a_bad_first_message_closes_with_a_reason(stage: Stage, name: str) -> None:
    code, reason = await closed_after(stage, BAD_FIRST[name])

    assert code == 4400
    assert 0 < len(reason) <= 123


@pytest.mark.parametrize("name", BAD_LATER)
async def test_a_bad_later_message_closes_with_a_reason(stage: Stage, name: str) -> None:
    _, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        await socket.connection.send(BAD_LATER[name])
        code, reason = await socket.closed()

    assert (code, reason != "") == (4400, True)


async def test_a_reason_does_not_repeat_the_token(stage: Stage) -> None:
    hello = {"type": "hello", "token": ["a-secret-of-somebody"]}
    _, reason = await closed_after(stage, json.dumps(hello))
    assert "a-secret" not in reason


async def test_tokens_that_are_not_ours_or_too_old_close_as_not_signed_in(stage: Stage) -> None:
    for token in ("x", "a.b.c", "\x00", "é" * 100):
        hello = json.dumps({"type": "hello", "token": token})
        assert await closed_after(stage, hello) == (4401, "auth.required")


async def test_a_message_that_is_too_large_closes(stage: Stage) -> None:
    code, _ = await closed_after(stage, "x" * (17 * 1024))
    assert code == 1009


async def test_who_says_nothing_is_not_waited_for(stage: Stage) -> None:
    async with connect(socket_url(stage.url), compression=None) as connection:
        async with asyncio.timeout(sockets.HELLO_SECONDS + 3):
            await connection.wait_closed()
        assert connection.close_code == 4400


async def test_a_ping_is_answered(stage: Stage) -> None:
    _, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        await socket.say({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://[", "http://127.0.0.1:1"]
)
async def test_pages_of_others_may_not_open_a_socket(stage: Stage, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(socket_url(stage.url), origin=origin):  # type: ignore[arg-type] # any
            pass
    assert refused.value.response.status_code == 403


async def test_our_own_pages_may_open_one(stage: Stage) -> None:
    _, token = await stage.somebody()
    for origin in (stage.url, "http://127.0.0.1:8000"):
        async with connect(socket_url(stage.url), origin=origin) as connection:  # type: ignore[arg-type] # any
            socket = Socket(connection)
            await socket.say({"type": "hello", "token": token})
            assert (await socket.hear())["type"] == "ready"


async def test_a_plain_request_is_not_found_and_other_sockets_are_refused(stage: Stage) -> None:
    async with httpx.AsyncClient(base_url=stage.url) as client:
        assert (await client.get("/api/v1/ws")).status_code == 404
    for path in ("/api/v1/events", "/", "/api/v1/nothing"):
        url = stage.url.replace("http", "ws") + path
        with pytest.raises(InvalidStatus) as refused:
            async with connect(url):
                pass
        assert refused.value.response.status_code == 403


async def test_who_hangs_up_at_any_moment_leaves_no_fault(stage: Stage) -> None:
    _, token = await stage.somebody()
    for words in ([], ["{"], [json.dumps({"type": "hello", "token": token})]):
        connection = await connect(socket_url(stage.url), compression=None)
        for word in words:
            await connection.send(word)
        connection.transport.abort()
        await connection.wait_closed()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
    # The server's log is looked at when it stops.
