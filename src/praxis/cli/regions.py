import asyncio
import csv
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from praxis.cli.runtime import load_settings, running_database
from praxis.cli.terminal import fail, out
from praxis.identity.auth import SYSTEM
from praxis.kit.db.database import Database
from praxis.migrations import upgrade as migrations
from praxis.regions.errors import ImportRefused
from praxis.regions.importing import read_trees
from praxis.regions.listing import count_regions, list_as_rows
from praxis.regions.trees import Outcome, import_trees, restore_shipped

T = TypeVar("T")

app = typer.Typer(
    help="Regions: divisions, districts, thanas and their like.", no_args_is_help=True
)

CountryCode = Annotated[str, typer.Argument(metavar="COUNTRY", help="ISO 3166-1, like BD")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8; docs/regions.md has its columns")],
    *,
    end_missing: Annotated[
        bool,
        typer.Option(
            "--end-missing",
            help="known regions that the file lacks have ended: nobody can choose them",
        ),
    ] = False,
) -> None:
    """Make the file's tree that of each country it names: the whole file or nothing of it."""
    try:
        content = file.read_bytes()
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.", code=2)
    try:
        trees = read_trees(content)
        done = _run(
            lambda database: database.transact(
                partial(import_trees, author=SYSTEM, trees=trees, end_missing=end_missing)
            )
        )
    except ImportRefused as error:
        fail(str(error), code=1)
    for outcome in done:
        _tell(outcome)


@app.command("restore")
def restore(country: CountryCode) -> None:
    """Put the regions that come with Praxis in place of the practice's own file."""
    try:
        outcome = _run(
            lambda database: database.transact(
                partial(restore_shipped, author=SYSTEM, country=country)
            )
        )
    except ImportRefused as error:
        fail(str(error), code=1)
    _tell(outcome)


@app.command("list")
def list_regions(
    country: Annotated[
        str | None,
        typer.Argument(help="its regions, as a file that `praxis regions import` reads"),
    ] = None,
) -> None:
    """Say which countries' regions are known; of one country, all of them as CSV."""
    if country is None:
        counts = _run(lambda database: database.read(count_regions))
        table = Table("Country", "Level", "Kind", "Regions", "From")
        for count in counts:
            source = "Praxis" if count.shipped else "own file"
            table.add_row(count.country, str(count.level), count.kind, str(count.regions), source)
        out.print(table)
        return
    rows = _run(lambda database: database.read(partial(list_as_rows, country=country)))
    if not rows:
        fail(f"No regions of {country} are known.", code=1)
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)


def _run(operation: Callable[[Database], Awaitable[T]]) -> T:
    async def run(dsn: str) -> T:
        await migrations.upgrade(dsn)
        database = Database(dsn, pool_size=1)
        try:
            return await operation(database)
        finally:
            await database.close()

    with running_database(load_settings()) as dsn:
        return asyncio.run(run(dsn))


def _tell(outcome: Outcome) -> None:
    out.print(
        f"{outcome.country}: {outcome.total} regions, {outcome.added} new, "
        f"{outcome.changed} changed, {outcome.ended} ended."
    )
