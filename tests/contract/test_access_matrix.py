"""Every operation for everyone who might ask: no cell is left out, and none answers 5xx."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from praxis.kit.clock import FixedClock
from praxis.kit.ids import new_uid
from tests.contract.asking import Route, state_of
from tests.contract.calls import Call, make_call
from tests.contract.expected import EXPECTED, STATUS_OF, expected
from tests.contract.preparing import prepare
from tests.contract.world import (
    CANARY,
    SIGNED_IN,
    WITHOUT_SESSION,
    World,
    give_accounts_things,
    make_world,
)
from tests.support.api import Api

CALLERS = (*WITHOUT_SESSION, *SIGNED_IN)
NOTES_READERS = {"owner", "doctor", "admin_reason"}
STRANGERS = {*WITHOUT_SESSION, "stranger", "other_doctor"}
# What tells a stranger of the owner's, and why it may.
SHOWN_ON_PURPOSE = {
    "read_visit_link": "the link was mailed to the owner: who has it may see this one visit",
    "confirm_by_visit_link": "the same",
    "cancel_by_visit_link": "the same",
    "open_records_in_emergency": "a doctor says why, and everybody concerned hears of it",
}
# What only those who have to do with the owner's patient may know of.
HIDDEN = (
    *("patient_id", "appointment_id", "begun_appointment_id"),
    *("record_id", "attachment_id", "hold_id", "payment_id", "passkey_id", "session_id"),
)


@pytest.fixture(scope="module")
async def shared(app: FastAPI) -> Any:
    """A world for requests that change nothing."""
    async with Api.of(app, FixedClock(app.state.clock.now())) as api:
        world = await make_world(app, api)
        await give_accounts_things(world)
        yield world


async def send(world: World, route: Route, caller: str, call: Call) -> httpx.Response:
    method, path = route
    api = await world.caller(caller)
    address = path.format(**world.ids)
    return await api.anywhere(method, address, **call.options())


def test_every_operation_has_its_row(routes: dict[str, Route]) -> None:
    assert routes.keys() == EXPECTED.keys()
    assert all(len(cells) == len(SIGNED_IN) for _, cells in EXPECTED.values())


@pytest.mark.parametrize("operation", EXPECTED)
async def test_who_may_not_is_refused_and_changes_nothing(
    shared: World, routes: dict[str, Route], operation: str
) -> None:
    refused = {
        c: letter for c in CALLERS if (letter := expected(operation, c, SIGNED_IN)) in "UFNI"
    }
    await prepare(operation, shared)
    for caller in refused:
        await shared.caller(caller)
    before = await state_of(shared.database)
    call = make_call(operation, shared)

    answers = {caller: await send(shared, routes[operation], caller, call) for caller in refused}

    found = {caller: response.status_code for caller, response in answers.items()}
    assert found == {c: STATUS_OF.get(letter, 401) for c, letter in refused.items()}
    for caller, response in answers.items():
        assert response.headers["content-type"] == "application/problem+json"
        assert_tells_nothing(shared, caller, response)
    assert await state_of(shared.database) == before


@pytest.mark.parametrize("operation", EXPECTED)
async def test_who_may_gets_through(
    app: FastAPI, api: Api, shared: World, routes: dict[str, Route], operation: str
) -> None:
    method, _ = routes[operation]
    for caller in CALLERS:
        letter = expected(operation, caller, SIGNED_IN)
        if letter not in "+0":
            continue
        world = shared if method == "GET" else await make_world(app, api)
        await prepare(operation, world)

        response = await send(world, routes[operation], caller, make_call(operation, world))

        assert response.is_success, (caller, response.status_code, response.text)
        if caller not in NOTES_READERS:
            assert CANARY not in response.text, caller
        if letter == "0" or (caller in STRANGERS and operation not in SHOWN_ON_PURPOSE):
            assert_tells_nothing(world, caller, response)
        elif "0" in EXPECTED[operation][1]:
            assert world.ids["patient_id"] in response.text, caller


@pytest.mark.parametrize("operation", EXPECTED)
async def test_what_may_not_be_known_answers_as_what_does_not_exist(
    shared: World, routes: dict[str, Route], operation: str
) -> None:
    await prepare(operation, shared)
    hidden = {name: str(new_uid()) for name in HIDDEN if name in shared.ids}
    without = replace(shared, ids={**shared.ids, **hidden})
    for caller in SIGNED_IN:
        letter = expected(operation, caller, SIGNED_IN)
        if letter in "NI" or (letter == "F" and caller in STRANGERS):
            there = await send(shared, routes[operation], caller, make_call(operation, shared))
            absent = await send(without, routes[operation], caller, make_call(operation, without))
            assert there.json() == absent.json(), caller


def assert_tells_nothing(world: World, caller: str, response: httpx.Response) -> None:
    assert CANARY not in response.text, caller
    if caller in STRANGERS:
        assert not [secret for secret in world.secrets if secret in response.text], caller
