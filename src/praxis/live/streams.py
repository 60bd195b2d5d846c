"""One open stream of one user: what waits to be sent, and why it ends."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from uuid import UUID

import asyncpg
import orjson

from praxis.identity.models import Role
from praxis.live.repository import Audience

# Some bytes each, shared by all streams that they wait for. Who is further behind is dropped.
LONGEST_QUEUE = 1000

HEARTBEAT_SECONDS = 20.0
SEND_SECONDS = 10.0


class Told:
    """An event on its way out; its bytes are made once, whoever gets them."""

    def __init__(self, row: asyncpg.Record) -> None:
        self.id: int = row["id"]
        self.uid: UUID = row["uid"]
        self.kind: str = row["kind"]
        self.user_ids: tuple[int, ...] = tuple(row["user_ids"])
        self.desk: bool = row["desk"]
        self.doctor_uid: UUID | None = row["doctor_uid"]
        self.session_uid: UUID | None = row["session_uid"]
        self._data: str = row["data"]

    @cached_property
    def sse(self) -> bytes:
        data = orjson.dumps(orjson.Fragment(self._data))
        return b"event: %b\nid: %b\ndata: %b\n\n" % (
            self.kind.encode(),
            str(self.uid).encode(),
            data,
        )

    @cached_property
    def message(self) -> str:
        """As a WebSocket carries it."""
        return orjson.dumps(
            {
                "type": "event",
                "id": str(self.uid),
                "kind": self.kind,
                "data": orjson.Fragment(self._data),
            }
        ).decode()


class End(Enum):
    """Why a stream ends: the code that closes a WebSocket, a word for programs, and for people."""

    SESSION_ENDED = (4401, "session_ended", "This session has ended")
    TOO_SLOW = (4408, "too_slow", "Read too slowly")
    TOO_MANY = (4429, "too_many_streams", "Too many streams are open")
    ROLE_CHANGED = (1012, "role_changed", "The role has changed")
    RESTART = (1012, "restart", "The server restarts")

    def __init__(self, code: int, word: str, sentence: str) -> None:
        self.code = code
        self.word = word
        self.sentence = sentence

    @property
    def may_resume(self) -> bool:
        return self not in {End.SESSION_ENDED, End.TOO_MANY}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who listens, and by which session."""

    user_id: int
    session_uid: UUID
    role: str

    @property
    def is_desk(self) -> bool:
        return self.role in {Role.STAFF, Role.ADMIN}


class Stream:
    def __init__(self, viewer: Viewer, watched: frozenset[UUID]) -> None:
        self.viewer = viewer
        self.watched = watched
        self.end: End | None = None
        # Called when the stream ends, which may be while something is being sent.
        self.on_end: Callable[[], object] | None = None
        # Events up to this one are not for the queue to tell.
        self.after = 0
        # Whether something may be missing that nobody knows any more.
        self.has_lost = False
        # By the clock of `time.monotonic`: when the client was told something last, and since when
        # it has not taken what is being sent.
        self.said_at = time.monotonic()
        self.sending_since: float | None = None
        self._waiting: deque[Told] = deque()
        self._news = asyncio.Event()

    @property
    def audience(self) -> Audience:
        return Audience(self.viewer.user_id, self.viewer.is_desk, self.watched)

    def offer(self, event: Told) -> None:
        if self.end is not None:
            return
        if len(self._waiting) >= LONGEST_QUEUE:
            self.finish(End.TOO_SLOW)
            return
        self._waiting.append(event)
        self._news.set()

    def lose(self) -> None:
        """Have the client read everything anew: something before what waits may be missing."""
        self.has_lost = True
        self._waiting.clear()
        self._news.set()

    def finish(self, end: End) -> None:
        """End the stream; what waits is not told any more. The first reason stays."""
        if self.end is not None:
            return
        self.end = end
        self._waiting.clear()
        self._news.set()
        if self.on_end is not None:
            self.on_end()

    def check(self, now: float) -> None:
        """End what has hung in sending for too long; let what was quiet for long say so.

        Asked of all streams by one clock: a timer for each would cost more than the sending.
        """
        if self.sending_since is None:
            if now - self.said_at >= HEARTBEAT_SECONDS:
                self._news.set()
        elif now - self.sending_since >= SEND_SECONDS:
            self.finish(End.TOO_SLOW)

    async def take(self) -> list[Told]:
        """All that waits; nothing if it was quiet for long, or the stream has ended."""
        await self._news.wait()
        self._news.clear()
        taken = [event for event in self._waiting if event.id > self.after]
        self._waiting.clear()
        return taken
