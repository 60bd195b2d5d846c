"""The one connection of this process on which PostgreSQL says that something was told.

Not of the pool: it is held for good. What it hears is only that there is something; the rows
themselves are read in their order, from where the last read ended. So a notice that was lost, with
the line or behind a pooler that passes none on, costs a few seconds and no event.
"""

import asyncio
import time
from datetime import timedelta

import structlog

from praxis.kit.backoff import Backoff
from praxis.kit.clock import Clock
from praxis.kit.db.connecting import connect
from praxis.kit.db.types import SqlConnection
from praxis.live import repository
from praxis.live.events import CHANNEL
from praxis.live.hub import Hub
from praxis.live.streams import Told

log = structlog.get_logger(__name__)

# Each stream's queue holds several of these: who reads at all is not overrun by one.
BATCH = 200
LOOK_SECONDS = 5.0
RECHECK_SECONDS = 20.0
# An answer that takes longer than this does not come: the line is dead.
ANSWER_SECONDS = 10.0
BACKOFF = Backoff(first=timedelta(milliseconds=100), longest=timedelta(seconds=5), attempts=1 << 62)


class Listener:
    def __init__(
        self,
        dsn: str,
        clock: Clock,
        hub: Hub,
        *,
        look_seconds: float = LOOK_SECONDS,
        recheck_seconds: float = RECHECK_SECONDS,
    ) -> None:
        self._dsn = dsn
        self._clock = clock
        self._hub = hub
        self._look_seconds = look_seconds
        self._recheck_seconds = recheck_seconds
        self._checked_at = time.monotonic()
        self._notice = asyncio.Event()
        # Set once it is known from where on this process tells.
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Hand on what is told until cancelled."""
        failures = 0
        while True:
            try:
                connection = await self._connect()
                try:
                    await self._begin(connection)
                    failures = 0
                    await self._follow(connection)
                finally:
                    connection.terminate()
            except Exception as error:  # noqa: BLE001 -- an outage must not end the loop
                failures += 1
                log.warning("live.interrupted", cause=type(error).__name__)
            pause = BACKOFF.pause_after(failures)
            assert pause is not None  # noqa: S101 -- attempts never run out
            await asyncio.sleep(pause.total_seconds())

    async def _connect(self) -> SqlConnection:
        return await connect(
            self._dsn,
            statement_cache_size=0,
            command_timeout=ANSWER_SECONDS,
            server_settings={"application_name": "praxis live", "jit": "off", "timezone": "UTC"},
        )

    async def _begin(self, connection: SqlConnection) -> None:
        """Listen first, then look: what is told in between is then heard of."""
        connection.add_termination_listener(self._wake)
        await connection.add_listener(CHANNEL, self._wake)
        position = self._hub.position
        if position is None:
            self._hub.position = await repository.find_newest(connection)
        elif not await repository.is_known(connection, position):
            # Away for longer than events are kept, or this is an older state of the database.
            self._hub.start_anew(await repository.find_newest(connection))
        self.ready.set()

    def _wake(self, *_: object) -> None:
        self._notice.set()

    async def _follow(self, connection: SqlConnection) -> None:
        while True:
            self._notice.clear()
            await self._hand_on_new(connection)
            await self._recheck(connection)
            try:
                async with asyncio.timeout(self._look_seconds):
                    await self._notice.wait()
            except TimeoutError:
                pass

    async def _hand_on_new(self, connection: SqlConnection) -> None:
        while True:
            position = self._hub.position
            after = position.id if position else 0
            rows = await repository.list_since(connection, after, BATCH)
            self._hub.hand_on([Told(row) for row in rows])
            if len(rows) < BATCH:
                return
            # Let the streams take theirs before there is more.
            await asyncio.sleep(0)

    async def _recheck(self, connection: SqlConnection) -> None:
        """See to it that nobody listens for long whose session ended without a word."""
        if time.monotonic() - self._checked_at < self._recheck_seconds:
            return
        sessions = self._hub.sessions()
        roles = await repository.roles_of_live_sessions(connection, sessions, self._clock.now())
        self._hub.recheck(sessions, roles)
        self._checked_at = time.monotonic()
