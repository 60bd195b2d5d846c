"""The keys to clinical text: which there are, a new one, and everything sealed under it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer
from rich.table import Table

from praxis.app import create_storage
from praxis.cli.runtime import load_settings, running_database
from praxis.cli.terminal import err, fail, out, progress
from praxis.kit.clock import SystemClock
from praxis.kit.db.connecting import connect
from praxis.kit.db.database import Database
from praxis.kit.sealing.errors import BadKeyFile
from praxis.kit.sealing.key_file import replace_key_file
from praxis.kit.sealing.keys import HIGHEST_NUMBER, KeyRing
from praxis.kit.sealing.register import prepare_keys
from praxis.kit.sealing.vault import LOOK_SECONDS, Vault
from praxis.migrations import upgrade as migrations
from praxis.records.attachments.resealing import seal_files
from praxis.records.resealing import (
    Resealed,
    backlog,
    clear_backlog,
    count_stale,
    count_under,
    reseal,
)
from praxis.settings import Settings

T = TypeVar("T")

# Of several `keys add` at once each adds its own.
KEYS_LOCK = 0x4B45_5953

app = typer.Typer(help="The keys to clinical text.", no_args_is_help=True)


@app.callback()
def keys() -> None:
    """The keys to clinical text."""


@app.command("list")
def list_keys() -> None:
    """Say which keys there are, and how much is sealed under each."""

    async def read(settings: Settings, dsn: str) -> None:
        ring = await ready_keys(settings, dsn)
        used = await _with_database(settings, dsn, lambda d: d.read(count_under))
        table = Table("Key", "Made", "Rows under it", "")
        for key in ring:
            current = "current" if key.number == ring.current.number else ""
            rows = f"{used.get(key.number, 0):,}"
            table.add_row(str(key.number), key.made_at, rows, current)
        out.print(table)
        out.print(f"They are in {settings.key_file}. Keep a copy apart from backups of the data.")

    _run(read)


@app.command("add")
def add_key() -> None:
    """Add a key: what is written from now on is sealed under it."""

    async def add(settings: Settings, dsn: str) -> None:
        ring = await _add(settings, dsn)
        _tell_added(settings, ring)

    _run(add)


@app.command("rotate")
def rotate() -> None:
    """Add a key and seal everything under it, while people work; begun again, it goes on."""

    async def seal_all(settings: Settings, dsn: str) -> None:
        ring = await ready_keys(settings, dsn)
        stale = await _with_database(settings, dsn, lambda d: d.read(count_stale))
        if sum(stale.values()):
            out.print(f"Going on with key {ring.current.number}: not everything is under it yet.")
            done = await _reseal(settings, dsn)
            if done.rows or not done.broken:
                _tell(done, ring.current.number)
                return
            out.print("Only what cannot be opened is left, and that comes under no key.")
        ring = await _add(settings, dsn)
        _tell_added(settings, ring)
        _tell(await _reseal(settings, dsn), ring.current.number)

    _run(seal_all)


async def _reseal(settings: Settings, dsn: str) -> Resealed:
    # Servers look at the file every few seconds: what they seal until then is under the old.
    await asyncio.sleep(LOOK_SECONDS + 1)
    with progress() as advance:
        return await _with_database(settings, dsn, lambda d: reseal(d, advance))


def _tell_added(settings: Settings, ring: KeyRing) -> None:
    out.print(f"Key {ring.current.number} is the current one, in {settings.key_file}.")
    out.print("Copy that file to each machine that serves this database, and to its safe place.")


def _tell(done: Resealed, number: int) -> None:
    out.print(f"{done.rows:,} rows were sealed under key {number}.")
    for place in done.broken:
        out.print(f"cannot be opened: {place}", markup=False)
    if done.broken:
        fail(
            f"{len(done.broken)} rows were changed outside Praxis, or their key is lost. They are "
            "as they were; a backup may have them whole.",
            code=1,
        )
    out.print("Older keys stay in the file: backups need them.")


def _run(work: Callable[[Settings, str], Awaitable[None]]) -> None:
    settings = load_settings()

    async def run(dsn: str) -> None:
        await migrations.upgrade(dsn)
        await work(settings, dsn)

    with running_database(settings) as dsn:
        asyncio.run(run(dsn))


async def ready_keys(settings: Settings, dsn: str) -> KeyRing:
    """The keys, made at the first start; what a release before kept openly is sealed.

    Ends the program with the steps to take where they do not fit the database.
    """
    sql = await connect(dsn)
    try:
        ring = await prepare_keys(sql, settings.key_file, SystemClock().now())
    except BadKeyFile as error:
        fail(str(error), code=1)
    except OSError as error:
        fail(f"{settings.key_file} cannot be made: {error.strerror or error}.", code=1)
    finally:
        await sql.close()
    await _with_database(settings, dsn, lambda d: _seal_backlog(settings, d, ring))
    return ring if ring.all_sealed else await _mark_all_sealed(settings, dsn)


async def _seal_backlog(settings: Settings, database: Database, ring: KeyRing) -> None:
    tables = await database.read(backlog)
    if not tables:
        return
    if ring.all_sealed:
        err.print(
            f"The database says that {', '.join(tables)} hold open text of an earlier release, and "
            f"{settings.key_file} says that all of it was sealed: it is not shown. If you loaded a "
            'database of such a release, put "all_sealed": false there and start again; if not, '
            "somebody changed the database outside Praxis.",
            markup=False,
        )
        return
    out.print("Clinical text of an earlier release is sealed now, once.")
    storage = create_storage(settings)
    with progress() as advance:
        done = await reseal(database, advance, open_text=True)
        if "attachments" in tables:
            await seal_files(database, storage, advance)
    await database.transact(clear_backlog)
    out.print(f"{done.rows:,} rows were sealed.")


async def _mark_all_sealed(settings: Settings, dsn: str) -> KeyRing:
    """From now on open text counts as changed outside Praxis, whatever the database says."""
    path = settings.key_file
    sql = await connect(dsn)
    try:
        # A key that is added meanwhile must not be lost.
        await sql.execute("SELECT pg_advisory_lock($1)", KEYS_LOCK)
        ring = await prepare_keys(sql, path, SystemClock().now())
        if not ring.all_sealed:
            ring = ring.with_all_sealed()
            await asyncio.to_thread(_replace_if_possible, path, ring)
    finally:
        await sql.close()
    return ring


def _replace_if_possible(path: Path, ring: KeyRing) -> None:
    try:
        replace_key_file(path, ring)
    except OSError as error:
        why = error.strerror or error
        err.print(f'{path} cannot be written ({why}): put "all_sealed": true there.', markup=False)


async def _add(settings: Settings, dsn: str) -> KeyRing:
    """Raise nothing but what ends the program; one at a time adds a key."""
    await ready_keys(settings, dsn)
    path: Path = settings.key_file
    sql = await connect(dsn)
    try:
        await sql.execute("SELECT pg_advisory_lock($1)", KEYS_LOCK)
        ring = await prepare_keys(sql, path, SystemClock().now())
        if ring.current.number == HIGHEST_NUMBER:
            fail("There are as many keys as there can be.", code=1)
        made_at = SystemClock().now().isoformat(timespec="seconds")
        await asyncio.to_thread(replace_key_file, path, ring.with_new_key(made_at))
        return await prepare_keys(sql, path, SystemClock().now())
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror or error}.", code=1)
    finally:
        await sql.close()


async def _with_database(
    settings: Settings, dsn: str, operation: Callable[[Database], Awaitable[T]]
) -> T:
    database = Database(dsn, pool_size=2, vault=Vault(settings.key_file))
    try:
        return await operation(database)
    finally:
        await database.close()
