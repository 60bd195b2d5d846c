from dataclasses import asdict, dataclass
from typing import cast

import pytest
from pydantic import ValidationError

from praxis.directory.updates import Update, apply_changes, left_out
from praxis.kit.db.base import Versioned
from praxis.kit.schemas import Name, Note


class Change(Update):
    name: Name = left_out()
    note: Note | None = None


@dataclass
class Row:
    name: str
    note: str | None
    version: int = 1


def test_only_what_was_sent_is_named() -> None:
    assert Change.model_validate({}).named() == {}
    assert Change.model_validate({"note": None}).named() == {"note": None}
    assert Change.model_validate({"name": "a"}).named() == {"name": "a"}


def test_null_for_a_field_that_is_never_null_is_refused() -> None:
    with pytest.raises(ValidationError):
        Change.model_validate({"name": None})


def test_schema_shows_no_default_for_what_may_be_left_out() -> None:
    schema = Change.model_json_schema()
    assert "required" not in schema
    assert "default" not in schema["properties"]["name"]


@pytest.mark.parametrize(
    ("values", "changed", "version"),
    [
        ({}, [], 1),
        ({"name": "a", "note": "b"}, [], 1),
        ({"name": "x", "note": "b"}, ["name"], 2),
        ({"note": None, "name": "x"}, ["name", "note"], 2),
    ],
)
def test_change_is_counted_once_and_only_if_something_differs(
    values: dict[str, object], changed: list[str], version: int
) -> None:
    row = Row("a", "b")
    assert apply_changes(cast("Versioned", row), values) == changed
    expected = {"name": "a", "note": "b", **values, "version": version}
    assert asdict(row) == expected
