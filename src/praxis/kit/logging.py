import logging
import sys
from typing import Any

import structlog


def configure_logging(*, level: str = "info", json: bool | None = None) -> None:
    """One line an event on stderr: JSON for machines, coloured text on a terminal."""
    as_json = not sys.stderr.isatty() if json is None else json
    renderer: Any = structlog.processors.JSONRenderer() if as_json else _console()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    tail = [structlog.processors.format_exc_info] if as_json else []
    structlog.configure(
        processors=[*shared, *tail, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")


def _console() -> structlog.dev.ConsoleRenderer:
    # Its own way to show a fault prints every local variable: patients' data, for half a minute.
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
