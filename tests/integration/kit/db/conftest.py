from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.kit.db import embedded_support


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder for one test's servers that PostgreSQL's user can reach."""
    with embedded_support.ground() as folder:
        yield folder
