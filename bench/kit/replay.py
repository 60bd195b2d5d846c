"""A script for pgbench that says again, request after request, what the product said."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import asyncpg

from bench.kit.capture import Said
from bench.kit.errors import BenchError

TABLE = "bench_values"
PARAMETER = re.compile(r"\$(\d+)")
# What pgbench would take for one of its variables: `:name`, but not the cast `::name`.
VARIABLE = re.compile(r"(?<!:):([A-Za-z_]\w*)")
LOOK_UP = "SELECT {columns} FROM bench_values WHERE n = :n \\gset\n"
NEXT = "\\set turn :turn + 1\n\\set n :first + :client_id * :share + :turn\n"


@dataclass(frozen=True)
class Replay:
    """`script` runs one request; its values are in `TABLE`, put there by `load`.

    `look_up` is the part of the script that fetches them, which the product has no need of: what
    it takes is measured alone and taken off.
    """

    script: str
    look_up: str
    constants: dict[str, str] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()

    def load(self, dsn: str) -> None:
        asyncio.run(self._load(dsn))

    async def _load(self, dsn: str) -> None:
        sql = await asyncpg.connect(dsn)
        try:
            columns = "".join(f", {name} text" for name in self.columns)
            await sql.execute(f"CREATE TABLE {TABLE} (n bigint PRIMARY KEY{columns})")
            await sql.copy_records_to_table(
                TABLE, records=[(n, *row) for n, row in enumerate(self.rows)]
            )
            await sql.execute(f"VACUUM ANALYZE {TABLE}")
        finally:
            await sql.close()

    def variables(self, clients: int, *, first: int = 0) -> dict[str, object]:
        """For pgbench: each client has its own share of the requests, from `first` on."""
        share = (len(self.rows) - first) // clients
        return {"turn": -1, "first": first, "share": share, **self.constants}


def replay(heard: Sequence[Sequence[Said]]) -> Replay:
    """Of requests that say the same with other values. Raises `BenchError` where they differ."""
    statements = [(said.statement, said.types) for said in heard[0]]
    for one in heard:
        others = [(said.statement, said.types) for said in one]
        if others != statements:
            told = " | ".join(" ".join(text.split())[:80] for text, _ in {*others} ^ {*statements})
            raise BenchError(f"Requests of one kind differ in their statements: {told}")
    columns: dict[str, tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    lines: list[str] = []
    for number, (statement, types) in enumerate(statements):
        names: dict[int, str] = {}
        for place, of_type in enumerate(types):
            values = tuple(one[number].values[place] for one in heard)
            names[place] = _expression(f"{number}_{place}", values, of_type, columns, constants)
        lines.append(_filled(statement, names, {*columns, *constants}) + ";\n")
    # A look-up of nothing but the row, where all values are the same.
    look_up = NEXT + LOOK_UP.format(columns=", ".join(columns) or "n AS unused")
    return Replay(
        script=look_up + "".join(lines),
        look_up=look_up,
        constants=constants,
        rows=tuple(zip(*columns.values(), strict=True)) or ((),) * len(heard),
        columns=tuple(columns),
    )


def _expression(
    name: str,
    values: tuple[str | None, ...],
    of_type: str,
    columns: dict[str, tuple[str, ...]],
    constants: dict[str, str],
) -> str:
    """What stands in the script for one parameter."""
    known = [value for value in values if value is not None]
    if not known:
        return f"CAST(NULL AS {of_type})"
    if len(known) < len(values):
        raise BenchError("pgbench has no way to say NULL for some requests only.")
    if len(set(known)) == 1:
        constants[f"c{name}"] = known[0]
        return f"CAST(:c{name} AS {of_type})"
    # What is the same everywhere in a request, like an id that stands twice, is fetched once.
    for other, seen in columns.items():
        if seen == tuple(known):
            return f"CAST(:{other} AS {of_type})"
    columns[f"v{name}"] = tuple(known)
    return f"CAST(:v{name} AS {of_type})"


def _filled(statement: str, names: dict[int, str], variables: Iterable[str]) -> str:
    text = PARAMETER.sub(lambda match: names[int(match[1]) - 1], statement).strip().rstrip(";")
    strange = set(VARIABLE.findall(text)) - set(variables)
    if strange:
        raise BenchError(f"pgbench would take a part of a statement for variables: {strange}")
    return "".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    """Without comments, which pgbench would send along."""
    for line in text.splitlines(keepends=True):
        yield line.split("--", 1)[0].rstrip() + "\n" if "--" in line else line
