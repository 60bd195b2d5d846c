"""Free times of a made-up practice, each wanted by somebody who is free then, no two alike."""

import asyncio
import random
from collections.abc import Iterable, Sequence
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

FREE = """
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
      AND NOT EXISTS (
          SELECT FROM claims c
          WHERE c.resource_id = d.resource_id AND lower(c.during) > t.starts_at - interval '1 day'
            AND lower(c.during) < t.starts_at + $3 * interval '1 minute'
            AND upper(c.during) > t.starts_at)
    ORDER BY d.id, t.starts_at
"""
BUSY = """
    SELECT p.id, c.during FROM claims c JOIN patients p ON p.resource_id = c.resource_id
    WHERE p.id <= $1 AND lower(c.during) > current_date
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """Patient `patient` (their key) wants doctor `doctor` (theirs) for a quarter of an hour."""

    doctor: int
    patient: int
    starts_at: datetime


def wishes(
    dsn: str,
    practice: Practice,
    count: int,
    *,
    seed: int = 1,
    doctors: Iterable[int] | None = None,
    most_accounts: int | None = None,
) -> list[Wish]:
    """So many, spread over all free times of all doctors, or of these (by key).

    The same for the same practice and seed. Patients are those with an account.
    """
    wanted = None if doctors is None else list(doctors)
    accounts = min(practice.accounts, most_accounts or practice.accounts)
    free, busy = asyncio.run(_look(dsn, wanted, accounts))
    random.Random(seed).shuffle(free)  # noqa: S311 -- the same each time
    if len(free) < count:
        raise BenchError(
            f"{count:,} free times are needed and there are {len(free):,}: take more doctors."
        )
    return list(_matched(free[:count], busy, accounts))


def _matched(
    free: Sequence[tuple[int, datetime]], busy: set[tuple[int, datetime]], accounts: int
) -> Iterable[Wish]:
    patient = 0
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
) -> tuple[list[tuple[int, datetime]], set[tuple[int, datetime]]]:
    sql = await asyncpg.connect(dsn)
    try:
        free = await sql.fetch(FREE, DAYS.start, DAYS.stop - 1, MINUTES, doctors)
        busy: set[tuple[int, datetime]] = set()
        for patient, during in await sql.fetch(BUSY, accounts):
            at = during.lower
            while at < during.upper:
                busy.add((patient, at))
                at += QUARTER
        return [(row["id"], row["starts_at"]) for row in free if not _is_closed(row)], busy
    finally:
        await sql.close()


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
