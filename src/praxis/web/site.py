"""ASGI application: the web app at every address that no operation has."""

from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from praxis.kit.errors import Told
from praxis.kit.etags import is_known
from praxis.kit.problems import problem_response
from praxis.web.files import NONCE, Builds, BuiltFile
from praxis.web.negotiation import accepts_html, best_encoding
from praxis.web.policy import new_nonce, notice_policy, page_policy

# Where `script/web` puts it, and where a wheel has it.
FOLDER = Path(__file__).parent / "dist"

# What lies below these is not a page, whether it is there or not.
_OTHERS = ("api", "docs", "redoc", "openapi.json", "livez", "readyz", "metrics", "assets")

# Files in /assets carry a hash of what they hold in their name; others keep theirs.
_FOREVER = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=600, stale-while-revalidate=86400"

_NOT_BUILT = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Praxis</title>
<style nonce="__PRAXIS_NONCE__">
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem }
</style>
<h1>The web app has not been built yet</h1>
<p>The server and its API are running. To build the web app, run this in the checkout:</p>
<pre><code>script/web build</code></pre>
<p>Then reload this page. The API can be tried out at <a href="/docs">/docs</a>.</p>
</html>
"""


class _Named(NamedTuple):
    """What the log calls a request: the form of its address, which names nobody."""

    path: str


class Site:
    def __init__(self, not_found: ASGIApp, folder: Path = FOLDER) -> None:
        self._not_found = not_found
        self._builds = Builds(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._answer(scope) if scope["type"] == "http" else None
        await (response or self._not_found)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path: str = scope["path"]
        headers = Headers(scope=scope)
        build = self._builds.newest()
        file = build.files.get(path) if build else None
        if file is None and path != "/" and not (_is_page(path) and _is_read(scope)):
            return None
        if not _is_read(scope):
            return _not_allowed()
        if file is not None:
            scope["route"] = _Named("/assets/{file}")
            return file_response(file, headers, _FOREVER if _is_hashed(path) else _FOR_A_WHILE)
        if not accepts_html(headers.get("accept")):
            return None
        scope["route"] = _Named("/{page}")
        return _page(build.index) if build else _notice()


def _is_read(scope: Scope) -> bool:
    return scope["method"] in {"GET", "HEAD"}


def _is_page(path: str) -> bool:
    """No part is empty or begins with a dot, and the last has no ending, as a missing file has."""
    first, *inner = path.removeprefix("/").removesuffix("/").split("/")
    strange = any(not part or part.startswith(".") for part in (first, *inner))
    return first not in _OTHERS and not strange and "." not in (inner or [first])[-1]


def _page(index: bytes) -> Response:
    nonce = new_nonce()
    return HTMLResponse(
        index.replace(NONCE, nonce.encode()),
        # Never answered with 304: the page that the browser kept has an older nonce.
        headers={"Cache-Control": "no-cache", "Content-Security-Policy": page_policy(nonce)},
    )


def _notice() -> Response:
    nonce = new_nonce()
    return HTMLResponse(
        _NOT_BUILT.encode().replace(NONCE, nonce.encode()),
        HTTPStatus.SERVICE_UNAVAILABLE,
        {"Cache-Control": "no-store", "Content-Security-Policy": notice_policy(nonce)},
    )


def _is_hashed(path: str) -> bool:
    return path.startswith("/assets/")


def file_response(file: BuiltFile, headers: Headers, cache_control: str) -> Response:
    """The file as the request wants it: compressed, or not at all where it is known already."""
    encoding = best_encoding(headers.get("accept-encoding"), file.encoded)
    content, etag = file.version(encoding)
    answered = {"Cache-Control": cache_control, "ETag": etag}
    if file.encoded:
        answered["Vary"] = "Accept-Encoding"
    if is_known(headers.get("if-none-match"), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=answered)
    if encoding is not None:
        answered["Content-Encoding"] = encoding
    # As a header: Response would add a charset to the type of its own accord.
    return Response(content, headers={"Content-Type": file.media_type, **answered})


def _not_allowed() -> Response:
    return problem_response(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "Method not allowed",
        Told("This address answers to {methods}.").fill(methods="GET, HEAD"),
        "http.method_not_allowed",
        headers={"Allow": "GET, HEAD"},
    )
