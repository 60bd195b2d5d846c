"""How much a search looks at, which no other program on the machine changes."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from praxis.scheduling.free_time import search

# Doctors of another specialty, who come first, and those of the one that is looked for.
OTHERS, OURS = 60, 12


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _read(node: dict[str, Any]) -> int:
    if node.get("Relation Name") != "free_stretches" or node["Node Type"] == "Index Only Scan":
        return 0
    rows: float = node["Actual Rows"] * node["Actual Loops"]
    return round(rows) + int(node.get("Rows Removed by Filter", 0))


class Counting:
    """Runs statements as they are asked for, and counts the blocks that each looks at."""

    def __init__(self, sql: asyncpg.Connection) -> None:
        self._sql = sql
        self.blocks = 0
        # The most rows that any one scan of stretches, not of an index alone, has read.
        self.most_read = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sql, name)

    async def fetch(self, statement: str, *parameters: object) -> list[asyncpg.Record]:
        explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
        plan = (await self._sql.fetchval(explain, *parameters))[0]["Plan"]
        self.blocks += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        self.most_read = max(self.most_read, *map(_read, _nodes(plan)))
        found: list[asyncpg.Record] = await self._sql.fetch(statement, *parameters)
        return found


def count_searches(monkeypatch: pytest.MonkeyPatch) -> list[Counting]:
    """From now on, what each search looked at: the last one last."""
    counts: list[Counting] = []

    class Search(search._Search):  # noqa: SLF001 -- what is counted is inside
        def __init__(self, sql: Any, *rest: Any) -> None:
            counts.append(Counting(sql))
            super().__init__(counts[-1], *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(search, "_Search", Search)
    return counts
