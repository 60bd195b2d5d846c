"""The process that asks: an `Order` comes in on stdin, a `Load` goes out on stdout."""

import asyncio
import gc
import pickle
import resource
import signal
import sys
import time
from array import array
from collections import deque
from collections.abc import Iterator
from typing import cast

import uvloop

from bench.kit.http import Answers
from bench.kit.load import UNANSWERED, Load, Order

RECONNECT_SECONDS = 0.05


class Connection(asyncio.Protocol):
    """One connection with at most one request under way."""

    def __init__(self, asker: "Asker", number: int) -> None:
        self._asker = asker
        self.number = number
        self._answers = Answers()
        self._transport: asyncio.Transport | None = None
        self._request = -1
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is none of asyncio's classes.
        self._transport = cast("asyncio.Transport", transport)

    def send(self, place: int, request: bytes, due: float) -> None:
        assert self._transport is not None  # noqa: S101 -- connected before
        self._request, self._due = place, due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        for status in self._answers.feed(data):
            self._finish(status)

    def connection_lost(self, _: Exception | None) -> None:
        if self._request >= 0:
            self._finish(UNANSWERED, is_free=False)
        self._asker.lost(self)

    def _finish(self, status: int, *, is_free: bool = True) -> None:
        place, self._request = self._request, -1
        self._asker.answered(place, status, self._due)
        if is_free:
            self._asker.free(self)

    def abandon(self) -> None:
        """Nobody waits for it any longer."""
        if self._request >= 0:
            self._asker.answered(self._request, UNANSWERED, self._due)
            self._request = -1
        if self._transport is not None:
            self._transport.abort()


class Asker:
    def __init__(self, order: Order) -> None:
        self._order = order
        self._statuses = array("i")
        self._latencies = array("d")
        self._places = array("l")
        self._queues = self._make_queues()
        self._waiting: deque[tuple[int, bytes, float]] = deque()
        self._idle: list[Connection] = []
        self._open: list[Connection] = []
        self._begun = 0.0
        self._is_over = False
        self._all_sent = False
        self._done = asyncio.Event()

    def _make_queues(self) -> list[Iterator[tuple[int, bytes]]]:
        if not self._order.own:
            return [self._turns(self._order.requests, 0)]
        queues, first = [], 0
        for own in self._order.requests:
            queues.append(self._turns(own, first))
            first += len(own)
        return queues

    def _turns(self, requests: object, first: int) -> Iterator[tuple[int, bytes]]:
        while True:
            yield from enumerate(requests, first)  # type: ignore[arg-type] # lists of bytes by now
            if not self._order.repeat or self._order.seconds is None:
                return

    async def run(self) -> Load:
        loop = asyncio.get_running_loop()
        for number in range(self._order.connections):
            self._open.append(await self._connect(number))
        cpu = _cpu()
        self._begun = time.monotonic()
        loop.call_later(self._order.limit, self._done.set)
        if self._order.at:
            sending = asyncio.ensure_future(self._send_on_time())
            self._idle = list(self._open)
        else:
            sending = None
            if self._order.seconds is not None:
                loop.call_later(self._order.seconds, self._stop)
            for connection in list(self._open):
                self.free(connection)
        await self._done.wait()
        seconds = time.monotonic() - self._begun
        used = _cpu() - cpu
        if sending is not None:
            sending.cancel()
        self._is_over = True
        for connection in self._open:
            connection.abandon()
        for place, _, due in self._waiting:
            self.answered(place, UNANSWERED, due)
        return Load(seconds, used, self._statuses, self._latencies, self._places)

    async def _connect(self, number: int) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            lambda: Connection(self, number), "127.0.0.1", self._order.port
        )
        return connection

    def _stop(self) -> None:
        """The time is up: nothing more is sent, and what is under way is waited for."""
        self._all_sent = True
        self._finish_if_idle()

    def answered(self, place: int, status: int, due: float) -> None:
        self._places.append(place)
        self._statuses.append(status)
        self._latencies.append((time.monotonic() - due) * 1000)

    def free(self, connection: Connection) -> None:
        if self._is_over:
            return
        if self._order.at:
            if self._waiting:
                connection.send(*self._waiting.popleft())
                return
        elif not self._all_sent:
            queue = self._queues[connection.number if self._order.own else 0]
            found = next(queue, None)
            if found is not None:
                connection.send(*found, time.monotonic())
                return
            # Of lists of their own, one may end before the others.
            self._all_sent = not self._order.own
        self._idle.append(connection)
        self._finish_if_idle()

    def lost(self, connection: Connection) -> None:
        """Open another in its place: a server that hangs up must not end the whole."""
        if connection in self._open:
            self._open.remove(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        if not self._is_over:
            asyncio.get_running_loop().create_task(self._reconnect(connection.number))

    async def _reconnect(self, number: int) -> None:
        while not self._is_over:
            try:
                connection = await self._connect(number)
            except OSError:
                await asyncio.sleep(RECONNECT_SECONDS)
                continue
            self._open.append(connection)
            self.free(connection)
            return

    def _finish_if_idle(self) -> None:
        if len(self._idle) == self._order.connections and (self._all_sent or self._order.own):
            self._done.set()

    async def _send_on_time(self) -> None:
        for place, (second, request) in enumerate(
            zip(self._order.at, self._order.requests, strict=True)
        ):
            due = self._begun + second
            if (pause := due - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            assert isinstance(request, bytes)  # noqa: S101 -- only shared requests have times
            if self._idle:
                self._idle.pop().send(place, request, due)
            else:
                self._waiting.append((place, request, due))
        self._all_sent = True
        self._finish_if_idle()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    # Ctrl-C is for the bench, which then ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order: Order = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 -- from our own parent
    gc.disable()

    async def run() -> Load:
        return await Asker(order).run()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        load = runner.run(run())
    sys.stdout.buffer.write(pickle.dumps(load))


if __name__ == "__main__":
    main()
