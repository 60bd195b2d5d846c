"""Leave is taken while visits are being booked into it, on real connections."""

import asyncio
from datetime import timedelta

from praxis.kit.db.database import Database
from tests.factories.directory import make_patient
from tests.integration.scheduling.cast import TUESDAY, Cast, at
from tests.support.api import ok
from tests.support.booking import booking

ROUNDS = 20
BOOKINGS = 4


async def test_a_booking_in_flight_is_refused_or_among_the_affected(
    cast: Cast, database: Database
) -> None:
    patients = [await make_patient(database) for _ in range(BOOKINGS)]
    path = cast.doctor_path
    refused = named = 0
    for number in range(ROUNDS):
        day = TUESDAY + timedelta(days=number)
        bodies = [
            booking(
                cast.practice, at("09:00", day) + timedelta(hours=hour), patient_id=str(patient.uid)
            )
            for hour, patient in enumerate(patients)
        ]
        leave = {"starts_on": day.isoformat(), "ends_on": day.isoformat()}

        calls = [cast.desk.post("/appointments", body) for body in bodies]
        calls.insert(number % (BOOKINGS + 1), cast.doctor.post(f"{path}/time-off", leave))

        answers = await asyncio.gather(*calls)

        taken = answers.pop(number % (BOOKINGS + 1))

        affected = {visit["id"] for visit in ok(taken, 201)["affected"]}
        booked = {answer.json()["id"] for answer in answers if answer.status_code == 201}
        assert affected == booked
        assert {answer.status_code for answer in answers} <= {201, 422}
        named += len(booked)
        refused += BOOKINGS - len(booked)
    assert named
    assert refused, "no round was a race"
