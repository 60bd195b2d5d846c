"""A practice of random visits: several zones, months' borders, changed clocks, every state."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.patients.models import Patient
from praxis.directory.visit_types.models import VisitType
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments.models import Appointment, Status
from tests.conftest import NOW
from tests.factories.directory import (
    add_all,
    make_doctor,
    make_location,
    make_patient,
    make_visit_type,
)

ZONES = ("Asia/Dhaka", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
FIRST, LAST = date(2026, 1, 1), date(2027, 6, 30)
# Nights on which months and years begin, or clocks are changed somewhere.
NIGHTS = (
    *(date(2026, month, 1) for month in range(2, 13)),
    date(2027, 1, 1),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 4, 5),
    date(2026, 10, 4),
)
CURRENCIES = ("BDT", "EUR", "USD")


@dataclass(frozen=True)
class Made:
    places: list[Location]
    doctors: list[Doctor]
    types: list[VisitType]
    patients: list[Patient]
    visits: list[Appointment]


async def make_random_practice(database: Database, seed: int, visits: int = 250) -> Made:
    chance = random.Random(seed)
    places = [await make_location(database, time_zone=zone) for zone in ZONES]
    doctors = [
        await make_doctor(
            database, specialty=specialty, created_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        for specialty in ("Cardiology", "Dermatology", "CARDIOLOGY", "Paediatrics")
    ]
    types = [await make_visit_type(database) for _ in range(3)]
    patients = [await make_patient(database) for _ in range(12)]
    made = Made(places, doctors, types, patients, [])
    made.visits.extend(_visit(chance, made) for _ in range(visits))
    await add_all(database, *made.visits)
    return made


def _visit(chance: random.Random, made: Made) -> Appointment:
    place = chance.choice(made.places)
    starts_at = _start(chance, ZoneInfo(place.time_zone))
    status = chance.choice(list(Status))
    minutes = chance.choice((10, 30, 45))
    fee = Decimal(chance.choice(("0.00", "500.00", "80.50", "19.99")))
    paid = chance.choice((Decimal(0), fee, (fee / 2).quantize(Decimal("0.01"))))
    # Some requests have run out by now, though nobody has come by to say so.
    expires_at = NOW + timedelta(hours=chance.choice((-5, 5)))
    return Appointment(
        uid=new_uid(),
        patient_id=chance.choice(made.patients).id,
        doctor_id=chance.choice(made.doctors).id,
        location_id=place.id,
        visit_type_id=chance.choice(made.types).id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        status=status,
        lane=0,
        sequence=0,
        duration_minutes=minutes,
        fee_amount=fee,
        fee_currency=chance.choice(CURRENCIES),
        paid_amount=paid,
        booked_as="staff",
        expires_at=expires_at if status is Status.PENDING else None,
        cancelled_late=chance.choice((True, False, None)) if status is Status.CANCELLED else None,
        version=1,
    )


def _start(chance: random.Random, zone: ZoneInfo) -> datetime:
    """Half of them on some night around midnight, or when the clocks are changed."""
    if chance.random() < 0.5:
        night = datetime.combine(chance.choice(NIGHTS), time(), zone).astimezone(UTC)
        return night + timedelta(minutes=chance.choice((-60, -1, 0, 1, 59, 90, 119, 121, 180, 240)))
    day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    return datetime.combine(day, time(chance.randrange(24), chance.choice((0, 30))), UTC)
