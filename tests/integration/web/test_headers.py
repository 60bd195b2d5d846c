import httpx
import pytest

from praxis.app import create_app
from praxis.settings import Settings
from tests.integration.web.conftest import browsing

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/doctors", "/missing.js", "/docs", "/redoc", "/docs/assets/swagger-ui.css"),
        *("/openapi.json", "/livez", "/api/v1/nothing", "/livez?x=%00"),
    ],
)
async def test_every_answer_carries_the_headers(browser: httpx.AsyncClient, path: str) -> None:
    response = await browser.get(path)

    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert "camera=()" in response.headers["permissions-policy"]
    policies = response.headers.get_list("content-security-policy")
    assert len(policies) == 1
    assert "frame-ancestors 'none'" in policies[0]
    assert "unsafe" not in policies[0]


async def test_the_answer_to_a_fault_carries_them_too(settings: Settings) -> None:
    app = create_app(settings, "postgresql:///")

    @app.get("/livez/fault")
    async def fault() -> None:
        raise RuntimeError("made up")

    async with browsing(app) as browser:
        response = await browser.get("/livez/fault")

    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_each_inline_element_of_the_documentation_has_the_nonce(
    browser: httpx.AsyncClient, path: str
) -> None:
    response = await browser.get(path)

    assert "<script>" not in response.text
    assert "<style>" not in response.text
    nonce = response.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
    assert f' nonce="{nonce}">' in response.text


async def test_the_files_of_the_documentation_are_fetched_once(browser: httpx.AsyncClient) -> None:
    path = "/docs/assets/swagger-ui.css"
    first = await browser.get(path)
    assert first.headers["cache-control"] == "public, max-age=3600"
    again = await browser.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "public, max-age=3600")
    assert (await browser.get("/docs")).headers["cache-control"] == "no-store"
    assert (await browser.get("/docs/assets/none.css")).headers["cache-control"] == "no-store"
