"""Where the public address is one of HTTPS, a WebSocket without TLS is not opened."""

from typing import Any

import pytest

from praxis.app import create_app
from praxis.settings import Settings

PROXY = "10.0.0.1"


async def opened(settings: Settings, *headers: tuple[bytes, bytes]) -> list[dict[str, Any]]:
    """What is answered to who wants to open one, through the proxy."""
    behind = {"public_url": "https://clinic.example.org", "proxies": (PROXY,)}
    app = create_app(settings.model_copy(update=behind), "postgresql:///")
    # Nobody who only knocks is looked up.
    app.state.database = None
    coming: list[dict[str, Any]] = [
        {"type": "websocket.connect"},
        {"type": "websocket.disconnect", "code": 1001},
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return coming.pop(0)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "websocket",
        "path": "/api/v1/ws",
        "raw_path": b"/api/v1/ws",
        "query_string": b"",
        "scheme": "ws",
        "client": (PROXY, 4711),
        "server": ("10.0.0.5", 8000),
        "headers": [(b"host", b"clinic.example.org"), *headers],
        "subprotocols": [],
        "state": {},
    }
    await app(scope, receive, send)
    return sent


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"x-forwarded-proto", b"http")],
        [(b"x-forwarded-proto", b"ws"), (b"origin", b"https://clinic.example.org")],
    ],
)
async def test_a_plain_socket_is_refused(
    settings: Settings, headers: list[tuple[bytes, bytes]]
) -> None:
    assert await opened(settings, *headers) == [
        {"type": "websocket.close", "code": 1008, "reason": ""}
    ]


async def test_one_over_tls_is_opened(settings: Settings) -> None:
    first, *_ = await opened(settings, (b"x-forwarded-proto", b"https"))
    assert first["type"] == "websocket.accept"
