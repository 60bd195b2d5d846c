"""What `praxis check` says of the log that goes on between backups."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from praxis.backup import archive as archives
from praxis.backup.archive import LAG
from praxis.backup.duty import is_kept
from praxis.backup.errors import BackupError
from praxis.backup.faults import standing
from praxis.backup.folder import BackupFolder, has_start
from praxis.backup.manifest import Manifest
from praxis.cli.backup import is_archived
from praxis.cli.findings import Finding, fine, note, wrong
from praxis.settings import Settings

NO_START = (
    "no proven backup is there for the log that is fetched now to go on from: what is written now "
    "is in no backup. `praxis serve` tries one every hour, `praxis backup` at once"
)
UNDER_WAY = "a backup is being made, from which the log that is fetched now goes on"


async def check_log(settings: Settings, dsn: str, now: datetime) -> list[Finding]:
    folder = BackupFolder(settings.backup_folder)
    try:
        found = folder.listed()
    except OSError:
        # `check_backups` says it.
        return []
    faults = [wrong(f"the backup {name}: {fault}") for name, fault in standing(found)]
    if not is_archived(settings):
        return faults
    try:
        return [*faults, *await _archive(settings, dsn, folder, found, now)]
    except BackupError as error:
        return [*faults, wrong(str(error))]
    except OSError as error:
        return [*faults, wrong(f"the log in {folder.path} cannot be read: {error.strerror}")]


async def _archive(
    settings: Settings, dsn: str, folder: BackupFolder, found: Sequence[Manifest], now: datetime
) -> Sequence[Finding]:
    connection = await archives.connect(dsn)
    try:
        archive = await archives.find_archive(connection)
        is_lost = archive is None and await archives.has_lost(connection)
    finally:
        await connection.close()
    if archive is None:
        # A new practice has neither backup nor archive.
        return [_none(is_lost=is_lost)] if found or is_lost else []
    if not has_start(found, archive) and folder.is_busy():
        return [note(UNDER_WAY)]
    if not found:
        return [_emptied(folder)]
    if not has_start(found, archive):
        return [wrong(NO_START)]
    return list(_age(settings, archives.latest_cover(folder, archive), now))


def _none(*, is_lost: bool) -> Finding:
    why = (
        "the server gave up the log that waited to be fetched, as it was over 4 GB"
        if is_lost
        else "nothing is archived since the practice was restored or upgraded"
    )
    return wrong(
        f"{why}: what is written now is in no backup. `praxis serve` makes one five minutes after "
        "its start, `praxis backup` at once"
    )


def _emptied(folder: BackupFolder) -> Finding:
    return wrong(
        f"the log that is fetched goes on from a backup that is not in {folder.path}: what is "
        "written now is in no backup. Look whether its disk is there, and holds what it held. "
        "`praxis serve` tries to make one every hour, `praxis backup` at once"
    )


def _age(settings: Settings, covered: datetime | None, now: datetime) -> Iterator[Finding]:
    reach = "nothing" if covered is None else f"what was written until {covered:%Y-%m-%d %H:%M} UTC"
    if not is_kept(settings.data_dir.absolute()):
        yield fine(f"{reach} is in the archive; more is added while `praxis serve` runs")
        return
    if covered is not None and covered - now > LAG:
        yield wrong(
            f"{reach} is said to be in the archive of the log, which is still to come: the clock "
            "was set back, here or where the backups lie. Until it is right, nobody knows how far "
            "the archive goes"
        )
        return
    late = covered is None or now - covered > settings.backup.interval + LAG
    text = f"{reach} is in the archive of the log"
    yield wrong(f"{text}, and nothing since: the server's log says why") if late else fine(text)
