"""Which backup to restore from: one that was shown to come back, as far as that loses nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from praxis.backup import archive as archives
from praxis.backup import manifest as manifests
from praxis.backup.errors import Damaged, NoBackup, NotToThatTime
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import MANIFEST, Kind, Manifest


@dataclass(frozen=True, slots=True)
class Chosen:
    """`at`: the second to go back to; None: as far as this backup, or its archive, goes.

    `note`: what whoever restores should know of the choice.
    """

    folder: BackupFolder
    backup: Manifest
    at: datetime | None
    with_archive: bool
    note: str | None = None


def choose(place: Path, key: BackupKey, at: datetime | None) -> Chosen:
    """The backup to restore from, in a folder of backups, or the one that `place` names itself.

    Raises `NoBackup`, `WrongKey`, `Damaged`, `FileGone`, `NotToThatTime`.
    """
    if (place / MANIFEST).exists():
        # As it is called there, by whatever way or link it was named.
        place = place.resolve()
        folder = BackupFolder(place.parent.parent)
        one = manifests.read(place, key)
        found = Chosen(folder, one, at, with_archive=at is not None)
    else:
        folder = BackupFolder(place)
        known = [one for one in folder.listed() if at is None or one.ended_at <= at]
        if not known:
            raise NoBackup(place, at)
        own = [one for one in known if one.key == key.id] or known
        reach = _reach(folder, key, own)
        best = best_of(own, reach, at)
        one = manifests.read(folder.base / best.name, key)
        found = Chosen(folder, one, at, one.archive is not None, _note(own, best, at))
    if at is not None and at < one.ended_at:
        raise NotToThatTime(at, f"this backup ended at {one.ended_at.isoformat()}.")
    if at is not None and not _goes_on(one):
        raise NotToThatTime(
            at,
            f"the backup {one.name} has no archive of what was written after it. It can be "
            "restored as it is: leave --at out.",
        )
    return found


def best_of(known: Sequence[Manifest], reach: dict[str, datetime], at: datetime | None) -> Manifest:
    """The newest proven one of those with which as much comes back as with any. Pure.

    `known` is the oldest first, and not empty; `reach`: how far each archive goes. Backups of one
    archive come to the same end, from wherever its log is replayed; those of others do not.
    """
    if at is None:
        last = max(known, key=lambda one: _end(one, reach))
    else:
        able = [one for one in known if _goes_on(one)]
        there = [one for one in able if _end(one, reach) >= at]
        last = (there or able or known)[-1]
    if last.archive is None:
        return last
    alike = [one for one in known if one.archive == last.archive]
    return next((one for one in reversed(alike) if one.is_proven), alike[-1])


def _goes_on(one: Manifest) -> bool:
    return one.kind is Kind.BASE and one.archive is not None


def _end(one: Manifest, reach: dict[str, datetime]) -> datetime:
    return max(one.ended_at, reach.get(one.archive or "", one.ended_at))


def _reach(folder: BackupFolder, key: BackupKey, known: Sequence[Manifest]) -> dict[str, datetime]:
    found = {}
    for archive in {one.archive for one in known if one.archive is not None}:
        try:
            covered = archives.read_covered(folder, key, archive)
        except Damaged:
            continue
        if covered is not None:
            found[archive] = covered.until
    return found


def _note(known: Sequence[Manifest], best: Manifest, at: datetime | None) -> str | None:
    newest = known[-1]
    if not best.is_proven:
        proven = next((one.name for one in reversed(known) if one.is_proven), None)
        instead = f" The newest that was, and holds less, is {proven}." if proven else ""
        return (
            f"{best.name} was never shown to come back: its proof failed or was cut off.{instead}"
        )
    if best.name == newest.name:
        return None
    if newest.archive == best.archive:
        return (
            f"{newest.name}, the newest, was not proven: {best.name} is taken, and the log since."
        )
    if at is not None:
        return f"{newest.name}, the newest by then, does not go as far: {best.name} is taken."
    return f"{newest.name} is newer, and {best.name} goes further with its log: that is taken."
