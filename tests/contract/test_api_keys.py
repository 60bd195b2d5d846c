"""Every operation by an API key: what has no scope is reached by none."""

import pytest

from praxis.identity.api_keys.scopes import SCOPE_OF, Scope
from tests.contract.asking import Route, state_of
from tests.contract.calls import make_call
from tests.contract.expected import EXPECTED
from tests.contract.world import World
from tests.support.api import Api, problem
from tests.support.factors import give_api_key

BY_TOKEN = [name for name, (token, _) in EXPECTED.items() if token != "no"]


async def with_key(world: World, scopes: list[str]) -> Api:
    key = await give_api_key(world.app, world.people["admin"], scopes)
    return world.api.with_headers(
        Authorization=f"Bearer {key.text}", Praxis_Access_Reason="A test of keys"
    )


def test_scopes_name_operations_that_there_are() -> None:
    assert SCOPE_OF.keys() <= set(BY_TOKEN)
    assert set(SCOPE_OF.values()) == set(Scope)


def test_no_scope_reaches_what_only_people_do() -> None:
    personal = ("record", "user", "totp", "passkey", "api_key", "session", "message", "mail")
    assert [name for name in SCOPE_OF if any(word in name for word in personal)] == []


@pytest.mark.parametrize("operation", BY_TOKEN)
async def test_a_key_reaches_exactly_what_its_scope_names(
    stocked: World, routes: dict[str, Route], operation: str
) -> None:
    method, path = routes[operation]
    call = make_call(operation, stocked)
    address = path.format(**stocked.ids)
    others = [str(scope) for scope in Scope if scope is not SCOPE_OF.get(operation)]
    refused_key = await with_key(stocked, others)
    before = await state_of(stocked.database)

    refused = await refused_key.anywhere(method, address, **call.options())

    problem(refused, 403, "auth.scope_missing")
    assert await state_of(stocked.database) == before
    if operation in SCOPE_OF:
        api = await with_key(stocked, [str(SCOPE_OF[operation])])
        let_in = await api.anywhere(method, address, **call.options())
        assert let_in.status_code not in {401, 403}, let_in.text
        assert let_in.status_code < 500, let_in.text
