"""`docs/asvs.md` answers each requirement of levels 1 and 2 once, and names only what is there."""

import ast
import json
import re

import pytest

from tests.unit.docs.documents import DOCS, ROOT, table_rows
from tests.unit.docs.test_coverage import BROWSER_TEST, TEST, names_in

ASVS = DOCS / "asvs.md"
SECURITY = DOCS / "security.md"
WEB_TEST = re.compile(r"`(web/src/[\w./-]+\.test\.tsx?)::([^`]+)`")
ANSWERS = ("does not apply: ", "falls short: ")
# Modules that make or check secrets.
CRYPTOGRAPHY = {
    *("argon2", "bcrypt", "cryptography", "hashlib", "hmac", "jwt", "pyotp", "secrets", "ssl"),
    *("webauthn",),
}

# Numbers of the requirements of ASVS 5.0.0 in each section: those of level 1, those of level 2.
REQUIREMENTS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "1.1": ((), (1, 2)),
    "1.2": ((1, 2, 3, 4, 5), (6, 7, 8, 9)),
    "1.3": ((1, 2), (3, 4, 5, 6, 7, 8, 9, 10, 11)),
    "1.4": ((), (1, 2, 3)),
    "1.5": ((1,), (2,)),
    "2.1": ((1,), (2, 3)),
    "2.2": ((1, 2), (3,)),
    "2.3": ((1,), (2, 3, 4)),
    "2.4": ((), (1,)),
    "3.2": ((1, 2), ()),
    "3.3": ((1,), (2, 3, 4)),
    "3.4": ((1, 2), (3, 4, 5, 6)),
    "3.5": ((1, 2, 3), (4, 5)),
    "3.7": ((), (1, 2)),
    "4.1": ((1,), (2, 3)),
    "4.2": ((), (1,)),
    "4.3": ((), (1, 2)),
    "4.4": ((1,), (2, 3, 4)),
    "5.1": ((), (1,)),
    "5.2": ((1, 2), (3,)),
    "5.3": ((1, 2), ()),
    "5.4": ((), (1, 2, 3)),
    "6.1": ((1,), (2, 3)),
    "6.2": ((1, 2, 3, 4, 5, 6, 7, 8), (9, 10, 11, 12)),
    "6.3": ((1, 2), (3, 4)),
    "6.4": ((1, 2), (3, 4)),
    "6.5": ((), (1, 2, 3, 4, 5)),
    "6.6": ((), (1, 2, 3)),
    "6.8": ((), (1, 2, 3, 4)),
    "7.1": ((), (1, 2, 3)),
    "7.2": ((1, 2, 3, 4), ()),
    "7.3": ((), (1, 2)),
    "7.4": ((1, 2), (3, 4, 5)),
    "7.5": ((), (1, 2)),
    "7.6": ((), (1, 2)),
    "8.1": ((1,), (2,)),
    "8.2": ((1, 2), (3,)),
    "8.3": ((1,), ()),
    "8.4": ((), (1,)),
    "9.1": ((1, 2, 3), ()),
    "9.2": ((1,), (2, 3, 4)),
    "10.1": ((), (1, 2)),
    "10.2": ((), (1, 2)),
    "10.3": ((), (1, 2, 3, 4)),
    "10.4": ((1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11)),
    "10.5": ((), (1, 2, 3, 4, 5)),
    "10.6": ((), (1, 2)),
    "10.7": ((), (1, 2, 3)),
    "11.1": ((), (1, 2)),
    "11.2": ((), (1, 2, 3)),
    "11.3": ((1, 2), (3,)),
    "11.4": ((1,), (2, 3, 4)),
    "11.5": ((), (1,)),
    "11.6": ((), (1,)),
    "12.1": ((1,), (2, 3)),
    "12.2": ((1, 2), ()),
    "12.3": ((), (1, 2, 3, 4)),
    "13.1": ((), (1,)),
    "13.2": ((), (1, 2, 3, 4, 5)),
    "13.3": ((), (1, 2)),
    "13.4": ((1,), (2, 3, 4, 5)),
    "14.1": ((), (1, 2)),
    "14.2": ((1,), (2, 3, 4)),
    "14.3": ((1,), (2, 3)),
    "15.1": ((1,), (2, 3)),
    "15.2": ((1,), (2, 3)),
    "15.3": ((1,), (2, 3, 4, 5, 6, 7)),
    "16.1": ((), (1,)),
    "16.2": ((), (1, 2, 3, 4, 5)),
    "16.3": ((), (1, 2, 3, 4)),
    "16.4": ((), (1, 2, 3)),
    "16.5": ((), (1, 2, 3)),
    "17.1": ((), (1,)),
    "17.2": ((), (1, 2, 3, 4)),
    "17.3": ((), (1, 2)),
}

Row = tuple[str, ...]
ROWS = list(table_rows(ASVS))


def wanted() -> dict[str, str]:
    return {
        f"{section}.{number}": level
        for section, levels in REQUIREMENTS.items()
        for level, numbers in zip(("1", "2"), levels, strict=True)
        for number in numbers
    }


def test_every_requirement_of_both_levels_stands_once() -> None:
    assert len(wanted()) == 253
    assert list(wanted().values()).count("1") == 70
    named = [row[0] for row in ROWS]
    assert sorted(named) == sorted(wanted())
    assert {row[0]: row[1] for row in ROWS} == wanted()


def test_every_cell_says_something() -> None:
    assert {len(row) for row in ROWS} == {4}
    assert [row for row in ROWS if not all(cell.strip(" -") for cell in row)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_names_its_test_or_says_why_there_is_none(row: Row) -> None:
    here = row[3]
    proven = any(kind.search(here) for kind in (TEST, BROWSER_TEST, WEB_TEST))
    assert proven or here.startswith(ANSWERS)
    assert "in the making" not in here


def test_every_named_test_exists() -> None:
    named = {match.groups() for row in ROWS for match in TEST.finditer(row[3])}
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).exists() or name not in names_in(ROOT / path)
    ]
    assert len(named) > 100
    assert missing == []


def test_every_named_test_of_the_web_app_exists() -> None:
    named = {
        match.groups()
        for row in ROWS
        for kind in (BROWSER_TEST, WEB_TEST)
        for match in kind.finditer(row[3])
    }
    missing = [
        f"{path}::{title}"
        for path, title in sorted(named)
        if not (ROOT / path).exists()
        or not re.search(rf"\b(it|test)\('{re.escape(title)}'", (ROOT / path).read_text())
    ]
    assert named
    assert missing == []


def test_the_sums_at_the_top_are_those_of_the_table() -> None:
    text = ASVS.read_text()
    sums = {
        "met": sum(
            "does not apply: " not in row[3] and "falls short: " not in row[3] for row in ROWS
        ),
        "do not apply": sum(row[3].startswith("does not apply: ") for row in ROWS),
        "fall short": sum("falls short: " in row[3] for row in ROWS),
    }
    for words, number in sums.items():
        assert f"{number} {words}" in text


def test_every_file_that_the_threat_model_names_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text() + SECURITY.read_text()
    named = set(re.findall(r"`((?:tests|web|script|\.semgrep)/[\w./-]*)", text))
    assert len(named) > 20
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_the_inventory_names_what_the_code_imports() -> None:
    imported = set()
    for path in (ROOT / "src" / "praxis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            imported |= {name.partition(".")[0] for name in names} & CRYPTOGRAPHY
    inventory = SECURITY.read_text().partition("## Cryptography")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", inventory)) & CRYPTOGRAPHY
    assert imported == named


def test_every_pinned_package_has_a_hash() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        pinned = re.split(r"\n(?=[\w.-]+(?:\[[\w,-]+\])?==)", "\n" + path.read_text())[1:]
        assert pinned, path
        assert [one.split()[0] for one in pinned if "--hash=sha256:" not in one] == []
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    assert [
        name
        for name, one in packages.items()
        if name and not one.get("link") and "integrity" not in one
    ] == []
