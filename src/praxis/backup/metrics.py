"""How old what could be restored is, for whoever watches."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from math import inf
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily

from praxis.backup.archive import LAG, latest_cover
from praxis.backup.errors import BackupError
from praxis.backup.faults import standing
from praxis.backup.folder import BackupFolder
from praxis.backup.manifest import MANIFEST, Manifest, peek
from praxis.kit.clock import Clock


def measure_backups(
    folder: BackupFolder, clock: Clock, *, expected: bool
) -> Iterator[GaugeMetricFamily]:
    """Ages in seconds, without end where nothing is, and how much is amiss.

    Nothing is said of an empty folder where no backups are `expected` in it. One that cannot be
    read has nothing to restore from.
    """
    try:
        there = folder.whole()
    except OSError:
        yield _age(inf)
        yield _log_age(inf)
        return
    if not expected and not there:
        return
    now = clock.now()
    kept = [found for path in there if (found := _peek(path)) is not None]
    proven = next((one for one in reversed(kept) if one.is_proven and _is_past(one, now)), None)
    yield _age(_seconds(None if proven is None else proven.started_at, now))
    if proven is not None and proven.archive is not None:
        yield _log_age(_seconds(_covered(folder, proven.archive), now))
    if proven is not None:
        yield GaugeMetricFamily(
            "praxis_backup_faults",
            "Files that rows name and gaps in the log that proofs of kept backups have told of",
            value=len(standing(kept)),
        )


def _age(seconds: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "praxis_backup_age_seconds",
        "Since the newest backup began that was proven by restoring it",
        value=seconds,
    )


def _log_age(seconds: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "praxis_backup_log_age_seconds",
        "For how long what was committed is not in the folder of backups yet",
        value=seconds,
    )


def _covered(folder: BackupFolder, archive: str) -> datetime | None:
    try:
        return latest_cover(folder, archive)
    except OSError:
        return None


def _peek(path: Path) -> Manifest | None:
    try:
        return _read(path, (path / MANIFEST).stat().st_mtime_ns)
    except (BackupError, OSError):
        return None


@lru_cache(maxsize=64)
def _read(path: Path, written_ns: int) -> Manifest:  # noqa: ARG001 -- read anew when its proof came
    """Without the names of its files: they are many, and figures are asked for all the time."""
    return replace(peek(path), files={}, uploads={})


def _is_past(one: Manifest, now: datetime) -> bool:
    return one.started_at - now <= LAG


def _seconds(since: datetime | None, now: datetime) -> float:
    """Of what is still to come, since the clock was set back, nobody knows how old it is."""
    if since is None or since - now > LAG:
        return inf
    return max(0.0, (now - since.astimezone(UTC)).total_seconds())
