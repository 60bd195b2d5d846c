"""Who and what a booking brings together, read in one statement: ids to write, names to show."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Reader
from praxis.scheduling.slots.facts import SlotFacts

# $1 doctor $2 visit type $3 places; $4 and $5 depend on who books, see `WHO_MAY`
PARTIES = """
    SELECT p.id AS patient_id, p.uid AS patient_uid, p.resource_id, p.full_name AS patient_name,
           (SELECT u.full_name FROM users u WHERE u.id = d.user_id) AS doctor_name, d.specialty,
           v.name AS visit_type_name, v.modality,
           ARRAY(SELECT l.name FROM locations l WHERE l.id = ANY ($3) ORDER BY l.id) AS places
    FROM doctors d
    CROSS JOIN visit_types v
    CROSS JOIN LATERAL (
        SELECT id, uid, resource_id, full_name FROM patients p
        WHERE {whom} AND p.active ORDER BY p.id LIMIT 1
    ) p
    WHERE d.id = $1 AND v.id = $2
"""

# The desk books for anyone, a doctor for those that they treat, a patient for their own. One
# statement for each: a condition that held all of them would have no index to go by.
OWN_FIRST = PARTIES.format(whom="p.user_id = $4")
OWN = PARTIES.format(whom="p.uid = $5 AND p.user_id = $4")
ANYONE = PARTIES.format(whom="p.uid = $4")
TREATED = PARTIES.format(
    whom="""p.uid = $4 AND EXISTS (
            SELECT FROM care_relations c WHERE c.patient_id = p.id AND c.doctor_id = $1)"""
)


@dataclass(frozen=True, slots=True)
class Parties:
    patient_id: int
    patient_uid: UUID
    patient_resource_id: int
    patient_name: str
    doctor_name: str
    specialty: str
    visit_type_name: str
    modality: str
    location_names: dict[int, str]


async def find_parties(
    reader: Reader, actor: Actor, patient_uid: UUID | None, facts: SlotFacts
) -> Parties | None:
    """None for a patient that the actor may not book for; without `patient_uid` the own, first."""
    row = await _find(reader, actor, patient_uid, facts)
    if row is None:
        return None
    return Parties(
        row["patient_id"],
        row["patient_uid"],
        row["resource_id"],
        row["patient_name"],
        row["doctor_name"],
        row["specialty"],
        row["visit_type_name"],
        row["modality"],
        dict(zip(sorted(facts.location_uids), row["places"], strict=True)),
    )


async def _find(
    reader: Reader, actor: Actor, patient_uid: UUID | None, facts: SlotFacts
) -> asyncpg.Record | None:
    given = (facts.doctor.id, facts.visit_type.id, list(facts.location_uids))
    if actor.role == Role.PATIENT:
        if patient_uid is None:
            return await reader.sql.fetchrow(OWN_FIRST, *given, actor.user_id)
        return await reader.sql.fetchrow(OWN, *given, actor.user_id, patient_uid)
    if actor.role == Role.DOCTOR:
        return await reader.sql.fetchrow(TREATED, *given, patient_uid)
    return await reader.sql.fetchrow(ANYONE, *given, patient_uid) if actor.is_desk else None
