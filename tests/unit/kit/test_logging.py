import io
from collections.abc import Iterator
from contextlib import redirect_stderr

import pytest
import structlog

from praxis.kit.logging import configure_logging


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def fail(diagnosis: str) -> None:
    raise RuntimeError(str(len(diagnosis)))


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
