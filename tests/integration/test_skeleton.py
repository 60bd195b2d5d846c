from praxis.identity.models import Role
from praxis.kit.db.database import Database
from tests.factories.directory import make_doctor, make_patient
from tests.factories.identity import make_user
from tests.support.api import Api


async def test_skeleton(api: Api, database: Database) -> None:
    user = await make_user(database, Role.PATIENT)
    await make_doctor(database)
    await make_patient(database, user)
    await api.signed_in(user)
    assert (await api.get("/nothing")).status_code == 404
    assert (await api.client.get("/openapi.json")).status_code == 200
    assert (await api.client.get("/docs")).status_code == 200
