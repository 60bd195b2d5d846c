"""Looks after the backups of an embedded server, beside `praxis serve`.

A thread of the process that holds the server: it keeps pg_receivewal running, seals what that has
fetched, and once a day starts `praxis backup` as a process of its own, which is gone before its
memory or its work on the processor could be felt.
"""

import asyncio
import math
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from praxis.backup import archive as archives
from praxis.backup import uploads
from praxis.backup.archive import LAG
from praxis.backup.duty import Duty
from praxis.backup.errors import AnotherRuns, BackupError
from praxis.backup.folder import BackupFolder, has_start, last_due
from praxis.backup.keys import BackupKey, read_key
from praxis.backup.manifest import Manifest
from praxis.backup.owner import claim
from praxis.backup.receiver import Receiver
from praxis.identity.repository import first_made_at
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database
from praxis.kit.db.embedded import EmbeddedServerError
from praxis.notifications.alarms import tell_backup_failed
from praxis.reporting.repository import zone_of

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
# Told again too early a backup would be disturbed as it clears away what it has begun.
ENDS_SECONDS = 20.0
TOLD_TO_END = 2
# What is due when the server starts waits until people who wait for it have signed in.
AFTER_START = timedelta(minutes=5)
RETRY_AFTER = timedelta(hours=1)
# One that somebody else makes was no try: what is due then is seen anew.
ANOTHER_ENDS = timedelta(minutes=5)
NICE = 10
FAILURES = (
    *(BackupError, EmbeddedServerError, OSError),
    *(asyncpg.PostgresError, asyncpg.InterfaceError),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where and when. `interval`: how often what has been written is sealed into the folder."""

    dsn: str
    data_dir: Path
    folder: BackupFolder
    key_file: Path
    uploads: Path | None
    hour: int
    interval: timedelta


class Keeper(threading.Thread):
    def __init__(self, plan: Plan, clock: Clock) -> None:
        super().__init__(name="backups", daemon=True)
        self._plan = plan
        self._clock = clock
        self._ending = threading.Event()
        # By the monotonic clock: who ends the server does not wait for all files to be sealed.
        self._gone_by = math.inf
        self._receiver: Receiver | None = None
        self.backup: subprocess.Popen[bytes] | None = None
        self._since = clock.now()
        self._shipped: datetime | None = None
        self._tried: datetime | None = None
        # When the newest backup began that was seen to be proven.
        self._newest: datetime | None = None
        # Whether the administrators must hear of a backup that failed.
        self._untold = False
        self._duty = Duty(plan.data_dir)
        # What the server keeps its log for; nothing, after a restore or an upgrade.
        self._archive: str | None = None
        self._is_archive_known = False

    def run(self) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            self._try(self._look)

    @staticmethod
    def _try(step: Callable[[], None]) -> None:
        try:
            step()
        except FAILURES as error:
            log.warning("backup.keeper_failed", cause=type(error).__name__, why=str(error))
        except Exception as error:  # noqa: BLE001 -- without this thread there is no backup at all
            log.warning("backup.keeper_failed", cause=type(error).__name__)

    def end(self) -> None:
        """Stop what runs. A backup that is under way leaves nothing half made."""
        self._gone_by = time.monotonic() + ENDS_SECONDS
        self._ending.set()
        self.join()
        try:
            self._stop()
        finally:
            self._duty.leave()

    def _stop(self) -> None:
        if self.backup is not None:
            _end_process(self.backup)
        if self._receiver is not None:
            # What was written to the end, as the server is stopped in good order.
            self._try(lambda: asyncio.run(self._keep_archive()))
            self._receiver.stop()

    def _look(self) -> None:
        if not self._duty.take():
            return
        now = self._clock.now()
        if self._shipped is None or has_passed(self._plan.interval, self._shipped, now):
            self._shipped = now
            if self._receiver is not None:
                self._receiver.stop_if_full()
            # A log that cannot be kept is no reason for no backup.
            self._try(lambda: asyncio.run(self._keep_archive()))
            self.back_up_if_due(now)

    async def _keep_archive(self) -> None:
        """Nothing is fetched before there is a backup to go on from: that begins an archive."""
        plan = self._plan
        connection = await archives.connect(plan.dsn)
        try:
            archive = await archives.find_archive(connection)
            self._archive, self._is_archive_known = archive, True
            if archive is None:
                return
            key = read_key(plan.key_file)
            claim(plan.folder, key)
            if self._receiver is None or self._receiver.archive != archive:
                if self._receiver is not None:
                    self._receiver.stop()
                spool = archives.spool_of(plan.data_dir, archive)
                self._receiver = Receiver(plan.dsn, archive, spool)
            if not self._receiver.is_running:
                await archives.free(connection, archive)
            self._receiver.ensure()
            add = partial(self._add_uploads, key)
            await archives.ship(connection, plan.folder, key, archive, self._receiver.spool, add)
            self._salvage(key, archive)
        finally:
            await connection.close()

    def _salvage(self, key: BackupKey, archive: str) -> None:
        """Empty the spools of archives that were given up, once there is another to go on from."""
        folder = self._plan.folder
        given_up = archives.other_spools(self._plan.data_dir, archive)
        if not given_up or not has_start(kept := folder.listed(), archive):
            return
        for spool in given_up:
            # With its last backup an archive is forgotten.
            if any(one.archive == spool.name for one in kept):
                archives.salvage(spool, folder, key)
            shutil.rmtree(spool)

    def _must_go(self) -> bool:
        return time.monotonic() > self._gone_by

    def _add_uploads(self, key: BackupKey) -> None:
        plan = self._plan
        if plan.uploads is not None:
            uploads.add_new(plan.uploads, plan.folder, key, must_end=self._must_go)

    def back_up_if_due(self, now: datetime) -> None:
        if self.backup is not None:
            if self.backup.poll() is None:
                return
            code, self.backup = self.backup.returncode, None
            if code == AnotherRuns.EXIT_CODE:
                self._tried = now - RETRY_AFTER + ANOTHER_ENDS
            elif code != 0:
                log.warning("backup.failed", code=code)
                self._untold = True
        if self._untold:
            # One that was killed says nothing itself; until they were told, it is tried again.
            self._try(self._tell)
        if not has_passed(AFTER_START, self._since, now) or not self.is_due(now):
            return
        self._tried, self._untold = now, True
        self.backup = subprocess.Popen(
            [sys.executable, "-m", "praxis.cli", "backup", "--scheduled"],
            stdin=subprocess.DEVNULL,
            env=_own_environment(os.environ),
            # Ctrl-C in the terminal is for the server, which then ends this in good order.
            start_new_session=True,
        )
        self._untold = False

    def _tell(self) -> None:
        asyncio.run(tell_of_failure(self._plan.dsn, self._clock))
        self._untold = False

    def is_due(self, now: datetime) -> bool:
        if self._tried is not None and not has_passed(RETRY_AFTER, self._tried, now):
            return False
        try:
            kept = self._plan.folder.listed()
        except OSError as error:
            # Of a disk that is broken, administrators hear when a backup into it fails.
            log.warning("backup.folder_unreadable", cause=type(error).__name__, why=str(error))
            return True
        # Without a backup there is no archive yet, unless the folder has lost what was in it.
        is_expected = bool(kept) or self._archive is not None
        if is_expected and self._is_archive_known and not has_start(kept, self._archive):
            return True
        last = _last_proven(kept, now)
        if self._is_behind(last, now):
            return True
        place = asyncio.run(_look_up(self._plan.dsn))
        due = last_due(now, self._plan.hour, local=now.astimezone(place.zone))
        if last is None:
            # At the first such hour since there is something to lose, or as soon as it can be.
            last = self._since if place.began is None else min(self._since, place.began)
        return due > last or last - now > LAG

    def _is_behind(self, last: datetime | None, now: datetime) -> bool:
        """Whether a newer one was seen: then another disk is here, whose log has a gap."""
        seen = self._newest
        if seen is None or seen - now > LAG or (last is not None and last >= seen):
            self._newest = last
            return False
        return True


def has_passed(length: timedelta, since: datetime, now: datetime) -> bool:
    """Whether it is that long ago; of a clock that was set back meanwhile, it is taken to be."""
    return not timedelta() <= now - since < length


def _last_proven(kept: Sequence[Manifest], now: datetime) -> datetime | None:
    """When the newest began that one can go back to.

    One that failed its proof, or was cut off before it, is none, and for one that was made before
    the clock was set back none is left out.
    """
    proven = (one.started_at for one in kept if one.is_proven)
    return max((at for at in proven if at - now <= LAG), default=None)


@dataclass(frozen=True, slots=True)
class _Place:
    """`began`: when the first account was made, if there is one."""

    zone: ZoneInfo
    began: datetime | None


def _end_process(process: "subprocess.Popen[bytes]") -> None:
    """Told more than once: where it is in the driver of the database, the first may be lost."""
    for _ in range(TOLD_TO_END):
        if process.poll() is not None:
            return
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDS_SECONDS)
    process.kill()
    process.wait()


async def tell_of_failure(dsn: str, clock: Clock) -> None:
    """Tell the administrators that there is no backup, once a day."""
    database = Database(dsn, pool_size=1)
    try:
        await database.transact(lambda unit: tell_backup_failed(unit, clock.now()))
    finally:
        await database.close()


def _own_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Without the address that processes which answer are handed: it finds the server itself."""
    handed = {"DATABASE_URL", "PRAXIS_DATABASE__DIRECT_URL"}
    return {name: value for name, value in given.items() if name not in handed}


async def _look_up(dsn: str) -> _Place:
    connection = await archives.connect(dsn)
    try:
        return _Place(ZoneInfo(await zone_of(connection, None)), await first_made_at(connection))
    finally:
        await connection.close()


@contextmanager
def keeping(plan: Plan | None, clock: Clock) -> Iterator[None]:
    """Look after the backups while the block lasts; without a plan, do not."""
    if plan is None:
        yield
        return
    keeper = Keeper(plan, clock)
    keeper.start()
    try:
        yield
    finally:
        keeper.end()


async def give_up(dsn: str, data_dir: Path) -> None:
    """Have the server keep no log that nobody fetches: its disk would fill."""
    duty = Duty(data_dir)
    if not duty.take():
        return
    try:
        connection = await archives.connect(dsn)
        try:
            await archives.drop_archives(connection)
        finally:
            await connection.close()
    except FAILURES as error:
        log.warning("backup.not_given_up", cause=type(error).__name__, why=str(error))
    finally:
        duty.leave()


def nice() -> None:
    """Give way to those who answer people."""
    os.nice(NICE)
