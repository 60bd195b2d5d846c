"""Medical records over HTTP: what is written, what is amended, what stays."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.pagination import PageRequest
from praxis.records import service
from praxis.records.repository import RecordFilter
from praxis.scheduling.appointments.models import Status
from tests.conftest import NOW
from tests.factories.directory import make_doctor
from tests.factories.identity import make_user
from tests.factories.records import DIAGNOSIS, Visit, make_record, make_visit
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.statements import first_words

CONTENT: dict[str, Any] = {
    "diagnosis": "Acute bronchitis",
    "diagnosis_code": "J20.9",
    "prescription": [
        {"medicine": "Salbutamol", "dose": "100 µg", "frequency": "every six hours"},
        {
            "medicine": "Paracetamol",
            "dose": "500 mg",
            "frequency": "when there is fever",
            "duration": "5 days",
            "notes": "not more than four a day",
        },
    ],
    "notes": "Chest clear at the bases.",
}


def body(visit: Visit, **changes: object) -> dict[str, Any]:
    return {"appointment_id": str(visit.appointment.uid), **CONTENT, **changes}


async def test_the_doctor_writes_and_the_patient_reads(api: Api, database: Database) -> None:
    visit = await make_visit(database)
    doctor = await api.signed_in(visit.doctor.user)
    response = await doctor.post("/medical-records", body(visit))
    written = ok(response, 201)
    assert response.headers["etag"] == '"1"'
    assert (written["version"], written["latest_version"], written["reason"]) == (1, 1, None)
    assert written["appointment_id"] == str(visit.appointment.uid)
    assert written["time_zone"] == "Asia/Dhaka"
    assert written["patient_id"] == str(visit.patient.uid)
    assert written["doctor_name"] == written["author_name"] == visit.doctor.user.full_name
    assert written["written_at"] == written["created_at"] == "2027-01-04T06:00:00Z"
    patient = await api.signed_in(visit.account)
    response = await patient.get(f"/medical-records/{written['id']}")
    assert ok(response) == written
    assert response.headers["etag"] == '"1"'
    assert written["diagnosis"] == CONTENT["diagnosis"]
    assert [item["medicine"] for item in written["prescription"]] == ["Salbutamol", "Paracetamol"]
    assert written["prescription"][1] == CONTENT["prescription"][1]
    assert written["prescription"][0]["duration"] is None
    assert written["attachments"] == []


@pytest.mark.parametrize(
    "status", [Status.PENDING, Status.CONFIRMED, Status.CANCELLED, Status.NO_SHOW]
)
async def test_no_record_of_a_visit_that_has_not_begun(
    api: Api, database: Database, status: Status
) -> None:
    visit = await make_visit(database, status=status)
    doctor = await api.signed_in(visit.doctor.user)
    problem(await doctor.post("/medical-records", body(visit)), 409, "records.visit_not_begun")


@pytest.mark.parametrize("status", [Status.CHECKED_IN, Status.IN_PROGRESS])
async def test_a_record_may_be_written_during_the_visit(
    api: Api, database: Database, status: Status
) -> None:
    visit = await make_visit(database, status=status)
    doctor = await api.signed_in(visit.doctor.user)
    ok(await doctor.post("/medical-records", body(visit)), 201)


async def test_a_visit_has_one_record(api: Api, database: Database) -> None:
    visit = await make_visit(database)
    await make_record(database, visit)
    doctor = await api.signed_in(visit.doctor.user)
    problem(await doctor.post("/medical-records", body(visit)), 409, "records.exists")


async def test_ten_at_once_write_one_record(api: Api, database: Database) -> None:
    visit = await make_visit(database)
    doctor = await api.signed_in(visit.doctor.user)
    responses = await asyncio.gather(
        *(doctor.post("/medical-records", body(visit)) for _ in range(10))
    )
    assert sorted(response.status_code for response in responses) == [201] + [409] * 9
    listed = ok(await doctor.get("/medical-records", count=True))
    assert listed["total"] == 1


async def test_a_repeated_request_answers_the_first_result(api: Api, database: Database) -> None:
    visit = await make_visit(database)
    doctor = (await api.signed_in(visit.doctor.user)).with_headers(Idempotency_Key="write-1")
    first = await doctor.post("/medical-records", body(visit))
    again = await doctor.post("/medical-records", body(visit))
    assert ok(again, 201) == ok(first, 201)
    assert again.headers["idempotency-replayed"] == "true"
    other = await doctor.post("/medical-records", body(visit, diagnosis="Pneumonia"))
    problem(other, 422, "idempotency.mismatch")


@pytest.mark.parametrize(
    "changes",
    [
        {"diagnosis": ""},
        {"diagnosis": "a\x00b"},
        {"diagnosis": 7},
        {"diagnosis_code": "bronchitis"},
        {"prescription": [{"medicine": "Salbutamol"}]},
        {"prescription": "Salbutamol"},
        {"appointment_id": "1"},
        {"surprise": True},
    ],
    ids=str,
)
async def test_what_cannot_be_kept_is_refused(
    api: Api, database: Database, changes: dict[str, object]
) -> None:
    visit = await make_visit(database)
    doctor = await api.signed_in(visit.doctor.user)
    response = await doctor.post("/medical-records", body(visit, **changes))
    assert response.status_code == 422, response.text
    assert ok(await doctor.get("/medical-records"))["items"] == []


async def test_an_amendment_is_a_new_version_and_the_old_one_stays(
    api: Api, database: Database, clock: FixedClock
) -> None:
    visit = await make_visit(database)
    record = await make_record(database, visit)
    doctor = await api.signed_in(visit.doctor.user)
    path = f"/medical-records/{record.uid}"
    before = ok(await doctor.get(path))
    clock.advance(timedelta(minutes=5))
    amendment = {**CONTENT, "diagnosis": "Pneumonia", "reason": "The X-ray came back"}
    response = await doctor.with_headers(If_Match='"1"').post(f"{path}/amendments", amendment)
    amended = ok(response, 201)
    assert response.headers["etag"] == '"2"'
    assert (amended["version"], amended["latest_version"]) == (2, 2)
    assert amended["diagnosis"] == "Pneumonia"
    assert amended["reason"] == "The X-ray came back"
    assert amended["written_at"] == "2027-01-04T06:05:00Z"
    assert amended["created_at"] == before["created_at"]
    assert ok(await doctor.get(path)) == amended
    response = await doctor.get(path, version=1)
    assert ok(response) == {**before, "latest_version": 2}
    assert response.headers["etag"] == '"1"'
    versions = ok(await doctor.get(f"{path}/versions"))["items"]
    assert [version["version"] for version in versions] == [1, 2]
    assert [version["reason"] for version in versions] == [None, "The X-ray came back"]


async def test_a_version_that_was_never_written_is_not_found(api: Api, database: Database) -> None:
    visit = await make_visit(database)
    record = await make_record(database, visit)
    doctor = await api.signed_in(visit.doctor.user)
    problem(await doctor.get(f"/medical-records/{record.uid}", version=2), 404, "not_found")


async def test_an_amendment_of_what_changed_meanwhile_is_stale(
    api: Api, database: Database
) -> None:
    visit = await make_visit(database)
    record = await make_record(database, visit)
    doctor = (await api.signed_in(visit.doctor.user)).with_headers(If_Match='"1"')
    path = f"/medical-records/{record.uid}/amendments"
    amendment = {**CONTENT, "reason": "The dose was wrong"}
    responses = await asyncio.gather(*(doctor.post(path, amendment) for _ in range(5)))
    assert sorted(response.status_code for response in responses) == [201] + [412] * 4
    problem(await doctor.post(path, amendment), 412, "stale")


async def test_an_amendment_needs_its_reason(api: Api, database: Database) -> None:
    visit = await make_visit(database)
    record = await make_record(database, visit)
    doctor = await api.signed_in(visit.doctor.user)
    response = await doctor.post(f"/medical-records/{record.uid}/amendments", CONTENT)
    assert response.status_code == 422
    assert ok(await doctor.get(f"/medical-records/{record.uid}"))["version"] == 1


async def test_lists_are_filtered_and_newest_first(api: Api, database: Database) -> None:
    doctor = await make_doctor(database)
    visits = [
        await make_visit(database, doctor=doctor, starts_at=NOW - timedelta(days=days))
        for days in (3, 2, 1)
    ]
    records = [await make_record(database, visit) for visit in visits]
    signed_in = await api.signed_in(doctor.user)

    async def ids(**params: object) -> list[str]:
        items = ok(await signed_in.get("/medical-records", **params))["items"]
        return [item["id"] for item in items]

    uids = [str(record.uid) for record in records]
    assert await ids() == uids[::-1]
    assert await ids(patient_id=str(visits[1].patient.uid)) == [uids[1]]
    assert await ids(doctor_id=str(doctor.uid)) == uids[::-1]
    assert await ids(doctor_id=str(visits[0].patient.uid)) == []
    day_before = (NOW - timedelta(days=2)).isoformat()
    assert await ids(**{"from": day_before}) == [uids[2], uids[1]]
    assert await ids(to=day_before) == [uids[0]]
    first = ok(await signed_in.get("/medical-records", limit=2))
    second = ok(await signed_in.get("/medical-records", limit=2, cursor=first["next_cursor"]))
    assert [item["id"] for item in first["items"] + second["items"]] == uids[::-1]
    naive = await signed_in.get("/medical-records", **{"from": "2027-01-01T00:00:00"})
    problem(naive, 422, "time.naive")
    problem(await signed_in.get("/medical-records", cursor="x"), 422, "cursor.unknown")


async def test_the_records_of_one_patient(api: Api, database: Database) -> None:
    visit = await make_visit(database)
    await make_record(database, visit)
    other = await make_visit(database, doctor=visit.doctor)
    await make_record(database, other)
    for user in (visit.doctor.user, visit.account):
        signed_in = await api.signed_in(user)
        found = ok(await signed_in.get(f"/patients/{visit.patient.uid}/medical-records"))
        assert [item["patient_id"] for item in found["items"]] == [str(visit.patient.uid)]
        assert found["items"][0]["diagnosis"] == DIAGNOSIS


async def test_writes_and_reads_leave_a_trace_without_clinical_text(
    api: Api, database: Database
) -> None:
    visit = await make_visit(database)
    user = visit.doctor.user
    doctor = await api.signed_in(user)
    record = ok(await doctor.post("/medical-records", body(visit)), 201)
    path = f"/medical-records/{record['id']}"
    amendment = {**CONTENT, "notes": "Fever", "reason": "Fever came later"}
    ok(await doctor.post(f"{path}/amendments", amendment), 201)
    ok(await doctor.get(path, version=1))
    ok(await doctor.get(f"{path}/versions"))
    ok(await doctor.get("/medical-records", doctor_id=str(visit.doctor.uid)))
    ok(await doctor.get(f"/patients/{visit.patient.uid}/medical-records"))
    events = await events_of(database, user.id, "medical_record.")
    assert [(event["action"], event["fields"], event["details"]) for event in events] == [
        (
            "medical_record.written",
            ["diagnosis", "diagnosis_code", "prescription", "notes"],
            {"version": 1},
        ),
        ("medical_record.amended", ["notes"], {"version": 2}),
        ("medical_record.read", [], {"version": 1}),
        ("medical_record.read", ["versions"], {"version": 2}),
        ("medical_record.listed", [], {"count": 1, "filters": ["doctor_uid"]}),
        ("medical_record.listed", [], {"count": 1, "filters": ["patient_uid"]}),
    ]
    assert {event["patient_id"] for event in events} == {visit.patient.id}
    assert all(event["request_id"] for event in events)
    assert "Fever" not in repr(events)


async def test_every_patient_of_a_list_can_see_that_it_was_opened(
    api: Api, database: Database
) -> None:
    doctor = await make_doctor(database)
    visits = [await make_visit(database, doctor=doctor) for _ in range(2)]
    for visit in visits:
        await make_record(database, visit)
    ok(await (await api.signed_in(doctor.user)).get("/medical-records"))
    events = await events_of(database, doctor.user_id, "medical_record.listed")
    assert {event["patient_id"] for event in events} == {visit.patient.id for visit in visits}


async def test_a_list_leaves_its_traces_in_one_statement(database: Database) -> None:
    doctor = await make_doctor(database)
    for _ in range(3):
        await make_record(database, await make_visit(database, doctor=doctor))
    actor = Actor(doctor.user_id, doctor.user.uid, Role.DOCTOR)
    sent = await first_words(
        database,
        lambda unit: service.list_records(unit, actor, RecordFilter(), PageRequest()),
    )
    assert sent.count("INSERT INTO audit_events") == 1
    assert len(await events_of(database, doctor.user_id, "medical_record.listed")) == 3


async def test_looking_and_finding_nothing_leaves_a_trace_too(api: Api, database: Database) -> None:
    user = await make_user(database, Role.PATIENT)
    ok(await (await api.signed_in(user)).get("/medical-records"))
    events = await events_of(database, user.id, "medical_record.listed")
    assert [(event["patient_id"], event["details"]["count"]) for event in events] == [(None, 0)]


async def test_a_refused_write_leaves_neither_record_nor_event(
    api: Api, database: Database
) -> None:
    visit = await make_visit(database, status=Status.CONFIRMED)
    doctor = await api.signed_in(visit.doctor.user)
    await doctor.post("/medical-records", body(visit))
    assert await events_of(database, visit.doctor.user_id, "medical_record.") == []


async def test_amendments_that_wait_for_each_other_name_only_what_they_changed(
    api: Api, database: Database
) -> None:
    visit = await make_visit(database)
    record = ok(
        await (await api.signed_in(visit.doctor.user)).post("/medical-records", body(visit)), 201
    )
    doctor = await api.signed_in(visit.doctor.user)
    path = f"/medical-records/{record['id']}/amendments"
    answers = await asyncio.gather(
        *(doctor.post(path, {**CONTENT, "notes": f"Note {n}", "reason": "More"}) for n in range(6))
    )
    assert sorted(ok(answer, 201)["version"] for answer in answers) == [2, 3, 4, 5, 6, 7]
    events = await events_of(database, visit.doctor.user_id, "medical_record.amended")
    assert [event["fields"] for event in events] == [["notes"]] * 6
