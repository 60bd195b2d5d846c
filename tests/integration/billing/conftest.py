import pytest

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.integration.billing.desk import Desk, open_desk
from tests.support.api import Api


@pytest.fixture
async def desk(api: Api, database: Database, clock: FixedClock) -> Desk:
    return await open_desk(api, database, clock)
