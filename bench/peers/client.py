"""The one client that asks both: plain HTTP/1.1 over connections that stay open."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from bench.kit.errors import BenchError

Task = Callable[["Line"], Awaitable[None]]


class Unexpected(BenchError):
    """An answer that the bench did not count on: the figures would be of something else."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def must_be(self, status: int) -> Self:
        if self.status != status:
            raise Unexpected(f"{self.status} instead of {status}: {self.body[:400]!r}")
        return self


class Line:
    """One connection, as a browser holds it."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._host, self._port = parts.hostname, parts.port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        lines = [f"{method} {target} HTTP/1.1", f"host: {self._host}:{self._port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if method != "GET":
            lines.append(f"content-length: {len(body)}")
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answer = await _read(reader)
        if answer.headers.get("connection", "").lower() == "close":
            await self.close()
        return answer

    async def close(self) -> None:
        if self._streams is not None:
            _, writer = self._streams
            self._streams = None
            writer.close()
            await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Answer:
    status, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    # Of cookies, which alone come twice, none is looked at.
    headers = {name.lower(): value.strip() for name, _, value in (r.partition(":") for r in rest)}
    if "content-length" not in headers:
        raise Unexpected(f"an answer of unknown length: {status}")
    body = await reader.readexactly(int(headers["content-length"]))
    return Answer(int(status.split()[1]), headers, body)


@dataclass(frozen=True, slots=True)
class Drive:
    seconds: float
    latencies_ms: Sequence[float]

    @property
    def rate(self) -> float:
        return len(self.latencies_ms) / self.seconds


async def drive(base_url: str, tasks: Sequence[Task], connections: int) -> Drive:
    """Do the tasks over so many connections, each of which begins one when its last has ended."""
    waiting = iter(tasks)
    latencies: list[float] = []

    async def one() -> None:
        line = Line(base_url)
        try:
            for task in waiting:
                begun = time.perf_counter()
                await task(line)
                latencies.append((time.perf_counter() - begun) * 1000)
        finally:
            await line.close()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return Drive(time.perf_counter() - begun, latencies)
