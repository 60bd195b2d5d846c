"""All that is said to a Redis while something happens, in plain words."""

import base64
import binascii
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis

from tests.support.redis import RedisServer

LAST_WORD = "nothing-more-is-listened-for"
# Kombu packs what a message holds once more.
PACKED = re.compile(r'body"\s*:\s*"([A-Za-z0-9+/=]+)"')
SECONDS = 20


@contextmanager
def listening(server: RedisServer | None) -> Iterator[list[str]]:
    """What is said until the block ends, complete once it has; nothing without a server."""
    heard: list[str] = []
    if server is None:
        yield heard
        return
    client: Any = redis.Redis.from_url(server.url, socket_timeout=None)
    with client.monitor() as monitor:

        def listen() -> None:
            while LAST_WORD not in (said := str(monitor.next_command())):
                heard.append(_unpacked(said))

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        try:
            yield heard
        finally:
            client.echo(LAST_WORD)
            listener.join(SECONDS)
            assert not listener.is_alive(), "the end was not heard"
    client.close()


def _unpacked(said: str) -> str:
    parts = [said]
    for packed in PACKED.findall(said):
        try:
            parts.append(base64.b64decode(packed, validate=True).decode("utf-8", "replace"))
        except binascii.Error:
            parts.append("(not packed as expected)")
    return " ".join(parts)
