"""The connection under a stream, as uvicorn's protocols hand it on.

An application under ASGI cannot see how much waits to be written, cannot hang up on a reader that
does not read, and hears too late that the server stops: uvicorn waits for open answers first.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# What may wait for a slow reader, in this process and again in the kernel, before sending waits.
WRITE_BUFFER_BYTES = 32 * 1024

FAREWELL_SECONDS = 5.0

# Until the head of a request is there, of the first one from when the connection was made.
HEAD_SECONDS = 30.0

_KEY = "wire"


class Wire:
    def __init__(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        # Called when the server begins to stop.
        self.on_shutdown: Callable[[], object] | None = None

    def keep_small(self) -> None:
        """Buffer little: events that a slow reader has not taken wait with all others' instead."""
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)
        # Of a connection that has just gone uvloop has no socket to show.
        with suppress(ValueError, OSError):
            found = self._transport.get_extra_info("socket")
            if found is not None:
                found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, WRITE_BUFFER_BYTES)

    def shut_down(self) -> None:
        if self.on_shutdown is not None:
            self.on_shutdown()

    def abort(self) -> None:
        """Hang up at once; what was not taken is gone."""
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()

    def abort_soon(self) -> None:
        """Hang up if the other side has not taken what is left after a while."""
        asyncio.get_running_loop().call_later(FAREWELL_SECONDS, self.abort)


def wire_of(scope: Scope) -> Wire | None:
    """The connection of a request; none under another server than ours."""
    wire: Wire | None = scope.get("state", {}).get(_KEY)
    return wire


class WiredHttp(HttpToolsProtocol):
    _wire: Wire
    _waiting_for_head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as above it
        super().connection_made(transport)
        self._wire = Wire(transport)
        self.app_state = _with_wire(self.app_state, self._wire)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._have_head()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._wait_for_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._have_head()
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        """Hang up if it does not come: uvicorn waits for ever, and each connection is a file."""
        if self._waiting_for_head is None:
            self._waiting_for_head = self.loop.call_later(HEAD_SECONDS, self._wire.abort)

    def _have_head(self) -> None:
        if self._waiting_for_head is not None:
            self._waiting_for_head.cancel()
            self._waiting_for_head = None

    def shutdown(self) -> None:
        self._wire.shut_down()
        super().shutdown()


class WiredWebSockets(WebSocketsSansIOProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # It says by itself, in the words of WebSockets, that the server restarts.
        self.app_state = _with_wire(self.app_state, Wire(transport))


def _with_wire(state: dict[str, Any], wire: Wire) -> dict[str, Any]:
    return {**state, _KEY: wire}
