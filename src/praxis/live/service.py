"""Opening a stream: from where it goes on, and what was missed meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from praxis.identity.auth import Actor
from praxis.identity.errors import NotSignedIn, SessionEnded
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, Reader
from praxis.kit.errors import Unavailable
from praxis.live import repository
from praxis.live.hub import Hub, Limits
from praxis.live.listener import Listener
from praxis.live.repository import Position
from praxis.live.streams import End, Stream, Told, Viewer

MOST_WATCHED = 20

# Who has missed more than this reads everything anew, which is less work for both.
MOST_MISSED = 500
LONGEST_LOOK_BACK = 50_000

READY_SECONDS = 5.0
CHECK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream, and what its client hears first.

    `has_lost`: nobody knows any more what was missed. `resume_uid` is where a client goes on that
    has heard all this.
    """

    stream: Stream
    missed: list[Told]
    resume_uid: UUID | None
    has_lost: bool


class Live:
    """What this process tells its open streams. Made with the application, runs with its server."""

    def __init__(self, dsn: str, clock: Clock, limits: Limits | None = None) -> None:
        self.hub = Hub(limits or Limits())
        self.listener = Listener(dsn, clock, self.hub)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = (
            asyncio.create_task(self.listener.run(), name="live.listen"),
            asyncio.create_task(self._watch_the_clock(), name="live.clock"),
        )
        try:
            yield
        finally:
            self.hub.end_all(End.RESTART)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch_the_clock(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            self.hub.check(time.monotonic())

    async def open(
        self,
        database: Database,
        clock: Clock,
        actor: Actor,
        watched: Iterable[UUID],
        last_uid: UUID | None,
    ) -> Opened:
        """A stream that goes on after the event `last_uid`. It must be closed again.

        Raises `SessionEnded`, or `Unavailable` while the database cannot be listened to.
        """
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self.listener.ready.wait()
        except TimeoutError:
            raise Unavailable from None
        if actor.session_uid is None:
            raise NotSignedIn
        # First the stream, then the look back: nothing falls between the two.
        stream = self.hub.open(Viewer(actor.known_id, actor.session_uid, actor.role), watched)
        try:
            return await database.read(
                partial(
                    _catch_up,
                    stream=stream,
                    here=self.hub.position,
                    last_uid=last_uid,
                    clock=clock,
                )
            )
        except BaseException:
            self.hub.close(stream)
            raise

    def close(self, stream: Stream) -> None:
        self.hub.close(stream)

    def resume_uid(self, stream: Stream) -> UUID | None:
        """Where the client of a stream goes on for which nothing waits; none if it knows better."""
        here = self.hub.position
        return here.uid if here is not None and here.id >= stream.after else None


async def _catch_up(
    reader: Reader, *, stream: Stream, here: Position | None, last_uid: UUID | None, clock: Clock
) -> Opened:
    # A session that ended while the stream was opened is not heard of on it.
    session = stream.viewer.session_uid
    roles = await repository.roles_of_live_sessions(reader.sql, [session], clock.now())
    if session not in roles:
        raise SessionEnded
    if roles[session] != stream.viewer.role:
        raise Unavailable
    newest = here.uid if here else None
    if last_uid is None:
        return Opened(stream, [], newest, has_lost=False)
    last = await repository.find_position(reader, last_uid)
    if last is None or here is None:
        return Opened(stream, [], newest, has_lost=True)
    if last.id >= here.id:
        # Another process was quicker than this one.
        stream.after = last.id
        return Opened(stream, [], last_uid, has_lost=False)
    missed = await _missed(reader, stream, last, here)
    return Opened(stream, missed or [], newest, has_lost=missed is None)


async def _missed(
    reader: Reader, stream: Stream, last: Position, here: Position
) -> list[Told] | None:
    if here.id - last.id > LONGEST_LOOK_BACK:
        return None
    rows = await repository.list_missed(reader, stream.audience, last.id, here.id, MOST_MISSED + 1)
    # Still there, so none of those after it was forgotten before they were read.
    if len(rows) > MOST_MISSED or not await repository.is_known(reader.sql, last):
        return None
    return [Told(row) for row in rows]


async def _live(request: Request) -> Live:
    live: Live = request.app.state.live
    return live


LiveDep = Annotated[Live, Depends(_live)]
