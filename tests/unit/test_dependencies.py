from collections.abc import Iterator
from inspect import iscoroutinefunction

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from praxis.api import create_router


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
