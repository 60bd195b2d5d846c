"""Clients of the live streams, as they are: a WebSocket, and Server-Sent Events over a socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Self
from uuid import UUID

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 10.0
# Long enough for what is told to arrive, when it must not.
QUIET = 0.6


class Socket:
    """A WebSocket that has said hello."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.last_id: str | None = None

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        base_url: str,
        token: str,
        *,
        last_id: str | None = None,
        doctors: Sequence[UUID] = (),
    ) -> AsyncIterator[Self]:
        """Said hello to, and ready; what comes before that is read with `heard`."""
        # With a bounded queue it would not read the answer when it closes in the middle.
        async with connect(socket_url(base_url), compression=None, max_queue=None) as connection:
            socket = cls(connection)
            watch = {"doctor_ids": [str(uid) for uid in doctors]}
            hello = {"type": "hello", "token": token, "last_event_id": last_id, "watch": watch}
            await socket.say(hello)
            yield socket

    async def say(self, message: object) -> None:
        await self.connection.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            message: dict[str, Any] = json.loads(await self.connection.recv())
        self.last_id = message.get("id") or self.last_id
        return message

    async def until_ready(self) -> list[dict[str, Any]]:
        """What came before `ready`."""
        heard = []
        while (message := await self.hear())["type"] != "ready":
            heard.append(message)
        return heard

    async def event(self) -> tuple[str, dict[str, Any]]:
        """The kind and the data of the next message, which must be an event."""
        message = await self.hear()
        assert message["type"] == "event", message
        return message["kind"], message["data"]

    async def is_quiet(self) -> bool:
        try:
            async with asyncio.timeout(QUIET):
                await self.connection.recv()
        except TimeoutError:
            return True
        return False

    async def closed(self) -> tuple[int, str]:
        """How the server closes it: the code and the reason."""
        with suppress(ConnectionClosed):
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.connection.recv()
        return self.connection.close_code or 0, self.connection.close_reason or ""


def socket_url(base_url: str) -> str:
    return base_url.replace("http://", "ws://") + "/api/v1/ws"


class Events:
    """Server-Sent Events, taken apart as a browser does."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.last_id: str | None = None
        self._lines = response.aiter_lines()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, base_url: str, token: str, *, last_id: str | None = None, **params: Any
    ) -> AsyncIterator[Self]:
        headers = {"Authorization": f"Bearer {token}"}
        if last_id is not None:
            headers["Last-Event-ID"] = last_id
        async with (
            httpx.AsyncClient(base_url=base_url, timeout=PATIENCE) as client,
            client.stream("GET", "/api/v1/events", headers=headers, params=params) as response,
        ):
            yield cls(response)

    async def hear(self) -> tuple[str, dict[str, Any]]:
        """The name and the data of the next event."""
        name, data = "message", ""
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "id":
                    self.last_id = value
                elif field == "data":
                    data = value
                elif not line and data:
                    return name, json.loads(data)
        raise EOFError("the stream has ended")

    async def until_ready(self) -> list[tuple[str, dict[str, Any]]]:
        heard = []
        while (message := await self.hear())[0] != "ready":
            heard.append(message)
        return heard


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 -- the state is elsewhere
            await asyncio.sleep(0.02)
