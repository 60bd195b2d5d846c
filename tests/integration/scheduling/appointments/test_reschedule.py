"""Moving a visit: the same appointment at another time."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from praxis.directory.visit_types.models import DoctorVisitType
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.availability import EVERY_DAY, Practice, make_practice, make_rule
from tests.factories.directory import add_all, make_doctor, make_location, make_resource
from tests.integration.scheduling.cast import (
    TUESDAY,
    Cast,
    at,
    cast_of,
    facts_of,
    make_cast,
    unknown_id,
)
from tests.integration.scheduling.claims import claimed, claims_of
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.booking import booking, count_overlaps

ROOM = [{"kind": "room", "tag": None}]


async def move(caller: Api, visit: dict[str, Any], wall: str, **more: Any) -> Any:
    body = {"starts_at": at(wall).isoformat(), **more}
    return await caller.post(f"/appointments/{visit['id']}/reschedule", body)


async def colleague(database: Database, cast: Cast, **changes: Any) -> Practice:
    """Another doctor at the same place with the same visit type."""
    doctor = await make_doctor(database, **changes)
    for weekday in EVERY_DAY:
        await make_rule(database, doctor, cast.practice.location, weekday)
    return Practice(cast.practice.location, doctor, cast.practice.visit_type)


class TestMove:
    @pytest.mark.parametrize("caller", ["own", "doctor", "desk", "admin"])
    async def test_it_stays_the_same_visit(self, cast: Cast, caller: str) -> None:
        visit = await cast.booked("10:00", reason="Cough")
        answer = await move(getattr(cast, caller), visit, "14:00")
        moved = ok(answer)
        assert answer.headers["etag"] == '"2"'
        before, after = facts_of(visit), facts_of(moved)
        changed = {name for name in before if after[name] != before[name]}
        assert changed == {"starts_at", "ends_at", "changeable_until", "version", "sequence"}
        assert (moved["version"], moved["sequence"]) == (2, 1)
        assert datetime.fromisoformat(moved["starts_at"]) == at("14:00")
        assert ok(await getattr(cast, caller).get(f"/appointments/{visit['id']}")) == moved

    async def test_the_old_time_is_free_and_the_new_one_taken(
        self, cast: Cast, database: Database
    ) -> None:
        visit = await cast.booked("10:00")
        ok(await move(cast.own, visit, "14:00"))
        starts = await cast.starts()
        assert "10:00" in starts
        assert "14:00" not in starts
        period = (at("14:00"), at("14:30"))
        assert await claimed(database, visit["id"]) == {"doctor": period, "patient": period}

    async def test_a_visit_moves_within_its_own_time(self, api: Api, database: Database) -> None:
        cast = await cast_of(api, database, slot_interval_minutes=10, buffer_after_minutes=10)
        visit = await cast.booked("10:00")
        moved = ok(await move(cast.own, visit, "10:10"))
        assert datetime.fromisoformat(moved["starts_at"]) == at("10:10")
        assert (await claimed(database, visit["id"]))["doctor"] == (at("10:10"), at("10:50"))

    async def test_history_audit_and_messages_say_so(self, cast: Cast, database: Database) -> None:
        visit = await cast.booked("10:00")
        ok(await move(cast.own, visit, "14:00", reason="Working late"))
        last = ok(await cast.own.get(f"/appointments/{visit['id']}/events"))["items"][-1]
        assert datetime.fromisoformat(last.pop("previous_starts_at")) == at("10:00")
        assert last == {
            "at": "2027-01-04T06:00:00Z",
            "kind": "rescheduled",
            "from_status": "confirmed",
            "to_status": "confirmed",
            "actor_name": cast.user.full_name,
            "actor_role": "patient",
            "reason": "Working late",
        }
        (event,) = await events_of(database, cast.user.id, "appointment.rescheduled")
        assert (event["patient_id"], event["fields"]) == (cast.patient.id, ["starts_at"])
        assert event["reason"] is None, "what a patient writes may be clinical"
        async with database.reading() as reader:
            sent = await reader.sql.fetch(
                """
                SELECT topic FROM outbox_messages WHERE (payload->>'appointment_id')::bigint =
                    (SELECT id FROM appointments WHERE uid = $1) ORDER BY id
                """,
                visit["id"],
            )
        assert [row["topic"] for row in sent] == [
            "scheduling.appointment_booked",
            "scheduling.appointment_rescheduled",
        ]

    async def test_the_audit_has_the_reason_of_an_override_and_no_other(
        self, api: Api, database: Database
    ) -> None:
        cast = await cast_of(api, database, minimum_notice_minutes=2880)
        visit = await cast.booked_by_desk("10:00")
        why = {"reason": "Her fever is worse"}
        ok(await move(cast.desk, visit, "14:00", **why))
        override = {"outside_hours": True, "override_reason": "House call"}
        ok(await move(cast.desk, visit, "18:00", **why, **override))
        async with database.reading() as reader:
            rows = await reader.sql.fetch(
                """
                SELECT reason, details->'overrides' AS overrides FROM audit_events
                WHERE entity_uid = $1 AND action = 'appointment.rescheduled' ORDER BY id
                """,
                visit["id"],
            )
        assert [(row["reason"], row["overrides"]) for row in rows] == [
            (None, ["outside_notice"]),
            ("House call", ["no_hours", "outside_notice"]),
        ]

    async def test_length_and_fee_stay_as_they_were_booked(
        self, cast: Cast, database: Database
    ) -> None:
        visit = await cast.booked("10:00")
        dearer = DoctorVisitType(
            doctor_id=cast.practice.doctor.id,
            visit_type_id=cast.practice.visit_type.id,
            duration_minutes=60,
            fee_amount=900,
            fee_currency="BDT",
        )
        await add_all(database, dearer)
        moved = ok(await move(cast.own, visit, "14:00"))
        assert (moved["duration_minutes"], moved["fee"]["amount"]) == (30, "500.00")
        assert datetime.fromisoformat(moved["ends_at"]) == at("14:30")

    async def test_a_promise_to_come_was_for_the_old_time(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        ok(await cast.own.patch(f"/appointments/{visit['id']}", {"confirmed_by_patient": True}))
        assert ok(await move(cast.own, visit, "14:00"))["confirmed_by_patient_at"] is None

    async def test_a_visit_finds_a_free_room_at_its_new_time(
        self, api: Api, database: Database
    ) -> None:
        place = await make_location(database)
        rooms = [await make_resource(database, place) for _ in "ab"]
        first, second = [await make_practice(database, location=place, needs=ROOM) for _ in "ab"]
        cast = await make_cast(api, database, second)
        ok(await cast.other_patient.post("/appointments", booking(first, at("14:00"))), 201)
        visit = await cast.booked("10:00")
        assert visit["room_id"] == str(rooms[0].uid)
        moved = ok(await move(cast.own, visit, "14:00"))
        assert moved["room_id"] == str(rooms[1].uid)
        assert moved["room_name"] == rooms[1].name
        found = [c["uid"] for c in await claims_of(database, visit["id"]) if c["on_what"] == "room"]
        assert found == [rooms[1].uid]

    async def test_the_holder_moves_a_visit_into_the_time_held(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        ok(await cast.own.post("/holds", booking(cast.practice, at("14:00"))), 201)
        ok(await move(cast.own, visit, "14:00"))

    async def test_a_request_stays_a_request_until_it_would_begin(
        self, api: Api, database: Database
    ) -> None:
        cast = await cast_of(api, database, needs_approval=True)
        asked = await cast.booked("16:00")
        moved = ok(await move(cast.own, asked, "09:00"))
        assert moved["status"] == "pending"
        assert datetime.fromisoformat(moved["expires_at"]) == at("09:00")
        ends = {claim["expires_at"] for claim in await claims_of(database, asked["id"])}
        assert ends == {at("09:00")}


class TestOtherDoctor:
    async def test_the_desk_moves_a_visit_to_a_colleague(
        self, cast: Cast, database: Database
    ) -> None:
        other = await colleague(database, cast)
        visit = await cast.booked("10:00")
        moved = ok(await move(cast.desk, visit, "10:00", doctor_id=str(other.doctor.uid)))
        assert moved["doctor_id"] == str(other.doctor.uid)
        assert (moved["id"], moved["sequence"]) == (visit["id"], 1)
        problem(await cast.doctor.get(f"/appointments/{visit['id']}"), 404, "not_found")
        assert "10:00" in await cast.starts()
        resources = {c["uid"] for c in await claims_of(database, visit["id"])}
        assert len(resources) == 2
        assert await count_overlaps(database) == 0

    async def test_a_doctor_gives_no_visit_away(self, cast: Cast, database: Database) -> None:
        other = await colleague(database, cast)
        visit = await cast.booked("10:00")
        refused = await move(cast.doctor, visit, "10:00", doctor_id=str(other.doctor.uid))
        problem(refused, 403, "scheduling.transition_forbidden")

    async def test_a_new_patient_moves_to_no_doctor_who_takes_none(
        self, cast: Cast, database: Database
    ) -> None:
        other = await colleague(database, cast, accepts_new_patients=False)
        visit = await cast.booked("10:00")
        there = {"doctor_id": str(other.doctor.uid)}
        refused = problem(
            await move(cast.own, visit, "10:00", **there), 422, "scheduling.not_available"
        )
        assert refused["reason"] == "not_accepting_new_patients"
        ok(await move(cast.desk, visit, "10:00", **there))

    async def test_who_does_not_exist_is_named(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        refused = await move(cast.desk, visit, "10:00", doctor_id=unknown_id())
        problem(refused, 422, "doctors.unknown")


class TestRefused:
    async def test_what_fails_leaves_the_visit_where_it_was(
        self, cast: Cast, database: Database
    ) -> None:
        visit = await cast.booked("10:00")
        ok(
            await cast.other_patient.post("/appointments", booking(cast.practice, at("14:00"))),
            201,
        )
        before = await claims_of(database, visit["id"])
        for caller, wall, status, code in (
            (cast.own, "14:00", 409, "scheduling.slot_taken"),
            (cast.desk, "14:00", 409, "scheduling.slot_taken"),
            (cast.own, "18:00", 422, "scheduling.not_available"),
            (cast.own, "14:10", 422, "scheduling.not_available"),
            (cast.desk, "18:00", 422, "scheduling.override_needed"),
        ):
            problem(await move(caller, visit, wall), status, code)
        assert await claims_of(database, visit["id"]) == before
        assert ok(await cast.own.get(f"/appointments/{visit['id']}")) == visit
        events = ok(await cast.own.get(f"/appointments/{visit['id']}/events"))["items"]
        assert [event["kind"] for event in events] == ["booked"]

    async def test_a_patient_is_not_moved_into_another_visit_of_theirs(
        self, cast: Cast, database: Database
    ) -> None:
        other = await colleague(database, cast)
        body = booking(other, at("14:00"))
        ok(await cast.own.post("/appointments", body), 201)
        visit = await cast.booked("10:00")
        problem(await move(cast.own, visit, "14:00"), 409, "scheduling.patient_busy")
        assert (await claimed(database, visit["id"]))["doctor"] == (at("10:00"), at("10:30"))

    async def test_whoever_read_an_older_version_reads_again_first(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        ok(await move(cast.own.with_headers(If_Match='"1"'), visit, "11:00"))
        stale = await move(cast.own.with_headers(If_Match='"1"'), visit, "12:00")
        problem(stale, 412, "stale")
        ok(await move(cast.own.with_headers(If_Match='"2"'), visit, "12:00"))

    async def test_the_notice_binds_patients_and_not_the_practice(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        clock.move_to(at("09:01"))
        cast = await cast_of(api, database, cancellation_notice_minutes=60)
        visit = await cast.booked("10:00")
        problem(await move(cast.own, visit, "14:00"), 409, "scheduling.too_late")
        ok(await move(cast.doctor, visit, "14:00"))

    @pytest.mark.parametrize("path", ["cancel", "checked_in"])
    async def test_what_is_over_or_under_way_is_not_moved(self, cast: Cast, path: str) -> None:
        visit = await cast.booked_today()
        one = f"/appointments/{visit['id']}"
        if path == "cancel":
            ok(await cast.own.post(f"{one}/cancel"))
        else:
            ok(await cast.desk.patch(f"{one}/status", {"status": path}))
        problem(await move(cast.desk, visit, "14:00"), 409, "scheduling.bad_transition")

    async def test_a_request_that_has_run_out_is_not_moved(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        cast = await cast_of(api, database, needs_approval=True)
        late = TUESDAY + timedelta(days=7)
        body = booking(cast.practice, at("10:00", late))
        asked = ok(await cast.own.post("/appointments", body), 201)
        clock.advance(timedelta(hours=48))
        caller = await api.signed_in(cast.user)
        again = {"starts_at": at("10:00", late).isoformat()}
        path = f"/appointments/{asked['id']}/reschedule"
        problem(await caller.post(path, again), 409, "scheduling.bad_transition")

    async def test_others_move_nothing(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        problem(await move(cast.visitor, visit, "14:00"), 401, "auth.required")
        for caller in (cast.other_patient, cast.other_doctor):
            problem(await move(caller, visit, "14:00"), 404, "not_found")
        refused = await move(cast.own, visit, "18:00", outside_hours=True, override_reason="Please")
        problem(refused, 403, "scheduling.override_forbidden")
        problem(await move(cast.desk, {"id": unknown_id()}, "14:00"), 404, "not_found")
