"""What is known of a visit when somebody is to be told of it, by one query for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from praxis.kit.db.database import Reader
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import standing

LOAD = """
    SELECT a.id, a.uid, a.status, a.sequence, a.starts_at, a.ends_at, a.created_at, a.updated_at,
           a.expires_at, a.confirmed_by_patient_at, l.time_zone, l.name AS location_name,
           l.address, l.phone, p.id AS patient_id, p.user_id AS patient_user_id,
           p.full_name AS patient_name, p.is_account_holder, p.email AS patient_email,
           p.active AS patient_active, d.uid AS doctor_uid, u.id AS doctor_user_id,
           u.full_name AS doctor_name, v.reminder_minutes, v.cancellation_notice_minutes
    FROM appointments a
    JOIN locations l ON l.id = a.location_id
    JOIN patients p ON p.id = a.patient_id
    JOIN doctors d ON d.id = a.doctor_id
    JOIN users u ON u.id = d.user_id
    JOIN visit_types v ON v.id = a.visit_type_id
    WHERE a.id = ANY ($1)
"""


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit as it is now, with those whom it concerns."""

    id: int
    uid: UUID
    status: Status
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    created_at: datetime
    updated_at: datetime
    confirmed: bool
    location_name: str
    address: str | None
    phone: str | None
    patient_id: int
    patient_user_id: int | None
    patient_name: str
    is_account_holder: bool
    patient_email: str | None
    patient_active: bool
    doctor_uid: UUID
    doctor_user_id: int
    doctor_name: str
    reminder_minutes: tuple[int, ...]
    cancellation_notice_minutes: int


async def load_visits(
    reader: Reader, appointment_ids: Sequence[int], now: datetime
) -> dict[int, VisitFacts]:
    """The facts of these visits, by their id."""
    rows = await reader.sql.fetch(LOAD, list(appointment_ids))
    return {row["id"]: _facts(row, now) for row in rows}


def _facts(row: asyncpg.Record, now: datetime) -> VisitFacts:
    values = dict(row)
    expires_at, time_zone = values.pop("expires_at"), values.pop("time_zone")
    confirmed_at, minutes = values.pop("confirmed_by_patient_at"), values.pop("reminder_minutes")
    status = standing(values.pop("status"), expires_at, now)
    return VisitFacts(
        status=status,
        zone=ZoneInfo(time_zone),
        confirmed=confirmed_at is not None,
        reminder_minutes=tuple(minutes),
        **values,
    )
