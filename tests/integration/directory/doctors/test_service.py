from functools import partial

import pytest

from praxis.directory.doctors.errors import LicenceTaken, ProfileExists
from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.service import add_doctor
from praxis.directory.resources.models import Resource
from praxis.identity.models import Role
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from tests.factories.identity import build_user


async def add(unit: UnitOfWork, licence: str) -> Doctor:
    return await add_doctor(
        unit, user=build_user(Role.DOCTOR), specialty="Neurology", licence_number=licence
    )


async def test_new_profile_awaits_approval_and_has_a_resource(database: Database) -> None:
    doctor = await database.transact(partial(add, licence=new_uid().hex))

    async def kind(unit: UnitOfWork) -> str:
        return (await unit.session.get_one(Resource, doctor.resource_id)).kind

    assert doctor.approved_at is None
    assert doctor.fee_amount is None
    assert await database.transact(kind) == "doctor"


async def test_taken_licence_is_refused_and_the_transaction_lives_on(database: Database) -> None:
    licence = new_uid().hex
    await database.transact(partial(add, licence=licence))

    async def again(unit: UnitOfWork) -> int:
        with pytest.raises(LicenceTaken):
            await add(unit, licence)
        return (await add(unit, new_uid().hex)).id

    assert await database.transact(again)


async def test_second_profile_of_an_account_is_refused(database: Database) -> None:
    async def twice(unit: UnitOfWork) -> None:
        first = await add(unit, new_uid().hex)
        await add_doctor(unit, user=first.user, specialty="Neurology", licence_number=new_uid().hex)

    with pytest.raises(ProfileExists):
        await database.transact(twice)
