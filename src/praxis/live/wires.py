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

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as above it
        super().connection_made(transport)
        self._wire = Wire(transport)
        self.app_state = _with_wire(self.app_state, self._wire)

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
