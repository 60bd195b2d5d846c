"""Every step of the state table over HTTP: what it writes, and whom it is closed to."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.integration.scheduling.cast import TUESDAY, Cast, at, cast_of, unknown_id
from tests.integration.scheduling.claims import claims_of
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.booking import booking

# How a visit comes into each state, and who takes it there.
WAYS: dict[str, list[tuple[str, str]]] = {
    "confirmed": [],
    "checked_in": [("desk", "checked_in")],
    "in_progress": [("desk", "checked_in"), ("doctor", "in_progress")],
    "completed": [("desk", "checked_in"), ("doctor", "in_progress"), ("doctor", "completed")],
    "no_show": [("desk", "no_show")],
}
STEPS = [
    ("confirmed", "doctor", "checked_in", "checked_in"),
    ("confirmed", "desk", "no_show", "no_show"),
    ("confirmed", "doctor", "completed", "completed"),
    ("confirmed", "desk", "cancelled", "cancelled"),
    ("checked_in", "desk", "in_progress", "in_progress"),
    ("checked_in", "desk", "left_without_seen", "left_without_seen"),
    ("checked_in", "desk", "confirmed", "check_in_undone"),
    ("in_progress", "doctor", "completed", "completed"),
    ("in_progress", "desk", "checked_in", "start_undone"),
    ("completed", "doctor", "in_progress", "reopened"),
    ("no_show", "desk", "checked_in", "no_show_undone"),
    *((state, "admin", "entered_in_error", "entered_in_error") for state in WAYS),
]


@pytest.fixture
async def cast(api: Api, database: Database, clock: FixedClock) -> Cast:
    """People of Tuesday, a quarter past ten."""
    clock.move_to(at("10:15"))
    return await cast_of(api, database)


async def step(caller: Api, visit: dict[str, Any], to: str, reason: str | None = None) -> Any:
    body = {"status": to} if reason is None else {"status": to, "reason": reason}
    return await caller.patch(f"/appointments/{visit['id']}/status", body)


async def take(cast: Cast, visit: dict[str, Any], way: Iterable[tuple[str, str]]) -> Any:
    for caller, to in way:
        visit = ok(await step(getattr(cast, caller), visit, to))
    return visit


@pytest.fixture
async def visit(cast: Cast, clock: FixedClock) -> dict[str, Any]:
    """A visit that was due to begin a quarter of an hour ago."""
    clock.move_to(at("09:55"))
    booked: dict[str, Any] = await cast.booked("10:00")
    clock.move_to(at("10:15"))
    return booked


@pytest.mark.parametrize(("before", "caller", "to", "kind"), STEPS)
async def test_each_step_is_taken_and_remembered(
    cast: Cast,
    database: Database,
    visit: dict[str, Any],
    before: str,
    caller: str,
    to: str,
    kind: str,
) -> None:
    visit = await take(cast, visit, WAYS[before])

    answer = await step(getattr(cast, caller), visit, to, "Because")

    changed = ok(answer)
    assert (changed["status"], changed["version"]) == (to, visit["version"] + 1)
    assert answer.headers["etag"] == f'"{changed["version"]}"'
    assert ok(await getattr(cast, caller).get(f"/appointments/{visit['id']}")) == changed
    last = ok(await cast.desk.get(f"/appointments/{visit['id']}/events"))["items"][-1]
    found = (last["kind"], last["from_status"], last["to_status"], last["reason"])
    assert found == (kind, before, to, "Because")
    async with database.reading() as reader:
        row = await reader.sql.fetchrow(
            "SELECT details, reason FROM audit_events WHERE entity_uid = $1 AND action = $2",
            visit["id"],
            f"appointment.{kind}",
        )
    assert row is not None
    assert row["details"] == {"from": before, "to": to}
    assert row["reason"] is None


class TestArrival:
    async def test_who_arrives_after_the_time_is_late(
        self, cast: Cast, visit: dict[str, Any]
    ) -> None:
        here = ok(await step(cast.desk, visit, "checked_in"))
        assert datetime.fromisoformat(here["arrived_at"]) == at("10:15")
        assert here["late"] is True

    async def test_who_arrives_before_the_time_is_not(self, cast: Cast) -> None:
        visit = await cast.booked("11:00")
        here = ok(await step(cast.desk, visit, "checked_in"))
        assert (here["late"], here["arrived_at"] is None) == (False, False)

    async def test_arrival_is_undone_with_the_check_in(
        self, cast: Cast, visit: dict[str, Any]
    ) -> None:
        undone = await take(cast, visit, [("desk", "checked_in"), ("desk", "confirmed")])
        assert (undone["arrived_at"], undone["late"]) == (None, False)

    async def test_arrival_stays_when_the_visit_was_begun_by_mistake(
        self, cast: Cast, visit: dict[str, Any], clock: FixedClock
    ) -> None:
        begun = await take(cast, visit, WAYS["in_progress"])
        clock.advance(timedelta(minutes=5))
        back = ok(await step(cast.doctor, begun, "checked_in"))
        assert back["arrived_at"] == begun["arrived_at"]

    async def test_a_no_show_who_comes_after_all_arrives_then(
        self, cast: Cast, visit: dict[str, Any], clock: FixedClock
    ) -> None:
        missed = await take(cast, visit, WAYS["no_show"])
        clock.move_to(at("10:20"))
        back = ok(await step(cast.desk, missed, "checked_in", "Traffic"))
        assert datetime.fromisoformat(back["arrived_at"]) == at("10:20")


class TestClaims:
    @pytest.mark.parametrize("state", ["checked_in", "in_progress", "completed", "no_show"])
    async def test_a_visit_that_takes_place_keeps_its_time(
        self, cast: Cast, database: Database, visit: dict[str, Any], state: str
    ) -> None:
        await take(cast, visit, WAYS[state])
        assert len(await claims_of(database, visit["id"])) == 2

    async def test_what_was_entered_in_error_frees_its_time(
        self, cast: Cast, database: Database
    ) -> None:
        visit = await cast.booked("11:00")
        ok(await step(cast.admin, visit, "entered_in_error", "Wrong patient"))
        assert await claims_of(database, visit["id"]) == []
        assert "11:00" in await cast.starts()


class TestApproval:
    @pytest.fixture
    async def cast(self, api: Api, database: Database, clock: FixedClock) -> Cast:
        clock.move_to(at("10:15"))
        return await cast_of(api, database, needs_approval=True)

    @pytest.mark.parametrize("caller", ["doctor", "desk", "admin"])
    async def test_an_approved_request_keeps_its_time_without_end(
        self, api: Api, cast: Cast, database: Database, clock: FixedClock, caller: str
    ) -> None:
        asked = await self.ask(cast, TUESDAY + timedelta(days=3))
        assert all(claim["expires_at"] for claim in await claims_of(database, asked["id"]))
        approved = ok(await step(getattr(cast, caller), asked, "confirmed"))
        assert (approved["status"], approved["expires_at"]) == ("confirmed", None)
        kept = await claims_of(database, asked["id"])
        assert [claim["expires_at"] for claim in kept] == [None, None]
        clock.advance(timedelta(hours=49))
        rival = await api.signed_in(cast.practice.doctor.user)
        body = booking(
            cast.practice, at("10:00", TUESDAY + timedelta(days=3)), patient_id=asked["patient_id"]
        )
        problem(await rival.post("/appointments", body), 409, "scheduling.slot_taken")

    async def test_a_declined_request_frees_its_time(self, cast: Cast, database: Database) -> None:
        asked = await self.ask(cast, TUESDAY + timedelta(days=3))
        declined = ok(await step(cast.doctor, asked, "declined", "See a specialist"))
        assert (declined["status"], declined["expires_at"]) == ("declined", None)
        assert await claims_of(database, asked["id"]) == []

    async def test_a_request_that_has_run_out_is_not_approved(
        self, api: Api, cast: Cast, clock: FixedClock
    ) -> None:
        asked = await self.ask(cast, TUESDAY + timedelta(days=3))
        clock.advance(timedelta(hours=48))
        doctor = await api.signed_in(cast.practice.doctor.user)
        for to in ("confirmed", "declined", "cancelled"):
            refused = problem(await step(doctor, asked, to), 409, "scheduling.bad_transition")
            assert refused["from_status"] == "expired"

    async def test_a_patient_does_not_approve(self, cast: Cast) -> None:
        asked = await self.ask(cast, TUESDAY + timedelta(days=3))
        for to in ("confirmed", "declined"):
            problem(await step(cast.own, asked, to), 403, "scheduling.transition_forbidden")

    async def ask(self, cast: Cast, on: date) -> dict[str, Any]:
        body = booking(cast.practice, at("10:00", on))
        asked: dict[str, Any] = ok(await cast.own.post("/appointments", body), 201)
        assert asked["status"] == "pending"
        return asked


class TestRefused:
    async def test_what_the_table_does_not_have(self, cast: Cast, visit: dict[str, Any]) -> None:
        refused = await step(cast.desk, visit, "in_progress")
        found = problem(refused, 409, "scheduling.bad_transition")
        assert (found["from_status"], found["to_status"]) == ("confirmed", "in_progress")
        problem(await step(cast.admin, visit, "expired"), 409, "scheduling.bad_transition")

    async def test_a_patient_takes_no_step_of_the_practice(
        self, cast: Cast, visit: dict[str, Any]
    ) -> None:
        for to in ("checked_in", "no_show", "completed", "entered_in_error"):
            refused = await step(cast.own, visit, to, "Please")
            problem(refused, 403, "scheduling.transition_forbidden")

    async def test_only_the_doctor_completes(self, cast: Cast, visit: dict[str, Any]) -> None:
        await take(cast, visit, WAYS["in_progress"])
        for caller in (cast.desk, cast.admin):
            refused = await step(caller, visit, "completed")
            problem(refused, 403, "scheduling.transition_forbidden")

    async def test_nobody_is_missing_before_the_visit_begins(self, cast: Cast) -> None:
        visit = await cast.booked("11:00")
        problem(await step(cast.desk, visit, "no_show"), 409, "scheduling.too_early")
        problem(await step(cast.doctor, visit, "completed"), 409, "scheduling.too_early")

    async def test_some_steps_need_a_reason(self, cast: Cast, visit: dict[str, Any]) -> None:
        done = await take(cast, visit, WAYS["completed"])
        for caller, to in ((cast.doctor, "in_progress"), (cast.admin, "entered_in_error")):
            refused = problem(await step(caller, done, to), 422, "scheduling.reason_required")
            assert refused["errors"][0]["pointer"] == "/reason"
            problem(await step(caller, done, to, " "), 422, "scheduling.reason_required")

    async def test_what_is_done_is_reopened_on_its_day_only(
        self, api: Api, cast: Cast, visit: dict[str, Any], clock: FixedClock
    ) -> None:
        await take(cast, visit, WAYS["completed"])
        clock.move_to(at("00:00", TUESDAY + timedelta(days=1)))
        doctor = await api.signed_in(cast.practice.doctor.user)
        refused = await step(doctor, visit, "in_progress", "Forgot")
        problem(refused, 409, "scheduling.day_over")

    async def test_whoever_read_an_older_version_reads_again_first(
        self, cast: Cast, visit: dict[str, Any]
    ) -> None:
        ok(await step(cast.desk.with_headers(If_Match='"1"'), visit, "checked_in"))
        stale = await step(cast.desk.with_headers(If_Match='"1"'), visit, "in_progress")
        problem(stale, 412, "stale")

    @pytest.mark.parametrize("body", [{}, {"status": "gone"}, {"status": None}, {"state": "x"}])
    async def test_what_is_no_state_is_refused(
        self, cast: Cast, visit: dict[str, Any], body: dict[str, Any]
    ) -> None:
        answer = await cast.desk.patch(f"/appointments/{visit['id']}/status", body)
        assert answer.status_code == 422

    async def test_others_take_no_step(
        self, cast: Cast, database: Database, visit: dict[str, Any]
    ) -> None:
        problem(await step(cast.visitor, visit, "checked_in"), 401, "auth.required")
        for caller in (cast.other_patient, cast.other_doctor):
            problem(await step(caller, visit, "checked_in"), 404, "not_found")
        problem(await step(cast.desk, {"id": unknown_id()}, "checked_in"), 404, "not_found")
        written = await events_of(database, cast.user.id, "appointment.")
        assert [event["action"] for event in written] == ["appointment.booked"]
