"""405 as it should be: for every method that a path does not have, with the ones that it has."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from praxis.kit.errors import Told
from praxis.kit.problems import problem_response

Paths = Mapping[str, Mapping[str, Any]]


class Methods:
    """Which methods each path has, read from the OpenAPI file when first asked."""

    def __init__(self, paths: Callable[[], Paths]) -> None:
        self._paths = paths

    @cached_property
    def _plain(self) -> Mapping[str, str]:
        return {path: _listed(found) for path, found in self._paths().items() if "{" not in path}

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        return [
            (re.compile(re.sub(r"{\w+}", "[^/]+", path)), _listed(found))
            for path, found in self._paths().items()
        ]

    def of_plain(self, path: str) -> str | None:
        """The methods of a path without parameters, as `Allow` lists them."""
        return self._plain.get(path)

    def of(self, path: str) -> str:
        """The methods of any path."""
        matching = (methods for form, methods in self._templates if form.fullmatch(path))
        return self.of_plain(path) or next(matching, "GET")


def _listed(methods: Mapping[str, Any]) -> str:
    return ", ".join(sorted(method.upper() for method in methods))


class KnownMethods:
    """ASGI middleware: `/things/me` is a path of its own also for methods of `/things/{id}`."""

    def __init__(self, app: ASGIApp, *, methods: Methods) -> None:
        self._app = app
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            allowed = self._methods.of_plain(scope["path"])
            if allowed is not None and scope["method"] not in allowed.split(", "):
                await _refusal(allowed)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def refuse_unknown_methods(app: FastAPI) -> None:
    methods = Methods(lambda: app.openapi()["paths"])

    async def on_unknown_method(request: Request, _: Exception) -> Response:
        return _refusal(methods.of(request.url.path))

    app.add_exception_handler(HTTPStatus.METHOD_NOT_ALLOWED, on_unknown_method)
    app.add_middleware(KnownMethods, methods=methods)


def _refusal(allowed: str) -> Response:
    return problem_response(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "Method not allowed",
        Told("This address answers to {methods}.").fill(methods=allowed),
        "http.method_not_allowed",
        headers={"Allow": allowed},
    )
