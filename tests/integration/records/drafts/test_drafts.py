"""What a doctor types is kept for the doctor alone, and goes when the record is written."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments.models import Status
from tests.factories.directory import make_doctor
from tests.factories.identity import make_user
from tests.factories.records import Visit, make_record, make_visit
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

HALF: dict[str, Any] = {
    "diagnosis": "Acute bron",
    "diagnosis_code": "J2",
    "prescription": [{"medicine": "Salbu"}],
}
EMPTY: dict[str, Any] = {
    "diagnosis": None,
    "diagnosis_code": None,
    "prescription": [],
    "notes": None,
}


@pytest.fixture
async def visit(database: Database) -> Visit:
    return await make_visit(database, status=Status.IN_PROGRESS)


@pytest.fixture
async def doctor(api: Api, visit: Visit) -> Api:
    return await api.signed_in(visit.doctor.user)


def path(visit: Visit) -> str:
    return f"/appointments/{visit.appointment.uid}/record-draft"


async def test_what_is_half_typed_is_kept(clock: FixedClock, visit: Visit, doctor: Api) -> None:
    response = await doctor.put(path(visit), HALF)
    saved = ok(response)
    assert response.headers["etag"] == '"1"'
    item = {"medicine": "Salbu", "dose": "", "frequency": "", "duration": None, "notes": None}
    assert saved == {
        **EMPTY,
        **HALF,
        "prescription": [item],
        "version": 1,
        "saved_at": "2027-01-04T06:00:00Z",
    }
    clock.advance(timedelta(minutes=1))
    response = await doctor.get(path(visit))
    assert ok(response) == saved
    assert response.headers["etag"] == '"1"'


async def test_saving_replaces_the_whole_draft(visit: Visit, doctor: Api) -> None:
    ok(await doctor.put(path(visit), HALF))
    saved = ok(await doctor.put(path(visit), {"notes": "Chest clear"}))
    assert {name: saved[name] for name in EMPTY} == {**EMPTY, "notes": "Chest clear"}
    assert saved["version"] == 2
    assert ok(await doctor.put(path(visit), {"notes": "Chest clear"})) == saved, "nothing new"
    assert ok(await doctor.put(path(visit), {}))["version"] == 3


async def test_a_second_window_does_not_overwrite_the_first(visit: Visit, doctor: Api) -> None:
    ok(await doctor.put(path(visit), HALF))
    ok(await doctor.put(path(visit), {"notes": "One"}, headers={"If-Match": '"1"'}))
    stale = {"If-Match": '"1"'}
    problem(await doctor.put(path(visit), {"notes": "Two"}, headers=stale), 412, "stale")
    problem(await doctor.delete(path(visit), headers=stale), 412, "stale")
    assert ok(await doctor.get(path(visit)))["notes"] == "One"
    ok(await doctor.delete(path(visit), headers={"If-Match": '"2"'}), 204)
    late = await doctor.put(path(visit), {"notes": "Late"}, headers={"If-Match": '"2"'})
    problem(late, 412, "stale")


async def test_windows_that_begin_together_agree_on_one_draft(visit: Visit, doctor: Api) -> None:
    answers = await asyncio.gather(
        *(doctor.put(path(visit), {"notes": f"Window {number}"}) for number in range(6))
    )
    assert sorted(ok(answer)["version"] for answer in answers) == [1, 2, 3, 4, 5, 6]


async def test_writing_the_record_removes_the_draft(visit: Visit, doctor: Api) -> None:
    ok(await doctor.put(path(visit), HALF))
    record = {"appointment_id": str(visit.appointment.uid), "diagnosis": "Acute bronchitis"}
    ok(await doctor.post("/medical-records", record), 201)
    problem(await doctor.get(path(visit)), 404, "not_found")
    problem(await doctor.put(path(visit), HALF), 409, "records.exists")


async def test_a_save_that_comes_with_the_record_leaves_no_draft(
    visit: Visit, doctor: Api, database: Database
) -> None:
    record = {"appointment_id": str(visit.appointment.uid), "diagnosis": "Acute bronchitis"}
    saves = [doctor.put(path(visit), {"notes": f"{number}"}) for number in range(4)]
    written, *answers = await asyncio.gather(doctor.post("/medical-records", record), *saves)
    ok(written, 201)
    assert {answer.status_code for answer in answers} <= {200, 409}
    async with database.reading() as reader:
        query = "SELECT count(*) FROM record_drafts WHERE appointment_id = $1"
        assert await reader.sql.fetchval(query, visit.appointment.id) == 0


async def test_discarding_forgets_it(visit: Visit, doctor: Api) -> None:
    ok(await doctor.put(path(visit), HALF))
    for _ in range(2):
        ok(await doctor.delete(path(visit)), 204)
    problem(await doctor.get(path(visit)), 404, "not_found")


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.CHECKED_IN, Status.COMPLETED])
async def test_it_can_be_prepared_before_and_finished_after(
    api: Api, database: Database, status: str
) -> None:
    visit = await make_visit(database, status=status)
    doctor = await api.signed_in(visit.doctor.user)
    ok(await doctor.put(path(visit), HALF))


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW, Status.ENTERED_IN_ERROR])
async def test_a_visit_that_was_none_gets_no_draft(
    api: Api, database: Database, status: str
) -> None:
    visit = await make_visit(database, status=status)
    doctor = await api.signed_in(visit.doctor.user)
    problem(await doctor.put(path(visit), HALF), 409, "records.no_visit")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"diagnosis": "x" * 4001}, "string_too_long"),
        ({"diagnosis_code": "x" * 201}, "too_long"),
        ({"prescription": [{}] * 51}, "too_long"),
        ({"prescription": [{"medicine": None}]}, "string_type"),
        ({"notes": "\x00"}, "json_invalid"),
        ({"appointment_id": str(new_uid())}, "extra_forbidden"),
    ],
)
async def test_what_no_draft_can_hold_is_refused(
    visit: Visit, doctor: Api, body: dict[str, Any], code: str
) -> None:
    problem(await doctor.put(path(visit), body), 422, code)
    problem(await doctor.get(path(visit)), 404, "not_found")


async def test_nobody_else_sees_that_there_is_one(
    api: Api, visit: Visit, doctor: Api, database: Database
) -> None:
    await make_record(database, await make_visit(database, doctor=visit.doctor))
    ok(await doctor.put(path(visit), HALF))
    others = {
        visit.account: (403, "auth.role_forbidden"),
        await make_user(database, Role.STAFF): (403, "auth.role_forbidden"),
        await make_user(database, Role.ADMIN): (403, "auth.role_forbidden"),
        (await make_doctor(database)).user: (404, "not_found"),
    }
    for user, refusal in others.items():
        caller = await api.signed_in(user)
        for answer in (
            await caller.get(path(visit)),
            await caller.put(path(visit), HALF),
            await caller.delete(path(visit)),
        ):
            problem(answer, *refusal)
    problem(await api.get(path(visit)), 401, "auth.required")
    assert ok(await doctor.get(path(visit)))["version"] == 1


async def test_a_doctor_who_takes_the_visit_over_begins_anew(
    api: Api, visit: Visit, doctor: Api, database: Database
) -> None:
    ok(await doctor.put(path(visit), HALF))
    other = await make_doctor(database)
    async with database.reading() as reader:
        await reader.sql.execute(
            "UPDATE appointments SET doctor_id = $2 WHERE id = $1", visit.appointment.id, other.id
        )
    successor = await api.signed_in(other.user)
    problem(await successor.get(path(visit)), 404, "not_found")
    assert ok(await successor.put(path(visit), {}))["version"] == 1
    problem(await doctor.get(path(visit)), 404, "not_found")


async def test_each_step_is_in_the_audit_without_a_word_of_it(
    visit: Visit, doctor: Api, database: Database
) -> None:
    ok(await doctor.put(path(visit), HALF))
    ok(await doctor.put(path(visit), {"notes": "Chest clear"}))
    ok(await doctor.get(path(visit)))
    ok(await doctor.delete(path(visit)), 204)
    events = await events_of(database, visit.doctor.user_id, "record_draft.")
    assert [event["action"].removeprefix("record_draft.") for event in events] == [
        "started",
        "saved",
        "read",
        "discarded",
    ]
    assert {event["entity_uid"] for event in events} == {visit.appointment.uid}
    # Every few seconds one is saved: the patient's list names the beginning.
    patients = [event["patient_id"] for event in events]
    assert patients == [visit.patient.id, None, visit.patient.id, visit.patient.id]
    assert "bron" not in str(events)
