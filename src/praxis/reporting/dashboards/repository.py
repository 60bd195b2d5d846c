"""Every query of the dashboards."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg

from praxis.kit.db.types import SqlConnection
from praxis.reporting.matching import CLAIMING, LOCAL, STATUS, Clause, Matching, visits_in
from praxis.scheduling.appointments.models import Status

RECORDS_EXPECTED = timedelta(days=30)
# A visit that is near is worth asking whether its patient will come.
ASKED_AHEAD = timedelta(days=7)

CLAIMED = ", ".join(f"'{status}'" for status in CLAIMING)
# The patient is here or was: now the desk asks for the fee. Its list of unpaid visits has the same.
DUE = (Status.CHECKED_IN, Status.IN_PROGRESS, Status.COMPLETED)
OWING = ", ".join(f"'{status}'" for status in DUE)
WAITING_REQUEST = "a.status = 'pending' AND a.expires_at > {now}"

# What tells one visit from another, and of whom it tells.
VISIT = """
    a.uid, a.starts_at, l.time_zone, u.full_name AS doctor_name, p.id AS patient_id,
    p.uid AS patient_uid
"""
VISITS_OF_PATIENTS = """
    FROM appointments a JOIN patients p ON p.id = a.patient_id
    JOIN locations l ON l.id = a.location_id
    JOIN doctors d ON d.id = a.doctor_id JOIN users u ON u.id = d.user_id
"""

# $1 user $2 now $3 how long ahead
UPCOMING_OF = f"""
    SELECT a.id, {VISIT}, a.status = 'confirmed' AND a.confirmed_by_patient_at IS NULL
           AND a.starts_at > $2 AND a.starts_at <= $2::timestamptz + $3::interval AS to_confirm
    {VISITS_OF_PATIENTS}
    WHERE p.user_id = $1 AND a.ends_at > $2
      AND (a.status IN ('confirmed', 'checked_in', 'in_progress')
           OR (a.status = 'pending' AND a.expires_at > $2))
    ORDER BY a.starts_at, a.id
"""

# $1 user
UNPAID_OF = f"""
    SELECT {VISIT} {VISITS_OF_PATIENTS}
    WHERE p.user_id = $1 AND a.status = 'completed' AND a.paid_amount < a.fee_amount
    ORDER BY a.starts_at, a.id
"""

# $1 user
ACCOUNT = """
    SELECT u.email_verified_at IS NULL AS unverified,
           p.id IS NOT NULL AND (p.date_of_birth IS NULL OR p.mobile IS NULL) AS incomplete
    FROM users u LEFT JOIN patients p ON p.user_id = u.id AND p.is_account_holder AND p.active
    WHERE u.id = $1
"""

# $1 doctor, all if null $2 now
REQUESTS = f"""
    SELECT count(*) FROM appointments a
    WHERE {WAITING_REQUEST.format(now="$2")} AND ($1::bigint IS NULL OR a.doctor_id = $1)
"""  # noqa: S608 -- put together of constants

# $1 doctor $2 since $3 now
UNFINISHED = """
    SELECT count(*) FROM appointments a
    WHERE a.doctor_id = $1 AND a.status = 'completed' AND a.starts_at BETWEEN $2 AND $3
      AND NOT EXISTS (SELECT FROM medical_records r WHERE r.appointment_id = a.id)
"""

PENDING_DOCTORS = """
    SELECT count(*) FROM doctors d JOIN users u ON u.id = d.user_id
    WHERE d.active AND d.approved_at IS NULL AND u.active AND u.role = 'doctor'
"""

DOCTOR = """
    SELECT d.id, coalesce(u.time_zone, (
        SELECT l.time_zone FROM doctor_locations h JOIN locations l ON l.id = h.location_id
        WHERE h.doctor_id = d.id AND l.active ORDER BY l.id LIMIT 1)) AS time_zone
    FROM doctors d JOIN users u ON u.id = d.user_id WHERE d.user_id = $1
"""


async def upcoming_of(sql: SqlConnection, user_id: int, now: datetime) -> list[asyncpg.Record]:
    """The visits to come of all patients of an account, by start."""
    return await sql.fetch(UPCOMING_OF, user_id, now, ASKED_AHEAD)


async def count_by_place(
    sql: SqlConnection, matching: Matching, now: datetime
) -> dict[int, asyncpg.Record]:
    """How the visits of the period stand, by place."""
    clause = Clause()
    visits = visits_in(clause, list(matching.segments()), matching)
    status = STATUS.format(now=clause.add(now))
    statement = f"""
        SELECT a.location_id, count(*) FILTER (WHERE {status} IN ({CLAIMED})) AS visits,
               count(*) FILTER (WHERE a.status = 'confirmed' AND a.starts_at > {clause.add(now)}
                                AND a.confirmed_by_patient_at IS NULL) AS unconfirmed,
               count(*) FILTER (WHERE a.status = 'checked_in') AS arrived,
               count(*) FILTER (WHERE a.status = 'in_progress') AS in_progress,
               count(*) FILTER (WHERE a.status = 'completed') AS completed,
               count(*) FILTER (WHERE a.status = 'no_show') AS no_shows,
               count(*) FILTER (WHERE a.status = 'cancelled') AS cancelled,
               count(*) FILTER (WHERE a.status = 'confirmed'
                                AND a.starts_at <= {clause.add(now)}) AS late
        {visits} GROUP BY a.location_id
    """
    return {row["location_id"]: row for row in await sql.fetch(statement, *clause.values)}


async def owed(sql: SqlConnection, matching: Matching) -> list[asyncpg.Record]:
    """What is still to be paid by those who came in the period, by currency."""
    clause = Clause()
    visits = visits_in(clause, list(matching.segments()), matching)
    statement = f"""
        SELECT a.fee_currency AS currency, sum(a.fee_amount - a.paid_amount) AS amount
        {visits} AND a.status IN ({OWING}) AND a.paid_amount < a.fee_amount
        GROUP BY a.fee_currency ORDER BY a.fee_currency
    """
    return await sql.fetch(statement, *clause.values)


async def load_by_day(
    sql: SqlConnection, matching: Matching, now: datetime
) -> list[asyncpg.Record]:
    """Visits that keep their time, and how long they are, by day."""
    clause = Clause()
    visits = visits_in(clause, list(matching.segments()), matching)
    status = STATUS.format(now=clause.add(now))
    statement = f"""
        SELECT {LOCAL}::date AS on_date, count(*) AS visits,
               sum(a.duration_minutes)::bigint AS minutes
        {visits} AND {status} IN ({CLAIMED}) GROUP BY 1
    """
    return await sql.fetch(statement, *clause.values)


async def today_of_doctor(
    sql: SqlConnection, matching: Matching, now: datetime
) -> Sequence[asyncpg.Record]:
    """The visits of a day that keep their time, by start."""
    clause = Clause()
    visits = visits_in(clause, list(matching.segments()), matching)
    status = STATUS.format(now=clause.add(now))
    statement = f"""
        SELECT a.id, a.status, a.ends_at {visits} AND {status} IN ({CLAIMED})
        ORDER BY a.starts_at, a.id
    """
    return await sql.fetch(statement, *clause.values)
