"""`praxis backup`: makes backups, lists them, and copies the keys to a safe place."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import structlog
import typer

from praxis.backup import take
from praxis.backup.durable import put_secret
from praxis.backup.errors import AnotherRuns, KeyGone, NotProven
from praxis.backup.folder import BackupFolder
from praxis.backup.keeper import Plan, nice, tell_of_failure
from praxis.backup.keys import BackupKey, make_key, read_key
from praxis.backup.manifest import Kind, Manifest
from praxis.backup.owner import claim, is_claimed
from praxis.backup.proof import prove
from praxis.cli.ending import end_when_told, telling_failures
from praxis.cli.runtime import SECRET_FILE, load_settings, running_database
from praxis.cli.terminal import err, fail, out
from praxis.kit.clock import SystemClock
from praxis.kit.logging import configure_logging
from praxis.settings import Settings
from praxis.settings.groups import TaskMode

log = structlog.get_logger(__name__)

MEBIBYTE = 2**20
# Names in a copy of the keys.
BACKUP_KEY = "backup.key"
CLINICAL_KEYS = "clinical.json"

app = typer.Typer(help="Backups.", invoke_without_command=True)


@app.callback()
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option(help="a folder of backups on another disk, for this one backup")
    ] = None,
    scheduled: Annotated[
        bool,
        typer.Option(
            "--scheduled",
            help="by a timer: gives way to other work, and tells the administrators if it fails",
        ),
    ] = False,
) -> None:
    """Back up the database and its files, and prove it by restoring it into a scratch server."""
    if context.invoked_subcommand is not None:
        return
    end_when_told()
    settings = load_settings()
    if scheduled:
        configure_logging(level=settings.log_level)
        nice()
    with telling_failures("The backup"):
        try:
            made = _back_up(settings, None if to is None else to.absolute(), scheduled=scheduled)
        except AnotherRuns as error:
            fail(str(error), code=error.EXIT_CODE if scheduled else 1)
    out.print(_line(made), markup=False)


def _back_up(settings: Settings, to: Path | None, *, scheduled: bool) -> Manifest:
    folder = BackupFolder(to or settings.backup_folder)
    with running_database(settings) as dsn:
        try:
            key = _key_for(folder, settings)
            with folder.locked():
                claim(folder, key)
                elsewhere = to is not None
                made = asyncio.run(_take_and_prove(settings, dsn, folder, key, elsewhere=elsewhere))
        except AnotherRuns:
            raise
        except Exception:
            # Nobody looks at what a backup by night prints.
            if scheduled:
                _tell_administrators(dsn)
            raise
        if scheduled and made.proof is not None and made.proof.faults:
            _tell_administrators(dsn)
        return made


def _tell_administrators(dsn: str) -> None:
    try:
        asyncio.run(tell_of_failure(dsn, SystemClock()))
    except Exception as error:  # noqa: BLE001 -- why the backup failed must be said, not this
        err.print(f"The administrators could not be told: {type(error).__name__}.")


async def _take_and_prove(
    settings: Settings, dsn: str, folder: BackupFolder, key: BackupKey, *, elsewhere: bool
) -> Manifest:
    clock = SystemClock()
    embedded = settings.database_url is None
    source = take.Source(
        dsn=dsn,
        kind=Kind.BASE if embedded else Kind.DUMP,
        data_dir=settings.data_dir,
        uploads=settings.data_dir / "attachments",
        uploads_in=settings.storage.url,
        # What goes on being written goes to the folder of the settings alone.
        archived=is_archived(settings) and not elsewhere,
    )
    if not embedded:
        err.print(
            "The database is not Praxis's own: this is a dump. It can be restored as it is now, "
            "not to a second in between; for that, have its server archive its log.",
            markup=False,
        )
    # Before as well as after: of those whose proofs are cut off one comes every hour, and they
    # would fill the disk.
    try:
        take.forget_old(folder, source.uploads, key, settings.backup.keep, clock.now())
    except OSError as error:
        # That is no reason for no backup; if it stays so, this one fails at its end.
        log.warning("backup.not_forgotten", cause=type(error).__name__, why=error.strerror)
    made = await take.take(source, folder, key, clock)
    proven = await prove(made, folder, key, settings.data_dir, clock)
    take.forget_old(folder, source.uploads, key, settings.backup.keep, clock.now())
    if not proven.is_proven:
        why = "; ".join(proven.proof.checks) if proven.proof else "nothing was checked"
        raise NotProven(made.name, why)
    return proven


def _key_for(folder: BackupFolder, settings: Settings) -> BackupKey:
    """The key; made at the first backup. Raises `KeyGone` where backups of another one lie.

    Those of the settings count, too, wherever this one goes: a key that is lost must be missed.
    """
    path = settings.backup_key_file
    for known in (folder, BackupFolder(settings.backup_folder)):
        if not path.exists() and is_claimed(known):
            raise KeyGone(path, known.path)
    if make_key(path):
        err.print(
            f"A key for backups was made: {path}. WITHOUT THIS FILE NO BACKUP CAN BE OPENED. "
            "Copy it to a place that does not burn with this machine: praxis backup keys --to …",
            markup=False,
        )
    return read_key(path)


@app.command("list")
def list_backups(
    place: Annotated[
        Path | None, typer.Argument(help="a folder of backups; that of the settings when absent")
    ] = None,
) -> None:
    """List the backups: when, how large, and whether each was proven."""
    folder = BackupFolder(place or load_settings(writes=False).backup_folder)
    with telling_failures("The list"):
        found = folder.listed()
        broken = {path.name for path in folder.whole()} - {made.name for made in found}
    for made in found:
        out.print(_line(made), markup=False)
    for name in sorted(broken):
        out.print(f"{name}  its manifest cannot be read, or is another's", markup=False)
    if not found and not broken:
        out.print(f"There is no backup in {folder.path} yet.", markup=False)
    if broken:
        raise typer.Exit(1)


def _line(made: Manifest) -> str:
    ended = f"{made.ended_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    what = "database and log" if made.archive else "database"
    if made.kind is Kind.DUMP:
        what = "dump"
    if made.proof is None:
        proof = "not proven"
    elif made.proof.ok:
        proof = "proven: " + ", ".join(made.proof.checks)
        if made.proof.faults:
            proof += "; BUT " + "; ".join(made.proof.faults)
    else:
        proof = "FAILED: " + "; ".join(made.proof.checks)
    files = (
        f"{len(made.uploads)} files" if made.uploads_in is None else f"files in {made.uploads_in}"
    )
    return f"{made.name}  {ended}  {made.size / MEBIBYTE:.1f} MiB {what}, {files}; {proof}"


@app.command("keys")
def copy_keys(
    to: Annotated[Path, typer.Option(help="a new folder, best on a medium that you lock away")],
) -> None:
    """Copy all keys that a restored practice needs; backups hold none of them."""
    settings = load_settings(writes=False)
    given = settings.auth.secret_key
    # One that is given as a setting is in force, whatever file lies there.
    files = [
        (name, path)
        for name, path in key_files(settings).items()
        if path.exists() and not (given is not None and name == SECRET_FILE)
    ]
    if not files and given is None:
        fail(f"There are no keys in {settings.data_dir} yet.", code=1)
    with telling_failures("The copy of the keys"):
        try:
            to.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            fail(f"{to} is there already: name a new folder.", code=1)
        _copy_keys(files, None if given is None else given.get_secret_value(), to)
    out.print("Whoever has these files and a backup can read everything: lock them away.")


def _copy_keys(files: Sequence[tuple[str, Path]], given: str | None, to: Path) -> None:
    for name, path in files:
        put_secret(to / name, path.read_bytes())
        out.print(f"{to / name}", markup=False)
    if given is not None:
        target = to / SECRET_FILE
        put_secret(target, f"{given}\n".encode())
        out.print(f"{target}, out of PRAXIS_AUTH__SECRET_KEY", markup=False)


def key_files(settings: Settings) -> dict[str, Path]:
    """Names in a copy of the keys, and where each belongs here."""
    return {
        SECRET_FILE: settings.data_dir / SECRET_FILE,
        BACKUP_KEY: settings.backup_key_file,
        CLINICAL_KEYS: settings.key_file,
    }


def is_archived(settings: Settings) -> bool:
    """Whether `praxis serve` fetches the log: where nobody does, none must be kept for it."""
    wanted = settings.backup.enabled and settings.tasks is TaskMode.EMBEDDED
    return wanted and settings.database_url is None


def plan_for(settings: Settings, dsn: str) -> Plan | None:
    """How `praxis serve` looks after backups: of its own database, unless told not to."""
    if not is_archived(settings):
        return None
    return Plan(
        dsn=dsn,
        data_dir=settings.data_dir.absolute(),
        folder=BackupFolder(settings.backup_folder),
        key_file=settings.backup_key_file.absolute(),
        uploads=settings.data_dir / "attachments" if settings.storage.url is None else None,
        hour=settings.backup.hour,
        interval=settings.backup.interval,
    )


def age_of(made: Manifest, now: datetime) -> str:
    hours = (now - made.ended_at).total_seconds() / 3600
    return f"{hours:.0f} h" if hours >= 1 else "less than an hour"
