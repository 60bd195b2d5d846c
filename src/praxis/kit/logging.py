"""One line an event on stderr, of which none holds what a request was about."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from praxis.kit.traces import trace


def configure_logging(*, level: str = "info", json: bool | None = None) -> None:
    """One line an event on stderr: JSON for machines, coloured text on a terminal."""
    as_json = not sys.stderr.isatty() if json is None else json
    renderer: Any = structlog.processors.JSONRenderer() if as_json else _console()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_trace,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class Discreet(logging.Formatter):
    """What libraries log: their words, and of a fault its trace without messages."""

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 -- as logging has it
        return trace(ei[1]) if ei[1] is not None else ""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- as above
        if record.exc_info:
            # Further lines show the objects that were at work: asyncio's have the fault in them.
            record.message = record.message.partition("\n")[0]
        return super().formatMessage(record)


def _with_trace(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The trace of a fault in place of the fault itself, whose message may quote a patient."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = trace(error)
    return event


def _console() -> structlog.dev.ConsoleRenderer:
    # Its own way to show a fault prints every local variable: patients' data, for half a minute.
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
