"""From a file of regions to trees that can be written. Pure.

The file is CSV in UTF-8 with a line of column names. A file holds the whole tree of each country
that it names; what is wrong with it is said with the line and the column.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from praxis.regions.errors import BadRegionFile
from praxis.regions.names import folded, normal

COLUMNS = ("country", "code", "parent_code", "kind", "name")
ALIASES = "aliases"
NAME_IN = re.compile(r"name_([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)")
COUNTRY = re.compile(r"[A-Z]{2}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
KIND = re.compile(r"[a-z][a-z_]{0,39}")
MOST_BYTES, MOST_ROWS, MOST_LEVELS, LONGEST_NAME = 30_000_000, 200_000, 20, 200


@dataclass(frozen=True, slots=True)
class RegionRow:
    line: int
    country: str
    code: str
    parent_code: str | None
    kind: str
    name: str
    names: Mapping[str, str]
    aliases: tuple[str, ...]

    @property
    def search(self) -> str:
        """Every name, folded, one a line."""
        every = (self.name, *self.names.values(), *self.aliases)
        return "\n".join(dict.fromkeys(map(folded, every)))


@dataclass(frozen=True, slots=True)
class Tree:
    """The regions of one country by level, the top first."""

    country: str
    levels: tuple[tuple[RegionRow, ...], ...]
    digest: str = field(compare=False)

    @property
    def rows(self) -> Iterator[RegionRow]:
        return (row for level in self.levels for row in level)


def read_trees(content: bytes) -> list[Tree]:
    """The trees of a file, sorted by country. Raises `BadRegionFile`."""
    by_country: dict[str, dict[str, RegionRow]] = {}
    for row in _read_rows(_decode(content)):
        rows = by_country.setdefault(row.country, {})
        if row.code in rows:
            raise _fault(row.line, "code", f"{row.code} stands in line {rows[row.code].line} too")
        rows[row.code] = row
    if not by_country:
        raise BadRegionFile("Line 2: there is no region in this file.")
    return [_grow(country, rows) for country, rows in sorted(by_country.items())]


def _fault(line: int, column: str, what: str) -> BadRegionFile:
    return BadRegionFile(f"Line {line}, column {column}: {what}.")


def _decode(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise BadRegionFile(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadRegionFile(f"Line {line}: this is not UTF-8.") from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise BadRegionFile(f"Line {line}: there is a NUL character.")
    return text


def _read_rows(text: str) -> Iterator[RegionRow]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    begin = 1
    header: list[str] = []
    try:
        for number, cells in enumerate(lines):
            if number == 0:
                header = _check_header(cells)
            elif cells:
                yield _read_row(begin, header, cells)
            if number > MOST_ROWS:
                raise BadRegionFile(f"Line {begin}: there are more than {MOST_ROWS} regions.")
            begin = lines.line_num + 1
    except csv.Error as error:
        raise BadRegionFile(f"Line {begin}: this is not CSV ({error}).") from None
    if not header:
        raise BadRegionFile("Line 1: the file is empty.")


def _check_header(cells: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    for position, column in enumerate(header):
        if column in header[:position]:
            raise _fault(1, column, "it is there twice")
        if column not in {*COLUMNS, ALIASES} and not NAME_IN.fullmatch(column):
            allowed = ", ".join((*COLUMNS, "name_<language>", ALIASES))
            raise BadRegionFile(f"Line 1: there is no column {column!r}; there are {allowed}.")
        if column == "name_en":
            raise _fault(1, column, "the English name stands in the column name")
    for column in COLUMNS:
        if column not in header:
            raise _fault(1, column, "it is missing")
    return header


def _read_row(line: int, header: Sequence[str], cells: Sequence[str]) -> RegionRow:
    if len(cells) != len(header):
        raise BadRegionFile(f"Line {line}: it has {len(cells)} cells, not {len(header)}.")
    values = {column: normal(cell) for column, cell in zip(header, cells, strict=True)}
    for column, value in values.items():
        if not value.replace("\u200c", "").replace("\u200d", "").isprintable():
            raise _fault(line, column, "there is a character that cannot be printed")
        if len(value) > LONGEST_NAME and column != ALIASES:
            raise _fault(line, column, f"it is longer than {LONGEST_NAME} characters")
    _check_form(line, values, "country", COUNTRY, "two capital letters of ISO 3166-1, like BD")
    _check_form(line, values, "code", CODE, "at most 60 letters, digits, full stops and dashes")
    _check_form(line, values, "kind", KIND, "small letters, like district")
    if not values["name"]:
        raise _fault(line, "name", "it is empty")
    aliases = (normal(alias) for alias in values.get(ALIASES, "").split(";"))
    return RegionRow(
        line=line,
        country=values["country"],
        code=values["code"],
        parent_code=values["parent_code"] or None,
        kind=values["kind"],
        name=values["name"],
        names=dict(_names(values)),
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias)),
    )


def _names(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column, value in values.items():
        match = NAME_IN.fullmatch(column)
        if match and value:
            yield match[1], value


def _check_form(
    line: int, values: Mapping[str, str], column: str, form: re.Pattern[str], wanted: str
) -> None:
    if not form.fullmatch(values[column]):
        shown = values[column][:60]
        raise _fault(line, column, f"{shown!r} is not {wanted}" if shown else "it is empty")


def _grow(country: str, rows: Mapping[str, RegionRow]) -> Tree:
    for row in rows.values():
        if row.parent_code is not None and row.parent_code not in rows:
            raise _fault(
                row.line, "parent_code", f"no region of {country} has the code {row.parent_code}"
            )
    levels: list[tuple[RegionRow, ...]] = []
    below: dict[str | None, list[RegionRow]] = {}
    for row in rows.values():
        below.setdefault(row.parent_code, []).append(row)
    level = below.pop(None, [])
    while level:
        if len(levels) == MOST_LEVELS:
            raise _fault(
                level[0].line, "parent_code", f"the tree has more than {MOST_LEVELS} levels"
            )
        levels.append(tuple(level))
        level = [child for parent in level for child in below.pop(parent.code, [])]
    if below:
        lost = min((row for children in below.values() for row in children), key=_line)
        raise _fault(lost.line, "parent_code", f"{lost.code} lies, in the end, in itself")
    return Tree(country, tuple(levels), _digest(rows.values()))


def _line(row: RegionRow) -> int:
    return row.line


def _digest(rows: Iterable[RegionRow]) -> str:
    """What is written for the file, whatever the order of its lines and columns."""
    facts = sorted(
        (
            row.code,
            row.parent_code or "",
            row.kind,
            row.name,
            sorted(row.names.items()),
            row.aliases,
            row.search,
        )
        for row in rows
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()
