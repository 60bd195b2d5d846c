"""Pages of other origins: those that are listed, and all others."""

import httpx

from praxis.settings import Settings
from tests.integration.web.test_hosts import asking

LISTED = "https://app.example.org"
ASKS = {"Access-Control-Request-Method": "POST"}


async def preflight(client: httpx.AsyncClient, origin: str) -> httpx.Response:
    headers = {"Origin": origin, **ASKS, "Access-Control-Request-Headers": "if-match,authorization"}
    return await client.options("/api/v1/appointments", headers=headers)


async def test_a_listed_origin_may_ask_and_read(settings: Settings) -> None:
    async with asking(settings, cors_origins=(LISTED,)) as client:
        allowed = await preflight(client, LISTED)
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == LISTED
        assert allowed.headers["access-control-allow-credentials"] == "true"
        assert "If-Match" in allowed.headers["access-control-allow-headers"]
        answer = await client.get("/api/v1/nothing", headers={"Origin": LISTED})
        assert answer.headers["access-control-allow-origin"] == LISTED
        assert "Origin" in answer.headers["vary"]
        told = {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
        assert told >= {"ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID"}


OTHERS = (
    *("https://evil.example", "null", "http://app.example.org"),
    *(f"{LISTED}.evil.example", f"{LISTED}:8443"),
)


async def test_no_other_origin_may(settings: Settings) -> None:
    async with asking(settings, cors_origins=(LISTED,)) as client:
        for origin in OTHERS:
            assert (await preflight(client, origin)).status_code == 400
            answer = await client.get("/api/v1/nothing", headers={"Origin": origin})
            assert "access-control-allow-origin" not in answer.headers


async def test_unless_one_is_listed_nobody_is_told_anything(settings: Settings) -> None:
    async with asking(settings) as client:
        assert (await preflight(client, LISTED)).status_code == 405
        answer = await client.get("/api/v1/nothing", headers={"Origin": LISTED})
        assert not [name for name in answer.headers if name.startswith("access-control-")]
