import asyncio

import typer

from praxis.audit.verify import VerificationReport, verify
from praxis.cli.runtime import load_settings, running_database
from praxis.cli.terminal import out
from praxis.kit.db.database import Database

app = typer.Typer(help="The audit.", no_args_is_help=True)


@app.callback()
def auditing() -> None:
    """The audit."""


@app.command("verify")
def verify_chain() -> None:
    """Recompute the hash chain of the audit; exit code 1 if anything was changed."""
    with running_database(load_settings()) as dsn:
        report = asyncio.run(_verify(dsn))
    out.print(
        f"{report.seals} seals over {report.events} events; {report.unsealed} not sealed yet."
    )
    for fault in report.faults:
        out.print(f"fault: {fault}", markup=False)
    if not report.ok:
        raise typer.Exit(1)
    out.print("The chain is whole.")
    out.print(f"Head, to keep elsewhere so that a chain cut short is noticed: {report.head.hex()}")


async def _verify(dsn: str) -> VerificationReport:
    database = Database(dsn, pool_size=2)
    try:
        return await database.read(verify)
    finally:
        await database.close()
