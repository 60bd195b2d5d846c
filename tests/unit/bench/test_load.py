"""The load against a small server in this process, which is fast, slow, or hangs up."""

import asyncio
import threading
from array import array
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.kit.http import http
from bench.kit.load import UNANSWERED, Load, arrivals, closed_loop

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
SLOW_SECONDS = 0.1


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            asked = await reader.readuntil(b"\r\n\r\n")
            if b"/hang-up" in asked:
                return
            if b"/slow" in asked:
                await asyncio.sleep(SLOW_SECONDS)
            writer.write(ANSWER)
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    finally:
        writer.close()


@contextmanager
def served() -> Iterator[str]:
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        # What the other side has closed is noticed before the loop ends.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def test_each_request_is_sent_once() -> None:
    with served() as base_url:
        load = closed_loop(base_url, [http("GET", f"/{n}") for n in range(100)], connections=4)
    assert load.answers == {200: 100}
    assert sorted(load.requests) == list(range(100))
    assert load.rate > 0
    assert 0 < load.p(0.5) <= load.p(0.99)


def test_connections_may_have_requests_of_their_own() -> None:
    with served() as base_url:
        own = [[http("GET", "/slow")] * 2, [http("GET", "/")] * 5]
        load = closed_loop(base_url, own, connections=2)
    assert sorted(load.requests) == list(range(7))
    slow = load.only(range(2))
    assert len(slow.statuses) == 2
    assert slow.p(0) >= SLOW_SECONDS * 1000
    assert load.seconds >= 2 * SLOW_SECONDS


def test_requests_are_repeated_until_the_time_is_up() -> None:
    with served() as base_url:
        load = closed_loop(base_url, [http("GET", "/")], connections=2, seconds=0.3)
        once = closed_loop(base_url, [http("GET", "/")] * 3, connections=2, seconds=5, repeat=False)
    assert len(load.statuses) > 10
    assert 0.29 <= load.seconds < 3
    assert len(once.statuses) == 3
    assert once.seconds < 3


def test_a_broken_connection_counts_as_no_answer_and_is_opened_again() -> None:
    asked = [http("GET", "/"), http("GET", "/hang-up"), http("GET", "/")]
    with served() as base_url:
        load = closed_loop(base_url, asked, connections=1)
    assert load.answers == {200: 2, UNANSWERED: 1}


def test_what_waits_for_a_busy_connection_counts_from_when_it_was_due() -> None:
    with served() as base_url:
        load = arrivals(base_url, [http("GET", "/slow")] * 3, at=[0.0, 0.0, 0.0], connections=1)
    assert load.answers == {200: 3}
    waited = sorted(load.latencies_ms)
    assert waited[1] >= 2 * SLOW_SECONDS * 1000
    assert waited[2] >= 3 * SLOW_SECONDS * 1000


def test_arrivals_keep_their_times() -> None:
    with served() as base_url:
        load = arrivals(
            base_url, [http("GET", "/")] * 20, at=[n * 0.02 for n in range(20)], connections=2
        )
    assert 0.37 <= load.seconds < 3
    with pytest.raises(ValueError, match="in order"):
        arrivals("http://127.0.0.1:1", [b"", b""], at=[1.0, 0.5], connections=1)


def test_a_part_of_a_load_is_about_its_requests() -> None:
    load = Load(2.0, 0.1, array("i", [200, 409, 200]), array("d", [1, 2, 3]), array("l", [7, 8, 9]))
    part = load.only({8, 9})
    assert part.answers == {409: 1, 200: 1}
    assert part.p(1) == 3
    assert part.rate == 1
