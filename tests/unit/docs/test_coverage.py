"""`docs/coverage.md` names nothing that is not there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from pydantic import SecretStr

from praxis.app import create_app
from praxis.settings import Settings
from praxis.settings.groups import AuthSettings
from tests.unit.docs.documents import COVERAGE, ROOT, table_rows

TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
BROWSER_TEST = re.compile(r"`(web/e2e/[\w-]+\.spec\.ts)::([^`]+)`")
OPERATION = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`\s]*)`")
LATER = re.compile(r"issue [3-7] \w+")
CHECK = re.compile(r"`(script/\w+)`")

Row = tuple[str, ...]
ROWS = list(table_rows(COVERAGE))


@cache
def names_in(path: Path) -> frozenset[str]:
    """The tests of a file, those of classes as `Class::test`."""
    tree = ast.parse(path.read_bytes())
    found = {name for node in tree.body for name in _names(node, "")}
    return frozenset(found)


def _names(node: ast.AST, prefix: str) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return [prefix + node.name]
    if isinstance(node, ast.ClassDef):
        return [name for child in node.body for name in _names(child, f"{node.name}::")]
    return []


@pytest.fixture(scope="module")
def operations() -> set[tuple[str, str]]:
    auth = AuthSettings(secret_key=SecretStr("x" * 32))
    described = create_app(Settings(auth=auth), "postgresql:///").openapi()
    return {
        (method.upper(), path) for path, methods in described["paths"].items() for method in methods
    }


def test_the_tables_are_read() -> None:
    assert len(ROWS) > 100
    assert {len(row) for row in ROWS} == {3}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:60])
def test_every_row_names_its_proof_or_the_issue_that_will_bring_it(
    row: Row,
) -> None:
    _, place, proof = row
    assert place
    assert any(kind.search(proof) for kind in (TEST, BROWSER_TEST, LATER, CHECK)), row
    assert all((ROOT / script).exists() for script in CHECK.findall(proof))


def test_every_named_test_exists() -> None:
    named = {match.groups() for _, _, proof in ROWS for match in TEST.finditer(proof)}
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).exists() or name not in names_in(ROOT / path)
    ]

    assert named
    assert missing == []


def test_every_named_test_in_the_browser_exists() -> None:
    named = {match.groups() for _, _, proof in ROWS for match in BROWSER_TEST.finditer(proof)}
    missing = [
        f"{path}::{title}"
        for path, title in sorted(named)
        if not (ROOT / path).exists() or f"test('{title}'" not in (ROOT / path).read_text()
    ]

    assert named
    assert missing == []


def test_every_named_operation_exists(operations: set[tuple[str, str]]) -> None:
    named = {
        (match[1], match[2])
        for _, place, proof in ROWS
        if TEST.search(proof)
        for match in OPERATION.finditer(place)
    }
    missing = sorted(
        (method, path)
        for method, path in named
        if not {(method, path), (method, f"/api/v1{path}")} & operations
    )

    assert named
    assert missing == []
