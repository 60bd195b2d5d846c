"""`praxis restore`, and `praxis messages release` after it."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from praxis.backup import restore as restoring
from praxis.backup.choosing import Chosen, choose
from praxis.backup.dumps import write_dump
from praxis.backup.durable import put_secret
from praxis.backup.errors import BackupError, KeyInTheWay
from praxis.backup.finishing import finish
from praxis.backup.keys import BackupKey, read_key
from praxis.backup.uploads import Lacking
from praxis.cli.backup import BACKUP_KEY, CLINICAL_KEYS, key_files
from praxis.cli.ending import end_when_told, telling_failures
from praxis.cli.ownership import refuse_root
from praxis.cli.runtime import SECRET_FILE, load_settings, running_database
from praxis.cli.terminal import err, fail, out
from praxis.delivery import create_delivery
from praxis.identity.auth import SYSTEM
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.kit.sealing.errors import BadKeyFile
from praxis.kit.sealing.key_file import read_key_file
from praxis.migrations import upgrade as migrations
from praxis.notifications import holding
from praxis.settings import Settings

LACKING = "restore-lacking.txt"
# The exit code of a restore that brought back all but some files.
INCOMPLETE = 4

messages = typer.Typer(help="Messages.", no_args_is_help=True)


def restore(
    source: Annotated[
        Path | None, typer.Argument(help="a folder of backups, or one backup in it")
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="the second to go back to, like 2026-11-21T14:03:07+06:00")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="an empty data folder; that of the settings when absent")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="the folder that `praxis backup keys` made")
    ] = None,
    dump: Annotated[
        Path | None, typer.Option(help="of a dump: write it, opened, into this file instead")
    ] = None,
    loaded: Annotated[
        bool,
        typer.Option(
            "--loaded",
            help="a dump was loaded into DATABASE_URL: end its sessions, hold its messages",
        ),
    ] = False,
    as_far_as_it_goes: Annotated[
        bool,
        typer.Option(
            "--as-far-as-it-goes",
            help="restore though the log ends early; what was committed after that is lost",
        ),
    ] = False,
) -> None:
    """Bring a practice back into an empty data folder. Messages wait until they are released."""
    if loaded:
        _finish_loaded(load_settings())
        return
    if source is None:
        fail("Name the folder of backups, or one backup in it.", code=2)
    settings = load_settings(writes=to is None)
    data_dir = (to or settings.data_dir).absolute()
    refuse_root(data_dir)
    settings = settings.model_copy(update={"data_dir": data_dir})
    chosen_at = _instant(at)
    end_when_told()
    with telling_failures("The restore"):
        data_dir.mkdir(parents=True, exist_ok=True)
        key = _read_key(settings, keys)
        chosen = choose(source, key, chosen_at)
        if chosen.note is not None:
            err.print(chosen.note, markup=False)
        if keys is not None:
            _put_keys(settings, keys)
        if dump is not None:
            lacking = _write_dump(settings, chosen, key, dump)
        else:
            lacking = _restore(settings, chosen, key, as_far_as_it_goes=as_far_as_it_goes)
    if lacking:
        _tell_lacking(data_dir, lacking)


def _write_dump(
    settings: Settings, chosen: Chosen, key: BackupKey, dump: Path
) -> Sequence[Lacking]:
    lacking = write_dump(chosen, key, dump, settings.data_dir)
    out.print(f"{dump} can be read by anyone who gets it: delete it after use.", markup=False)
    return lacking


def _finish_loaded(settings: Settings) -> None:
    """What `praxis restore` does with a database of its own, for one that pg_restore filled."""
    if settings.database_url is None:
        fail(
            "--loaded is for a database that DATABASE_URL names; others are finished here.", code=2
        )
    settle = partial(_deliver_news, settings)
    try:
        with running_database(settings) as dsn:
            work = finish(dsn, SystemClock(), settle, backup=None, until=None)
            sessions = asyncio.run(work)
    except BackupError as error:
        fail(str(error), code=1)
    out.print(f"{sessions} sessions were ended, and open links are void.")
    out.print("No message leaves until you say so: praxis messages release")


def _restore(
    settings: Settings, chosen: Chosen, key: BackupKey, *, as_far_as_it_goes: bool
) -> Sequence[Lacking]:
    done = asyncio.run(
        restoring.restore(
            *(chosen, key, settings.data_dir, SystemClock(), partial(_deliver_news, settings)),
            as_far_as_it_goes=as_far_as_it_goes,
        )
    )
    out.print(f"{done.backup.name} was restored {_until(done)} into {done.place}.", markup=False)
    if done.replayed is not None and done.replayed.cut_at is not None:
        last = done.replayed.until
        reached = "the end of that backup" if last is None else last.isoformat()
        err.print(
            f"WHAT WAS COMMITTED AFTER {reached} IS NOT THERE: {done.replayed.cut_at}.",
            markup=False,
        )
    out.print(f"{done.uploads} files came back; {done.sessions} sessions were ended.")
    out.print("No message leaves until you say so: praxis messages release")
    return done.lacking


def _until(done: restoring.Restored) -> str:
    if done.replayed is not None and done.replayed.cut_at is not None:
        return "as far as its log goes"
    if done.until is not None:
        return f"until {done.until.isoformat()}"
    if done.replayed is None or done.replayed.until is None:
        return "as it was at its end"
    return f"until {done.replayed.until.isoformat()}, when the last change in the archive was made,"


def _tell_lacking(data_dir: Path, lacking: Sequence[Lacking]) -> NoReturn:
    """All else is there: whoever restored must know, and which program called, too."""
    path = data_dir / LACKING
    lines = "".join(f"{one.name} {one.why}\n" for one in lacking)
    named = f"{path} names them."
    try:
        path.write_text(lines)
        path.chmod(0o600)
    except OSError as error:
        named = f"Their names could not be written to {path} ({error.strerror}):\n{lines}"
    fail(
        f"{len(lacking)} files of records or photos are not in the backups, or damaged there; all "
        f"else is restored. {named} If another copy of the backups has them, add its "
        "uploads to the folder of backups, and restore again into an empty place.",
        code=INCOMPLETE,
    )


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        fail(f"--at {text} is not an instant like 2026-11-21T14:03:07+06:00.", code=2)
    if found.tzinfo is None:
        fail(f"--at {text} needs its offset from UTC, like +06:00 or Z.", code=2)
    return found


def _read_key(settings: Settings, keys: Path | None) -> BackupKey:
    return read_key(settings.backup_key_file if keys is None else keys / BACKUP_KEY)


def _put_keys(settings: Settings, keys: Path) -> None:
    """Only where there are none: those of this place may open what lies here.

    Raises `KeyInTheWay` where they are another practice's: what is restored would go on under them.
    """
    for name, target in key_files(settings).items():
        source = keys / name
        given = name == SECRET_FILE and settings.auth.secret_key is not None
        there = source.exists() and target.exists() and not given
        if there and not _fits(name, target, source):
            raise KeyInTheWay(target)
    for name, target in key_files(settings).items():
        source = keys / name
        if source.exists() and not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            put_secret(target, source.read_bytes())


def _fits(name: str, target: Path, source: Path) -> bool:
    if name == BACKUP_KEY:
        return read_key(target).id == read_key(source).id
    if name == CLINICAL_KEYS:
        try:
            return read_key_file(target).succeeds(read_key_file(source))
        except BadKeyFile:
            return False
    return target.read_bytes().strip() == source.read_bytes().strip()


async def _deliver_news(settings: Settings, dsn: str) -> None:
    """Events that nobody had been told of become messages now, which are then held with the rest.

    Made later, they would look like news of after the restore, and go out a second time.
    """
    database = Database(dsn, pool_size=2)
    # Nothing is signed here: links are written when a mail is sent.
    tokens = TokenMaker(secrets.token_urlsafe(48), settings.auth.access_token_lifetime)
    delivery = create_delivery(settings, database, SystemClock(), tokens)
    try:
        await delivery.dispatcher.drain()
    finally:
        await delivery.sender.close()
        await database.close()


@messages.callback()
def about_messages() -> None:
    """Messages."""


@messages.command("release")
def release(
    send_waiting: Annotated[
        bool,
        typer.Option(
            "--send-waiting",
            help="send what waited when the practice was restored, though it may have gone out",
        ),
    ] = False,
) -> None:
    """Let messages out again after a restore. Reminders that were due by then are not sent."""
    with running_database(load_settings()) as dsn:
        asyncio.run(migrations.upgrade(dsn))
        done = asyncio.run(_release(dsn, send_waiting=send_waiting))
    if done is None:
        out.print("Messages were not held.")
        return
    out.print(
        f"Messages go out again: {done.waiting} wait. Not sent, as they may have been before: "
        f"{done.reminders} reminders, {done.dropped} others."
    )


async def _release(dsn: str, *, send_waiting: bool) -> holding.Released | None:
    database = Database(dsn, pool_size=1)
    now = SystemClock().now()
    try:
        return await database.transact(
            partial(holding.release, author=SYSTEM, send_waiting=send_waiting, now=now)
        )
    finally:
        await database.close()
