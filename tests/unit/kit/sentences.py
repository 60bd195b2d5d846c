"""Everything that problems can say, read out of the code: each language must have words for it."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import praxis
from praxis.kit.errors import DomainError
from praxis.kit.problems import STATUS

SOURCE = Path(praxis.__file__).parent
PROGRAMS = {"praxis.cli.__main__", "praxis.migrations.env"}
FIRST_ERROR = 400
# They stop a command and never a request: the command line speaks English.
OF_COMMANDS = {"region.bad_file", "region.missing", "region.not_shipped"}
# What Starlette and FastAPI say of themselves; the rest of theirs comes in English.
OF_LIBRARIES = (
    "Not Found",
    "Method Not Allowed",
    "There was an error parsing the body",
    "Missing boundary in multipart.",
    "Invalid multipart data.",
    'The Content-Disposition header field "name" must be provided.',
)


@dataclass
class Sentences:
    details: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    # Codes of our own whose sentence holds data.
    fields: set[str] = field(default_factory=set)
    # Calls whose sentence is put together where it is used: no other language can have it.
    built: list[str] = field(default_factory=list)


def domain_errors() -> list[type[DomainError]]:
    for module in pkgutil.walk_packages(praxis.__path__, "praxis."):
        if module.name not in PROGRAMS:
            importlib.import_module(module.name)
    return [
        error
        for error in _below(DomainError)
        if error.__module__.startswith("praxis.") and error.code not in OF_COMMANDS
    ]


def _below(error: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in error.__subclasses__():
        yield child
        yield from _below(child)


def collect() -> Sentences:
    errors = domain_errors()
    found = Sentences(details=set(OF_LIBRARIES), titles={title for _, title in STATUS.values()})
    found.details |= {error().detail for error in errors}
    names = {error.__name__ for error in errors}
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        constants = _constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                _take(found, node, node.func.id, where, names, constants)
    return found


def _take(
    found: Sentences,
    call: ast.Call,
    function: str,
    where: str,
    errors: set[str],
    constants: dict[str, str],
) -> None:
    said = [_literal(argument, constants) for argument in call.args]
    if (function == "Told" and said[0] is not None) or (function in errors and said[0] is not None):
        found.details.add(said[0])
    elif function in errors and isinstance(call.args[0], ast.JoinedStr):
        found.built.append(where)
    elif function == "PydanticCustomError":
        code, text = said[:2]
        if code is None or text is None:
            found.built.append(where)
        elif "{" not in text:
            found.details.add(text)
        elif text != "{detail}":
            found.fields.add(code)
    elif function == "problem_response":
        found.titles |= {said[1]} if said[1] else set()
        found.details |= {said[2]} if said[2] else set()


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _literal(node: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def error_statuses() -> list[int]:
    return [int(status) for status in HTTPStatus if status >= FIRST_ERROR]
