"""ASGI middleware: answers under its own names only, and over HTTPS where that is wanted.

A foreign `Host` is how a page of another name reaches into a practice's network (DNS rebinding),
and how links and caches are poisoned.
"""

import re
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from praxis.kit.errors import Told
from praxis.kit.origins import host_name
from praxis.kit.problems import problem_response

# Asked by machines that know an address and no name, and over plain HTTP; they say nothing.
PROBES = frozenset({"/livez", "/readyz", "/metrics"})
SAFE = frozenset({"GET", "HEAD"})
# What a name, or an address in brackets, is written with. Else `evil.example/.wards.lan` would end
# like a name below `*.wards.lan`, and a redirect to it would lead elsewhere.
HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")


async def refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer, or close what is no request: uvicorn turns that into a 403 of the handshake."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    else:
        await response(scope, receive, send)


def named_host(scope: Scope) -> str:
    """The name of the host that is asked for; empty unless there is one, and one alone."""
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return host_name(given[0]) if len(given) == 1 and HOST.fullmatch(given[0]) else ""


class Hosts:
    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self._app = app
        self._any = "*" in allowed
        self._names = frozenset(allowed)
        self._endings = tuple(name[1:] for name in allowed if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            self._any
            or scope["type"] == "lifespan"
            or scope["path"] in PROBES
            or self._is_ours(scope)
        ):
            await self._app(scope, receive, send)
        else:
            await refuse(_misdirected(), scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        name = named_host(scope)
        return name in self._names or name.endswith(self._endings) or _is_here(name, scope)


def _is_here(name: str, scope: Scope) -> bool:
    """Whether a request names the very address that it came to: no page can pretend that."""
    server = scope.get("server")
    if not server:
        return False
    try:
        return ip_address(name) == ip_address(server[0])
    except ValueError:
        return False


def _misdirected() -> Response:
    return problem_response(
        421,
        "Misdirected request",
        "This server does not answer under that name: use its public address.",
        "request.foreign_host",
    )


class HttpsOnly:
    """Sends pages on to HTTPS, and refuses to answer anything else without."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        public = urlsplit(public_url)
        self._public_name = public.hostname
        self._public_netloc = public.netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        secure = scope["type"] == "lifespan" or scope["scheme"] in {"https", "wss"}
        if secure or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        await refuse(self._answer(scope), scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        # Who sends a token without HTTPS has to hear of it: a redirect would hide it for ever.
        is_page = scope["type"] == "http" and scope["method"] in SAFE
        if not is_page or scope["path"].startswith("/api/"):
            return problem_response(
                403,
                "Not allowed",
                Told("Ask again over HTTPS, at {address}.").fill(
                    address=f"https://{self._netloc(scope)}"
                ),
                "request.https_required",
            )
        query = scope["query_string"].decode("latin-1")
        path = scope["raw_path"].decode("latin-1")
        address = f"https://{self._netloc(scope)}/{path.lstrip('/')}"
        return RedirectResponse(f"{address}?{query}" if query else address, 308)

    def _netloc(self, scope: Scope) -> str:
        """Where HTTPS is spoken: under the name that was asked for, which `Hosts` knows."""
        name = named_host(scope)
        if name == self._public_name or not name:
            return self._public_netloc
        return f"[{name}]" if ":" in name else name
