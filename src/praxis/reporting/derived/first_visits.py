"""The first completed visit of each patient, kept up to date by what is told of visits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from praxis.kit.db.database import UnitOfWork
from praxis.kit.db.types import SqlConnection
from praxis.reporting.figures import NewPatients
from praxis.reporting.matching import Clause, Matching

REFRESH_LOCK = 0x5250_4656
# A check against what nobody told of, such as rows that were put in by hand.
TRUSTED = timedelta(days=1)

# Whose first visit may be another than the table says: what was told and not heard of yet counts.
_STALE = """
    SELECT patient_id FROM report_stale_patients
    UNION
    SELECT a.patient_id FROM outbox_messages m
    JOIN appointments a ON a.id = (m.payload->>'appointment_id')::bigint
    WHERE m.topic LIKE 'scheduling.appointment\\_%'
"""

_FIRST_OF = """
    SELECT DISTINCT ON (a.patient_id) a.patient_id, a.id AS appointment_id, a.doctor_id,
           a.location_id, a.visit_type_id, a.starts_at
    FROM appointments a
    WHERE a.status = 'completed' AND {condition}
    ORDER BY a.patient_id, a.starts_at, a.id
"""
_KNOWN = "EXISTS (SELECT FROM report_first_visits_known)"

# To stand after WITH: right at any time, whatever the table lacks.
FIRST_VISITS = f"""
    stale_patients AS ({_STALE}),
    first_visits AS (
        SELECT patient_id, appointment_id, doctor_id, location_id, visit_type_id, starts_at
        FROM report_first_visits
        WHERE {_KNOWN} AND patient_id NOT IN (SELECT patient_id FROM stale_patients)
        UNION ALL
        SELECT * FROM ({
    _FIRST_OF.format(condition="a.patient_id IN (SELECT patient_id FROM stale_patients)")
}) renewed WHERE {_KNOWN}
        UNION ALL
        SELECT * FROM ({_FIRST_OF.format(condition="true")}) unknown WHERE NOT {_KNOWN}
    )
"""  # noqa: S608 -- put together of constants

FILL = f"""
    INSERT INTO report_first_visits AS f
        (patient_id, appointment_id, doctor_id, location_id, visit_type_id, starts_at)
    {_FIRST_OF}
    ON CONFLICT (patient_id) DO UPDATE SET appointment_id = excluded.appointment_id,
        doctor_id = excluded.doctor_id, location_id = excluded.location_id,
        visit_type_id = excluded.visit_type_id, starts_at = excluded.starts_at
    WHERE (f.appointment_id, f.doctor_id, f.location_id, f.visit_type_id, f.starts_at) IS DISTINCT
        FROM (excluded.appointment_id, excluded.doctor_id, excluded.location_id,
              excluded.visit_type_id, excluded.starts_at)
"""
# Patients who have a first visit after all are looked up next.
FORGET_WRONG = """
    DELETE FROM report_first_visits f WHERE NOT EXISTS (
        SELECT FROM appointments a WHERE a.id = f.appointment_id
        AND a.patient_id = f.patient_id AND a.status = 'completed')
"""

TAKE_STALE = "DELETE FROM report_stale_patients RETURNING patient_id"
KNOW = """
    INSERT INTO report_first_visits_known (id, computed_at)
    SELECT 1, $1 WHERE EXISTS (SELECT FROM appointments)
    ON CONFLICT (id) DO UPDATE SET computed_at = excluded.computed_at
"""


async def count_new_patients(sql: SqlConnection, matching: Matching) -> tuple[NewPatients, ...]:
    """Patients whose first completed visit ever is one of these."""
    spans = list(matching.segments())
    clause = Clause()
    ids, since, until = (
        clause.add(values)
        for values in (
            [location_id for location_id, _ in spans],
            [segment.start for _, segment in spans],
            [segment.end for _, segment in spans],
        )
    )
    doctors = ""
    if matching.doctor_ids is not None:
        doctors = f"AND f.doctor_id = ANY ({clause.add(list(matching.doctor_ids))}::bigint[])"
    statement = f"""
        WITH {FIRST_VISITS}
        SELECT f.doctor_id, f.location_id, f.visit_type_id, count(*) AS visits
        FROM unnest({ids}::bigint[], {since}::timestamptz[], {until}::timestamptz[])
             AS g (location_id, since, until)
        JOIN first_visits f ON f.location_id = g.location_id
         AND f.starts_at >= g.since AND f.starts_at < g.until {doctors}
        GROUP BY f.doctor_id, f.location_id, f.visit_type_id
    """  # noqa: S608 -- put together of constants
    return tuple(NewPatients(*row) for row in await sql.fetch(statement, *clause.values))


async def mark_patients(unit: UnitOfWork, appointment_ids: Sequence[int]) -> None:
    """Have the first visits of the patients of these visits looked up again."""
    await unit.sql.execute(
        """
        INSERT INTO report_stale_patients (patient_id)
        SELECT DISTINCT patient_id FROM appointments WHERE id = ANY ($1)
        """,
        appointment_ids,
    )


async def refresh_first_visits(unit: UnitOfWork, now: datetime) -> int:
    """Look up the first visits that may be others by now; returns of how many patients."""
    sql = unit.sql
    # Two at once could each write what the other has just found to be wrong.
    if not await sql.fetchval("SELECT pg_try_advisory_xact_lock($1)", REFRESH_LOCK):
        return 0
    known_at = await sql.fetchval("SELECT computed_at FROM report_first_visits_known")
    if known_at is None or known_at <= now - TRUSTED:
        # Over all visits.
        await sql.execute("SET LOCAL statement_timeout = '5min'")
        await sql.execute("DELETE FROM report_stale_patients")
        await sql.execute(FORGET_WRONG)
        await sql.execute(FILL.format(condition="true"))
        await sql.execute(KNOW, now)
        return 0
    # Marks that come in meanwhile stay, and what is read after this sees all that was marked.
    stale = sorted({row["patient_id"] for row in await sql.fetch(TAKE_STALE)})
    if stale:
        await sql.execute("DELETE FROM report_first_visits WHERE patient_id = ANY ($1)", stale)
        await sql.execute(FILL.format(condition="a.patient_id = ANY ($1)"), stale)
    return len(stale)
