from functools import partial

from praxis.directory.patients.background import open_background
from praxis.directory.patients.models import Patient
from praxis.directory.patients.service import add_patient
from praxis.directory.resources.models import Resource
from praxis.identity.models import Role
from praxis.kit.db.database import Database, UnitOfWork
from tests.factories.identity import build_user


async def resource_of(patient: Patient, unit: UnitOfWork) -> Resource:
    return await unit.session.get_one(Resource, patient.resource_id)


async def test_patient_of_the_desk_has_a_nameless_resource(database: Database) -> None:
    patient = await database.transact(partial(add_patient, user=None, full_name="Ana Roy"))
    resource = await database.transact(partial(resource_of, patient))
    assert patient.user_id is None
    assert (resource.kind, resource.name) == ("patient", "")


async def test_patient_and_new_account_are_written_together(database: Database) -> None:
    user = build_user(Role.PATIENT)
    patient = await database.transact(
        partial(add_patient, user=user, full_name="Ana Roy", blood_type="A+")
    )
    assert patient.user_id == user.id
    async with database.reading() as reader:
        assert open_background(reader.vault, patient).blood_type == "A+"
