"""A made-up build of the web app, and the application around it."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from praxis.app import create_app
from praxis.settings import Settings

INDEX = """\
<!doctype html><html><head><meta property="csp-nonce" nonce="__PRAXIS_NONCE__">
<script type="module" nonce="__PRAXIS_NONCE__" src="/assets/app-1a2b.js"></script></head></html>
"""
SCRIPT = b"export const greeting = 'Good morning';\n" * 200


def write_build(folder: Path, index: str = INDEX) -> None:
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    (folder / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    # Not Brotli, which Python cannot write: nothing reads it here, and it is passed on as it is.
    (folder / "assets" / "app-1a2b.js.br").write_bytes(b"brotli of the script")
    (folder / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets" / "app-3c4d.css").write_text("body { margin: 0 }\n")
    (folder / "assets" / "text.woff2").write_bytes(b"wOF2")
    (folder / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>\n")
    (folder / "site.webmanifest").write_text("{}\n")
    (folder / ".stamp").write_text("1\n")
    (folder / "index.html").write_text(index)


@pytest.fixture(scope="package")
def site(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The whole application around the build. No database: pages need none."""
    folder = tmp_path_factory.mktemp("web") / "dist"
    write_build(folder)
    return create_app(settings, "postgresql:///", web=folder)


@pytest.fixture
async def browser(site: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(site) as client:
        yield client


@asynccontextmanager
async def browsing(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Asks as browsers do when an address is typed in."""
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "identity"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver", headers=headers
    ) as client:
        yield client
