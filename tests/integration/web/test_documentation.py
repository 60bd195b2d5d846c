"""The OpenAPI file as it is served."""

import gzip
import json

from tests.support.api import Api

PATH = "/openapi.json"


async def test_it_is_written_once_and_sent_once_to_whoever_keeps_it(api: Api) -> None:
    first = await api.client.get(PATH, headers={"Accept-Encoding": "identity"})
    again = await api.client.get(PATH, headers={"Accept-Encoding": "identity"})

    assert first.status_code == 200
    assert first.headers["content-type"] == "application/json"
    assert first.headers["cache-control"] == "no-cache"
    assert first.content == again.content
    known = {"If-None-Match": first.headers["etag"], "Accept-Encoding": "identity"}
    unchanged = await api.client.get(PATH, headers=known)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    head = await api.client.head(PATH)
    assert (head.status_code, head.content) == (200, b"")


async def test_it_is_compressed_for_whoever_can_read_that(api: Api) -> None:
    plain = await api.client.get(PATH, headers={"Accept-Encoding": "identity"})
    async with api.client.stream("GET", PATH, headers={"Accept-Encoding": "gzip"}) as packed:
        content = b"".join([part async for part in packed.aiter_raw()])

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert len(content) * 5 < len(plain.content)
    assert json.loads(gzip.decompress(content)) == plain.json()
