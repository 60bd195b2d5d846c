from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from praxis.web.site import Site
from tests.integration.web.conftest import browsing, write_build


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "dist"


@pytest.fixture
async def browser(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(Site(PlainTextResponse("nothing here", 404), folder)) as client:
        yield client


async def test_without_a_build_the_page_says_what_to_run(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/doctors"):
        response = await browser.get(path)
        assert response.status_code == 503
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert "script/web build" in response.text
        assert "__PRAXIS_NONCE__" not in response.text
        assert "script-src" not in response.headers["content-security-policy"]


async def test_without_a_build_files_and_the_api_are_not_pages(browser: httpx.AsyncClient) -> None:
    for path in ("/assets/app-1a2b.js", "/icon.svg", "/api/v1/health", "/livez"):
        assert (await browser.get(path)).text == "nothing here"


async def test_the_first_build_is_seen_without_a_restart(
    browser: httpx.AsyncClient, folder: Path
) -> None:
    assert (await browser.get("/")).status_code == 503

    write_build(folder)

    assert (await browser.get("/")).status_code == 200
