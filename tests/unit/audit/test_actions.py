"""The list of actions is what the code does, and the web app has words for all of it."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import praxis
from praxis.audit.actions import ACTIONS, OF_PATIENTS, VERBS

SOURCE = Path(praxis.__file__).parent
LOCALES = SOURCE.parents[1] / "web/src/locales"
LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())
RECORDED = {"record", "record_many"}
ACTION, ENTITY = 2, 3


def recorded() -> Iterator[tuple[str, ast.expr, dict[str, str]]]:
    """Where, and as what, the source writes an event; with the constants of the file."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value.value, str)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in RECORDED
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "audit"
            ):
                where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                yield where, node.args[ACTION], constants


def parts(action: ast.expr, constants: dict[str, str]) -> list[str | None]:
    """The pieces of an action; None for one that is known at run time only."""
    values = action.values if isinstance(action, ast.JoinedStr) else [action]
    found: list[str | None] = []
    for value in values:
        inner = value.value if isinstance(value, ast.FormattedValue) else value
        if isinstance(inner, ast.Constant):
            found.append(str(inner.value))
        else:
            found.append(constants.get(inner.id) if isinstance(inner, ast.Name) else None)
    return found


SITES = list(recorded())


def test_events_are_found_in_the_source() -> None:
    assert len(SITES) > 60


@pytest.mark.parametrize(
    ("where", "action", "constants"), SITES, ids=[where for where, _, _ in SITES]
)
def test_what_the_source_writes_is_listed(
    where: str, action: ast.expr, constants: dict[str, str]
) -> None:
    known = parts(action, constants)
    if None not in known:
        assert "".join(part or "" for part in known) in ACTIONS
        return
    # Its verb comes at run time: `tests/conftest.py` looks at those that the tests wrote.
    subject = (known[0] or "").rstrip(".")
    assert subject in VERBS, f"{where}: an action needs its subject in the source"


def texts(language: str, name: str) -> Any:
    return json.loads((LOCALES / language / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_audit_page_has_words_for_every_action_and_no_other(language: str) -> None:
    words = texts(language, "admin")["audit"]["action"]
    assert {f"{subject}.{verb}" for subject in words for verb in words[subject]} == ACTIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_patients_read_words_for_all_that_can_be_done_to_their_data(language: str) -> None:
    words = texts(language, "records")["access"]["did"]
    assert set(words) == {action.replace(".", "_") for action in OF_PATIENTS} | {"other"}
