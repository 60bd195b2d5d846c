"""Bytes that no HTTP library would send, against the running server."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest

from tests.contract.conftest import Served
from tests.contract.world import World
from tests.factories.files import PDF

pytestmark = pytest.mark.once

MIB = 1024 * 1024


@pytest.fixture(scope="module")
async def world(served: Served) -> World:
    return await served.make_world()


@pytest.fixture
async def client(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.server.base_url, timeout=20) as client:
        yield client


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    """What came before the end, however the connection ended."""
    answer = b""
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            answer += piece
    return answer


async def exchange(served: Served, *pieces: bytes) -> tuple[int, bytes]:
    """Send bytes as they are and read until the server hangs up: status and all that came."""
    address = urlsplit(served.server.base_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    reading = asyncio.create_task(_read_all(reader))
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
    except ConnectionError:
        pass  # refused before all was sent
    async with asyncio.timeout(20):
        answer = await reading
    writer.close()
    return int(answer.split(b" ", 2)[1]), answer


def request(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    lines = [line + b" HTTP/1.1", b"Host: localhost", b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


STRANGE_ADDRESSES = [
    *(b"/api/v1/doctors/%00", b"/api/v1/doctors?q=%00", b"/api/v1/doctors?q=a%00b"),
    *(b"/api/v1/doctors/%ff%fe", b"/api/v1/doctors/%C0%80", b"/api/v1/doctors/\xff\xfe"),
    *(b"/api/v1/doctors?cursor=%ff%fe", b"/api/v1/doctors?limit=%ff", b"/api/v1/doctors/%"),
    *(b"/api/v1/doctors?limit=1&limit=x", b"/api/v1/%2e%2e/%2e%2e/etc/passwd", b"//etc/passwd"),
    *(b"/docs/assets/../../../etc/passwd", b"/docs/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    *(b"/api/v1/doctors/" + b"a" * 60_000, b"/api/v1/doctors?limit=0&q=" + b"a" * 60_000),
]


@pytest.mark.parametrize("address", STRANGE_ADDRESSES, ids=lambda a: a[:40].decode("latin-1"))
async def test_strange_addresses_are_refused(served: Served, address: bytes) -> None:
    status, answer = await exchange(served, request(b"GET " + address))

    assert 400 <= status < 500, answer
    assert b"root:" not in answer


@pytest.mark.parametrize(
    "header",
    [
        *(b"If-Match: \xff", b"X-Request-ID: \xff\xfe", b"User-Agent: \xff\x80", b"Range: \xff"),
        *(b"Cookie: praxis_refresh=\xff", b"Cookie: =;;=", b"Accept: \xff", b"Range: bytes=9-1"),
        *(b"Content-Type: \xff", b"Accept-Language: \xf0\x9f", b"Idempotency-Key: \xff\xfe"),
        *(b"Forwarded: for=\xff", b"X-Forwarded-For: \xff", b"Referer: \xff"),
    ],
    ids=lambda header: header.decode("latin-1"),
)
async def test_strange_headers_do_no_harm(served: Served, world: World, header: bytes) -> None:
    token = (await world.caller("admin_reason")).headers["Authorization"].encode()
    body = b'{"full_name": "Rahima Khatun"}'
    length = b"Content-Length: %d" % len(body)
    sent = [header, b"Authorization: " + token, length]
    if not header.startswith(b"Content-Type"):
        sent.append(b"Content-Type: application/json")

    status, answer = await exchange(served, request(b"POST /api/v1/patients", *sent, body=body))

    assert status < 500, answer


async def test_a_large_body_is_refused_before_it_is_sent(served: Served) -> None:
    headers = (b"Content-Type: application/json", b"Content-Length: %d" % (30 * MIB))

    status, answer = await exchange(served, request(b"POST /api/v1/auth/login", *headers))

    assert status == 413
    assert b"request.too_large" in answer


async def test_a_large_body_without_a_length_is_refused_while_it_arrives(served: Served) -> None:
    chunk = b"%x\r\n" % MIB + b" " * MIB + b"\r\n"
    headers = (b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    started = time.monotonic()

    status, answer = await exchange(
        served, request(b"POST /api/v1/auth/login", *headers), *[chunk] * 30, b"0\r\n\r\n"
    )

    assert status == 413, answer
    assert time.monotonic() - started < 5


async def test_a_sender_that_reads_only_at_the_end_still_learns_of_the_refusal(
    served: Served,
) -> None:
    """A connection closed over bytes in flight is reset, and the answer on its way is lost."""
    size = 8 * MIB
    headers = (b"Content-Type: application/json", b"Content-Length: %d" % size)
    address = urlsplit(served.server.base_url)

    def send_and_read() -> bytes:
        with socket.create_connection((address.hostname or "", address.port or 0), 20) as sender:
            sender.sendall(request(b"POST /api/v1/auth/login", *headers))
            for _ in range(size // 65536):
                sender.sendall(b" " * 65536)
                time.sleep(0.001)
            return sender.recv(65536)

    assert b" 413 " in await asyncio.to_thread(send_and_read)


async def test_a_refused_sender_cannot_keep_the_connection(served: Served) -> None:
    address = urlsplit(served.server.base_url)
    headers = (b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    reading = asyncio.create_task(_read_all(reader))
    writer.write(request(b"POST /api/v1/auth/login", *headers))
    started = time.monotonic()

    with suppress(ConnectionError):
        while not reading.done():
            writer.write(b"%x\r\n" % MIB + b" " * MIB + b"\r\n")
            await asyncio.wait_for(writer.drain(), 5)
            await asyncio.sleep(0.05)
    writer.close()

    assert b" 413 " in await reading
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("length", [b"-1", b"1e9", b"99999999999999999999", b"x", b"5, 6"])
async def test_a_strange_length_is_refused(served: Served, length: bytes) -> None:
    headers = (b"Content-Type: application/json", b"Content-Length: " + length)

    status, answer = await exchange(served, request(b"POST /api/v1/auth/login", *headers))

    assert 400 <= status < 500, answer


@pytest.mark.parametrize(
    "content_type",
    [
        *("text/plain", "application/xml", "", "application/json; charset=utf-16", "x", "a/b; c"),
        *("multipart/form-data", "multipart/form-data; boundary=", "application/octet-stream"),
        "application/x-www-form-urlencoded",
    ],
)
async def test_other_types_of_content_are_refused(
    client: httpx.AsyncClient, content_type: str
) -> None:
    response = await client.post(
        "/api/v1/auth/login",
        content='{"email": "a@example.org", "password": "x"}',
        headers={"Content-Type": content_type},
    )

    assert 400 <= response.status_code < 500, response.text
    assert response.headers["content-type"] == "application/problem+json"


FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n' + PDF


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"--b", b"--b\r\n", b"--b--\r\n", b"x" * 1000, FILE, FILE + b"\r\n--b"),
        b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--b--\r\n',
        b"--b\r\nContent-Disposition: x\r\n\r\n\r\n--b--\r\n",
        b"--b\r\n" + b"X: y\r\n" * 10_000 + b"\r\n--b--\r\n",
        b"".join(
            b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n
            for n in range(2000)
        )
        + b"--b--\r\n",
    ],
    ids=range(11),
)
async def test_malformed_uploads_are_refused(
    client: httpx.AsyncClient, world: World, body: bytes
) -> None:
    headers = dict((await world.caller("doctor")).headers)
    path = f"/api/v1/medical-records/{world.ids['record_id']}/attachments"

    response = await client.post(
        path, content=body, headers={**headers, "Content-Type": "multipart/form-data; boundary=b"}
    )

    assert 400 <= response.status_code < 500, response.text
    assert response.json()["detail"]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"])
async def test_other_methods_are_refused_with_those_that_there_are(
    served: Served, method: str
) -> None:
    line = method.encode() + b" /api/v1/doctors"

    status, answer = await exchange(served, request(line))

    assert status in {400, 405}, answer
    if status == 405:
        assert b"allow: GET, POST\r\n" in answer.lower().replace(b"get, post", b"GET, POST")


async def test_ranges_of_a_file_do_no_harm(client: httpx.AsyncClient, world: World) -> None:
    headers = dict((await world.caller("owner")).headers)
    record, attachment = world.ids["record_id"], world.ids["attachment_id"]
    path = f"/api/v1/medical-records/{record}/attachments/{attachment}"

    for wanted in ("bytes=0-1", "bytes=-0", "bytes=5-2", "bytes=99999999999999999999-", "x=1"):
        response = await client.get(path, headers={**headers, "Range": wanted})
        assert response.status_code == 200
        assert response.content == PDF


async def test_no_probe_left_a_fault_in_the_log(served: Served) -> None:
    assert "request.failed" not in served.server.log.read_text()
    assert "Traceback" not in served.server.log.read_text()
