from collections.abc import Iterator
from inspect import iscoroutinefunction

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from praxis.api import create_router
from praxis.identity.auth import DeskOnly, _signed_in
from praxis.identity.creation import CreationDep, _by_signed_in


def routes(router: APIRouter) -> Iterator[APIRoute]:
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            yield from routes(inner)
        elif isinstance(route, APIRoute):
            yield route


def dependants(root: Dependant) -> Iterator[Dependant]:
    for child in root.dependencies:
        yield child
        yield from dependants(child)


def asks_for(route: APIRoute, dependency: object) -> bool:
    """Whether this, by itself or by another one, is among what the route depends on."""
    return any(child.call is dependency for child in dependants(route.dependant))


def is_async(call: object) -> bool:
    return iscoroutinefunction(call) or iscoroutinefunction(getattr(type(call), "__call__", None))  # noqa: B004 -- the question is whether calling it is async


def test_no_dependency_runs_on_a_thread() -> None:
    """A plain function as a dependency costs a trip to the thread pool for each request."""
    calls = [
        child.call
        for route in routes(create_router())
        for child in dependants(route.dependant)
        if child.call is not None
    ]
    assert len(calls) > 100
    assert {repr(call) for call in calls if not is_async(call)} == set()


def creations(router: APIRouter) -> list[APIRoute]:
    return [route for route in routes(router) if asks_for(route, _by_signed_in)]


def open_to_all(router: APIRouter) -> list[str]:
    """What creates for somebody who signed in, and does not ask who that is."""
    return [one.path for one in creations(router) if not asks_for(one, _signed_in)]


def test_what_creates_for_those_who_sign_in_asks_who_they_are() -> None:
    """`CreationDep` leaves that to the endpoint: asked for twice it would be solved twice."""
    router = create_router()
    assert len(creations(router)) > 10
    assert open_to_all(router) == []


def test_what_creates_and_forgets_to_ask_is_found() -> None:
    things = APIRouter()

    @things.post("/open")
    async def create_for_anybody(what: CreationDep) -> None: ...

    @things.post("/guarded")
    async def create_for_the_desk(who: DeskOnly, what: CreationDep) -> None: ...

    assert open_to_all(things) == ["/open"]
