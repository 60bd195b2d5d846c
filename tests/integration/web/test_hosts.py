"""Names that the server answers to, and HTTPS."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from praxis.app import create_app
from praxis.kit.problems import MEDIA_TYPE
from praxis.settings import Settings

PUBLIC = "https://clinic.example.org:8443"
PROXY = "10.0.0.1"


@asynccontextmanager
async def asking(
    settings: Settings, *, peer: str = "203.0.113.7", server: str = "testserver", **changes: object
) -> AsyncIterator[httpx.AsyncClient]:
    """The application under these settings, as one peer asks it. No database: none is needed."""
    app = create_app(settings.model_copy(update=changes), "postgresql:///")
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(peer, 4711))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{server}") as client:
        yield client


async def ask(client: httpx.AsyncClient, host: str, path: str = "/api/v1/nothing") -> int:
    return (await client.get(path, headers={"Host": host})).status_code


OURS = (
    *("clinic.example.org", "CLINIC.example.org.:443", "localhost:8000", "127.0.0.1"),
    *("[::1]:8000", "praxis.lan", "a.wards.lan", "b.a.wards.lan:80"),
)
FOREIGN = (
    *("evil.example", "clinic.example.org.evil.example", "wards.lan", "xwards.lan", ""),
    *("user@clinic.example.org", "clinic.example.org/x", "192.168.1.5", "testserver"),
    *("evil.example/.wards.lan", "evil.example?.wards.lan", "evil.example#.wards.lan"),
    *("evil.example\\.wards.lan", "evil.example:80@x.wards.lan", "[::1].wards.lan"),
)


async def test_it_answers_under_its_own_names_and_no_other(settings: Settings) -> None:
    hosts = ("praxis.lan", "*.wards.lan")
    async with asking(settings, public_url="http://clinic.example.org", hosts=hosts) as client:
        assert {host: await ask(client, host) for host in OURS} == dict.fromkeys(OURS, 404)
        assert {host: await ask(client, host) for host in FOREIGN} == dict.fromkeys(FOREIGN, 421)
        answer = await client.get("/api/v1/nothing", headers={"Host": "evil.example"})
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.json()["code"] == "request.foreign_host"
        assert answer.headers["x-content-type-options"] == "nosniff"
        # Whoever looks after the machine knows its address alone, and learns nothing else.
        assert await ask(client, "evil.example", "/livez") == 200


async def test_two_names_at_once_are_none(settings: Settings) -> None:
    async with asking(settings) as client:
        headers = [("Host", "localhost"), ("Host", "evil.example")]
        assert (await client.get("/", headers=headers)).status_code == 421


async def test_the_address_that_was_connected_to_is_a_name(settings: Settings) -> None:
    async with asking(settings, server="192.168.1.5") as client:
        assert await ask(client, "192.168.1.5:8000") == 404
        assert await ask(client, "192.168.1.6:8000") == 421


async def test_an_asterisk_is_any_name(settings: Settings) -> None:
    async with asking(settings, hosts=("*",)) as client:
        assert await ask(client, "evil.example") == 404


@asynccontextmanager
async def behind_proxy(
    settings: Settings, *, peer: str = PROXY, **changes: object
) -> AsyncIterator[httpx.AsyncClient]:
    behind = {"public_url": PUBLIC, "proxies": ("10.0.0.0/8",), **changes}
    async with asking(settings.model_copy(update=behind), peer=peer) as client:
        client.headers["Host"] = "clinic.example.org"
        yield client


HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


async def test_pages_are_sent_on_to_https(settings: Settings) -> None:
    async with behind_proxy(settings) as client:
        answer = await client.get("/find?q=a%20b&x=1")
        assert answer.status_code == 308
        assert answer.headers["location"] == f"{PUBLIC}/find?q=a%20b&x=1"
        # No other site can be meant, whatever the path looks like.
        answer = await client.get("http://testserver//evil.example/x")
        assert answer.headers["location"] == f"{PUBLIC}/evil.example/x"


async def test_a_name_besides_the_public_one_is_kept(settings: Settings) -> None:
    async with behind_proxy(settings, hosts=("other.example.org",)) as client:
        answer = await client.get("/", headers={"Host": "other.example.org:80"})
        assert answer.headers["location"] == "https://other.example.org/"


async def test_no_redirect_leads_to_what_is_no_name(settings: Settings) -> None:
    for hosts in (("*.wards.lan",), ("*",)):
        async with behind_proxy(settings, hosts=hosts) as client:
            answer = await client.get("/x", headers={"Host": "evil.example/.wards.lan"})
            assert answer.headers.get("location") in {None, f"{PUBLIC}/x"}, hosts


async def test_nothing_else_is_answered_without_https(settings: Settings) -> None:
    async with behind_proxy(settings) as client:
        for asked in (("GET", "/api/v1/health"), ("POST", "/api/v1/auth/login"), ("POST", "/")):
            answer = await client.request(*asked)
            assert (answer.status_code, answer.json()["code"]) == (403, "request.https_required")
            assert PUBLIC in answer.json()["detail"]
            assert "set-cookie" not in answer.headers


async def test_over_https_all_is_answered_and_browsers_stay_there(settings: Settings) -> None:
    async with behind_proxy(settings) as client:
        for path, status in (("/api/v1/nothing", 404), ("/livez", 200)):
            answer = await client.get(path, headers=HTTPS)
            assert answer.status_code == status
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert (await client.get("/livez")).status_code == 200
    async with behind_proxy(settings, hsts_subdomains=True) as client:
        told = (await client.get("/", headers=HTTPS)).headers["strict-transport-security"]
        assert told == "max-age=31536000; includeSubDomains"


async def test_who_is_no_proxy_of_ours_cannot_pretend_https(settings: Settings) -> None:
    async with behind_proxy(settings, peer="203.0.113.7") as client:
        assert (await client.get("/api/v1/health", headers=HTTPS)).status_code == 403


async def test_loopback_without_any_setting_speaks_plain_http(settings: Settings) -> None:
    async with asking(settings, peer="127.0.0.1", server="127.0.0.1", hosts=()) as client:
        answer = await client.get("/api/v1/nothing")
        assert answer.status_code == 404
        assert "strict-transport-security" not in answer.headers


async def test_a_redirect_and_a_refusal_carry_the_headers(settings: Settings) -> None:
    async with behind_proxy(settings) as client:
        for answer in (await client.get("/"), await client.post("/api/v1/auth/login")):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
            assert "x-request-id" in answer.headers


async def test_a_socket_of_a_foreign_name_is_not_opened(settings: Settings) -> None:
    app: FastAPI = create_app(settings, "postgresql:///")
    sent = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": "/api/v1/ws",
        "raw_path": b"/api/v1/ws",
        "query_string": b"",
        "scheme": "ws",
        "client": ("203.0.113.7", 1),
        "server": ("10.0.0.5", 8000),
        "headers": [(b"host", b"evil.example")],
    }
    await app(scope, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": ""}]
