"""A practice with a history, and who is free first: as the rows have it, and as the engine does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import orjson

from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.repository import DoctorFilter
from praxis.directory.locations.models import Location
from praxis.directory.patients.models import Patient
from praxis.directory.visit_types.models import DoctorVisitType, VisitType
from praxis.identity.auth import Actor, visitor
from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, Reader
from praxis.kit.outbox.dispatcher import Dispatcher
from praxis.scheduling.appointments.operations.expire import expire_batch
from praxis.scheduling.free_time.derive import refresh_free_time
from praxis.scheduling.free_time.search import find_first_slots
from praxis.scheduling.free_time.upkeep import SUBSCRIPTIONS
from praxis.scheduling.slots.errors import UnknownDoctor, VisitTypeNotOffered
from praxis.scheduling.slots.search import SlotsAsked, WindowAsked, find_slots
from tests.factories.availability import make_rule
from tests.factories.directory import (
    add_all,
    make_doctor,
    make_location,
    make_patient,
    make_resource,
    make_visit_type,
)
from tests.factories.identity import make_user
from tests.support.api import Api

LONGEST = timedelta(days=92)
# Start, doctor and place, as answers are sorted.
Times = list[tuple[datetime, str, str]]


@dataclass(frozen=True)
class Question:
    kind: int = 0
    since: datetime | date | None = None
    until: datetime | date | None = None
    zone: str | None = None
    place: int | None = None
    specialty: str | None = None
    language: str | None = None
    as_patient: bool = False
    limit: int = 20


@dataclass
class World:
    database: Database
    clock: FixedClock
    api: Api
    places: list[Location] = field(default_factory=list)
    kinds: list[VisitType] = field(default_factory=list)
    doctors: list[Doctor] = field(default_factory=list)
    patients: list[tuple[User, Patient]] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    holds: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    async def begin(cls, database: Database, clock: FixedClock, api: Api) -> "World":
        world = cls(database, clock, api)
        for zone, country in (("Asia/Dhaka", "BD"), ("Europe/Berlin", "DE"), ("UTC", None)):
            place = await make_location(database, time_zone=zone, country=country)
            world.places.append(place)
        room = await make_resource(database, world.places[0])
        assert room.active
        for changes in (
            {"duration_minutes": 15, "slot_interval_minutes": 15},
            {
                "slot_interval_minutes": 15,
                "buffer_before_minutes": 10,
                "buffer_after_minutes": 25,
                "minimum_notice_minutes": 90,
            },
            {"duration_minutes": 45, "slot_interval_minutes": 20, "needs_approval": True},
            {"needs": [{"kind": "room", "tag": None}], "booking_horizon_days": 9},
        ):
            world.kinds.append(await make_visit_type(database, **changes))
        for number in range(4):
            specialty = ("Cardiology", "Neurology")[number % 2]
            doctor = await make_doctor(
                database, specialty=specialty, languages=[("en", "bn")[number // 2]]
            )
            world.doctors.append(doctor)
            for weekday in range(6):
                hours = {"start_minute": 540 + 30 * (number % 2), "end_minute": 720}
                await make_rule(database, doctor, world.places[number % 3], weekday, **hours)
        for _ in range(2):
            user = await make_user(database, Role.PATIENT)
            world.patients.append((user, await make_patient(database, user)))
        return world

    @property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.database, self.clock, SUBSCRIPTIONS)

    async def settle(self) -> None:
        """Everything that runs on its own, once."""
        await self.database.transact(lambda unit: expire_batch(unit, self.clock.now()))
        await self.dispatcher.drain()
        while await self.derive():
            pass

    async def derive(self) -> int:
        return await self.database.transact(lambda unit: refresh_free_time(unit, self.clock.now()))

    async def sql(self, statement: str, *args: object) -> None:
        await self.database.transact(lambda unit: unit.sql.execute(statement, *args))

    async def own_length(self, doctor: int, kind: int, minutes: int | None) -> None:
        await self.sql(
            "DELETE FROM doctor_visit_types WHERE doctor_id = $1 AND visit_type_id = $2",
            self.doctors[doctor].id,
            self.kinds[kind].id,
        )
        row = DoctorVisitType(
            doctor_id=self.doctors[doctor].id,
            visit_type_id=self.kinds[kind].id,
            duration_minutes=minutes,
        )
        await add_all(self.database, row)

    # What people do.

    async def book(self, patient: int, kind: int, time: tuple[datetime, str, str]) -> None:
        caller = await self.api.signed_in(self.patients[patient][0])
        answer = await caller.post("/appointments", self._body(kind, time))
        self._keep(answer, self.visits)

    async def hold(self, patient: int, kind: int, time: tuple[datetime, str, str]) -> None:
        caller = await self.api.signed_in(self.patients[patient][0])
        answer = await caller.post("/holds", self._body(kind, time))
        self._keep(answer, self.holds, patient=patient)

    async def release(self, hold: dict[str, Any]) -> None:
        caller = await self.api.signed_in(self.patients[hold["patient"]][0])
        await caller.delete(f"/holds/{hold['id']}")

    async def cancel(self, visit: dict[str, Any]) -> None:
        desk = await self.api.signed_in(await make_user(self.database, Role.STAFF))
        await self._change(desk, visit, "POST", "/cancel", {"reason": "ill"})

    async def move(self, visit: dict[str, Any], time: tuple[datetime, str, str]) -> None:
        desk = await self.api.signed_in(await make_user(self.database, Role.STAFF))
        start, doctor, place = time
        body = {"starts_at": start.isoformat(), "doctor_id": doctor, "location_id": place}
        await self._change(desk, visit, "POST", "/reschedule", body)

    async def _change(
        self, caller: Api, visit: dict[str, Any], method: str, step: str, body: dict[str, Any]
    ) -> None:
        path = f"/appointments/{visit['id']}"
        now = await caller.get(path)
        headers = {"If-Match": now.headers["etag"]}
        answer = await caller.request(method, path + step, json=body, headers=headers)
        assert answer.status_code in {200, 409, 422}, answer.text

    def _body(self, kind: int, time: tuple[datetime, str, str]) -> dict[str, Any]:
        start, doctor, place = time
        return {
            "doctor_id": doctor,
            "visit_type_id": str(self.kinds[kind].uid),
            "starts_at": start.isoformat(),
            "location_id": place,
        }

    @staticmethod
    def _keep(answer: httpx.Response, among: list[dict[str, Any]], **more: Any) -> None:
        # A patient may be elsewhere at that time, or hold too much.
        assert answer.status_code in {201, 409, 422}, answer.text
        if answer.status_code == 201:
            among.append({**answer.json(), **more})

    # Both answers.

    def _asked(self, question: Question) -> SlotsAsked:
        zone = ZoneInfo(question.zone) if question.zone else None
        place = None if question.place is None else self.places[question.place].uid
        window = WindowAsked(question.since, question.until, zone, self.clock.now(), LONGEST)
        return SlotsAsked(self.kinds[question.kind].uid, place, window)

    def _actor(self, question: Question) -> Actor:
        user = self.patients[0][0]
        return Actor(user.id, user.uid, Role.PATIENT) if question.as_patient else visitor(None)

    async def found(self, question: Question) -> Times:
        """What the search among many has."""
        answer = await self.database.read(
            lambda reader: find_first_slots(
                reader,
                actor=self._actor(question),
                wanted=DoctorFilter(
                    hours_from=self.clock.now().date(),
                    specialty=question.specialty,
                    language=question.language,
                ),
                region_uid=None,
                asked=self._asked(question),
                limit=question.limit,
            )
        )
        return [
            (i["starts_at"].astimezone(UTC), str(i["doctor_id"]), str(i["location_id"]))
            for i in answer["items"]
        ]

    async def expected(self, question: Question) -> Times:
        """What each doctor's own search has, merged; all of it, however much was asked for."""
        rows: list[tuple[datetime, int, int, tuple[datetime, str, str]]] = []
        ranks = {str(place.uid): place.id for place in self.places}
        for doctor in await self._wanted(question):
            for item in await self._own(doctor, question):
                place = str(item["location_id"])
                start = datetime.fromisoformat(item["starts_at"]).astimezone(UTC)
                rows.append((start, doctor.id, ranks[place], (start, str(doctor.uid), place)))
        return [row[3] for row in sorted(rows)]

    async def _wanted(self, question: Question) -> Sequence[Doctor]:
        return [
            doctor
            for doctor in self.doctors
            if question.specialty in {None, doctor.specialty}
            and (question.language is None or question.language in doctor.languages)
        ]

    async def _own(self, doctor: Doctor, question: Question) -> list[dict[str, Any]]:
        async def find(reader: Reader) -> bytes:
            return await find_slots(
                reader,
                actor=self._actor(question),
                doctor_uid=doctor.uid,
                asked=self._asked(question),
            )

        try:
            found: list[dict[str, Any]] = orjson.loads(await self.database.read(find))["items"]
        except (UnknownDoctor, VisitTypeNotOffered):
            return []
        return found
