"""The OpenAPI file, and Swagger UI and ReDoc from installed files: nothing is fetched elsewhere."""

import asyncio
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from praxis.web.files import BuiltFile
from praxis.web.policy import documentation_policy, new_nonce
from praxis.web.site import file_response

OPENAPI_URL = "/openapi.json"


class _Assets(StaticFiles):
    """Files that change with a release of the server, and are no secret."""

    def file_response(self, *args: Any, **options: Any) -> Response:  # noqa: ANN401 - as above it
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


class _Description:
    """The OpenAPI file as bytes, over a megabyte of them, made once and beside the event loop."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._making = asyncio.Lock()
        self._made: BuiltFile | None = None

    async def answer(self, request: Request) -> Response:
        async with self._making:
            if self._made is None:
                self._made = await asyncio.to_thread(_written, self._app)
        return file_response(self._made, request.headers, "no-cache")


def _written(app: FastAPI) -> BuiltFile:
    content = json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":")).encode()
    mark = hashlib.sha256(content).hexdigest()[:20]
    encoded = {"gzip": gzip.compress(content, mtime=0)}
    return BuiltFile("application/json", mark, content, encoded)


def serve_documentation(app: FastAPI) -> None:
    static = Path(fastapi_offline.__file__).parent / "static"
    app.add_route(OPENAPI_URL, _Description(app).answer, include_in_schema=False)
    app.mount("/docs/assets", _Assets(directory=static), name="docs-assets")

    @app.get("/docs", include_in_schema=False)
    async def swagger() -> HTMLResponse:
        return _with_nonce(
            get_swagger_ui_html(
                openapi_url=OPENAPI_URL,
                title="Praxis API",
                swagger_js_url="/docs/assets/swagger-ui-bundle.js",
                swagger_css_url="/docs/assets/swagger-ui.css",
                swagger_favicon_url="/docs/assets/favicon.png",
            )
        )

    @app.get("/redoc", include_in_schema=False)
    async def redoc() -> HTMLResponse:
        return _with_nonce(
            get_redoc_html(
                openapi_url=OPENAPI_URL,
                title="Praxis API",
                redoc_js_url="/docs/assets/redoc.standalone.js",
                redoc_favicon_url="/docs/assets/favicon.png",
                with_google_fonts=False,
            )
        )


def _with_nonce(page: HTMLResponse) -> HTMLResponse:
    """FastAPI writes one inline script or style into these pages: the nonce allows that one."""
    nonce = new_nonce()
    content = bytes(page.body)
    for tag in (b"<script", b"<style"):
        content = content.replace(tag + b">", tag + b' nonce="' + nonce.encode() + b'">')
    policy = documentation_policy(nonce)
    return HTMLResponse(content, headers={"Content-Security-Policy": policy})
