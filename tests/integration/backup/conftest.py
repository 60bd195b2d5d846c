from collections.abc import Iterator

import pytest

from tests.integration.kit.db.embedded_support import ground
from tests.support.backups import Backed


@pytest.fixture
def backed() -> Iterator[Backed]:
    """A data folder that PostgreSQL's user can reach, and a place for backups beside it."""
    with ground() as place:
        yield Backed(place)


@pytest.fixture(scope="module")
def kept() -> Iterator[Backed]:
    """The same, for tests of one module that only read it."""
    with ground() as place:
        yield Backed(place)
