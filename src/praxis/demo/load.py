"""Puts the demo practice into an empty database."""

import secrets
from collections.abc import Callable, Mapping

from praxis.audit import service as audit
from praxis.demo import rows
from praxis.demo.accounts import LOGINS, PASSWORD, PATIENT, Hashes
from praxis.demo.bulk import BulkLoader
from praxis.demo.ledger import Ledger
from praxis.demo.plan import plan_practice
from praxis.demo.practice import present
from praxis.demo.seals import seal_rows
from praxis.identity.auth import SYSTEM
from praxis.identity.passwords import PasswordHasher
from praxis.kit.clock import Clock
from praxis.kit.db.connecting import connect
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.db.types import SqlConnection

__all__ = ["LOGINS", "is_loaded", "load_if_empty"]

Advance = Callable[[str, int, int], None]

# Two starters of one empty database: the second waits, and finds it full.
DEMO_LOCK = 0x4445_4D4F

# Tables in the order of their references, under the name of the step that fills them.
STEPS: Mapping[str, tuple[type[rows.Row], ...]] = {
    "Locations": (rows.LocationRow, rows.HolidayOverrideRow),
    "Accounts": (rows.UserRow, rows.ResourceRow),
    "Visit types": (rows.VisitTypeRow,),
    "Doctors": (
        rows.DoctorRow,
        rows.DoctorVisitTypeRow,
        rows.RuleRow,
        rows.ExceptionRow,
        rows.TimeOffRow,
    ),
    "Patients": (rows.PatientRow,),
    "Visits": (rows.AppointmentRow, rows.EventRow, rows.ClaimRow),
    "Payments": (rows.ReceiptCounterRow, rows.PaymentRow),
    "Medical records": (rows.RecordRow, rows.RecordVersionRow),
}


async def load_if_empty(
    database: Database, hasher: PasswordHasher, clock: Clock, advance: Advance
) -> bool:
    """Load the demo practice around the present date, unless there are users; whether it did.

    `advance` hears of each step: its name, how many of its rows are in, and of how many.
    """
    if not await database.read(_is_empty):
        return False
    hashes = Hashes(
        shared=await hasher.hash(PASSWORD), unusable=await hasher.hash(secrets.token_urlsafe(32))
    )
    # Planned before the transaction, which then is short.
    ledger = plan_practice(clock.now(), hashes)

    async def load(unit: UnitOfWork) -> bool:
        await unit.sql.execute("SELECT pg_advisory_xact_lock($1)", DEMO_LOCK)
        if not await _is_empty(unit):
            return False
        await _load(unit, ledger, advance)
        return True

    return await database.transact(load)


async def is_loaded(dsn: str) -> bool:
    """Whether the database at `dsn` holds the demo practice."""
    connection = await connect(dsn)
    try:
        return await _exists(connection, "SELECT FROM users WHERE email = $1", PATIENT)
    finally:
        await connection.close()


async def _is_empty(reader: Reader) -> bool:
    return not await _exists(reader.sql, "SELECT FROM users")


async def _exists(sql: SqlConnection, query: str, *values: object) -> bool:
    # nosemgrep: values-in-sql -- queries of this file
    return bool(await sql.fetchval(f"SELECT EXISTS ({query})", *values))


async def _load(unit: UnitOfWork, ledger: Ledger, advance: Advance) -> None:
    await present(unit)
    loader = BulkLoader(unit.sql)
    loaded = 0
    for step, kinds in STEPS.items():
        total = sum(len(ledger.rows(kind)) for kind in kinds)
        done = 0
        advance(step, done, total)
        for kind in kinds:
            await loader.load(seal_rows(unit.vault, ledger, ledger.rows(kind)))
            done += len(ledger.rows(kind))
            advance(step, done, total)
        loaded += total
    await audit.record(unit, SYSTEM, "demo.loaded", "demo", None, rows=loaded)
