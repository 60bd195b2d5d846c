"""Seals what is kept anew: under a newer key, or what a release before kept openly.

A batch is a short transaction, and what is sealed under the current key already is passed over: it
can be ended at any time, begun again, and done while people write.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import asyncpg

from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.sealing.envelope import Place, is_unsealed
from praxis.kit.sealing.errors import KeyMissing, SealBroken

BATCH = 200
Advance = Callable[[str, int, int], None]

STALE = """
    (get_byte(t.sealed, 0) = 0 OR get_byte(t.sealed, 1) * 256 + get_byte(t.sealed, 2) <> $1::int)
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table with `sealed` rows: `key` and `second` find one, `row` and `patient` bind it."""

    table: str
    source: str
    row: str
    patient: str = "p.uid"
    key: str = "t.id"
    second: str = "0"

    @property
    def select(self) -> str:
        return f"""
            SELECT {self.key} AS key, {self.second}::bigint AS second, t.sealed,
                   {self.row} AS row, {self.patient}::text AS patient
            FROM {self.source}
            WHERE {STALE} AND {self.key} >= $2
              AND ({self.key}, {self.second}::bigint) > ($2, $3::bigint)
            ORDER BY 1, 2 LIMIT $4 FOR NO KEY UPDATE OF t
        """  # noqa: S608 -- put together from the constants below

    @property
    def update(self) -> str:
        same = "" if self.second == "0" else f" AND {self.second} = $3"
        given = "" if same else " AND $3::bigint = 0"
        return f"UPDATE {self.table} t SET sealed = $2 WHERE {self.key} = $1{same}{given}"  # noqa: S608

    @property
    def count_by_key(self) -> str:
        return f"""
            SELECT get_byte(t.sealed, 1) * 256 + get_byte(t.sealed, 2) AS number, count(*)
            FROM {self.table} t WHERE get_byte(t.sealed, 0) = 1 GROUP BY 1
        """  # noqa: S608

    @property
    def count(self) -> str:
        return f"SELECT count(*) FROM {self.table} t WHERE {STALE}"  # noqa: S608


SHELVES: Sequence[Shelf] = (
    Shelf("patients", "patients t", "t.uid::text", "t.uid"),
    Shelf(
        "medical_record_versions",
        "medical_record_versions t JOIN medical_records r ON r.id = t.record_id "
        "JOIN patients p ON p.id = r.patient_id",
        "r.uid || '/' || t.number",
    ),
    Shelf(
        "record_drafts",
        "record_drafts t JOIN appointments a ON a.id = t.appointment_id "
        "JOIN patients p ON p.id = a.patient_id",
        "a.uid || '/' || t.doctor_id",
        key="t.appointment_id",
        second="t.doctor_id",
    ),
    Shelf(
        "attachments",
        "attachments t JOIN medical_records r ON r.id = t.record_id "
        "JOIN patients p ON p.id = r.patient_id",
        "r.uid || '/' || t.uid",
    ),
)


@dataclass(slots=True)
class Resealed:
    rows: int = 0
    # Those that nobody can open: where they stand, without what they say.
    broken: list[str] = field(default_factory=list)


async def reseal(database: Database, advance: Advance, *, open_text: bool = False) -> Resealed:
    """Seal every row under the current key that is not. Raises `KeyMissing` without any key.

    `open_text`: what a release before kept openly is taken as it is. After that was done once, open
    text is what somebody put there past Praxis: to seal it would make it genuine.
    """
    done = Resealed()
    for shelf in SHELVES:
        await _reseal_table(database, shelf, advance, done, open_text=open_text)
    return done


async def count_stale(reader: Reader) -> Mapping[str, int]:
    """How many rows of each table are not sealed under the current key."""
    current = reader.vault.ring.current.number
    return {shelf.table: await reader.sql.fetchval(shelf.count, current) for shelf in SHELVES}


async def count_under(reader: Reader) -> Mapping[int, int]:
    """How many rows are sealed under each key."""
    used: Counter[int] = Counter()
    for shelf in SHELVES:
        for row in await reader.sql.fetch(shelf.count_by_key):
            used[row["number"]] += row["count"]
    return used


async def backlog(reader: Reader) -> Sequence[str]:
    """Tables with rows of a release that did not seal."""
    rows = await reader.sql.fetch("SELECT table_name FROM sealing_backlog ORDER BY 1")
    return [row["table_name"] for row in rows]


async def clear_backlog(unit: UnitOfWork) -> None:
    """All of it was sealed."""
    await unit.sql.execute("DELETE FROM sealing_backlog")


async def _reseal_table(
    database: Database, shelf: Shelf, advance: Advance, done: Resealed, *, open_text: bool
) -> None:
    async def count(reader: Reader) -> int:
        found: int = await reader.sql.fetchval(shelf.count, reader.vault.ring.current.number)
        return found

    total = await database.read(count)
    if not total:
        return
    after, seen = (-1, -1), 0
    advance(shelf.table, 0, total)
    while True:
        step = partial(_reseal_batch, shelf=shelf, after=after, open_text=open_text)
        batch = await database.transact(step)
        done.rows += batch.sealed
        done.broken += batch.broken
        seen += batch.seen
        advance(shelf.table, min(seen, total), total)
        if batch.seen < BATCH:
            return
        after = batch.last


@dataclass(frozen=True, slots=True)
class _Batch:
    seen: int
    sealed: int
    broken: Sequence[str]
    last: tuple[int, int]


async def _reseal_batch(
    unit: UnitOfWork, shelf: Shelf, after: tuple[int, int], *, open_text: bool
) -> _Batch:
    current = unit.vault.ring.current.number
    rows = await unit.sql.fetch(shelf.select, current, *after, BATCH)
    changes: list[tuple[int, bytes, int]] = []
    broken: list[str] = []
    for row in rows:
        try:
            sealed = _anew(unit, shelf, row, open_text=open_text)
        except (SealBroken, KeyMissing):
            broken.append(f"{shelf.table} {row['row']}")
        else:
            changes.append((row["key"], sealed, row["second"]))
    await unit.sql.executemany(shelf.update, changes)
    last = (rows[-1]["key"], rows[-1]["second"]) if rows else after
    return _Batch(len(rows), len(changes), broken, last)


def _anew(unit: UnitOfWork, shelf: Shelf, row: asyncpg.Record, *, open_text: bool) -> bytes:
    kept: bytes = row["sealed"]
    place = Place(shelf.table, "sealed", row["row"], row["patient"])
    text = kept[1:] if open_text and is_unsealed(kept) else unit.vault.open(place, kept)
    return unit.vault.seal(place, text)
