from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import asyncpg
import pytest

from bench.kit.capture import Said, as_text
from bench.kit.errors import BenchError
from bench.kit.replay import replay

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "t"),
        (7, "7"),
        (Decimal("1.50"), "1.50"),
        (Colour.RED, "red"),
        (b"\x00\xff", r"\x00ff"),
        (NOON, "2027-01-04T12:00:00+00:00"),
        (date(2027, 1, 4), "2027-01-04"),
        (timedelta(minutes=1, milliseconds=5), "60.005 seconds"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (["a", None, 'b"\\'], r'{"a",NULL,"b\"\\"}'),
        (asyncpg.Range(1, 2), "[1,2)"),
        (asyncpg.Range(None, 2, upper_inc=True), "(,2]"),
    ],
)
def test_values_are_written_as_postgresql_reads_them(value: object, text: str | None) -> None:
    assert as_text(value) == text


def say(statement: str, *values: str | None) -> Said:
    return Said(statement, ("int8",) * len(values), values)


def test_a_script_says_what_was_said_with_the_values_of_each_request() -> None:
    heard = [
        [say("BEGIN;"), say("SELECT $1, $2, $3::int", "1", "8", None), say("SELECT $1", "1")],
        [say("BEGIN;"), say("SELECT $1, $2, $3::int", "2", "8", None), say("SELECT $1", "2")],
    ]
    found = replay(heard)
    statements = found.script.removeprefix(found.look_up)
    assert statements == (
        "BEGIN;\n"
        "SELECT CAST(:v1_0 AS int8), CAST(:c1_1 AS int8), CAST(NULL AS int8)::int;\n"
        "SELECT CAST(:v1_0 AS int8);\n"
    )
    assert found.constants == {"c1_1": "8"}
    assert found.columns == ("v1_0",)
    assert found.rows == (("1",), ("2",))
    assert "SELECT v1_0 FROM bench_values WHERE n = :n \\gset" in found.look_up
    assert found.variables(2) == {"turn": -1, "first": 0, "share": 1, "c1_1": "8"}


def test_requests_that_differ_are_refused() -> None:
    with pytest.raises(BenchError, match="SELECT 2"):
        replay([[say("SELECT 1")], [say("SELECT 2")]])


def test_a_null_for_some_requests_only_is_refused() -> None:
    with pytest.raises(BenchError, match="NULL"):
        replay([[say("SELECT $1", "1")], [say("SELECT $1", None)]])


def test_what_pgbench_would_take_for_a_variable_is_refused() -> None:
    with pytest.raises(BenchError, match="MI"):
        replay([[say("SELECT to_char(now(), 'HH24:MI')")]])
    assert "12:34" in replay([[say("SELECT '12:34'::text")]]).script
