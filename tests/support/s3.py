"""An S3 over HTTP on 127.0.0.1, with one empty bucket."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from praxis.kit.storage import S3Options, Storage, s3_storage

BUCKET = "practice"


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of the server."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        # What it holds outlives a server: it is one memory of the whole process.
        httpx.post(f"{endpoint}/moto-api/reset").raise_for_status()
        httpx.put(f"{endpoint}/{BUCKET}").raise_for_status()
        yield endpoint
    finally:
        server.stop()


def s3_at(endpoint: str, bucket: str = BUCKET, prefix: str = "/files") -> Storage:
    return s3_storage(S3Options(f"s3://{bucket}{prefix}", endpoint, "us-east-1", "key", "secret"))


def keys_in(endpoint: str) -> list[str]:
    """What lies in the bucket, told by the server itself."""
    listing = httpx.get(f"{endpoint}/{BUCKET}").raise_for_status().text
    return [part.split("</Key>")[0] for part in listing.split("<Key>")[1:]]
