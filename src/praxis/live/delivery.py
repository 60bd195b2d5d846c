"""Sends a stream over a line until either ends; the same for every kind of line."""

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import structlog

from praxis.live.service import Live, Opened
from praxis.live.streams import End, Stream, Told
from praxis.live.wires import FAREWELL_SECONDS, Wire

log = structlog.get_logger(__name__)


class Line(Protocol):
    """One way to say what a stream has to tell. Sending waits while the reader is behind."""

    name: str

    async def tell(self, events: Sequence[Told]) -> None: ...

    async def reset(self) -> None: ...

    async def ready(self, resume_uid: UUID | None) -> None: ...

    async def alive(self, resume_uid: UUID | None) -> None: ...

    async def end(self, end: End | None) -> None:
        """The last words; none when everything was told that was asked for."""

    async def listen(self) -> None:
        """Take what the client sends; returns when that is over, and the line with it."""


async def deliver(
    live: Live, opened: Opened, line: Line, wire: Wire | None, *, follow: bool = True
) -> None:
    """Tell the client what there is, as long as it stays and its stream lasts.

    Without `follow`, only what was missed.
    """
    stream, began = opened.stream, time.monotonic()
    writer = asyncio.create_task(_write(live, opened, line, follow=follow))
    reader = asyncio.create_task(line.listen())
    # While something is being sent, too: that may never end.
    stream.on_end = writer.cancel
    if stream.end is not None:
        writer.cancel()
    if wire is not None:
        wire.keep_small()
        wire.on_shutdown = lambda: stream.finish(End.RESTART)
    try:
        await asyncio.wait((writer, reader), return_when=asyncio.FIRST_COMPLETED)
        has_left = reader.done()
    finally:
        live.close(stream)
        writer.cancel()
        reader.cancel()
        outcomes = await asyncio.gather(writer, reader, return_exceptions=True)
        _log_end(stream, line, time.monotonic() - began)
    if not has_left:
        await _say_goodbye(stream, line, wire)
    if wire is not None:
        wire.abort_soon()
    for outcome in outcomes:
        # A line that broke is no fault of ours.
        if isinstance(outcome, Exception) and not isinstance(outcome, OSError):
            raise outcome


async def _write(live: Live, opened: Opened, line: Line, *, follow: bool) -> None:
    stream = opened.stream
    stream.sending_since = time.monotonic()
    if opened.has_lost:
        await line.reset()
    await line.tell(opened.missed)
    await line.ready(opened.resume_uid)
    while follow:
        stream.said_at, stream.sending_since = time.monotonic(), None
        events = await stream.take()
        if stream.end is not None:
            return
        stream.sending_since = time.monotonic()
        has_lost, stream.has_lost = stream.has_lost, False
        if has_lost:
            await line.reset()
            await line.ready(live.resume_uid(stream))
        if events:
            await line.tell(events)
        elif not has_lost:
            await line.alive(live.resume_uid(stream))


async def _say_goodbye(stream: Stream, line: Line, wire: Wire | None) -> None:
    try:
        async with asyncio.timeout(FAREWELL_SECONDS):
            await line.end(stream.end)
    except (TimeoutError, OSError):
        if wire is not None:
            wire.abort()


def _log_end(stream: Stream, line: Line, seconds: float) -> None:
    because = stream.end.word if stream.end else "left"
    log.info("stream.closed", line=line.name, because=because, seconds=round(seconds, 1))
