import io
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr

import pytest
import structlog

from praxis.kit.logging import Discreet, configure_logging

SECRET = "Acute bronchitis"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def fail(diagnosis: str) -> None:
    raise RuntimeError(str(len(diagnosis)))


def tell(diagnosis: str) -> None:
    raise RuntimeError(diagnosis)


@pytest.mark.parametrize("json", [True, False])
def test_a_fault_is_logged_with_its_place_and_without_the_values_it_met(json: bool) -> None:
    diagnosis = "Acute bronchitis"
    with redirect_stderr(io.StringIO()) as stderr:
        configure_logging(json=json)
        try:
            fail(diagnosis)
        except RuntimeError as error:
            structlog.get_logger().error("request.failed", exc_info=error)
    logged = stderr.getvalue()
    assert "test_logging.py" in logged
    assert diagnosis not in logged


@pytest.mark.parametrize("json", [True, False])
def test_a_fault_is_logged_without_its_own_words(json: bool) -> None:
    """An exception quotes what it met: a row, a value, a name."""
    with redirect_stderr(io.StringIO()) as stderr:
        configure_logging(json=json)
        try:
            tell(SECRET)
        except RuntimeError:
            structlog.get_logger().exception("request.failed")
    logged = stderr.getvalue()
    assert "RuntimeError" in logged
    assert SECRET not in logged


def test_what_libraries_log_of_a_fault_has_no_words_of_it_either() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet("%(name)s: %(message)s"))
    try:
        tell(SECRET)
    except RuntimeError as error:
        words = f"Task exception was never retrieved\nfuture: <Task exception={error!r}>"
        fault = (RuntimeError, error, error.__traceback__)
        handler.handle(logging.LogRecord("asyncio", logging.ERROR, "", 0, words, None, fault))
    assert stream.getvalue().startswith("asyncio: Task exception was never retrieved\nTraceback")
    assert "RuntimeError" in stream.getvalue()
    assert SECRET not in stream.getvalue()
