"""Whoever changes the tables behind the triggers' back is found out."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from praxis.audit.chain import GENESIS
from praxis.audit.sealer import seal
from praxis.audit.verify import Fault, FaultKind, VerificationReport, verify
from praxis.kit.db.database import Database, UnitOfWork
from tests.factories.audit import make_events, settle

NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)

A_SECOND_EVENT = "(SELECT id FROM audit_events ORDER BY id OFFSET 3 LIMIT 1)"
ITS_COPY = f"""
    INSERT INTO audit_events (uid, at, transaction, actor_role, action, entity)
    SELECT gen_random_uuid(), at, transaction, actor_role, action, entity
    FROM audit_events WHERE id = {A_SECOND_EVENT}
"""


@pytest.fixture
async def chain(ledger: Database) -> Database:
    """Three seals of two events each, and one event that is not sealed yet."""
    for second in range(3):
        await make_events(ledger)
        await make_events(ledger)
        await settle(ledger)
        await ledger.transact(partial(seal, now=NOW + timedelta(seconds=second)))
    await make_events(ledger)
    return ledger


async def tamper(database: Database, table: str, statement: str) -> VerificationReport:
    """Do what only the owner of the table can, and verify."""

    async def change(unit: UnitOfWork) -> None:
        await unit.sql.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        changed = await unit.sql.execute(statement)
        assert changed.endswith(" 1"), changed
        await unit.sql.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    await database.transact(change)
    return await database.read(verify)


def found(report: VerificationReport) -> list[tuple[int, FaultKind]]:
    assert not report.ok
    assert report.fault_count == len(report.faults)
    return [(fault.seal, fault.kind) for fault in report.faults]


async def test_an_untouched_chain_is_whole(chain: Database) -> None:
    report = await chain.read(verify)
    assert report.ok
    assert report.faults == []
    assert (report.seals, report.events, report.unsealed) == (3, 7, 1)
    assert report.head != GENESIS


async def test_an_empty_chain_is_whole(ledger: Database) -> None:
    report = await ledger.read(verify)
    assert (report.ok, report.seals, report.events, report.head) == (True, 0, 0, GENESIS)


@pytest.mark.parametrize(
    "change",
    [
        "action = 'thing.read'",
        "actor_role = 'admin'",
        "actor_id = 1",
        "patient_id = 1",
        "entity = 'other'",
        "entity_uid = NULL",
        "uid = gen_random_uuid()",
        "at = at + interval '1 microsecond'",
        "request_id = ''",
        "reason = ''",
        "fields = '{é,c}'",
        "fields = '{}'",
        "details = '{}'",
        """details = '{"number": "0"}'""",
    ],
)
async def test_a_changed_event_is_found(chain: Database, change: str) -> None:
    update = f"UPDATE audit_events SET {change} WHERE id = {A_SECOND_EVENT}"
    assert found(await tamper(chain, "audit_events", update)) == [(2, FaultKind.CHANGED)]


async def test_a_deleted_event_is_found(chain: Database) -> None:
    delete = f"DELETE FROM audit_events WHERE id = {A_SECOND_EVENT}"
    assert found(await tamper(chain, "audit_events", delete)) == [(2, FaultKind.MISSING)]


async def test_an_inserted_event_is_found(chain: Database) -> None:
    assert found(await tamper(chain, "audit_events", ITS_COPY)) == [(2, FaultKind.ADDED)]


async def test_an_event_moved_to_another_seal_is_found_in_both(chain: Database) -> None:
    move = f"""
        UPDATE audit_events SET transaction =
            (SELECT transaction FROM audit_events ORDER BY transaction LIMIT 1)
        WHERE id = {A_SECOND_EVENT}
    """
    assert found(await tamper(chain, "audit_events", move)) == [
        (1, FaultKind.ADDED),
        (2, FaultKind.MISSING),
    ]


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ("digest = sha256('')", [(2, FaultKind.CHANGED), (3, FaultKind.BROKEN_LINK)]),
        ("previous = sha256('')", [(2, FaultKind.BROKEN_LINK), (2, FaultKind.CHANGED)]),
        ("events = 3", [(2, FaultKind.MISSING)]),
        ("sealed_at = sealed_at - interval '1 day'", [(2, FaultKind.CHANGED)]),
    ],
)
async def test_a_changed_seal_is_found(
    chain: Database, change: str, kinds: list[tuple[int, FaultKind]]
) -> None:
    update = f"UPDATE audit_seals SET {change} WHERE id = 2"
    assert found(await tamper(chain, "audit_seals", update)) == kinds


async def test_a_deleted_seal_is_found(chain: Database) -> None:
    report = await tamper(chain, "audit_seals", "DELETE FROM audit_seals WHERE id = 2")
    assert found(report) == [
        (3, FaultKind.BROKEN_LINK),
        (3, FaultKind.GAP),
        (3, FaultKind.ADDED),
    ]


async def test_a_fault_says_where_to_look(chain: Database) -> None:
    delete = f"DELETE FROM audit_events WHERE id = {A_SECOND_EVENT}"
    fault = (await tamper(chain, "audit_events", delete)).faults[0]
    async with chain.reading() as reader:
        seal_row = await reader.sql.fetchrow("SELECT * FROM audit_seals WHERE id = 2")
    assert seal_row is not None
    assert fault == Fault(
        2,
        FaultKind.MISSING,
        seal_row["from_transaction"],
        seal_row["until_transaction"],
        "1 of its events are gone",
    )
