"""Who may not: every endpoint of clinical notes, for every role."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.records.models import MedicalRecord
from praxis.scheduling.appointments.models import Status
from tests.factories.directory import make_doctor, make_patient
from tests.factories.identity import make_user
from tests.factories.records import Visit, make_record, make_visit
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

CONTENT = {"diagnosis": "Acute bronchitis"}
Call = Callable[[Api, Visit, MedicalRecord], Awaitable[httpx.Response]]

READS: dict[str, Call] = {
    "list": lambda api, _visit, _record: api.get("/medical-records"),
    "read": lambda api, _visit, record: api.get(f"/medical-records/{record.uid}"),
    "versions": lambda api, _visit, record: api.get(f"/medical-records/{record.uid}/versions"),
    "of patient": lambda api, visit, _record: api.get(
        f"/patients/{visit.patient.uid}/medical-records"
    ),
}
WRITES: dict[str, Call] = {
    "write": lambda api, visit, _record: api.post(
        "/medical-records", {"appointment_id": str(visit.appointment.uid), **CONTENT}
    ),
    "amend": lambda api, _visit, record: api.post(
        f"/medical-records/{record.uid}/amendments", {**CONTENT, "reason": "A mistake"}
    ),
}
CALLS = {**READS, **WRITES}
BY_ID = {name: call for name, call in READS.items() if name != "list"}


def each(calls: dict[str, Call]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("call", calls.values(), ids=calls.keys())


@pytest.fixture
async def visit(database: Database) -> Visit:
    return await make_visit(database)


@pytest.fixture
async def record(database: Database, visit: Visit) -> MedicalRecord:
    return await make_record(database, visit)


async def a_user(database: Database, role: Role) -> User:
    return await make_user(database, role)


@each(CALLS)
async def test_nobody_without_a_token(
    api: Api, visit: Visit, record: MedicalRecord, call: Call
) -> None:
    problem(await call(api, visit, record), 401, "auth.required")


@each(CALLS)
async def test_nobody_with_an_expired_token(
    api: Api, clock: FixedClock, visit: Visit, record: MedicalRecord, call: Call
) -> None:
    doctor = await api.signed_in(visit.doctor.user)
    clock.advance(timedelta(hours=1))
    problem(await call(doctor, visit, record), 401, "auth.required")


@each(CALLS)
async def test_the_desk_sees_no_notes_whatever_its_reason(
    api: Api, database: Database, visit: Visit, record: MedicalRecord, call: Call
) -> None:
    desk = await api.signed_in(await a_user(database, Role.STAFF))
    problem(await call(desk, visit, record), 403, "auth.role_forbidden")
    desk = desk.with_headers(Praxis_Access_Reason="I am curious")
    problem(await call(desk, visit, record), 403, "auth.role_forbidden")


@each(READS)
async def test_an_administrator_reads_only_with_a_reason_which_is_kept(
    api: Api, database: Database, visit: Visit, record: MedicalRecord, call: Call
) -> None:
    user = await a_user(database, Role.ADMIN)
    admin = await api.signed_in(user)
    problem(await call(admin, visit, record), 403, "auth.reason_required")
    ok(await call(admin.with_headers(Praxis_Access_Reason="A complaint"), visit, record))
    events = await events_of(database, user.id)
    assert {event["reason"] for event in events} == {"A complaint"}
    assert visit.patient.id in {event["patient_id"] for event in events}


@each(WRITES)
@pytest.mark.parametrize("role", [Role.PATIENT, Role.ADMIN])
async def test_only_doctors_write(
    api: Api, database: Database, visit: Visit, record: MedicalRecord, call: Call, role: Role
) -> None:
    user = visit.account if role == Role.PATIENT else await a_user(database, role)
    other = (await api.signed_in(user)).with_headers(Praxis_Access_Reason="A complaint")
    problem(await call(other, visit, record), 403, "auth.role_forbidden")


@each(BY_ID)
async def test_another_patient_learns_nothing(
    api: Api, database: Database, visit: Visit, record: MedicalRecord, call: Call
) -> None:
    other = await make_visit(database)
    await make_record(database, other)
    stranger = await api.signed_in(other.account)
    problem(await call(stranger, visit, record), 404, "not_found")
    listed = ok(await stranger.get("/medical-records"))["items"]
    assert [item["patient_id"] for item in listed] == [str(other.patient.uid)]
    filtered = await stranger.get("/medical-records", patient_id=str(visit.patient.uid))
    assert ok(filtered)["items"] == []


@each({**BY_ID, **WRITES})
async def test_a_doctor_who_never_treated_the_patient_learns_nothing(
    api: Api, database: Database, visit: Visit, record: MedicalRecord, call: Call
) -> None:
    stranger = await api.signed_in((await make_doctor(database)).user)
    problem(await call(stranger, visit, record), 404, "not_found")
    assert ok(await stranger.get("/medical-records"))["items"] == []


@each(BY_ID)
@pytest.mark.parametrize("status", [Status.CANCELLED, Status.DECLINED, Status.EXPIRED])
async def test_a_visit_that_never_came_about_opens_no_notes(
    api: Api,
    database: Database,
    visit: Visit,
    record: MedicalRecord,
    call: Call,
    status: Status,
) -> None:
    other = await make_visit(database, patient=visit.patient, status=status)
    doctor = await api.signed_in(other.doctor.user)
    problem(await call(doctor, visit, record), 404, "not_found")


@each(BY_ID)
async def test_a_doctor_who_treats_the_patient_reads_what_others_wrote(
    api: Api, database: Database, visit: Visit, record: MedicalRecord, call: Call
) -> None:
    other = await make_visit(database, patient=visit.patient, status=Status.CONFIRMED)
    doctor = await api.signed_in(other.doctor.user)
    ok(await call(doctor, visit, record))
    listed = ok(await doctor.get("/medical-records"))["items"]
    assert [item["id"] for item in listed] == [str(record.uid)]


async def test_a_doctor_who_treats_the_patient_amends_nothing_of_others(
    api: Api, database: Database, visit: Visit, record: MedicalRecord
) -> None:
    other = await make_visit(database, patient=visit.patient)
    doctor = await api.signed_in(other.doctor.user)
    amendment = {**CONTENT, "reason": "I know better"}
    refused = await doctor.post(f"/medical-records/{record.uid}/amendments", amendment)
    problem(refused, 403, "records.not_the_author")
    write = {"appointment_id": str(visit.appointment.uid), **CONTENT}
    problem(await doctor.post("/medical-records", write), 404, "not_found")


async def test_the_author_keeps_a_record_whose_visit_was_entered_in_error(
    api: Api, database: Database
) -> None:
    visit = await make_visit(database, status=Status.ENTERED_IN_ERROR)
    record = await make_record(database, visit)
    doctor = await api.signed_in(visit.doctor.user)
    for call in BY_ID.values():
        ok(await call(doctor, visit, record))


async def test_a_guardian_reads_for_each_child_and_no_other(
    api: Api, database: Database, visit: Visit, record: MedicalRecord
) -> None:
    child = await make_patient(database, visit.account)
    childs_visit = await make_visit(database, patient=child, account=visit.account)
    childs_record = await make_record(database, childs_visit)
    guardian = await api.signed_in(visit.account)
    listed = ok(await guardian.get("/medical-records"))["items"]
    assert {item["id"] for item in listed} == {str(record.uid), str(childs_record.uid)}


@pytest.mark.parametrize(
    "path",
    ["/medical-records/{}", "/medical-records/{}/versions", "/patients/{}/medical-records"],
)
async def test_what_does_not_exist_is_not_found_and_what_is_no_id_is_refused(
    api: Api, visit: Visit, path: str
) -> None:
    doctor = await api.signed_in(visit.doctor.user)
    problem(await doctor.get(path.format(new_uid())), 404, "not_found")
    assert (await doctor.get(path.format("17"))).status_code == 422
