"""What a log may say of a fault."""

import asyncpg
import pytest

from praxis.kit.traces import describe, trace

SECRET = "Acute bronchitis"


def failing(action: object) -> BaseException:
    assert callable(action)
    try:
        action()
    except BaseException as error:  # noqa: BLE001 -- any will do
        return error
    raise AssertionError("it did not fail")


def refuse() -> None:
    raise ValueError(SECRET)


def refuse_because() -> None:
    try:
        refuse()
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def refuse_while() -> None:
    try:
        refuse()
    except ValueError:
        raise KeyError(SECRET)  # noqa: B904 -- as it happens


def refuse_alone() -> None:
    try:
        refuse()
    except ValueError:
        raise RuntimeError(SECRET) from None


def refuse_together() -> None:
    raise BaseExceptionGroup(SECRET, [ValueError(SECRET), failing(refuse_because)])


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        (refuse, ["ValueError"]),
        (refuse_because, ["ValueError", "RuntimeError"]),
        (refuse_while, ["ValueError", "KeyError"]),
        (refuse_alone, ["RuntimeError"]),
        (refuse_together, ["ExceptionGroup", "ValueError", "ValueError", "RuntimeError"]),
    ],
)
def test_a_trace_has_every_fault_by_its_kind_and_place_and_no_message(
    action: object, kinds: list[str]
) -> None:
    said = trace(failing(action))

    found = [line for line in said.splitlines() if line in {"KeyError", *kinds}]
    assert found == kinds
    assert "test_traces.py" in said
    assert SECRET not in said


def test_a_fault_that_causes_itself_is_told_once() -> None:
    error = failing(refuse)
    error.__cause__ = error
    assert trace(error).splitlines().count("ValueError") == 1


def test_of_the_database_the_rule_is_named_that_was_broken_and_not_the_row() -> None:
    fields = {
        "C": "23505",
        "M": "duplicate",
        "D": f"Key ({SECRET}) is there",
        "n": "ux_users_email",
    }
    error = asyncpg.PostgresError.new(fields)
    assert SECRET in str(error)

    said = describe(error)

    assert said.startswith("asyncpg.exceptions.UniqueViolationError")
    assert "sqlstate=23505" in said
    assert "constraint_name=ux_users_email" in said
    assert SECRET not in said
