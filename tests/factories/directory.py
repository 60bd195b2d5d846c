from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.patients.background import CLINICAL, Background, seal_background
from praxis.directory.patients.models import Patient
from praxis.directory.patients.repository import holds_others
from praxis.directory.resources.models import Resource, ResourceKind
from praxis.directory.visit_types.models import VisitType
from praxis.identity.models import Role, User
from praxis.kit.db.base import Base
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from tests.factories.identity import build_user


async def add_all(database: Database, *rows: Base) -> None:
    async def add(unit: UnitOfWork) -> None:
        unit.session.add_all(rows)

    await database.transact(add)


async def make_location(database: Database, **changes: Any) -> Location:
    values = {
        "uid": new_uid(),
        "name": f"Clinic {new_uid().hex[-6:]}",
        "time_zone": "Asia/Dhaka",
        "active": True,
        "version": 1,
    }
    location = Location(**{**values, **changes})
    await add_all(database, location)
    return location


async def make_resource(
    database: Database, location: Location, kind: ResourceKind = ResourceKind.ROOM, **changes: Any
) -> Resource:
    values = {
        "uid": new_uid(),
        "kind": kind,
        "name": f"Room {new_uid().hex[-4:]}",
        "location_id": location.id,
        "tags": [],
        "active": True,
        "version": 1,
    }
    resource = Resource(**{**values, **changes})
    await add_all(database, resource)
    return resource


async def make_visit_type(database: Database, **changes: Any) -> VisitType:
    values = {
        "uid": new_uid(),
        "name": f"Consultation {new_uid().hex[-4:]}",
        "duration_minutes": 30,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 0,
        "slot_interval_minutes": 30,
        "minimum_notice_minutes": 0,
        "booking_horizon_days": 90,
        "cancellation_notice_minutes": 0,
        "modality": "in_person",
        "fee_amount": Decimal("500.00"),
        "fee_currency": "BDT",
        "needs_approval": False,
        "needs": [],
        "active": True,
        "version": 1,
    }
    visit_type = VisitType(**{**values, **changes})
    await add_all(database, visit_type)
    return visit_type


async def make_doctor(database: Database, **changes: Any) -> Doctor:
    """An approved doctor with an account (`doctor.user`) and a resource."""

    async def add(unit: UnitOfWork) -> Doctor:
        user = changes.pop("user", None) or build_user(Role.DOCTOR)
        resource = Resource(
            uid=new_uid(), kind=ResourceKind.DOCTOR, name=user.full_name, tags=[], active=True
        )
        unit.session.add_all([user, resource])
        await unit.flush()
        values = {
            "uid": new_uid(),
            "user_id": user.id,
            "user": user,
            "resource_id": resource.id,
            "specialty": "Cardiology",
            "licence_number": f"L-{new_uid().hex}",
            "experience_years": 10,
            "fee_currency": "BDT",
            "languages": ["en"],
            "accepts_new_patients": True,
            "approved_at": datetime(2026, 1, 1, tzinfo=UTC),
            "active": True,
            "schedule_version": 1,
            "version": 1,
        }
        doctor = Doctor(**{**values, **changes})
        unit.session.add(doctor)
        await unit.flush()
        return doctor

    return await database.transact(add)


async def make_patient(database: Database, user: User | None = None, **changes: Any) -> Patient:
    """A patient; with an account when `user` is given."""

    async def add(unit: UnitOfWork) -> Patient:
        name = user.full_name if user else f"Patient {new_uid().hex[-6:]}"
        resource = Resource(uid=new_uid(), kind=ResourceKind.PATIENT, name="", tags=[], active=True)
        unit.session.add(resource)
        await unit.flush()
        values: dict[str, Any] = {
            "uid": new_uid(),
            "user_id": user.id if user else None,
            "is_account_holder": user is not None and not await holds_others(unit.session, user.id),
            "resource_id": resource.id,
            "full_name": name,
            "sex": "unknown",
            "active": True,
            "version": 1,
        }
        values |= changes
        if known := {name: values.pop(name) for name in CLINICAL if name in values}:
            background = Background(**known)
            values["sealed"] = seal_background(unit.vault, values["uid"], background)
        patient = Patient(**values)
        unit.session.add(patient)
        await unit.flush()
        return patient

    return await database.transact(add)
