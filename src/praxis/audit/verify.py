"""Walks the whole chain and says where it does not fit what the tables hold."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

import asyncpg

from praxis.audit.chain import COLUMNS, GENESIS, Bounds, Link
from praxis.audit.sealer import BATCH
from praxis.kit.db.database import Reader

MOST_FAULTS_NAMED = 100

SEALS = "SELECT * FROM audit_seals ORDER BY id"
EVENTS = f"SELECT {COLUMNS} FROM audit_events ORDER BY transaction, id"  # noqa: S608 -- constants


class FaultKind(StrEnum):
    BROKEN_LINK = "broken_link"
    GAP = "gap"
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Fault:
    """`seal` is the number of the link at fault, and its transactions are where to look."""

    seal: int
    kind: FaultKind
    from_transaction: int
    until_transaction: int
    detail: str


@dataclass(slots=True)
class VerificationReport:
    """What was walked and what was wrong; `head` is the last digest, for keeping elsewhere.

    A chain cut off at its end is whole in itself: only a head kept elsewhere shows that.
    """

    seals: int = 0
    events: int = 0
    unsealed: int = 0
    fault_count: int = 0
    head: bytes = GENESIS
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.fault_count == 0

    def find(self, seal: asyncpg.Record, kind: FaultKind, detail: str) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS_NAMED:
            bounds = (seal["from_transaction"], seal["until_transaction"])
            self.faults.append(Fault(seal["id"], kind, *bounds, detail))


async def verify(reader: Reader) -> VerificationReport:
    """Check every seal against its events, in one snapshot and bounded memory."""
    report = VerificationReport()
    async with reader.sql.transaction(isolation="repeatable_read", readonly=True):
        await reader.sql.execute("SET LOCAL statement_timeout = 0")
        events = _Events(aiter(reader.sql.cursor(EVENTS, prefetch=BATCH)))
        until = 0
        async for seal in reader.sql.cursor(SEALS, prefetch=BATCH):
            _check_place(report, seal, until)
            stray = await events.skip_before(seal["from_transaction"])
            if stray:
                report.find(seal, FaultKind.ADDED, f"{stray} events before it belong to no seal")
            await _check_content(report, seal, events)
            report.head, until = seal["digest"], seal["until_transaction"]
        report.unsealed = await events.skip_before(None)
    report.events = events.taken
    return report


def _check_place(report: VerificationReport, seal: asyncpg.Record, until: int) -> None:
    report.seals += 1
    if seal["previous"] != report.head:
        report.find(seal, FaultKind.BROKEN_LINK, "it does not follow the seal before it")
    if seal["from_transaction"] != until:
        report.find(seal, FaultKind.GAP, f"it should begin at transaction {until}")


async def _check_content(
    report: VerificationReport, seal: asyncpg.Record, events: "_Events"
) -> None:
    bounds = Bounds(seal["from_transaction"], seal["until_transaction"], seal["sealed_at"])
    link = Link(seal["previous"], bounds)
    async for event in events.before(seal["until_transaction"]):
        link.add(event)
    difference = link.events - seal["events"]
    if difference < 0:
        report.find(seal, FaultKind.MISSING, f"{-difference} of its events are gone")
    elif difference > 0:
        report.find(seal, FaultKind.ADDED, f"{difference} events were added to it")
    elif link.digest() != seal["digest"]:
        report.find(seal, FaultKind.CHANGED, "an event, or the seal, is not what it was")


class _Events:
    """Events in order, taken up to a transaction at a time."""

    def __init__(self, rows: AsyncIterator[asyncpg.Record]) -> None:
        self._rows = rows
        self._next: asyncpg.Record | None = None
        self.taken = 0

    async def before(self, until: int | None) -> AsyncIterator[asyncpg.Record]:
        """The next events of transactions before `until`, or all of them."""
        while (event := await self._peek()) is not None:
            if until is not None and cast("int", event["transaction"]) >= until:
                return
            self._next = None
            self.taken += 1
            yield event

    async def skip_before(self, until: int | None) -> int:
        """Pass over the same events; returns how many."""
        taken = self.taken
        async for _ in self.before(until):
            pass
        return self.taken - taken

    async def _peek(self) -> asyncpg.Record | None:
        if self._next is None:
            self._next = await anext(self._rows, None)
        return self._next
