"""ASGI middleware: headers that every answer carries, whoever made it."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from praxis.web.policy import DATA

Header = tuple[bytes, bytes]

_ALWAYS = (
    (b"content-security-policy", DATA.encode()),
    # What is about people stays in no cache; files of the app say otherwise themselves.
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Another host learns nothing; `no-referrer` would also hide the origin of our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        (
            b"accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
            b"geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
            b"payment=(), serial=(), usb=()"
        ),
    ),
)
YEAR_SECONDS = 365 * 24 * 3600


class SecurityHeaders:
    """Adds what is missing: an answer that knows better, like a page, keeps its own."""

    def __init__(self, app: ASGIApp, *, https: bool = False, subdomains: bool = False) -> None:
        self._app = app
        self._headers = (*_ALWAYS, *([_strict_transport(subdomains)] if https else []))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = with_missing(message.get("headers", ()), self._headers)
            await send(message)

        await self._app(scope, receive, secured)


def with_missing(headers: Iterable[Header], wanted: Iterable[Header]) -> list[Header]:
    """The headers, and of the wanted ones those that are not among them."""
    given = list(headers)
    named = {name.lower() for name, _ in given}
    return given + [header for header in wanted if header[0] not in named]


def _strict_transport(subdomains: bool) -> Header:
    """RFC 6797: for a year the browser comes by HTTPS alone. Over plain HTTP nobody heeds it."""
    value = f"max-age={YEAR_SECONDS}" + ("; includeSubDomains" if subdomains else "")
    return b"strict-transport-security", value.encode()
