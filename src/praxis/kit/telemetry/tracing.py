"""Spans of requests and of what they ask of the database, for a collector of OpenTelemetry.

Only where `OTEL_EXPORTER_OTLP_ENDPOINT` names one; its packages: `requirements/telemetry.txt`.
A span has the form of an address and ids that mean something to Praxis alone: never an address as
it was asked, a query, a body, a parameter, or the message of a fault.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from praxis import __version__
from praxis.kit.traces import describe

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
MISSING = (
    f"{ENDPOINTS[0]} is set, and the packages that send spans are not installed: "
    "pip install --require-hashes -r requirements/telemetry.txt, or unset it."
)
FAULT = 500


def is_wanted() -> bool:
    return any(os.environ.get(name) for name in ENDPOINTS)


def is_missing() -> bool:
    """Whether spans are wanted, and what sends them is not installed."""
    return is_wanted() and not all(map(_is_installed, PACKAGES))


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False


class Tracing:
    """The spans of one process, and what sends them."""

    def __init__(self) -> None:
        self._provider = _provider()
        self._tracer = self._provider.get_tracer("praxis", __version__)

    @contextmanager
    def around(self, name: str) -> Iterator[None]:
        """A span of this name; of a fault in it, its kind alone."""
        with self.span(name):
            yield

    @contextmanager
    def span(self, name: str, headers: Headers | None = None) -> Iterator["Span"]:
        """A part of the trace that `headers` name, else of the one that is under way."""
        from opentelemetry.propagate import extract  # noqa: PLC0415 -- not installed by everybody
        from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415 -- as above

        context = None if headers is None else extract(dict(headers))
        # By itself it would write down the message of a fault.
        with self._tracer.start_as_current_span(
            name, context, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, describe(error)))
                raise

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await asyncio.to_thread(self.shut_down)

    def shut_down(self) -> None:
        """Send what is left; waits for a collector that is away."""
        self._provider.shutdown()


def _provider() -> "TracerProvider":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 -- not installed by everybody
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 -- as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 -- as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 -- as above

    known = {"service.version": __version__}
    if not os.environ.get("OTEL_SERVICE_NAME"):
        known["service.name"] = "praxis"
    provider = TracerProvider(resource=Resource.create(known), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class TracedRequests:
    """ASGI middleware: a span for each request, named when its route is known."""

    def __init__(self, app: ASGIApp, *, tracing: Tracing) -> None:
        self._app = app
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self._tracing.span(scope["method"], Headers(scope=scope)) as span:
            try:
                await self._app(scope, receive, watch)
            finally:
                _complete(span, scope, status)


def _complete(span: "Span", scope: Scope, status: int) -> None:
    from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415 -- not installed by everybody

    method, route = scope["method"], getattr(scope.get("route"), "path", None)
    actor = getattr(scope.get("actor"), "uid", None)
    span.update_name(f"{method} {route}" if route else method)
    span.set_attribute("http.request.method", method)
    span.set_attribute("http.response.status_code", status)
    if route:
        span.set_attribute("http.route", route)
    span.set_attribute("praxis.request_id", str(scope.get("request_id", "")))
    if actor is not None:
        span.set_attribute("praxis.actor_id", str(actor))
    if status >= FAULT:
        span.set_status(Status(StatusCode.ERROR))
