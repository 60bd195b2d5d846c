"""Who looks at a practice in these tests, and how its times are written."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from praxis.directory.patients.models import Patient
from praxis.identity.models import Role, User
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_doctor
from tests.factories.identity import make_user
from tests.support.api import Api, ok
from tests.support.booking import book, patient_with_account

DHAKA = ZoneInfo("Asia/Dhaka")
# The day after the tests' Monday, on which it is noon in Dhaka.
TUESDAY = date(2027, 1, 5)
VIEWERS = {"next_statuses", "reason_needed_for", "can_cancel", "can_reschedule", "can_edit"}


def at(wall: str, on: date = TUESDAY, zone: ZoneInfo = DHAKA) -> datetime:
    """This time of day there."""
    return datetime.combine(on, time.fromisoformat(wall), tzinfo=zone)


def facts_of(visit: dict[str, Any]) -> dict[str, Any]:
    """What a visit is, whoever looks at it."""
    return {name: value for name, value in visit.items() if name not in VIEWERS}


@dataclass(frozen=True)
class Cast:
    """A doctor's practice, and callers who stand differently to it."""

    practice: Practice
    user: User
    patient: Patient
    own: Api
    other_patient: Api
    stranger: Patient
    doctor: Api
    other_doctor: Api
    desk: Api
    admin: Api
    visitor: Api

    @property
    def doctor_path(self) -> str:
        return f"/doctors/{self.practice.doctor.uid}"

    async def slots(self, caller: Api | None = None, /, **params: Any) -> dict[str, Any]:
        """What is free on the Tuesday, unless asked otherwise."""
        asked = {
            "visit_type_id": str(self.practice.visit_type.uid),
            "from": TUESDAY.isoformat(),
            "to": TUESDAY.isoformat(),
            **params,
        }
        found: dict[str, Any] = ok(
            await (caller or self.visitor).get(f"{self.doctor_path}/slots", **asked)
        )
        return found

    async def starts(self, caller: Api | None = None, /, **params: Any) -> list[str]:
        """The offered starts as times of the local day."""
        items = (await self.slots(caller, **params))["items"]
        return [item["starts_at"][11:16] for item in items]

    async def booked(self, wall: str = "10:00", **more: Any) -> Any:
        """A visit of the patient on the Tuesday."""
        return await book(self.own, self.practice, at(wall), **more)

    async def booked_today(self) -> Any:
        """A visit of the patient this afternoon: who is here today can be checked in."""
        return await book(self.own, self.practice, at("15:00", TUESDAY - timedelta(days=1)))

    async def booked_by_desk(self, wall: str = "10:00", **more: Any) -> Any:
        """The same, made by the desk."""
        more = {"patient_id": str(self.patient.uid), **more}
        return await book(self.desk, self.practice, at(wall), **more)


async def make_cast(api: Api, database: Database, practice: Practice) -> Cast:
    user, patient = await patient_with_account(database)
    stranger, stranger_patient = await patient_with_account(database)
    return Cast(
        practice=practice,
        user=user,
        patient=patient,
        own=await api.signed_in(user),
        other_patient=await api.signed_in(stranger),
        stranger=stranger_patient,
        doctor=await api.signed_in(practice.doctor.user),
        other_doctor=await api.signed_in((await make_doctor(database)).user),
        desk=await api.signed_in(await make_user(database, Role.STAFF)),
        admin=await api.signed_in(await make_user(database, Role.ADMIN)),
        visitor=api,
    )


async def cast_of(api: Api, database: Database, **visit_type: Any) -> Cast:
    """A cast around a practice whose visit type differs so."""
    return await make_cast(api, database, await make_practice(database, **visit_type))


def unknown_id() -> str:
    return str(new_uid())
