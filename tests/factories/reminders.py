"""Many visits of which the reminder comes due at once, by few statements."""

from datetime import datetime, timedelta

from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from tests.factories.availability import Practice

RESOURCES = """
    INSERT INTO resources (uid, kind, name)
    SELECT uid, 'patient', 'Patient' FROM unnest($1::uuid[]) AS uid RETURNING id
"""

PATIENTS = """
    INSERT INTO patients (uid, resource_id, full_name, email)
    SELECT n.uid, n.resource_id, 'Patient ' || n.email, n.email
    FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS n(uid, resource_id, email) RETURNING id
"""

VISITS = """
    INSERT INTO appointments (uid, patient_id, doctor_id, location_id, visit_type_id, starts_at,
        ends_at, status, duration_minutes, fee_amount, fee_currency, booked_as, created_at,
        updated_at)
    SELECT n.uid, n.patient_id, $3, $4, $5, $6::timestamptz + n.number * $7::interval,
           $6::timestamptz + n.number * $7::interval + interval '30 minutes', 'confirmed', 30, 0,
           'BDT', 'staff', $8, $8
    FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS n(uid, patient_id, number)
"""

CLOCK = """
    INSERT INTO reminder_clock (id, covered_until) VALUES (1, $1)
    ON CONFLICT (id) DO UPDATE SET covered_until = $1
"""


async def make_due_reminders(
    database: Database, practice: Practice, count: int, *, now: datetime
) -> None:
    """So many confirmed visits of as many patients, whose reminders came due in the last minute.

    They begin in a day: who is reached by e-mail alone is reminded once of each.
    """

    async def make(unit: UnitOfWork) -> None:
        uids = [new_uid() for _ in range(count)]
        resources = [row["id"] for row in await unit.sql.fetch(RESOURCES, uids)]
        emails = [f"patient-{uid.hex}@example.org" for uid in uids]
        patients = await unit.sql.fetch(PATIENTS, uids, resources, emails)
        first = now + timedelta(days=1) - timedelta(minutes=1)
        await unit.sql.execute(
            VISITS,
            [new_uid() for _ in range(count)],
            [row["id"] for row in patients],
            practice.doctor.id,
            practice.location.id,
            practice.visit_type.id,
            first,
            timedelta(minutes=1) / (count + 1),
            now - timedelta(days=20),
        )
        await unit.sql.execute(CLOCK, now - timedelta(minutes=2))

    await database.transact(make)
