"""A little practice with one of everything, and everyone who might ask about it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from praxis.directory.patients.models import Patient
from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments.models import Status
from tests.conftest import NOW
from tests.factories.availability import Practice, make_practice, make_time_off
from tests.factories.directory import make_doctor, make_patient, make_resource
from tests.factories.identity import make_user
from tests.factories.records import make_record, make_visit
from tests.support.api import Api, open_session
from tests.support.booking import book
from tests.support.factors import give_api_key, give_passkey

# Words of the owner's file; whoever may not read clinical notes must never see them.
CANARY = "canary-in-the-notes"
HOLIDAY = date(2027, 3, 3)
# What only those who have to do with the owner's patient, or the owner alone, may know of.
SECRET_IDS = (
    *("patient_id", "appointment_id", "begun_appointment_id", "record_id", "attachment_id"),
    *("hold_id", "payment_id", "emergency_id", "user_id"),
    *("session_id", "device_address", "notification_id", "passkey_id", "passkey_name"),
    *("api_key_id", "api_key_name"),
)
WITHOUT_SESSION = ("nobody", "expired", "signed_out", "deactivated")
SIGNED_IN = ("stranger", "owner", "other_doctor", "doctor", "staff", "admin", "admin_reason")


@dataclass
class World:
    """`ids` are by the names of path parameters; `people` by the names of callers."""

    app: FastAPI
    api: Api
    now: datetime
    practice: Practice
    patient: Patient
    people: dict[str, User]
    ids: dict[str, str]
    callers: dict[str, Api] = field(default_factory=dict)
    # What a passkey answered to the newest challenge.
    credential: dict[str, Any] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        found: Database = self.app.state.database
        return found

    @property
    def free_at(self) -> datetime:
        """When the doctor is free."""
        return self.now + timedelta(days=2)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What tells a stranger of the owner's patient, visits, records, or of the account."""
        kept = (self.ids[name] for name in SECRET_IDS if name in self.ids)
        return (self.patient.full_name, self.people["owner"].email, *kept)

    async def caller(self, name: str) -> Api:
        """The API as somebody, with a token that is as the name says."""
        if name not in self.callers:
            self.callers[name] = await self._sign_in(name)
        return self.callers[name]

    async def _sign_in(self, name: str) -> Api:
        if name == "nobody":
            return self.api
        if name == "expired":
            return await self._bearer(
                self.people["admin"], FixedClock(self.now - timedelta(days=9))
            )
        if name in {"signed_out", "deactivated"}:
            return await self._ended(name)
        api = await self.api.signed_in(self.people[name.removesuffix("_reason")])
        if name.endswith("_reason"):
            return api.with_headers(Praxis_Access_Reason="A complaint is looked into")
        return api

    async def _ended(self, name: str) -> Api:
        user = await make_user(self.database, Role.ADMIN)
        caller = await self._bearer(user, FixedClock(self.now))
        change = {
            "signed_out": "UPDATE sessions SET revoked_at = now() WHERE user_id = $1",
            "deactivated": "UPDATE users SET active = false WHERE id = $1",
        }[name]

        async def end(unit: UnitOfWork) -> None:
            await unit.sql.execute(change, user.id)

        await self.database.transact(end)
        return caller

    async def _bearer(self, user: User, clock: FixedClock) -> Api:
        token = await open_session(self.database, self.app.state.tokens, clock, user)
        return self.api.with_headers(Authorization=f"Bearer {token}")


async def make_world(app: FastAPI, api: Api, now: datetime = NOW) -> World:
    database: Database = app.state.database
    practice = await make_practice(database)
    other_doctor = await make_doctor(database)
    people = {
        "owner": await make_user(database, Role.PATIENT),
        "stranger": await make_user(database, Role.PATIENT),
        "doctor": practice.doctor.user,
        "other_doctor": other_doctor.user,
        "staff": await make_user(database, Role.STAFF),
        "admin": await make_user(database, Role.ADMIN),
    }
    patient = await make_patient(database, people["owner"], allergies=CANARY)
    await make_patient(database, people["stranger"])
    world = World(app, api, now, practice, patient, people, {})
    world.ids |= await _make_things(database, practice, patient, people["owner"], now)
    appointment = await book(await world.caller("owner"), practice, now + timedelta(hours=1))
    world.ids["appointment_id"] = appointment["id"]
    world.ids["region_id"] = (await api.get("/regions")).json()["items"][0]["id"]
    return world


async def give_accounts_things(world: World) -> None:
    """What accounts have beside their patients: places where they are signed in, news, keys."""
    owner, mark = world.people["owner"], new_uid().hex
    passkey = await give_passkey(world.app, owner)
    key = await give_api_key(world.app, world.people["admin"], ["patients:read"])
    session_uid, notification_uid = new_uid(), new_uid()

    async def give(unit: UnitOfWork) -> None:
        for statement, values in (
            (INSERT_SESSION, (session_uid, owner.id, world.now, f"device-{mark}")),
            (
                INSERT_NOTIFICATION,
                (notification_uid, owner.id, UUID(world.ids["appointment_id"]), world.now),
            ),
            ("UPDATE passkeys SET name = $2 WHERE uid = $1", (passkey.uid, f"passkey-{mark}")),
            ("UPDATE api_keys SET name = $2 WHERE uid = $1", (key.uid, f"key-{mark}")),
        ):
            await unit.sql.execute(statement, *values)

    await world.database.transact(give)
    world.ids |= {
        "session_id": str(session_uid),
        "device_address": f"device-{mark}",
        "notification_id": str(notification_uid),
        "passkey_id": str(passkey.uid),
        "passkey_name": f"passkey-{mark}",
        "api_key_id": str(key.uid),
        "api_key_name": f"key-{mark}",
    }


INSERT_SESSION = """
    INSERT INTO sessions (uid, user_id, created_at, expires_at, address)
    VALUES ($1, $2, $3, $3::timestamptz + interval '30 days', $4)
"""
INSERT_NOTIFICATION = """
    INSERT INTO notifications (uid, user_id, kind, appointment_id, created_at)
    SELECT $1, $2, 'visit_booked', id, $4 FROM appointments WHERE uid = $3
"""


async def _make_things(
    database: Database, practice: Practice, patient: Patient, account: User, now: datetime
) -> dict[str, str]:
    doctor = practice.doctor
    this_morning = now - timedelta(hours=1)
    seen = await make_visit(
        database, doctor=doctor, account=account, patient=patient, starts_at=this_morning
    )
    record = await make_record(database, seen, diagnosis=CANARY, notes=CANARY)
    begun = await make_visit(
        database,
        doctor=doctor,
        account=account,
        patient=patient,
        status=Status.CHECKED_IN,
        starts_at=this_morning,
    )
    leave = await make_time_off(
        database, doctor, starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 5)
    )
    room = await make_resource(database, practice.location)
    someone = await make_user(database, Role.PATIENT)
    return {
        "doctor_id": str(doctor.uid),
        "patient_id": str(patient.uid),
        "location_id": str(practice.location.uid),
        "visit_type_id": str(practice.visit_type.uid),
        "resource_id": str(room.uid),
        "user_id": str(someone.uid),
        "record_id": str(record.uid),
        "time_off_id": str(leave.uid),
        "on": HOLIDAY.isoformat(),
        "begun_appointment_id": str(begun.appointment.uid),
    }
