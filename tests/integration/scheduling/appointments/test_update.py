"""What is written about a visit, its room, and the patient's word that they will come."""

from dataclasses import dataclass
from typing import Any

import pytest

from praxis.directory.resources.models import Resource, ResourceKind
from praxis.kit.db.database import Database
from tests.factories.availability import make_practice
from tests.factories.directory import make_location, make_resource
from tests.integration.scheduling.cast import Cast, at, cast_of, make_cast, unknown_id
from tests.integration.scheduling.claims import claims_of
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.booking import booking

TEXTS = {"reason": "Cough", "symptoms": "Fever since Monday", "notes": "Wheelchair"}


async def patch(caller: Api, visit: dict[str, Any], **change: Any) -> Any:
    return await caller.patch(f"/appointments/{visit['id']}", change)


class TestTexts:
    @pytest.mark.parametrize("caller", ["own", "doctor", "desk", "admin"])
    async def test_whoever_may_writes_what_the_visit_is_about(
        self, cast: Cast, caller: str
    ) -> None:
        visit = await cast.booked("10:00")
        answer = await patch(getattr(cast, caller), visit, **TEXTS)
        changed = ok(answer)
        assert {name: changed[name] for name in TEXTS} == TEXTS
        assert (changed["version"], changed["sequence"]) == (2, 0)
        assert answer.headers["etag"] == '"2"'
        assert ok(await getattr(cast, caller).get(f"/appointments/{visit['id']}")) == changed

    async def test_what_is_not_named_stays_and_null_empties(self, cast: Cast) -> None:
        visit = await cast.booked("10:00", **TEXTS)
        changed = ok(await patch(cast.own, visit, symptoms=None))
        assert {name: changed[name] for name in TEXTS} == {**TEXTS, "symptoms": None}

    async def test_the_audit_names_the_fields_and_not_the_words(
        self, cast: Cast, database: Database
    ) -> None:
        visit = await cast.booked("10:00")
        ok(await patch(cast.own, visit, **TEXTS))
        (event,) = await events_of(database, cast.user.id, "appointment.updated")
        assert event["fields"] == list(TEXTS)
        assert event["patient_id"] == cast.patient.id
        assert not any(text in str(event) for text in TEXTS.values())

    async def test_a_change_of_nothing_makes_no_version(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        assert ok(await patch(cast.own, visit))["version"] == 1

    async def test_a_patient_writes_until_the_visit_begins(self, cast: Cast) -> None:
        visit = await cast.booked_today()
        ok(await cast.desk.patch(f"/appointments/{visit['id']}/status", {"status": "checked_in"}))
        problem(await patch(cast.own, visit, **TEXTS), 409, "scheduling.bad_transition")
        ok(await patch(cast.doctor, visit, **TEXTS))

    @pytest.mark.parametrize(
        "change",
        [
            {"reason": 7},
            {"reason": "x" * 4001},
            {"notes": "\x07"},
            {"status": "cancelled"},
            {"starts_at": "2027-01-05T11:00:00+06:00"},
            {"fee": {"amount": "0.00", "currency": "BDT"}},
            {"confirmed_by_patient": "yes"},
        ],
    )
    async def test_an_unacceptable_change_changes_nothing(
        self, cast: Cast, change: dict[str, Any]
    ) -> None:
        visit = await cast.booked("10:00")
        answer = await patch(cast.own, visit, **{**TEXTS, **change})
        assert answer.status_code == 422
        assert ok(await cast.own.get(f"/appointments/{visit['id']}")) == visit


class TestWordToCome:
    async def test_a_patient_says_that_they_will_come_and_takes_it_back(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        said = ok(await patch(cast.own, visit, confirmed_by_patient=True))
        assert said["confirmed_by_patient_at"] == "2027-01-04T06:00:00Z"
        back = ok(await patch(cast.desk, visit, confirmed_by_patient=False))
        assert back["confirmed_by_patient_at"] is None

    async def test_nobody_will_come_to_what_is_cancelled(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        ok(await cast.own.post(f"/appointments/{visit['id']}/cancel"))
        for caller in (cast.own, cast.desk):
            refused = await patch(caller, visit, confirmed_by_patient=True)
            problem(refused, 409, "scheduling.bad_transition")


@dataclass(frozen=True)
class Rooms:
    cast: Cast
    first: Resource
    second: Resource


@pytest.fixture
async def rooms(api: Api, database: Database) -> Rooms:
    """A place with two rooms, and visits that need one."""
    place = await make_location(database)
    first, second = [await make_resource(database, place) for _ in "ab"]
    practice = await make_practice(database, location=place, needs=[{"kind": "room", "tag": None}])
    return Rooms(await make_cast(api, database, practice), first, second)


class TestRoom:
    @pytest.mark.parametrize("caller", ["doctor", "desk", "admin"])
    async def test_the_practice_moves_a_visit_to_another_free_room(
        self, rooms: Rooms, database: Database, caller: str
    ) -> None:
        visit = await rooms.cast.booked("10:00")
        change = {"room_id": str(rooms.second.uid)}
        changed = ok(await patch(getattr(rooms.cast, caller), visit, **change))
        assert (changed["room_id"], changed["room_name"]) == (
            str(rooms.second.uid),
            rooms.second.name,
        )
        claims = {
            c["uid"]: (c["starts"], c["ends"]) for c in await claims_of(database, visit["id"])
        }
        assert claims[rooms.second.uid] == (at("10:00"), at("10:30"))
        assert rooms.first.uid not in claims

    async def test_a_room_that_is_taken_is_refused(self, rooms: Rooms, database: Database) -> None:
        place = rooms.cast.practice.location
        needs = [{"kind": "room", "tag": None}]
        other = await make_practice(database, location=place, needs=needs)
        visit = await rooms.cast.booked("10:00")
        ok(await rooms.cast.other_patient.post("/appointments", booking(other, at("10:00"))), 201)
        change = {"room_id": str(rooms.second.uid), "notes": "Bigger room"}
        problem(await patch(rooms.cast.desk, visit, **change), 409, "scheduling.slot_taken")
        assert ok(await rooms.cast.own.get(f"/appointments/{visit['id']}")) == visit

    async def test_what_is_no_room_of_the_place_is_refused(
        self, rooms: Rooms, database: Database
    ) -> None:
        visit = await rooms.cast.booked("10:00")
        place = rooms.cast.practice.location
        wrong = [
            await make_resource(database, await make_location(database)),
            await make_resource(database, place, active=False),
            await make_resource(database, place, ResourceKind.DEVICE),
        ]
        for uid in (unknown_id(), *(str(resource.uid) for resource in wrong)):
            refused = await patch(rooms.cast.desk, visit, room_id=uid)
            found = problem(refused, 422, "resources.unknown")
            assert found["errors"][0]["pointer"] == "/room_id"

    async def test_a_visit_that_needs_no_room_gets_none(
        self, cast: Cast, database: Database
    ) -> None:
        visit = await cast.booked("10:00")
        room = await make_resource(database, cast.practice.location)
        refused = await patch(cast.desk, visit, room_id=str(room.uid))
        problem(refused, 422, "resources.unknown")

    async def test_a_patient_does_not_choose_the_room(self, rooms: Rooms) -> None:
        visit = await rooms.cast.booked("10:00")
        refused = await patch(rooms.cast.own, visit, room_id=str(rooms.second.uid))
        problem(refused, 403, "scheduling.transition_forbidden")

    async def test_a_device_that_is_needed_too_is_not_shown_as_the_room(
        self, api: Api, database: Database
    ) -> None:
        place = await make_location(database)
        device = await make_resource(database, place, ResourceKind.DEVICE)
        room = await make_resource(database, place)
        needs = [{"kind": "device", "tag": None}, {"kind": "room", "tag": None}]
        practice = await make_practice(database, location=place, needs=needs)
        cast = await make_cast(api, database, practice)
        visit = await cast.booked("10:00")
        assert visit["room_id"] == str(room.uid)
        body = {"starts_at": at("11:00").isoformat()}
        moved = ok(await cast.own.post(f"/appointments/{visit['id']}/reschedule", body))
        assert moved["room_id"] == str(room.uid)
        found = {claim["uid"] for claim in await claims_of(database, visit["id"])}
        assert {device.uid, room.uid} <= found

    async def test_a_visit_that_needs_a_device_only_has_no_room(
        self, api: Api, database: Database
    ) -> None:
        cast = await cast_of(api, database, needs=[{"kind": "device", "tag": None}])
        await make_resource(database, cast.practice.location, ResourceKind.DEVICE)
        assert (await cast.booked("10:00"))["room_id"] is None


async def test_whoever_read_an_older_version_reads_again_first(cast: Cast) -> None:
    visit = await cast.booked("10:00")
    ok(await patch(cast.own.with_headers(If_Match='"1"'), visit, reason="Cough"))
    problem(await patch(cast.own.with_headers(If_Match='"1"'), visit, reason="Cold"), 412, "stale")
    ok(await patch(cast.own.with_headers(If_Match='"1", "2"'), visit, reason="Cold"))


async def test_others_change_nothing(cast: Cast) -> None:
    visit = await cast.booked("10:00")
    problem(await patch(cast.visitor, visit, **TEXTS), 401, "auth.required")
    for caller in (cast.other_patient, cast.other_doctor):
        problem(await patch(caller, visit, **TEXTS), 404, "not_found")
    problem(await patch(cast.desk, {"id": unknown_id()}, **TEXTS), 404, "not_found")
    assert ok(await cast.own.get(f"/appointments/{visit['id']}")) == visit
