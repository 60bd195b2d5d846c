"""Replays the log that was written after a base backup, and says how far that really went.

PostgreSQL ends a recovery without a word where a segment is missing. So what it reached is compared
with what the archive is known to hold.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from praxis.backup import archive as archives
from praxis.backup import scratch
from praxis.backup.archive import Covered
from praxis.backup.errors import Damaged, LogEndsEarly, NotToThatTime
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import Manifest
from praxis.backup.positions import position
from praxis.kit.db.embedded.folders import Home


@dataclass(frozen=True, slots=True)
class Replayed:
    """`until`: the last transaction in it, where there was one. `cut_at`: what the log ended with.

    None: it goes as far as was asked for.
    """

    until: datetime | None
    cut_at: str | None


@dataclass(frozen=True, slots=True)
class _Log:
    place: Path
    covered: Covered | None
    # What ends it before the place that is covered.
    fault: str | None


def replay(
    made: Manifest,
    folder: BackupFolder,
    key: BackupKey,
    home: Home,
    at: datetime | None,
    *,
    as_far_as_it_goes: bool,
) -> Replayed:
    """Up to `at`, or as far as the archive goes. Raises `NotToThatTime`, `LogEndsEarly`.

    `as_far_as_it_goes`: a log that ends early is no reason to restore nothing.
    """
    if made.archive is None:
        return Replayed(None, None)
    found = _lay_out(made.archive, folder, key, home)
    scratch.prepare_recovery(home)
    if at is not None and _stops_at(at, found, home, as_far_as_it_goes=as_far_as_it_goes):
        return Replayed(scratch.last_commit(home), None)
    if at is None and found.fault is not None and not as_far_as_it_goes:
        raise _ends_early(found, found.fault)
    with scratch.running(home):
        pass
    cut_at = _cut_at(found, home, at)
    if cut_at is not None and not as_far_as_it_goes:
        raise _ends_early(found, cut_at)
    return Replayed(scratch.last_commit(home), cut_at)


def _lay_out(archive: str, folder: BackupFolder, key: BackupKey, home: Home) -> _Log:
    place = folder.wal / archive
    try:
        covered = archives.read_covered(folder, key, archive)
        nothing = "covered.sealed is missing"
    except Damaged:
        covered, nothing = None, "covered.sealed is damaged"
    reach = None if covered is None else covered.lsn
    fault = scratch.add_log(home, folder, key, archive, reach)
    return _Log(place, covered, nothing if covered is None else fault)


def _stops_at(at: datetime, found: _Log, home: Home, *, as_far_as_it_goes: bool) -> bool:
    """Replay to that second; False where nothing that is in the log was committed after it."""
    wanted = {
        "recovery_target_time": at.isoformat(),
        "recovery_target_inclusive": "on",
        "recovery_target_action": "promote",
    }
    try:
        with scratch.running(home, wanted):
            return True
    except scratch.RecoveryTooEarly:
        raise NotToThatTime(at, "the backup was not whole by then.") from None
    except scratch.RecoveryEndedEarly:
        if as_far_as_it_goes:
            return False
    if found.fault is not None:
        raise _ends_early(found, found.fault)
    if found.covered is not None and at > found.covered.until:
        reach = found.covered.until.isoformat()
        raise NotToThatTime(at, f"the archive goes as far as {reach}.")
    # Nothing to stop before: all of the log is asked for, and looked at.
    return False


def _cut_at(found: _Log, home: Home, at: datetime | None) -> str | None:
    """What the log ended with, if that was before the place that is covered, or before `at`."""
    if found.fault is not None:
        return found.fault
    reached = scratch.replayed_until(home)
    if found.covered is not None and reached < position(found.covered.lsn):
        return f"its log ends at {reached >> 32:X}/{reached & 0xFFFFFFFF:X}"
    if found.covered is not None and at is not None and at > found.covered.until:
        return f"the archive goes as far as {found.covered.until.isoformat()}"
    return None


def _ends_early(found: _Log, why: str) -> LogEndsEarly:
    return LogEndsEarly(found.place, found.covered.until if found.covered else None, why)
