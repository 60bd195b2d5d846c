"""The matrix by owner: somebody of another practice who owns one of everything asks for ours.

`test_access_matrix.py` asks as strangers who own little. Here the strangers have all that the owner
has, of the same kinds, so what finds "one's own" by mistake would find something.
"""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response

from praxis.kit.clock import FixedClock
from tests.contract.asking import Route, state_of, things_of
from tests.contract.calls import make_call
from tests.contract.expected import EXPECTED, STATUS_OF, expected
from tests.contract.preparing import PREPARED, prepare
from tests.contract.test_access_matrix import assert_tells_nothing
from tests.contract.world import SIGNED_IN, World, give_accounts_things, make_world
from tests.support.api import Api

# Whose things they are; who of another practice is, to them, which row of the table.
OWNED = {
    *("patient_id", "appointment_id", "record_id", "attachment_id", "hold_id", "payment_id"),
    *("time_off_id", "rule_id", "exception_id", "message_id", "mail_id", "user_id"),
    *("emergency_id", "session_id", "passkey_id", "api_key_id"),
}
# Shown to everybody, or named by a part that nobody guesses.
PUBLIC = {
    *("doctor_id", "location_id", "visit_type_id", "resource_id", "region_id", "photo_id", "on"),
}
AS_STRANGERS = {"owner": "stranger", "doctor": "other_doctor"}
# Who holds the proof that is sent along is let in; strangers send one that is not ours.
BY_PROOF = {
    *("login", "create_token", "refresh_token", "forget_password", "reset_password"),
    *("verify_email", "finish_login", "start_passkey_second_factor", "login_with_passkey"),
    *("read_visit_link", "confirm_by_visit_link", "cancel_by_visit_link"),
}
# What ours stands in the way of, without a word of whose it is.
IN_THE_WAY = {"hold_slot": 409}
# Cells that are not asked here, and why.
NOT_ASKED = {
    ("open_records_in_emergency", "doctor"): (
        "it opens what is ours on purpose, for every question after it as well:"
        " tests/integration/records shows to whom, for how long, and who hears of it"
    ),
}


@pytest.fixture(scope="module")
async def worlds(app: FastAPI) -> Any:
    """Three practices in one database, each with everything: ours, theirs, and one for proofs."""
    async with Api.of(app, FixedClock(app.state.clock.now())) as api:
        three = [await make_world(app, api) for _ in range(3)]
        for world in three:
            await give_accounts_things(world)
            for operation in PREPARED:
                await prepare(operation, world)
        yield tuple(three)


def parameters(route: Route) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", route[1]))


def test_every_name_in_a_path_is_somebodys_or_everybodys(routes: dict[str, Route]) -> None:
    named = {name for route in routes.values() for name in parameters(route)}
    assert named - {"version", "number"} <= OWNED | PUBLIC


def test_what_is_somebodys_is_open_to_no_stranger(routes: dict[str, Route]) -> None:
    owned = [name for name, route in routes.items() if parameters(route) & OWNED]
    assert len(owned) >= 40
    assert [name for name in owned if expected(name, "stranger", SIGNED_IN) == "+"] == []
    assert [name for name in owned if expected(name, "nobody", SIGNED_IN) == "+"] == []


def test_cells_that_are_not_asked_are_such_that_let_through() -> None:
    for operation, name in NOT_ASKED:
        assert expected(operation, AS_STRANGERS[name], SIGNED_IN) == "+"


async def ask(route: Route, by: Api, operation: str, named: World) -> Response:
    method, path = route
    address = path.format(**named.ids)
    return await by.anywhere(method, address, **make_call(operation, named).options())


@pytest.mark.parametrize("operation", EXPECTED)
async def test_what_belongs_to_another_is_never_shown_or_changed(
    worlds: tuple[World, World, World], routes: dict[str, Route], operation: str
) -> None:
    ours, theirs, others = worlds
    named = others if operation in BY_PROOF else ours
    letters = {
        name: expected(operation, stranger, SIGNED_IN) for name, stranger in AS_STRANGERS.items()
    }
    our_people = [user.id for user in ours.people.values()]
    of_ours = await things_of(ours.database, our_people)
    answers = {}

    for name, letter in letters.items():
        if (operation, name) not in NOT_ASKED:
            if letter == "+":
                await prepare(operation, others if named is others else theirs)
            # A session of its own, for some operations end it.
            caller = await theirs.api.signed_in(theirs.people[name])
            response = await ask(routes[operation], caller, operation, named)
            answers[name] = response
            assert_tells_nothing(ours, "stranger", response)
            if letter in STATUS_OF:
                assert response.status_code == STATUS_OF[letter], (name, response.text)
            elif operation in IN_THE_WAY:
                assert response.status_code == IN_THE_WAY[operation], (name, response.text)
            else:
                assert response.is_success, (name, letter, response.text)

    assert {*answers, *(name for asked, name in NOT_ASKED if asked == operation)} == {*letters}
    assert await things_of(ours.database, our_people) == of_ours


@pytest.mark.parametrize("operation", EXPECTED)
async def test_what_is_refused_changes_nothing_at_all(
    worlds: tuple[World, World, World], routes: dict[str, Route], operation: str
) -> None:
    ours, theirs, _ = worlds
    refused = [
        name
        for name, stranger in AS_STRANGERS.items()
        if expected(operation, stranger, SIGNED_IN) in STATUS_OF
    ]
    callers = [await theirs.api.signed_in(theirs.people[name]) for name in refused]
    before = await state_of(ours.database)
    for caller in callers:
        await ask(routes[operation], caller, operation, ours)
    assert await state_of(ours.database) == before
