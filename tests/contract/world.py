"""A little practice with one of everything, and everyone who might ask about it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fastapi import FastAPI

from praxis.directory.patients.models import Patient
from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.scheduling.appointments.models import Status
from tests.conftest import NOW
from tests.factories.availability import Practice, make_practice, make_time_off
from tests.factories.directory import make_doctor, make_patient, make_resource
from tests.factories.identity import make_user
from tests.factories.records import make_record, make_visit
from tests.support.api import Api, open_session
from tests.support.booking import book

# Words of the owner's file; whoever may not read clinical notes must never see them.
CANARY = "canary-in-the-notes"
HOLIDAY = date(2027, 3, 3)
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
        """What tells a stranger that the owner's patient, visit or record exists."""
        kept = ("patient_id", "appointment_id", "record_id")
        return (self.patient.full_name, *(self.ids[name] for name in kept))

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
