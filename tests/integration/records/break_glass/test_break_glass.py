"""A stranger's records in an emergency: at once, for an hour, and never unseen."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.records.models import MedicalRecord
from tests.conftest import NOW
from tests.factories.directory import make_doctor, make_patient
from tests.factories.identity import make_user
from tests.factories.records import DIAGNOSIS, Visit, make_record, make_visit
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

REASON = "Brought in unconscious; need to know of medicines"


@pytest.fixture
async def visit(database: Database) -> Visit:
    return await make_visit(database, patient=await make_patient(database, allergies="Nuts"))


@pytest.fixture
async def record(database: Database, visit: Visit) -> MedicalRecord:
    return await make_record(database, visit)


@pytest.fixture(params=["doctor", "staff"])
async def helper(request: pytest.FixtureRequest, database: Database) -> User:
    if request.param == "doctor":
        return (await make_doctor(database)).user
    return await make_user(database, Role.STAFF)


async def open_glass(api: Api, visit: Visit, reason: str = REASON) -> Any:
    return await api.post(f"/patients/{visit.patient.uid}/break-glass", {"reason": reason})


async def test_it_opens_background_and_records_of_this_patient_for_an_hour(
    database: Database,
    api: Api,
    clock: FixedClock,
    visit: Visit,
    record: MedicalRecord,
    helper: User,
) -> None:
    other = await make_visit(database)
    unopened = await make_record(database, other)
    caller = await api.signed_in(helper)
    path, own = f"/medical-records/{record.uid}", f"/patients/{visit.patient.uid}"
    refused = (404, 403)
    assert (await caller.get(path)).status_code in refused
    assert (await caller.get(f"{own}/medical-records")).status_code in refused

    opened = ok(await open_glass(caller, visit), 201)

    assert opened["expires_at"] == (NOW + timedelta(minutes=60)).isoformat().replace("+00:00", "Z")
    assert ok(await caller.get(path))["diagnosis"] == DIAGNOSIS
    assert [r["id"] for r in ok(await caller.get(f"{own}/medical-records"))["items"]] == [
        str(record.uid)
    ]
    shown = ok(await caller.get(own))
    assert (shown["clinical_hidden"], shown["allergies"]) == (False, "Nuts")
    listed = ok(await caller.get("/medical-records"))["items"]
    assert [r["id"] for r in listed] == [str(record.uid)]
    # Nothing else, and nothing is written.
    assert (await caller.get(f"/medical-records/{unopened.uid}")).status_code == 404
    assert (await caller.get(f"/patients/{other.patient.uid}/medical-records")).status_code == 404
    change = await caller.patch(own, {"allergies": "None"})
    assert change.status_code in refused
    amendment = {"diagnosis": "Other", "reason": "A mistake"}
    answer = await caller.post(f"{path}/amendments", amendment, headers={"If-Match": '"1"'})
    assert answer.status_code in refused
    colleague = await api.signed_in((await make_doctor(database)).user)
    assert (await colleague.get(path)).status_code == 404

    clock.move_to(NOW + timedelta(minutes=60))
    caller = await api.signed_in(helper)
    assert (await caller.get(path)).status_code in refused
    assert (await caller.get(f"{own}/medical-records")).status_code in refused


async def test_the_patient_sees_who_opened_it_and_why(
    database: Database, api: Api, helper: User
) -> None:
    visit = await make_visit(database)
    ok(await open_glass(await api.signed_in(helper), visit), 201)
    patient = await api.signed_in(visit.account)
    entry = ok(await patient.get(f"/patients/{visit.patient.uid}/access-log"))["items"][0]
    assert (entry["action"], entry["reason"]) == ("break_glass.opened", REASON)
    assert entry["actor_name"] == helper.full_name


async def test_it_is_in_the_audit_in_the_same_transaction(
    database: Database, api: Api, visit: Visit, helper: User
) -> None:
    opened = ok(await open_glass(await api.signed_in(helper), visit), 201)
    (event,) = await events_of(database, helper.id, "break_glass.")
    assert (event["action"], event["reason"]) == ("break_glass.opened", REASON)
    assert (str(event["entity_uid"]), event["patient_id"]) == (opened["id"], visit.patient.id)


@pytest.mark.parametrize("reason", ["", "too short", " " * 20, "a" * 501, None])
async def test_it_needs_a_reason(
    database: Database, api: Api, visit: Visit, reason: str | None
) -> None:
    caller = await api.signed_in((await make_doctor(database)).user)
    answer = await caller.post(f"/patients/{visit.patient.uid}/break-glass", {"reason": reason})
    assert answer.status_code == 422


async def test_patients_and_administrators_do_not_open_it(
    database: Database, api: Api, visit: Visit
) -> None:
    for role in (Role.PATIENT, Role.ADMIN):
        caller = await api.signed_in(await make_user(database, role))
        problem(await open_glass(caller, visit), 403, "auth.role_forbidden")


@pytest.mark.parametrize("lacks", ["approved_at", "active"])
async def test_a_doctor_who_is_not_approved_or_has_left_does_not_open_it(
    database: Database, api: Api, visit: Visit, lacks: str
) -> None:
    """Anybody may register as a doctor."""
    stranger = await make_doctor(database, **{lacks: None if lacks == "approved_at" else False})
    caller = await api.signed_in(stranger.user)
    problem(await open_glass(caller, visit), 403, "auth.role_forbidden")
    assert (await caller.get(f"/patients/{visit.patient.uid}")).status_code == 404


async def test_whom_nobody_knows_cannot_be_opened(database: Database, api: Api) -> None:
    caller = await api.signed_in(await make_user(database, Role.STAFF))
    answer = await caller.post(f"/patients/{new_uid()}/break-glass", {"reason": REASON})
    problem(answer, 404, "patients.not_found")


async def test_one_person_has_five_open_at_most_however_fast_they_ask(
    database: Database, api: Api, clock: FixedClock
) -> None:
    caller = await api.signed_in(await make_user(database, Role.STAFF))
    patients = [await make_patient(database) for _ in range(8)]

    async def ask(number: int) -> int:
        path = f"/patients/{patients[number].uid}/break-glass"
        return (await caller.post(path, {"reason": REASON})).status_code

    answers = await asyncio.gather(*map(ask, range(8)))
    assert sorted(answers) == [201] * 5 + [409] * 3
    again = answers.index(201)
    path = f"/patients/{patients[again].uid}/break-glass"
    problem(await caller.post(path, {"reason": REASON}), 409, "break_glass.already_open")
    full = answers.index(409)
    path = f"/patients/{patients[full].uid}/break-glass"
    problem(await caller.post(path, {"reason": REASON}), 409, "break_glass.too_many_open")
    clock.move_to(NOW + timedelta(hours=2))


async def test_administrators_review_what_was_opened(
    database: Database, api: Api, clock: FixedClock, visit: Visit, helper: User
) -> None:
    opened = ok(await open_glass(await api.signed_in(helper), visit), 201)
    boss = await make_user(database, Role.ADMIN)
    admin = await api.signed_in(boss)
    path = "/break-glass"
    (row,) = [
        r
        for r in ok(await admin.get(path, reviewed="false", limit=200))["items"]
        if r["id"] == opened["id"]
    ]
    assert (row["opened_by_name"], row["patient_name"]) == (
        helper.full_name,
        visit.patient.full_name,
    )
    assert (row["reason"], row["overdue"], row["can_review"]) == (REASON, False, True)
    clock.move_to(NOW + timedelta(days=3))
    admin = await api.signed_in(boss)
    (row,) = [r for r in ok(await admin.get(path, limit=200))["items"] if r["id"] == opened["id"]]
    assert row["overdue"] is True

    body = {"outcome": "unjustified", "note": "The patient was awake"}
    done = ok(await admin.post(f"{path}/{opened['id']}/review", body))
    assert (done["outcome"], done["note"], done["overdue"]) == (
        "unjustified",
        "The patient was awake",
        False,
    )
    assert (done["reviewed_by_name"], done["can_review"]) == (boss.full_name, False)
    again = await admin.post(f"{path}/{opened['id']}/review", {"outcome": "justified"})
    problem(again, 409, "break_glass.already_reviewed")
    waiting = ok(await admin.get(path, reviewed="false", limit=200))["items"]
    assert opened["id"] not in [r["id"] for r in waiting]
    actions = [e["action"] for e in await events_of(database, boss.id, "break_glass.")]
    assert actions.count("break_glass.reviewed") == 1
    assert actions[-1] == "break_glass.listed"


async def test_nobody_reviews_what_they_opened_themselves(
    database: Database, api: Api, visit: Visit
) -> None:
    person = await make_user(database, Role.STAFF)
    opened = ok(await open_glass(await api.signed_in(person), visit), 201)
    await database.transact(
        lambda unit: unit.sql.execute("UPDATE users SET role = 'admin' WHERE id = $1", person.id)
    )
    promoted = await api.signed_in(person)
    answer = await promoted.post(f"/break-glass/{opened['id']}/review", {"outcome": "justified"})
    problem(answer, 403, "break_glass.own_access")
    (row,) = [
        r
        for r in ok(await promoted.get("/break-glass", limit=200))["items"]
        if r["id"] == opened["id"]
    ]
    assert row["can_review"] is False


async def test_a_repeated_request_opens_it_once(
    database: Database, api: Api, visit: Visit, helper: User
) -> None:
    caller = (await api.signed_in(helper)).with_headers(Idempotency_Key="emergency-1")
    first, again = await open_glass(caller, visit), await open_glass(caller, visit)
    assert ok(first, 201) == ok(again, 201)
    assert len(await events_of(database, helper.id, "break_glass.")) == 1
