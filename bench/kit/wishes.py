"""Free times of a made-up practice, each wanted by somebody who is free then, no two alike."""

import asyncio
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

import asyncpg

from bench.kit.errors import BenchError
from bench.kit.http import http
from bench.kit.practice import Practice
from praxis.directory.locations.holidays import holidays_between
from praxis.identity.models import Role

BOOK = "/api/v1/appointments"
# Fewer than a visit type's horizon; from the day after tomorrow it is later than now everywhere.
DAYS = range(2, 75)
MINUTES = 15
QUARTER = timedelta(minutes=MINUTES)

OPEN = """
    SELECT d.id, t.starts_at, l.country, days.day
    FROM doctors d
    JOIN availability_rules r ON r.doctor_id = d.id
    JOIN locations l ON l.id = r.location_id
    CROSS JOIN LATERAL (SELECT current_date + n AS day FROM generate_series($1::int, $2) n) days
    CROSS JOIN LATERAL generate_series(r.start_minute, r.end_minute - $3::int, $3) minute
    CROSS JOIN LATERAL (
        SELECT (days.day + minute * interval '1 minute') AT TIME ZONE l.time_zone AS starts_at
    ) t
    WHERE extract(isodow FROM days.day) = r.weekday + 1 AND ($4::bigint[] IS NULL OR d.id = ANY($4))
    ORDER BY d.id, t.starts_at
"""
BUSY = """
    SELECT resource_id, lower(during) AS starts_at, upper(during) AS ends_at FROM claims
    WHERE lower(during) > current_date - 1
"""
RESOURCES = """
    SELECT 'doctor' AS kind, id, resource_id FROM doctors
    UNION ALL SELECT 'patient', id, resource_id FROM patients WHERE id <= $1
"""
# A doctor or patient, by key, and a quarter of an hour.
Busy = set[tuple[int, datetime]]


@dataclass(frozen=True, slots=True)
class Wish:
    """Patient `patient` (their key) wants doctor `doctor` (theirs) for a quarter of an hour."""

    doctor: int
    patient: int
    starts_at: datetime


def wishes(
    dsn: str,
    practice: Practice,
    count: int | None,
    *,
    seed: int = 1,
    doctors: Iterable[int] | None = None,
    first_account: int = 0,
) -> list[Wish]:
    """So many or all, spread over all free times of all doctors, or of these (by key).

    The same for the same practice and seed. Patients are those with an account, who take turns
    from the first one given.
    """
    wanted = None if doctors is None else list(doctors)
    accounts = practice.accounts
    free, busy = asyncio.run(_look(dsn, wanted, accounts))
    count = len(free) if count is None else count
    random.Random(seed).shuffle(free)  # noqa: S311 -- the same each time
    if len(free) < count:
        raise BenchError(
            f"{count:,} free times are needed and there are {len(free):,}: take more doctors."
        )
    return list(_matched(free[:count], busy, accounts, first_account))


def _matched(
    free: Sequence[tuple[int, datetime]], busy: Busy, accounts: int, patient: int
) -> Iterable[Wish]:
    for doctor, starts_at in free:
        for _ in range(accounts):
            patient = patient % accounts + 1
            if (patient, starts_at) not in busy:
                break
        else:
            raise BenchError(f"All {accounts} patients are busy at {starts_at}: take more.")
        busy.add((patient, starts_at))
        yield Wish(doctor, patient, starts_at)


async def _look(
    dsn: str, doctors: list[int] | None, accounts: int
) -> tuple[list[tuple[int, datetime]], Busy]:
    """The free quarters of doctors, and when patients are busy."""
    sql = await asyncpg.connect(dsn)
    try:
        of_resource = {
            row["resource_id"]: (row["kind"], row["id"])
            for row in await sql.fetch(RESOURCES, accounts)
        }
        busy: dict[str, Busy] = {"doctor": set(), "patient": set()}
        for row in await sql.fetch(BUSY):
            kind, key = of_resource.get(row["resource_id"], ("patient", 0))
            busy[kind].update((key, at) for at in _quarters(row["starts_at"], row["ends_at"]))
        found = await sql.fetch(OPEN, DAYS.start, DAYS.stop - 1, MINUTES, doctors)
    finally:
        await sql.close()
    free = [
        quarter
        for row in found
        if (quarter := (row["id"], row["starts_at"])) not in busy["doctor"] and not _is_closed(row)
    ]
    return free, busy["patient"]


def _quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += QUARTER


def _is_closed(row: asyncpg.Record) -> bool:
    return bool(holidays_between(row["country"], None, (), row["day"], row["day"]))


def booking(practice: Practice, wish: Wish, *, key: bool = True, by_desk: bool = False) -> bytes:
    """The request by which the patient books, or the desk for them.

    With `key` it has an Idempotency-Key, as the web app sends one.
    """
    body: dict[str, object] = {
        "doctor_id": practice.doctor_uids[wish.doctor - 1],
        "visit_type_id": practice.visit_type_uids[0],
        "starts_at": wish.starts_at,
        "reason": "Chest pain when climbing stairs",
    }
    if by_desk:
        body["patient_id"] = practice.patient_uids[wish.patient - 1]
        token = practice.token(Role.STAFF, 0)
    else:
        token = practice.token(Role.PATIENT, wish.patient - 1)
    headers = [("Idempotency-Key", key_of(wish))] if key else []
    return http("POST", BOOK, token=token, body=body, headers=headers)


def key_of(wish: Wish) -> str:
    """In the form of the web app's: a UUID."""
    return str(uuid5(NAMESPACE_OID, f"{wish.doctor} {wish.patient} {wish.starts_at}"))
