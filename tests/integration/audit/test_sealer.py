"""The sealer takes every event exactly once, in whatever order transactions begin and end."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from praxis.audit.chain import GENESIS
from praxis.audit.models import AuditSeal
from praxis.audit.sealer import TransactionsRestarted, seal
from praxis.audit.verify import verify
from praxis.kit.db.database import Database, UnitOfWork
from tests.factories.audit import make_events, settle, write_events

NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)


async def seal_now(database: Database, at: datetime = NOW) -> AuditSeal | None:
    return await database.transact(partial(seal, now=at))


@asynccontextmanager
async def open_transaction(database: Database) -> AsyncIterator[UnitOfWork]:
    """A unit of work that commits when the block ends."""
    opened: asyncio.Future[UnitOfWork] = asyncio.get_running_loop().create_future()
    may_commit = asyncio.Event()

    async def stay(unit: UnitOfWork) -> None:
        opened.set_result(unit)
        await may_commit.wait()

    task = asyncio.create_task(database.transact(stay))
    try:
        yield await opened
    finally:
        may_commit.set()
        await task


async def test_nothing_is_sealed_when_nothing_was_written(ledger: Database) -> None:
    assert await seal_now(ledger) is None


async def test_what_was_written_is_sealed_once(ledger: Database) -> None:
    await make_events(ledger, 3)
    await settle(ledger)
    first = await seal_now(ledger)
    assert first is not None
    assert (first.events, first.previous, first.sealed_at) == (3, GENESIS, NOW)
    assert await seal_now(ledger) is None


async def test_each_seal_continues_the_one_before_it(ledger: Database) -> None:
    await make_events(ledger)
    await settle(ledger)
    first = await seal_now(ledger)
    await make_events(ledger, 2)
    await settle(ledger)
    second = await seal_now(ledger, NOW + timedelta(seconds=1))
    assert first is not None
    assert second is not None
    assert second.previous == first.digest
    assert second.from_transaction == first.until_transaction
    assert second.events == 2


async def test_an_event_that_commits_after_later_ones_were_sealed_is_not_missed(
    ledger: Database,
) -> None:
    await make_events(ledger)
    await settle(ledger)
    async with open_transaction(ledger) as early:
        await write_events(early)
        await make_events(ledger)
        while_open = await seal_now(ledger)
        assert while_open is not None
        assert while_open.events == 1
        await make_events(ledger)
        assert await seal_now(ledger) is None
    await settle(ledger)
    afterwards = await seal_now(ledger)
    assert afterwards is not None
    assert afterwards.events == 3
    report = await ledger.read(verify)
    assert report.ok
    assert (report.seals, report.events, report.unsealed) == (2, 4, 0)


async def test_events_of_an_aborted_transaction_leave_no_hole(ledger: Database) -> None:
    class Refused(Exception):
        pass

    async def refuse(unit: UnitOfWork) -> None:
        await write_events(unit)
        raise Refused

    await make_events(ledger)
    with pytest.raises(Refused):
        await ledger.transact(refuse)
    await make_events(ledger)
    await settle(ledger)
    await seal_now(ledger)
    report = await ledger.read(verify)
    assert report.ok
    assert report.events == 2


async def test_only_one_sealer_works_at_a_time(ledger: Database) -> None:
    await make_events(ledger)
    await settle(ledger)
    async with open_transaction(ledger) as first:
        assert await seal(first, NOW) is not None
        assert await seal_now(ledger) is None
    report = await ledger.read(verify)
    assert (report.ok, report.seals) == (True, 1)


async def test_writers_and_sealers_in_any_order_lose_nothing(ledger: Database) -> None:
    dice = random.Random(4)
    pauses = [dice.random() / 50 for _ in range(120)]
    writing = True

    async def write(pause: float) -> None:
        async def slowly(unit: UnitOfWork) -> None:
            await write_events(unit)
            await asyncio.sleep(pause)
            await write_events(unit)

        await asyncio.sleep(pause * 10)
        await ledger.transact(slowly)

    async def keep_sealing() -> None:
        while writing:
            await seal_now(ledger)

    sealers = [asyncio.create_task(keep_sealing()) for _ in range(2)]
    await asyncio.gather(*(write(pause) for pause in pauses))
    writing = False
    await asyncio.gather(*sealers)
    await settle(ledger)
    await seal_now(ledger)
    report = await ledger.read(verify)
    assert report.faults == []
    assert (report.events, report.unsealed) == (240, 0)


async def test_a_database_that_counts_transactions_anew_is_told_apart(ledger: Database) -> None:
    async def from_another_server(unit: UnitOfWork) -> None:
        await unit.sql.execute(
            """
            INSERT INTO audit_seals
                (from_transaction, until_transaction, events, previous, digest, sealed_at)
            VALUES ('0', '9000000000000', 1, '\\x00', '\\x01', $1)
            """,
            NOW,
        )

    await ledger.transact(from_another_server)
    with pytest.raises(TransactionsRestarted):
        await seal_now(ledger)
