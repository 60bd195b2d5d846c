"""Keeping a time while booking it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.conftest import NOW
from tests.factories.availability import make_practice
from tests.factories.directory import make_location, make_resource, make_visit_type
from tests.integration.directory.facts import audited
from tests.integration.scheduling.cast import Cast, at, cast_of, make_cast, unknown_id
from tests.integration.scheduling.claims import claimed
from tests.support.api import Api, ok, problem
from tests.support.booking import book, booking, count_overlaps

ROOM = [{"kind": "room", "tag": None}]


async def hold(caller: Api, cast: Cast, wall: str = "10:00", **more: Any) -> dict[str, Any]:
    body = booking(cast.practice, at(wall), **more)
    held: dict[str, Any] = ok(await caller.post("/holds", body), 201)
    return held


class TestHold:
    async def test_a_time_is_kept_for_ten_minutes(self, cast: Cast, database: Database) -> None:
        held = await hold(cast.own, cast)
        assert held == {
            "id": held["id"],
            "doctor_id": str(cast.practice.doctor.uid),
            "visit_type_id": str(cast.practice.visit_type.uid),
            "location_id": str(cast.practice.location.uid),
            "starts_at": "2027-01-05T04:00:00Z",
            "ends_at": "2027-01-05T04:30:00Z",
            "expires_at": "2027-01-04T06:10:00Z",
        }
        assert await audited(database, held["id"]) == ["hold.created"]
        body = booking(cast.practice, at("10:00"))
        for path in ("/holds", "/appointments"):
            refused = await cast.other_patient.post(path, body)
            problem(refused, 409, "scheduling.slot_taken")

    async def test_a_hold_runs_out_with_the_clock(self, cast: Cast, clock: FixedClock) -> None:
        await hold(cast.own, cast)
        clock.advance(timedelta(minutes=9, seconds=59))
        body = booking(cast.practice, at("10:00"))
        refused = await cast.other_patient.post("/appointments", body)
        problem(refused, 409, "scheduling.slot_taken")
        clock.advance(timedelta(seconds=1))
        await book(cast.other_patient, cast.practice, at("10:00"))

    async def test_a_hold_keeps_the_room_too(self, api: Api, database: Database) -> None:
        place = await make_location(database)
        await make_resource(database, place)
        first, second = [await make_practice(database, location=place, needs=ROOM) for _ in "ab"]
        cast = await make_cast(api, database, second)
        held = ok(await cast.own.post("/holds", booking(first, at("10:00"))), 201)
        assert set(await claimed(database, held["id"])) == {"doctor", "room"}
        assert "10:00" not in await cast.starts(cast.own), "the room is kept for the other doctor"
        body = booking(second, at("10:00"))
        problem(await cast.own.post("/appointments", body), 409, "scheduling.slot_taken")

    async def test_five_times_are_kept_at_once_and_no_more(self, cast: Cast) -> None:
        walls = ["09:00", "10:00", "11:00", "12:00", "13:00"]
        held = [await hold(cast.own, cast, wall) for wall in walls]
        body = booking(cast.practice, at("14:00"))
        refused = problem(await cast.own.post("/holds", body), 409, "scheduling.too_many_holds")
        assert refused["limit"] == 5
        await hold(cast.own, cast, "13:00")
        ok(await cast.own.delete(f"/holds/{held[0]['id']}"), 204)
        await hold(cast.own, cast, "14:00")

    async def test_holds_that_have_run_out_do_not_count(
        self, cast: Cast, clock: FixedClock
    ) -> None:
        for wall in ("09:00", "10:00", "11:00", "12:00", "13:00"):
            await hold(cast.own, cast, wall)
        clock.advance(timedelta(minutes=10))
        await hold(cast.own, cast, "14:00")

    @pytest.mark.parametrize("wall", ["10:00", "10:10", "10:30"])
    async def test_holding_again_replaces_ones_own(
        self, api: Api, database: Database, wall: str
    ) -> None:
        """Also a time that only the buffer of the first one touches."""
        cast = await cast_of(api, database, slot_interval_minutes=10, buffer_after_minutes=10)
        first = await hold(cast.own, cast)
        second = await hold(cast.own, cast, wall)
        assert await claimed(database, first["id"]) == {}
        starts = at(wall)
        ends = starts + timedelta(minutes=40)
        assert await claimed(database, second["id"]) == {"doctor": (starts, ends)}

    async def test_what_is_not_offered_cannot_be_held(self, api: Api, database: Database) -> None:
        cast = await cast_of(api, database, minimum_notice_minutes=24 * 60)
        for wall, reason in (("18:00", "no_hours"), ("11:00", "outside_notice")):
            refused = await cast.own.post("/holds", booking(cast.practice, at(wall)))
            assert problem(refused, 422, "scheduling.not_available")["reason"] == reason

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"doctor_id": unknown_id()}, "doctors.unknown"),
            ({"visit_type_id": unknown_id()}, "visit_types.unknown"),
            ({"location_id": unknown_id()}, "scheduling.not_available"),
            ({"starts_at": "2027-01-05T10:00:00"}, "time.naive"),
            ({"starts_at": 1767600000}, "time.format"),
            ({"overbook": True}, "extra_forbidden"),
        ],
    )
    async def test_an_unacceptable_hold_is_refused(
        self, cast: Cast, change: dict[str, Any], code: str
    ) -> None:
        body = {**booking(cast.practice, at("10:00")), **change}
        problem(await cast.own.post("/holds", body), 422, code)

    async def test_repeated_with_its_key_is_held_once(self, cast: Cast) -> None:
        keyed = cast.own.with_headers(Idempotency_Key=new_uid().hex)
        assert await hold(keyed, cast) == await hold(keyed, cast)

    async def test_a_visitor_holds_nothing(self, cast: Cast) -> None:
        body = booking(cast.practice, at("10:00"))
        problem(await cast.visitor.post("/holds", body), 401, "auth.required")


class TestUse:
    async def test_the_holder_books_and_the_hold_is_gone(
        self, cast: Cast, database: Database
    ) -> None:
        held = await hold(cast.own, cast)
        visit = await cast.booked("10:00", hold_id=held["id"])
        assert await claimed(database, held["id"]) == {}
        assert set(await claimed(database, visit["id"])) == {"doctor", "patient"}
        assert await count_overlaps(database) == 0
        problem(await cast.own.delete(f"/holds/{held['id']}"), 404, "not_found")

    async def test_the_holder_needs_not_name_the_hold(self, cast: Cast) -> None:
        await hold(cast.own, cast)
        assert (await cast.booked("10:00"))["status"] == "confirmed"

    async def test_the_desk_holds_and_books_for_a_patient(self, cast: Cast) -> None:
        held = await hold(cast.desk, cast)
        await cast.booked_by_desk("10:00", hold_id=held["id"])

    async def test_a_hold_that_has_run_out_is_no_reason_to_refuse(
        self, cast: Cast, clock: FixedClock
    ) -> None:
        held = await hold(cast.own, cast)
        clock.advance(timedelta(minutes=11))
        await cast.booked("10:00", hold_id=held["id"])

    async def test_a_hold_that_has_run_out_keeps_nothing(
        self, cast: Cast, clock: FixedClock
    ) -> None:
        held = await hold(cast.own, cast)
        clock.advance(timedelta(minutes=11))
        await book(cast.other_patient, cast.practice, at("10:00"))
        body = booking(cast.practice, at("10:00"), hold_id=held["id"])
        problem(await cast.own.post("/appointments", body), 409, "scheduling.slot_taken")

    async def test_a_hold_for_something_else_is_refused_and_stands(
        self, cast: Cast, database: Database
    ) -> None:
        held = await hold(cast.own, cast)
        other = str((await make_visit_type(database)).uid)
        for wall, more in (("11:00", {}), ("10:00", {"visit_type_id": other})):
            body = booking(cast.practice, at(wall), hold_id=held["id"]) | more
            refused = await cast.own.post("/appointments", body)
            found = problem(refused, 422, "scheduling.hold_mismatch")
            assert found["errors"][0]["pointer"] == "/hold_id"
        assert "doctor" in await claimed(database, held["id"])

    async def test_the_hold_of_somebody_else_is_of_no_use(
        self, cast: Cast, database: Database
    ) -> None:
        held = await hold(cast.own, cast)
        stolen = booking(cast.practice, at("10:00"), hold_id=held["id"])
        refused = await cast.other_patient.post("/appointments", stolen)
        problem(refused, 409, "scheduling.slot_taken")
        elsewhere = booking(cast.practice, at("11:00"), hold_id=held["id"])
        ok(await cast.other_patient.post("/appointments", elsewhere), 201)
        assert "doctor" in await claimed(database, held["id"])


class TestRelease:
    async def test_a_released_time_is_free(self, cast: Cast, database: Database) -> None:
        held = await hold(cast.own, cast)
        ok(await cast.own.delete(f"/holds/{held['id']}"), 204)
        assert "10:00" in await cast.starts()
        assert await audited(database, held["id"]) == ["hold.created", "hold.released"]
        problem(await cast.own.delete(f"/holds/{held['id']}"), 404, "not_found")

    async def test_nobody_releases_the_hold_of_another(
        self, cast: Cast, database: Database
    ) -> None:
        held = await hold(cast.own, cast)
        one = f"/holds/{held['id']}"
        problem(await cast.visitor.delete(one), 401, "auth.required")
        for caller in (cast.other_patient, cast.doctor, cast.other_doctor, cast.desk, cast.admin):
            problem(await caller.delete(one), 404, "not_found")
        assert "doctor" in await claimed(database, held["id"])
        assert datetime.fromisoformat(held["expires_at"]) == NOW + timedelta(minutes=10)
