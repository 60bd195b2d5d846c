"""What `praxis check` says of backups, and of messages that a restore holds back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile

from praxis.backup.archive import LAG
from praxis.backup.errors import BackupError
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import read_key
from praxis.backup.manifest import Manifest
from praxis.cli.backup import age_of
from praxis.cli.findings import Finding, fine, note, wrong
from praxis.kit.db.types import SqlConnection
from praxis.notifications.holding import held_since
from praxis.settings import Settings
from praxis.settings.groups import TaskMode

# A day, and what a backup may be late by.
OLDEST = timedelta(hours=36)

Said = tuple[bool, str]


def check_backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    folder = BackupFolder(settings.backup_folder)
    try:
        found = folder.listed()
        unreadable = sorted({path.name for path in folder.whole()} - {one.name for one in found})
    except OSError as error:
        yield wrong(
            f"the folder of backups, {folder.path}, cannot be read ({error.strerror}): nothing can "
            "be restored from it or backed up into it. Look whether its disk is there and whole"
        )
        return
    for name in unreadable:
        yield wrong(
            f"the backup {name}: its manifest cannot be read. Nothing is restored from it, and no "
            "log or file that it might need is deleted. Bring it back from a copy, or move it away"
        )
    if settings.database_url is not None:
        yield from _check_elsewhere(folder, found, now)
        return
    if not settings.backup.enabled or settings.tasks is not TaskMode.EMBEDDED:
        yield wrong("no daily backups: set PRAXIS_BACKUP__ENABLED=true (and PRAXIS_TASKS=embedded)")
        return
    if (why := _why_unwritable(folder)) is not None:
        yield wrong(
            f"the folder of backups, {folder.path}, cannot be written ({why}): every backup fails. "
            "Look whether its disk is there and whole, and whose the folder is"
        )
    elif not found and not unreadable:
        yield fine(
            f"there is no backup yet: the first comes at {settings.backup.hour}:00, or by "
            "`praxis backup` now"
        )
    if not found:
        return
    yield from _check_proof(folder, found)
    yield from _check_future(found, now)
    if (age := _age(found, now)) is not None:
        late = "they do not come daily, the server's log says why"
        yield wrong(f"{age.text}: {late}") if age.is_late else fine(age.text)
    yield from _check_places(settings)


def _check_elsewhere(
    folder: BackupFolder, found: Sequence[Manifest], now: datetime
) -> Iterator[Finding]:
    """Of a database that is not Praxis's own, whose backups another may make."""
    if not found:
        yield note(
            f"the database is not Praxis's own, and no backup of it is known here ({folder.path}): "
            "unless its server is backed up, run `praxis backup` from a timer, daily"
        )
        return
    yield from _check_proof(folder, found)
    yield from _check_future(found, now)
    if (age := _age(found, now)) is not None:
        late = "unless others are made elsewhere, the timer does not run"
        yield note(f"{age.text}: {late}") if age.is_late else fine(age.text)


def _why_unwritable(folder: BackupFolder) -> str | None:
    """Tried, for what permissions say is not all: a file without a name, which is gone at once."""
    places = [place for place in (folder.base, folder.wal, folder.uploads) if place.exists()]
    made = next(path for path in (folder.path, *folder.path.parents) if path.exists())
    for place in places or [made]:
        try:
            with TemporaryFile(dir=place):
                pass
        except OSError as error:
            return error.strerror
    return None


def _check_proof(folder: BackupFolder, found: Sequence[Manifest]) -> Iterator[Finding]:
    newest = found[-1]
    if newest.proof is None and folder.is_busy():
        yield note(f"the newest backup, {newest.name}, is being proven")
    elif newest.proof is None or not newest.proof.ok:
        why = "it was not tried" if newest.proof is None else "; ".join(newest.proof.checks)
        yield wrong(f"the newest backup, {newest.name}, was not proven: {why}")


def _check_future(found: Sequence[Manifest], now: datetime) -> Iterator[Finding]:
    if (newest := found[-1]).ended_at - now > LAG:
        yield wrong(
            f"the newest backup, {newest.name}, was made at a time that is still to come: the "
            "clock was set back since"
        )


@dataclass(frozen=True, slots=True)
class _Age:
    text: str
    is_late: bool


def _age(found: Sequence[Manifest], now: datetime) -> _Age | None:
    past = [one for one in found if one.ended_at - now <= LAG]
    proven = next((one for one in reversed(past) if one.is_proven), None)
    if proven is None:
        return None
    text = f"the newest proven backup is {age_of(proven, now)} old"
    return _Age(text, now - proven.ended_at > OLDEST)


def _check_places(settings: Settings) -> Iterator[Finding]:
    folder, data = settings.backup_folder, settings.data_dir
    if _device(folder) == _device(data):
        yield note(
            f"backups lie on the disk of the data ({folder}), and are lost with it: set "
            "PRAXIS_BACKUP__FOLDER to another, or copy the folder elsewhere"
        )
    try:
        read_key(settings.backup_key_file)
    except BackupError as error:
        yield wrong(str(error))
        return
    yield fine(
        f"the key of the backups is {settings.backup_key_file}: keep a copy elsewhere "
        "(`praxis backup keys`), without it none can be opened"
    )


def _device(path: Path) -> int | None:
    return path.stat().st_dev if path.exists() else None


async def check_held(connection: SqlConnection) -> Iterator[Said]:
    """Nothing is said where nothing is held."""
    if await connection.fetchval("SELECT to_regclass('message_holds')") is None:
        return iter(())
    since = await held_since(connection)
    if since is None:
        return iter(())
    said = (
        False,
        (
            f"no message leaves since the practice was restored ({since:%Y-%m-%d %H:%M} UTC)"
            ": `praxis messages release` lets them go"
        ),
    )
    return iter((said,))
