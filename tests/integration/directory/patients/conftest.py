import pytest

from praxis.kit.db.database import Database
from tests.integration.directory.patients.people import People, make_people
from tests.support.api import Api


@pytest.fixture
async def people(api: Api, database: Database) -> People:
    return await make_people(api, database)
