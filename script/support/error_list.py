#!/usr/bin/env python3
"""Writes docs/errors.md: every stable code of a problem answer, read out of the code itself."""

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import praxis
from praxis.kit.errors import DomainError
from praxis.kit.problems import STATUS

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "errors.md"
SOURCE = ROOT / "src" / "praxis"
# Modules that do something when they are imported.
PROGRAMS = {"praxis.cli.__main__", "praxis.migrations.env"}
UNPROCESSABLE = 422
# The message of a field whose fault is told by a domain error.
DETAIL_OF_ERROR = "{detail}"

HEAD = """\
# Codes of errors

Written by `script/generate` out of the code; do not edit. How an error looks: [api.md](api.md).

A code keeps its meaning. New ones may come, so treat an unknown code as its status says. Titles and
details come in the best language of `Accept-Language` that there is (`Content-Language` names it),
else in English as below.
"""
REFUSALS = """\
## Refusals

`code` of the problem; the same code also stands in `errors[0].code` where the status is 422.

| Code | Status | What it says |
|---|---|---|
"""
FIELDS = """\
## Fields of a request

`errors[].code` of a 422, one entry for each field. With one entry it is the `code` of the whole
problem too, with several that is `invalid`. A code that is not in this table, like `missing` or
`string_too_long`, is the name that Pydantic gives to that fault.

| Code | What it says |
|---|---|
"""
OTHERS = """\
## Before and beyond an operation

A status of HTTP that nothing above explains is `http.` and its name: `http.not_found` for an
address that does not exist, `http.method_not_allowed`, `http.bad_request` for a form that cannot
be read.

| Code | Status | What it says |
|---|---|---|
"""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    code: str
    status: int
    text: str


def main(words: list[str]) -> int:
    wanted = render()
    if words == ["--check"]:
        if TARGET.exists() and TARGET.read_text() == wanted:
            return 0
        sys.stderr.write("docs/errors.md is not what the code says: run script/generate\n")
        return 1
    if words:
        sys.stderr.write("usage: script/generate [--check]\n")
        return 2
    TARGET.write_text(wanted)
    return 0


def render() -> str:
    parts = (
        HEAD,
        REFUSALS + "".join(f"| `{e.code}` | {e.status} | {e.text} |\n" for e in refusals()),
        FIELDS + "".join(f"| `{e.code}` | {e.text} |\n" for e in field_faults()),
        OTHERS + "".join(f"| `{e.code}` | {e.status} | {e.text} |\n" for e in answers()),
    )
    return "\n".join(parts)


def refusals() -> list[Entry]:
    """Every domain error with a code of its own that reaches a caller."""
    for module in pkgutil.walk_packages(praxis.__path__, "praxis."):
        if module.name not in PROGRAMS:
            importlib.import_module(module.name)
    return sorted(
        {
            Entry(error.code, int(STATUS[error.kind][0]), _said(error))
            for error in _below(DomainError)
            if "code" in vars(error) and error.__module__.startswith("praxis.")
        }
    )


def _below(error: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in error.__subclasses__():
        yield child
        yield from _below(child)


def _said(error: type[DomainError]) -> str:
    return " ".join((error.__doc__ or "").split()).replace("|", "\\|")


def field_faults() -> list[Entry]:
    """Every `PydanticCustomError` with a literal code."""
    refused = {entry.code: entry.text for entry in refusals()}
    texts: dict[str, set[str]] = {}
    for code, text in _literal_calls("PydanticCustomError", (0, 1)):
        said = refused[code] if text == DETAIL_OF_ERROR else text
        texts.setdefault(code, set()).add(said.replace("{last}", "23:59"))
    return [Entry(code, UNPROCESSABLE, " / ".join(sorted(texts[code]))) for code in sorted(texts)]


def answers() -> list[Entry]:
    """Every problem that is answered without an error class."""
    calls = _literal_calls("problem_response", (0, 2, 3))
    return sorted(Entry(code, int(status), text) for status, text, code in calls)


def _literal_calls(function: str, places: tuple[int, ...]) -> Iterator[tuple[str, ...]]:
    """The arguments at `places` of each call that gives them as constants."""
    for path in sorted(SOURCE.rglob("*.py")):
        texts = _constants(path)
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == function:
                given = node.args[: max(places) + 1]
                said = dict(enumerate(_text(argument, texts) for argument in given))
                chosen = [text for place in places if (text := said.get(place)) is not None]
                if len(chosen) == len(places):
                    yield tuple(chosen)


def _constants(path: Path) -> dict[str, str]:
    """Texts that a function of the file puts under a name before it uses them."""
    return {
        target.id: node.value.value
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _text(node: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    told = next(_told(node), None)
    return None if told is None else re.sub(r"{\w+}", "…", told)


def _told(node: ast.expr) -> Iterator[str]:
    """The template of a `Told("…")`, filled in or not."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and getattr(part.func, "id", None) == "Told":
            yield from (str(a.value) for a in part.args if isinstance(a, ast.Constant))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
