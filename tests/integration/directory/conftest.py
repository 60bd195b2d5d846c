import pytest

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from tests.factories.identity import make_user
from tests.support.api import Api


@pytest.fixture
async def admin(api: Api, database: Database) -> Api:
    """The API as an administrator calls it."""
    return await api.signed_in(await make_user(database, Role.ADMIN))


@pytest.fixture
async def desk(api: Api, database: Database) -> Api:
    """The API as the front desk calls it."""
    return await api.signed_in(await make_user(database, Role.STAFF))
