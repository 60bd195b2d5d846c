"""A practice of any size for the benchmarks, by COPY straight into the tables.

Doctors work Monday to Friday from 9:00 to 12:00 and from 13:00 to 17:00 at ten places in two zones;
visits of 15 or 30 minutes begin at every quarter of an hour. Ten specialties, each at every place.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg

from bench.kit.bulk import FAST, loading, number_on
from bench.kit.results import step
from bench.kit.server import access_token
from bench.kit.visits import (
    COLUMNS,
    CURRENCIES,
    FEE,
    HOLDS_NO_TIME,
    LENGTHS,
    PLACES,
    SPECIALTIES,
    STRETCHES,
    WORKDAYS,
    ZONES,
    Plan,
    Size,
    place_of,
    plan,
    rows,
    zone_of,
)
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.types import SqlConnection
from tests.factories.identity import PASSWORD_HASH

__all__ = ["Practice", "Size", "fill"]

SPECIALTY_NAMES = (
    *("Cardiology", "Dermatology", "Paediatrics", "Neurology", "Orthopaedics"),
    *("General practice", "Gynaecology", "Ophthalmology", "Psychiatry", "Urology"),
)
TYPE_NAMES = ("Follow-up", "Consultation")
COUNTRIES = ("BD", "DE")
# How many of each role can sign in.
SIGNED_IN = {Role.ADMIN: 2, Role.STAFF: 8, Role.DOCTOR: 100, Role.PATIENT: 5000}
SINCE = datetime(2024, 1, 1, tzinfo=UTC)
# Kinds of public ids.
PLACE, TYPE, DOCTOR, PATIENT, RESOURCE, RULE, USER, SESSION = 1, 2, 3, 4, 5, 7, 8, 9
LOADED = ("resources", "patients", "appointments", "claims")
NUMBERED = (
    *("locations", "visit_types", "users", "sessions", "resources", "doctors", "patients"),
    *("availability_rules", "appointments", "claims"),
)
CLAIMS = """
    INSERT INTO claims (resource_id, during, kind, appointment_id)
    SELECT r.id, tstzrange(a.starts_at, a.ends_at), 'visit', a.id
    FROM appointments a, LATERAL (VALUES (a.doctor_id), ($1 + a.patient_id)) r (id)
    WHERE a.status <> ALL ($2)
"""

CLASHES = """
    SELECT EXISTS (
        SELECT FROM (
            SELECT upper(during) > lead(lower(during)) OVER (
                PARTITION BY resource_id, lane ORDER BY lower(during)) AS is_clash
            FROM claims) c
        WHERE is_clash)
"""


def uid_of(kind: int, number: int) -> UUID:
    """As the product's in form, and known beforehand."""
    return UUID(f"{kind:08x}-0000-7000-8000-{number:012x}")


@dataclass(frozen=True, slots=True)
class Practice:
    """What was filled in. The keys of doctors and patients are their place here, from 1.

    `busy` is the share of the coming 30 days that is taken. Patients by number have an account
    each as far as `accounts` goes.
    """

    size: Size
    busy: float
    doctor_uids: tuple[UUID, ...]
    patient_uids: tuple[UUID, ...]
    # 15 and 30 minutes.
    visit_type_uids: tuple[UUID, ...]
    location_uids: tuple[UUID, ...]

    @property
    def patients(self) -> int:
        return len(self.patient_uids)

    @property
    def accounts(self) -> int:
        return _most(Role.PATIENT, self.size.doctors, self.patients)

    @property
    def told(self) -> dict[str, object]:
        """What a run says of it: the same size and seed give the same practice on the same day."""
        return {
            "visits": self.size.visits,
            "doctors": self.size.doctors,
            "patients": self.patients,
            "busy": round(self.busy, 2),
            "seed": self.size.seed,
        }

    def token(self, role: Role | str, n: int = 0) -> str:
        """An access token of a live session: of the nth one of this role.

        Raises `IndexError` where so many cannot sign in.
        """
        number = self._number(Role(role), n)
        return access_token(uid_of(USER, number), uid_of(SESSION, number))

    def actor(self, role: Role | str, n: int = 0) -> Actor:
        """The same user, for the product's functions. Raises `IndexError` as `token`."""
        number = self._number(Role(role), n)
        return Actor(number, uid_of(USER, number), Role(role), session_uid=uid_of(SESSION, number))

    def _number(self, role: Role, n: int) -> int:
        most = min(SIGNED_IN[role], _most(role, self.size.doctors, self.patients))
        if not 0 <= n < most:
            raise IndexError(f"{most} of {role} can sign in")
        return _user_number(role, n, self.size.doctors)

    def doctors_of(self, specialty: int) -> tuple[UUID, ...]:
        """Those of the nth specialty of `SPECIALTY_NAMES`."""
        return self.doctor_uids[specialty::SPECIALTIES]


def fill(dsn: str, size: Size, *, today: date | None = None) -> Practice:
    """Fill an empty, migrated database. Raises `TooFewVisits`."""
    planned = plan(size, today or datetime.now(UTC).date())
    what = f"{size.visits:,} visits of {size.doctors:,} doctors"
    with step(f"data: {what}"):
        asyncio.run(_fill(dsn, planned))
    return Practice(
        size=size,
        busy=planned.busy,
        doctor_uids=tuple(uid_of(DOCTOR, n) for n in range(1, size.doctors + 1)),
        patient_uids=tuple(uid_of(PATIENT, n) for n in range(1, planned.patients + 1)),
        visit_type_uids=tuple(uid_of(TYPE, n) for n in range(1, len(LENGTHS) + 1)),
        location_uids=tuple(uid_of(PLACE, n) for n in range(1, PLACES + 1)),
    )


async def _fill(dsn: str, planned: Plan) -> None:
    async with loading(dsn, LOADED) as sql:
        for table, columns, records in _people(planned):
            await sql.copy_records_to_table(table, columns=columns, records=records)
        await sql.copy_to_table("appointments", columns=COLUMNS, source=_visits(planned))
        await sql.execute(CLAIMS, planned.size.doctors, list(HOLDS_NO_TIME))
    sql = await asyncpg.connect(dsn, server_settings=FAST)
    try:
        if await sql.fetchval(CLASHES):
            raise RuntimeError("somebody is in two places at once")
        await number_on(sql, NUMBERED)
        await sql.execute("VACUUM ANALYZE")
        await _settle(sql)
    finally:
        await sql.close()


async def _settle(sql: SqlConnection) -> None:
    """Write out what was filled in, so that nobody's measuring pays for it."""
    try:
        await sql.execute("CHECKPOINT")
    except asyncpg.InsufficientPrivilegeError:
        return


async def _visits(planned: Plan) -> AsyncIterator[bytes]:
    for day in rows(planned):
        yield day


Table = tuple[str, tuple[str, ...], Iterable[tuple[object, ...]]]


def _people(planned: Plan) -> Iterator[Table]:
    """Everything but the visits, in the order of references."""
    doctors, patients = planned.size.doctors, planned.patients
    users = [(role, n) for role in SIGNED_IN for n in range(_most(role, doctors, patients))]
    yield "locations", ("id", "uid", "name", "time_zone", "country"), _places()
    yield "visit_types", TYPE_COLUMNS, _types()
    yield "users", USER_COLUMNS, (_user(role, n, doctors) for role, n in users)
    yield (
        "sessions",
        ("id", "uid", "user_id", "created_at", "expires_at"),
        (_session(_user_number(role, n, doctors)) for role, n in users if n < SIGNED_IN[role]),
    )
    yield (
        "resources",
        ("id", "uid", "kind", "name"),
        (
            (
                n,
                uid_of(RESOURCE, n),
                *(("doctor", "Doctor") if n <= doctors else ("patient", "Patient")),
            )
            for n in range(1, doctors + patients + 1)
        ),
    )
    yield "doctors", DOCTOR_COLUMNS, (_doctor(n) for n in range(doctors))
    yield "patients", PATIENT_COLUMNS, (_patient(n, doctors) for n in range(patients))
    yield "availability_rules", RULE_COLUMNS, _rules(doctors)


TYPE_COLUMNS = (
    *("id", "uid", "name", "duration_minutes", "slot_interval_minutes", "fee_amount"),
    "fee_currency",
)
USER_COLUMNS = ("id", "uid", "email", "full_name", "password_hash", "role", "email_verified_at")
DOCTOR_COLUMNS = (
    *("id", "uid", "user_id", "resource_id", "specialty", "licence_number", "fee_currency"),
    *("languages", "approved_at", "created_at"),
)
PATIENT_COLUMNS = ("id", "uid", "resource_id", "full_name", "user_id", "is_account_holder")
RULE_COLUMNS = (
    *("id", "uid", "doctor_id", "location_id", "weekday", "start_minute", "end_minute"),
)


def _places() -> Iterator[tuple[object, ...]]:
    for n in range(PLACES):
        zone = zone_of(n)
        yield n + 1, uid_of(PLACE, n + 1), f"Place {n}", ZONES[zone], COUNTRIES[zone]


def _types() -> Iterator[tuple[object, ...]]:
    for n, (name, minutes) in enumerate(zip(TYPE_NAMES, LENGTHS, strict=True), 1):
        yield n, uid_of(TYPE, n), name, minutes, LENGTHS[0], Decimal(FEE), CURRENCIES[0]


def _most(role: Role, doctors: int, patients: int) -> int:
    """How many users of a role there are: every doctor has an account, many patients have none."""
    most = {Role.DOCTOR: doctors, Role.PATIENT: min(patients, SIGNED_IN[Role.PATIENT])}
    return most.get(role, SIGNED_IN[role])


def _user_number(role: Role, n: int, doctors: int) -> int:
    """The key of the nth user of a role."""
    before = {
        Role.ADMIN: 0,
        Role.STAFF: SIGNED_IN[Role.ADMIN],
        Role.DOCTOR: SIGNED_IN[Role.ADMIN] + SIGNED_IN[Role.STAFF],
        Role.PATIENT: SIGNED_IN[Role.ADMIN] + SIGNED_IN[Role.STAFF] + doctors,
    }
    return before[role] + n + 1


def _user(role: Role, n: int, doctors: int) -> tuple[object, ...]:
    number = _user_number(role, n, doctors)
    name = f"{role.title()} {n:06}"
    email = f"{role}-{n}@example.org"
    return number, uid_of(USER, number), email, name, PASSWORD_HASH, role, SINCE


def _session(user: int) -> tuple[object, ...]:
    now = datetime.now(UTC)
    return user, uid_of(SESSION, user), user, now, now + timedelta(days=30)


def _doctor(n: int) -> tuple[object, ...]:
    user = _user_number(Role.DOCTOR, n, 0)
    specialty = SPECIALTY_NAMES[n % SPECIALTIES]
    currency = CURRENCIES[zone_of(place_of(n))]
    languages = ["en", "bn"] if n % 3 else ["en", "de"]
    return (
        *(n + 1, uid_of(DOCTOR, n + 1), user, n + 1, specialty, f"L-{n}", currency, languages),
        *(SINCE, SINCE),
    )


def _patient(n: int, doctors: int) -> tuple[object, ...]:
    has_account = n < SIGNED_IN[Role.PATIENT]
    user = _user_number(Role.PATIENT, n, doctors) if has_account else None
    name = f"Patient {n:06}"
    return n + 1, uid_of(PATIENT, n + 1), doctors + n + 1, name, user, has_account


def _rules(doctors: int) -> Iterator[tuple[object, ...]]:
    number = 0
    for doctor in range(doctors):
        for weekday in range(WORKDAYS):
            for start, end in STRETCHES:
                number += 1
                place = place_of(doctor) + 1
                yield number, uid_of(RULE, number), doctor + 1, place, weekday, start, end
