import pytest

from praxis.kit.db.database import Database
from tests.integration.scheduling.cast import Cast, cast_of
from tests.support.api import Api


@pytest.fixture
async def cast(api: Api, database: Database) -> Cast:
    """A doctor who is there every day from 09:00 to 17:00 in Dhaka, and who looks at that."""
    return await cast_of(api, database)
