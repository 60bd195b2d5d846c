"""Writing whole trees of regions: those that come with Praxis, and the practice's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import orjson

from praxis.audit import service as audit
from praxis.kit.db.database import UnitOfWork
from praxis.kit.db.types import SqlConnection
from praxis.kit.ids import new_uid
from praxis.regions import tree_repository as repository
from praxis.regions.errors import NoShippedTree, RegionsMissing
from praxis.regions.importing import RegionRow, Tree, read_trees

NAMED_MISSING = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did to the regions of one country."""

    country: str
    added: int
    changed: int
    ended: int
    total: int


@lru_cache(maxsize=1)
def shipped_trees() -> tuple[Tree, ...]:
    """The trees that come with this release."""
    folder = files("praxis.regions") / "data"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".csv")), key=lambda f: f.name)
    return tuple(tree for file in found for tree in read_trees(file.read_bytes()))


async def load_shipped(sql: SqlConnection) -> list[Outcome]:
    """Bring the shipped trees up to this release; a country with a tree of its own keeps it."""
    if not await _outdated(sql):
        return []
    async with sql.transaction():
        await repository.lock_trees(sql)
        # Another server may have done it while this one waited.
        return [
            await _write(sql, tree, shipped=True, end_missing=True) for tree in await _outdated(sql)
        ]


async def _outdated(sql: SqlConnection) -> list[Tree]:
    known = await repository.known_trees(sql)
    return [
        tree
        for tree in shipped_trees()
        if tree.country not in known or known[tree.country] not in {None, tree.digest}
    ]


async def import_trees(
    unit: UnitOfWork, author: audit.Author, trees: Sequence[Tree], *, end_missing: bool
) -> list[Outcome]:
    """Make these the trees of their countries, all of them or none.

    Regions are known by their codes. Raises `RegionsMissing` if a tree lacks some and
    `end_missing` does not let them end.
    """
    return await _import(unit, author, trees, shipped=False, end_missing=end_missing)


async def restore_shipped(unit: UnitOfWork, author: audit.Author, country: str) -> Outcome:
    """Put the shipped tree in place of the practice's own. Raises `NoShippedTree`."""
    trees = [tree for tree in shipped_trees() if tree.country == country]
    if not trees:
        raise NoShippedTree(f"No regions of {country} come with Praxis.")
    (outcome,) = await _import(unit, author, trees, shipped=True, end_missing=True)
    return outcome


async def _import(
    unit: UnitOfWork,
    author: audit.Author,
    trees: Sequence[Tree],
    *,
    shipped: bool,
    end_missing: bool,
) -> list[Outcome]:
    await repository.lock_trees(unit.sql)
    outcomes = []
    for tree in trees:
        done = await _write(unit.sql, tree, shipped=shipped, end_missing=end_missing)
        await audit.record(
            unit,
            author,
            "region.imported",
            "region",
            None,
            country=done.country,
            shipped=shipped,
            added=done.added,
            changed=done.changed,
            ended=done.ended,
        )
        outcomes.append(done)
    return outcomes


async def _write(sql: SqlConnection, tree: Tree, *, shipped: bool, end_missing: bool) -> Outcome:
    codes = [row.code for row in tree.rows]
    missing = await repository.list_missing(sql, tree.country, codes)
    if missing and not end_missing:
        named = ", ".join(missing[:NAMED_MISSING])
        more = ", …" if len(missing) > NAMED_MISSING else ""
        raise RegionsMissing(
            f"The file lacks {len(missing)} of the known regions of {tree.country}"
            f" ({named}{more}): give the whole tree, or let them end with --end-missing."
        )
    added = changed = 0
    for level, rows in enumerate(tree.levels, start=1):
        written = await repository.put_level(sql, tree.country, level, _json(rows))
        added += sum(written)
        changed += len(written) - sum(written)
    await repository.end_regions(sql, tree.country, missing)
    await repository.derive_paths(sql, tree.country)
    await repository.put_tree(sql, tree.country, tree.digest, shipped=shipped)
    return Outcome(tree.country, added, changed, len(missing), len(codes))


def _json(rows: Sequence[RegionRow]) -> str:
    return orjson.dumps(list(map(_fields, rows))).decode()


def _fields(row: RegionRow) -> dict[str, object]:
    return {
        "uid": str(new_uid()),
        "code": row.code,
        "parent_code": row.parent_code,
        "kind": row.kind,
        "name": row.name,
        "names": dict(row.names),
        "aliases": row.aliases,
        "search": row.search,
    }
