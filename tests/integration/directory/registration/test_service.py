from collections.abc import Callable
from functools import partial

import pytest
from fastapi import FastAPI

from praxis.directory.registration.schemas import DoctorRegistration, PatientRegistration
from praxis.directory.registration.service import prepare, register
from praxis.identity.auth import SYSTEM
from praxis.identity.context import IdentityContext
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import make_user
from tests.support.statements import first_words

PASSWORD = "nine blue herons"
NAME = "Nasrin Akter"


def patient(email: str) -> PatientRegistration:
    return PatientRegistration(role="patient", email=email, password=PASSWORD, full_name=NAME)


def doctor(email: str) -> DoctorRegistration:
    return DoctorRegistration(
        role="doctor",
        email=email,
        password=PASSWORD,
        full_name=NAME,
        licence_number=f"BMDC-{new_uid().hex}",
        specialty="Cardiology",
    )


@pytest.mark.parametrize("make", [patient, doctor])
async def test_a_known_email_sends_the_database_the_same_statements(
    app: FastAPI,
    database: Database,
    make: Callable[[str], PatientRegistration | DoctorRegistration],
) -> None:
    state = app.state
    context = IdentityContext(database, state.clock, state.passwords, state.tokens, state.settings)

    async def statements(email: str) -> list[str]:
        applicant = await prepare(context, make(email))
        return await first_words(database, partial(register, visitor=SYSTEM, applicant=applicant))

    new = await statements(f"new-{new_uid().hex}@example.org")
    again = await statements((await make_user(database)).email)
    assert len(new) > 7
    assert again == new
