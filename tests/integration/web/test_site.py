import gzip
import re
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from praxis.web.site import Site
from tests.integration.web.conftest import INDEX, SCRIPT, browsing, write_build

NONCE = re.compile(r"'nonce-([\w-]{22,})'")


@pytest.mark.parametrize(
    "path", ["/", "/doctors", "/book/01994d3e-7a00-7000-8000-000000000001", "/visits/", "/api-keys"]
)
async def test_every_address_that_is_no_file_shows_the_app(
    browser: httpx.AsyncClient, path: str
) -> None:
    response = await browser.get(path)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert "etag" not in response.headers
    assert '<script type="module"' in response.text


async def test_the_nonce_of_the_page_is_that_of_its_policy_and_new_each_time(
    browser: httpx.AsyncClient,
) -> None:
    seen = set()
    for _ in range(3):
        response = await browser.get("/doctors")
        (nonce,) = NONCE.findall(response.headers["content-security-policy"])
        assert response.text == INDEX.replace("__PRAXIS_NONCE__", nonce)
        seen.add(nonce)

    assert len(seen) == 3


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/assets/app-1a2b.js", "text/javascript; charset=utf-8"),
        ("/assets/app-3c4d.css", "text/css; charset=utf-8"),
        ("/assets/text.woff2", "font/woff2"),
        ("/icon.svg", "image/svg+xml"),
        ("/site.webmanifest", "application/manifest+json"),
    ],
)
async def test_files_have_their_types(
    browser: httpx.AsyncClient, path: str, media_type: str
) -> None:
    response = await browser.get(path)

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_what_has_a_hash_in_its_name_is_kept_for_ever_and_other_files_for_minutes(
    browser: httpx.AsyncClient,
) -> None:
    hashed = await browser.get("/assets/app-1a2b.js")
    named = await browser.get("/icon.svg")

    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in named.headers["cache-control"]
    assert "max-age=600," in named.headers["cache-control"]


async def test_the_smallest_form_that_the_browser_reads_is_sent(browser: httpx.AsyncClient) -> None:
    path = "/assets/app-1a2b.js"
    forms = {}
    for wanted in ("gzip, deflate, br", "gzip", "identity"):
        async with browser.stream("GET", path, headers={"Accept-Encoding": wanted}) as response:
            encoding = response.headers.get("content-encoding")
            forms[encoding] = b"".join([part async for part in response.aiter_raw()])
            assert response.headers["vary"] == "Accept-Encoding"
            assert int(response.headers["content-length"]) == len(forms[encoding])

    assert forms["br"] == b"brotli of the script"
    assert gzip.decompress(forms["gzip"]) == SCRIPT
    assert forms[None] == SCRIPT


async def test_a_known_version_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    path = "/assets/app-1a2b.js"
    plain = (await browser.get(path)).headers["etag"]
    packed = (await browser.get(path, headers={"Accept-Encoding": "gzip"})).headers["etag"]

    again = await browser.get(path, headers={"If-None-Match": plain})
    other = await browser.get(path, headers={"If-None-Match": packed})

    assert plain != packed
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", plain)
    assert "immutable" in again.headers["cache-control"]
    assert other.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/assets/app-0000.js", "/assets/", "/assets", "/assets/app-1a2b", "/missing.png"),
        *("/.stamp", "/index.html", "/assets/app-1a2b.js.br", "/favicon.ico"),
        *(
            "http://testserver//etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/assets/..%2f..%2fsecret.key",
            "/a//b",
        ),
        *("/api", "/api/v1/nothing", "/api/v2/doctors", "/docs/nothing", "/metrics/x"),
    ],
)
async def test_what_is_missing_is_never_a_page(browser: httpx.AsyncClient, path: str) -> None:
    response = await browser.get(path)

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "http.not_found"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


async def test_who_reads_no_pages_gets_none(browser: httpx.AsyncClient) -> None:
    for accept in ("application/json", "image/avif,image/webp"):
        response = await browser.get("/doctors", headers={"Accept": accept})
        assert response.status_code == 404
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/doctors", "/assets/app-1a2b.js"])
async def test_head_tells_the_same_as_get(browser: httpx.AsyncClient, path: str) -> None:
    got, told = await browser.get(path), await browser.head(path)

    changing = {"x-request-id", "content-security-policy"}
    assert told.status_code == got.status_code == 200
    assert {k: v for k, v in told.headers.items() if k not in changing} == {
        k: v for k, v in got.headers.items() if k not in changing
    }


async def test_pages_and_files_are_read_only(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/assets/app-1a2b.js"):
        response = await browser.post(path)
        assert response.status_code == 405
        assert response.headers["allow"] == "GET, HEAD"
    assert (await browser.post("/doctors")).status_code == 404


def move(folder: Path, to: Path) -> None:
    folder.rename(to)


async def test_a_newer_build_is_seen_while_the_server_runs(tmp_path: Path) -> None:
    folder, newer = tmp_path / "dist", tmp_path / "newer"
    write_build(folder)
    write_build(newer, INDEX.replace("app-1a2b", "app-3c4d"))
    async with browsing(Site(PlainTextResponse(status_code=404), folder)) as browser:
        before = await browser.get("/")
        move(folder, tmp_path / "older")
        between = await browser.get("/")
        move(newer, folder)
        after = await browser.get("/")

    assert "/assets/app-1a2b.js" in before.text
    assert "/assets/app-1a2b.js" in between.text, "the older one serves until the newer is there"
    assert "/assets/app-3c4d.js" in after.text
