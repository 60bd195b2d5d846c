"""Attachments over HTTP: what is taken, what comes back, what is left behind."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from praxis.identity.models import Role
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.kit.storage import S3Options, s3_storage
from praxis.records.models import MedicalRecord
from praxis.settings import Settings
from tests.factories.directory import make_doctor
from tests.factories.files import PDF, make_picture
from tests.factories.identity import make_user
from tests.factories.records import Visit, make_record, make_visit
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of


@pytest.fixture
async def visit(database: Database) -> Visit:
    return await make_visit(database)


@pytest.fixture
async def record(database: Database, visit: Visit) -> MedicalRecord:
    return await make_record(database, visit)


@pytest.fixture
async def doctor(api: Api, visit: Visit) -> Api:
    return await api.signed_in(visit.doctor.user)


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "attachments"


@pytest.fixture
def storage_away(app: FastAPI) -> Iterator[None]:
    storage = app.state.storage
    options = S3Options("s3://practice", "http://127.0.0.1:1", "us-east-1", "key", "secret")
    app.state.storage = s3_storage(options)
    yield
    app.state.storage = storage


def stored(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


async def upload(
    api: Api,
    record: MedicalRecord,
    content: bytes = PDF,
    name: str = "scan.pdf",
    declared: str = "application/octet-stream",
) -> httpx.Response:
    path = f"/medical-records/{record.uid}/attachments"
    return await api.request("POST", path, files={"file": (name, content, declared)})


def address(record: MedicalRecord, attachment: dict[str, Any]) -> str:
    return f"/medical-records/{record.uid}/attachments/{attachment['id']}"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (make_picture("PNG"), "image/png"),
        (make_picture("JPEG"), "image/jpeg"),
    ],
    ids=["pdf", "png", "jpeg"],
)
async def test_a_file_comes_back_byte_for_byte_and_only_to_be_saved(
    api: Api, visit: Visit, record: MedicalRecord, doctor: Api, content: bytes, media_type: str
) -> None:
    added = ok(await upload(doctor, record, content, "Röntgen Thorax"), 201)
    assert added["media_type"] == media_type
    assert added["size_bytes"] == len(content)
    assert added["sha256"] == hashlib.sha256(content).hexdigest()
    patient = await api.signed_in(visit.account)
    assert ok(await patient.get(f"/medical-records/{record.uid}"))["attachments"] == [added]
    response = await patient.get(address(record, added))
    assert response.status_code == 200
    assert response.content == content
    assert response.headers["content-type"] == media_type
    disposition = response.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="Rontgen Thorax.')
    assert "filename*=UTF-8''R%C3%B6ntgen%20Thorax." in disposition
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"MZ\x90", PDF[:-7], make_picture("PNG")[:-9]]
)
async def test_a_disguised_file_is_refused_and_not_stored(
    record: MedicalRecord, doctor: Api, folder: Path, content: bytes
) -> None:
    before = stored(folder)
    response = await upload(doctor, record, content, "scan.pdf", "application/pdf")
    problem(response, 415, "attachments.type")
    assert stored(folder) == before


async def test_an_empty_file_is_refused(record: MedicalRecord, doctor: Api) -> None:
    body = problem(await upload(doctor, record, b""), 422, "attachments.empty")
    assert body["errors"][0]["pointer"] == "/file"


async def test_a_file_over_the_limit_is_refused(
    app: FastAPI, settings: Settings, record: MedicalRecord, doctor: Api
) -> None:
    limit = 2048
    small = settings.storage.model_copy(update={"attachment_bytes": limit})
    app.state.settings = settings.model_copy(update={"storage": small})
    try:
        fitting = PDF[:-6] + b" " * (limit - len(PDF)) + PDF[-6:]
        ok(await upload(doctor, record, fitting), 201)
        body = problem(await upload(doctor, record, fitting + b"\n"), 413, "attachments.too_large")
        assert body["limit_bytes"] == limit
    finally:
        app.state.settings = settings


async def test_a_body_that_is_no_form_with_a_file_is_refused(
    record: MedicalRecord, doctor: Api
) -> None:
    path = f"/medical-records/{record.uid}/attachments"
    assert (await doctor.post(path, {"file": "x"})).status_code == 422
    assert (await doctor.request("POST", path, data={"file": "x"})).status_code == 422
    headers = {"Content-Type": "multipart/form-data"}
    broken = await doctor.request("POST", path, content=b"--", headers=headers)
    assert broken.status_code == 400
    assert broken.headers["content-type"] == "application/problem+json"


async def test_a_repeated_upload_adds_one_attachment_and_one_file(
    record: MedicalRecord, doctor: Api, folder: Path
) -> None:
    before = stored(folder)
    keyed = doctor.with_headers(Idempotency_Key="scan-1")
    first = await upload(keyed, record)
    again = await upload(keyed, record)
    assert ok(again, 201) == ok(first, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(stored(folder) - before) == 1
    other = await upload(keyed, record, PDF + b"\n")
    problem(other, 422, "idempotency.mismatch")
    assert len(stored(folder) - before) == 1


async def test_what_the_transaction_refuses_leaves_no_file(
    database: Database, visit: Visit, record: MedicalRecord, doctor: Api, folder: Path
) -> None:
    async def fill(unit: UnitOfWork) -> None:
        await unit.sql.execute(
            """
            INSERT INTO attachments
                (uid, record_id, author_id, sealed, media_type, size_bytes, sha256, storage_key)
            SELECT gen_random_uuid(), $1, $2, '\\x01', 'application/pdf', 1, '', gen_random_uuid()
            FROM generate_series(1, 48)
            """,
            record.id,
            visit.doctor.user_id,
        )

    await database.transact(fill)
    before = stored(folder)
    responses = await asyncio.gather(*(upload(doctor, record) for _ in range(5)))
    assert sorted(response.status_code for response in responses) == [201, 201, 409, 409, 409]
    problem(await upload(doctor, record), 409, "attachments.too_many")
    assert len(stored(folder) - before) == 2


async def test_uploads_are_refused_politely_while_the_storage_is_away(
    database: Database, visit: Visit, record: MedicalRecord, doctor: Api, storage_away: None
) -> None:
    del storage_away
    problem(await upload(doctor, record), 503, "storage.unavailable")
    assert ok(await doctor.get(f"/medical-records/{record.uid}"))["attachments"] == []
    assert await events_of(database, visit.doctor.user_id, "attachment.") == []


async def test_a_file_that_was_changed_in_the_storage_is_not_handed_out(
    record: MedicalRecord, doctor: Api, folder: Path
) -> None:
    before = stored(folder)
    added = ok(await upload(doctor, record), 201)
    (path,) = stored(folder) - before
    path.write_bytes(PDF + b"\n")
    problem(await doctor.get(address(record, added)), 503, "attachments.damaged")
    path.unlink()
    problem(await doctor.get(address(record, added)), 503, "storage.file_missing")


async def test_adding_and_opening_leave_a_trace_without_names(
    database: Database, visit: Visit, record: MedicalRecord, doctor: Api
) -> None:
    added = ok(await upload(doctor, record, name="HIV test.pdf"), 201)
    await doctor.get(address(record, added))
    events = await events_of(database, visit.doctor.user_id, "attachment.")
    assert [event["action"] for event in events] == ["attachment.added", "attachment.read"]
    assert {event["patient_id"] for event in events} == {visit.patient.id}
    assert {str(event["entity_uid"]) for event in events} == {added["id"]}
    assert "HIV" not in repr(events)


async def test_who_may_not_attach(
    api: Api, database: Database, visit: Visit, record: MedicalRecord, folder: Path
) -> None:
    before = stored(folder)
    problem(await upload(api, record), 401, "auth.required")
    for user in (
        visit.account,
        await make_user(database, Role.STAFF),
        await make_user(database, Role.ADMIN),
    ):
        signed_in = (await api.signed_in(user)).with_headers(Praxis_Access_Reason="A complaint")
        problem(await upload(signed_in, record), 403, "auth.role_forbidden")
    stranger = await api.signed_in((await make_doctor(database)).user)
    problem(await upload(stranger, record), 404, "not_found")
    colleague = (await make_visit(database, patient=visit.patient)).doctor
    problem(
        await upload(await api.signed_in(colleague.user), record), 403, "records.not_the_author"
    )
    # Nor is anything said about the file to those who may not know of the record.
    problem(await upload(stranger, record, b"no picture"), 404, "not_found")
    assert stored(folder) == before


async def test_who_may_not_open(
    api: Api, database: Database, visit: Visit, record: MedicalRecord, doctor: Api
) -> None:
    path = address(record, ok(await upload(doctor, record), 201))
    problem(await api.get(path), 401, "auth.required")
    desk = await api.signed_in(await make_user(database, Role.STAFF))
    problem(await desk.get(path), 403, "auth.role_forbidden")
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    problem(await admin.get(path), 403, "auth.reason_required")
    assert (await admin.with_headers(Praxis_Access_Reason="A complaint").get(path)).is_success
    for stranger in ((await make_visit(database)).account, (await make_doctor(database)).user):
        problem(await (await api.signed_in(stranger)).get(path), 404, "not_found")
    colleague = (await make_visit(database, patient=visit.patient)).doctor
    assert (await (await api.signed_in(colleague.user)).get(path)).is_success


async def test_an_attachment_is_found_only_under_its_own_record(
    database: Database, visit: Visit, record: MedicalRecord, doctor: Api
) -> None:
    added = ok(await upload(doctor, record), 201)
    other = await make_record(database, await make_visit(database, doctor=visit.doctor))
    problem(await doctor.get(address(other, added)), 404, "not_found")
    problem(await doctor.get(address(record, {"id": new_uid()})), 404, "not_found")
