"""Swagger UI and ReDoc from installed files: nothing is fetched from elsewhere."""

from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from praxis.web.policy import documentation_policy, new_nonce


class _Assets(StaticFiles):
    """Files that change with a release of the server, and are no secret."""

    def file_response(self, *args: Any, **options: Any) -> Response:  # noqa: ANN401 - as above it
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def serve_documentation(app: FastAPI) -> None:
    static = Path(fastapi_offline.__file__).parent / "static"
    app.mount("/docs/assets", _Assets(directory=static), name="docs-assets")

    @app.get("/docs", include_in_schema=False)
    async def swagger() -> HTMLResponse:
        return _with_nonce(
            get_swagger_ui_html(
                openapi_url="/openapi.json",
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
                openapi_url="/openapi.json",
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
