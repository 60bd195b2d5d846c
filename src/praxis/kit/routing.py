"""Finds the route of a request by the segments of its path.

FastAPI tries one route after the other, and those of included routers again at each level: with two
hundred routes that took ten times as long as a bare endpoint. Here a request walks down a tree of
segments; what the tree does not know goes the usual way, and is answered as ever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

WILD = "{}"


@dataclass(slots=True)
class _Node:
    """A segment: what may follow it, and the routes that end with it, by method."""

    children: dict[str, "_Node"] = field(default_factory=dict)
    routes: dict[str, list[tuple[int, RouteContext]]] = field(default_factory=dict)


class RouteTree:
    """All routes of the API, in the order in which they would be tried."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._root = _Node()
        for number, context in enumerate(iter_route_contexts(routes)):
            if isinstance(context.original_route, APIRoute):
                self._add(number, context)
        # Where a path begins otherwise, there is none of the routes, whatever their kind.
        self.beginnings = frozenset(
            (context.path or "").split("/", 2)[1] for context in iter_route_contexts(routes)
        )

    def _add(self, number: int, context: RouteContext) -> None:
        path, methods = context.path or "", context.methods or ()
        if ":" in path:
            raise ValueError(
                f"{path}: a parameter that takes in several segments is not looked for"
            )
        node = self._root
        for segment in path.split("/")[1:]:
            node = node.children.setdefault(WILD if "{" in segment else segment, _Node())
        for method in methods:
            node.routes.setdefault(method, []).append((number, context))

    def find(self, method: str, path: str) -> tuple[RouteContext, dict[str, str]] | None:
        """The first route that takes method and path, and what stands for its parameters."""
        ends = self._ends(self._root, path.split("/")[1:])
        found = [route for node in ends for route in node.routes.get(method, ())]
        for _, context in sorted(found, key=lambda route: route[0]):
            match = context.path_regex.match(path)
            if match is not None:
                return context, match.groupdict()
        return None

    def _ends(self, node: _Node, segments: Sequence[str]) -> Iterator[_Node]:
        if not segments:
            yield node
            return
        for key in (segments[0], WILD):
            child = node.children.get(key)
            if child is not None:
                yield from self._ends(child, segments[1:])


class QuickRouting:
    """ASGI: answers by the tree where that knows the route, and by `otherwise` where not."""

    def __init__(self, tree: RouteTree, otherwise: ASGIApp, unknown: ASGIApp) -> None:
        self._tree = tree
        self._otherwise = otherwise
        self._unknown = unknown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope.get("root_path"):
            await self._otherwise(scope, receive, send)
            return
        path = scope["path"]
        found = self._tree.find(scope["method"], path)
        if found is not None:
            context, parameters = found
            scope["path_params"] = parameters
            scope["endpoint"], scope["route"] = context.endpoint, context.original_route
            await context.app(scope, receive, send)
        elif path.partition("/")[2].partition("/")[0] in self._tree.beginnings:
            await self._otherwise(scope, receive, send)
        else:
            await self._unknown(scope, receive, send)


def route_quickly(app: FastAPI) -> None:
    """Find the routes of an app by a tree; all of them and `app.router.default` must be there."""
    router = app.router
    tree = RouteTree(router.routes)
    router.middleware_stack = QuickRouting(tree, router.middleware_stack, router.default)
