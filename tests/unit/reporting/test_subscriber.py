"""Reports hear of all that can happen to a visit."""

import ast
from collections.abc import Iterable
from pathlib import Path

import praxis
from praxis.billing.service import VERBS
from praxis.reporting.derived.subscriber import SUBSCRIPTIONS
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.operations.change_status import KINDS

PREFIX = "scheduling.appointment_"
HEARD = {topic for one in SUBSCRIPTIONS for topic in one.topics}
TELLING = {"Happening": 0, "tell": 1}


def written_kinds() -> set[str]:
    """The kinds that stand as they are in calls of `Happening` and `tell`, or are a `kind`."""
    found = set()
    for path in Path(praxis.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name == "kind":
                found |= _texts(node.body)
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name not in TELLING:
                    continue
                place = TELLING[name]
                named = [word.value for word in node.keywords if word.arg == "kind"]
                found |= _texts((*node.args[place : place + 1], *named))
    return found


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    return {
        part.value
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def test_every_step_that_is_named_in_the_code_is_heard() -> None:
    kinds = written_kinds()
    assert {"requested", "booked", "rescheduled", "updated", "expired"} <= kinds
    assert {PREFIX + kind for kind in kinds} <= HEARD


def test_money_that_comes_in_and_goes_back_is_heard() -> None:
    assert {PREFIX + in_history for in_history, _ in VERBS.values()} <= HEARD


def test_every_change_of_state_is_heard() -> None:
    states = {str(status) for status in Status} - {"pending", "confirmed"}
    assert {PREFIX + kind for kind in {*KINDS.values(), *states}} <= HEARD
