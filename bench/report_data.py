"""Years of a large practice, the same each time: by COPY, straight into the tables."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.kit.db.database import UnitOfWork

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
PLACES = (
    ("Dhaka", "Asia/Dhaka", "BDT"),
    ("Chattogram", "Asia/Dhaka", "BDT"),
    ("Berlin", "Europe/Berlin", "EUR"),
    ("Brooklyn", "America/New_York", "USD"),
)
SPECIALTIES = (
    *("Cardiology", "Dermatology", "Paediatrics", "Neurology", "Orthopaedics", "General practice"),
    *("Gynaecology", "Ophthalmology", "Psychiatry", "Urology"),
)
TYPES = (("First visit", 45), ("Follow-up", 15), ("Check-up", 30), ("Advice", 20), ("Video", 20))
OPENS, CLOSES = 9 * 60, 17 * 60
WORKDAYS = 5
VISITS_OF_A_PATIENT = 10
LATE = 0.3
# In per cent; what is left is completed.
PAST = (("cancelled", 12), ("no_show", 5), ("left_without_seen", 1), ("declined", 1))
TODAY = date(2026, 11, 21)
SEED = 42


def uid_of(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 96) + number)


async def fill(unit: UnitOfWork, *, visits: int, doctors: int) -> None:
    # One COPY takes longer than any statement of the product may.
    await unit.sql.execute("SET LOCAL statement_timeout = 0")
    patients = max(1, visits // VISITS_OF_A_PATIENT)
    copy = unit.sql.copy_records_to_table
    await copy(
        "locations",
        columns=["uid", "name", "time_zone"],
        records=[(uid_of(1, n), name, zone) for n, (name, zone, _) in enumerate(PLACES)],
    )
    await copy(
        "visit_types",
        columns=["uid", "name", "duration_minutes", "slot_interval_minutes", "fee_amount",
                 "fee_currency"],
        records=[
            (uid_of(2, n), name, minutes, 15, Decimal(500), "BDT")
            for n, (name, minutes) in enumerate(TYPES)
        ],
    )  # fmt: skip
    await copy(
        "users",
        columns=["uid", "email", "full_name", "password_hash", "role"],
        records=[
            (uid_of(3, n), f"doctor-{n}@example.org", f"Doctor {n:03}", "-", "doctor")
            for n in range(doctors)
        ],
    )
    await copy(
        "resources",
        columns=["uid", "kind", "name"],
        records=[
            *((uid_of(4, n), "doctor", "Doctor") for n in range(doctors)),
            *((uid_of(5, n), "patient", "Patient") for n in range(patients)),
        ],
    )
    await unit.sql.execute(PEOPLE, list(SPECIALTIES))
    await unit.sql.execute(HOURS, OPENS, CLOSES, WORKDAYS, len(PLACES))
    ids = [
        [row["id"] for row in await unit.sql.fetch(f"SELECT id FROM {table} ORDER BY uid")]  # noqa: S608 -- our tables
        for table in ("doctors", "patients", "locations", "visit_types")
    ]
    await copy("appointments", columns=COLUMNS, records=_visits(visits, *ids))


PEOPLE = """
    WITH d AS (
        INSERT INTO doctors (uid, user_id, resource_id, specialty, licence_number, fee_currency,
                             approved_at, created_at)
        SELECT r.uid, u.id, r.id, ($1::text[])[1 + u.n % cardinality($1)], 'L-' || u.n, 'BDT',
               '2024-01-01', '2024-01-01'
        FROM (SELECT id, row_number() OVER (ORDER BY uid) AS n FROM users WHERE role = 'doctor') u
        JOIN (SELECT id, uid, row_number() OVER (ORDER BY uid) AS n FROM resources
              WHERE kind = 'doctor') r ON r.n = u.n)
    INSERT INTO patients (uid, resource_id, full_name)
    SELECT uid, id, 'Patient' FROM resources WHERE kind = 'patient'
"""

HOURS = """
    INSERT INTO availability_rules (uid, doctor_id, location_id, weekday, start_minute, end_minute)
    SELECT gen_random_uuid(), d.id, l.id, w, $1, $2
    FROM (SELECT id, row_number() OVER (ORDER BY uid) - 1 AS n FROM doctors) d
    JOIN (SELECT id, row_number() OVER (ORDER BY uid) - 1 AS n FROM locations) l ON l.n = d.n % $4
    CROSS JOIN generate_series(0, $3 - 1) w
"""

COLUMNS = [
    *("uid", "patient_id", "doctor_id", "location_id", "visit_type_id", "starts_at", "ends_at"),
    *("status", "duration_minutes", "fee_amount", "fee_currency", "paid_amount", "booked_as"),
    *("cancelled_late", "confirmed_by_patient_at", "created_at", "updated_at"),
]


def _visits(
    count: int,
    doctors: list[int],
    patients: list[int],
    places: list[int],
    types: list[int],
) -> Iterator[tuple[object, ...]]:
    chance = random.Random(SEED)  # noqa: S311 -- the same data each time
    zones = [ZoneInfo(zone) for _, zone, _ in PLACES]
    days = [
        FIRST + timedelta(days=n)
        for n in range((LAST - FIRST).days + 1)
        if (FIRST + timedelta(days=n)).weekday() < WORKDAYS
    ]
    for number in range(count):
        # As they are booked: by and large in the order of time.
        day = days[min(len(days) - 1, int(number / count * len(days)) + chance.randrange(20))]
        doctor = chance.randrange(len(doctors))
        place, kind = doctor % len(places), chance.randrange(len(types))
        minute = chance.randrange(OPENS, CLOSES, 15)
        starts_at = datetime.combine(day, time(minute // 60, minute % 60), zones[place])
        starts_at = starts_at.astimezone(UTC)
        length = TYPES[kind][1]
        status, late = _fate(chance, day)
        fee = Decimal((500, 900, 700, 300, 400)[kind])
        booked_at = starts_at - timedelta(days=14)
        yield (
            uid_of(6, number), patients[chance.randrange(len(patients))], doctors[doctor],
            places[place], types[kind], starts_at, starts_at + timedelta(minutes=length), status,
            length, fee, PLACES[place][2], fee if status == "completed" else Decimal(0), "staff",
            late, None, booked_at, booked_at,
        )  # fmt: skip


def _fate(chance: random.Random, day: date) -> tuple[str, bool | None]:
    draw = chance.randrange(100)
    if day >= TODAY:
        return ("cancelled", False) if draw < PAST[0][1] else ("confirmed", None)
    for status, share in PAST:
        draw -= share
        if draw < 0:
            return status, chance.random() < LATE if status == "cancelled" else None
    return "completed", None
