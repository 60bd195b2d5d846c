"""What is clinical stands in the database and the storage sealed, and nowhere else."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from praxis.identity.models import Role
from praxis.kit.db.database import Database, UnitOfWork
from praxis.scheduling.appointments.models import Status
from praxis.settings import Settings
from tests.factories.files import PDF
from tests.factories.identity import make_user
from tests.factories.records import Visit, make_record, make_visit
from tests.support.api import Api, ok, problem

CANARY = "zyxomycosis"
CONTENT = {
    "diagnosis": f"Acute {CANARY}",
    "diagnosis_code": "J20.9",
    "prescription": [
        {
            "medicine": f"Medicine against {CANARY}",
            "dose": f"{CANARY} 1 mg",
            "frequency": "daily",
            "notes": f"stop when {CANARY} ends",
        }
    ],
    "notes": f"Signs of {CANARY}",
}
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)


async def tables_with(database: Database, text: str) -> set[str]:
    """Where the text stands, as text or as the bytes of it."""
    found = set()
    async with database.reading() as reader:
        for (table,) in await reader.sql.fetch(TABLES):
            query = f"SELECT EXISTS (SELECT FROM {table} t WHERE t::text ~ $1 OR t::text ~ $2)"
            if await reader.sql.fetchval(query, text, text.encode().hex()):
                found.add(table)
    return found


def files_with(folder: Path, content: bytes) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and content in p.read_bytes()]


async def update(database: Database, statement: str, *values: object) -> None:
    """As an intruder with every right in the database does it, past all triggers."""

    async def run(unit: UnitOfWork) -> None:
        await unit.sql.execute("SET LOCAL session_replication_role = replica")
        status = await unit.sql.execute(statement, *values)
        assert status != "UPDATE 0"

    await database.transact(run)


@pytest.fixture
async def visit(database: Database) -> Visit:
    return await make_visit(database, status=Status.IN_PROGRESS)


@pytest.fixture
async def doctor(api: Api, visit: Visit) -> Api:
    return await api.signed_in(visit.doctor.user)


async def written(doctor: Api, visit: Visit, **changes: Any) -> dict[str, Any]:
    body = {"appointment_id": str(visit.appointment.uid), **CONTENT, **changes}
    record: dict[str, Any] = ok(await doctor.post("/medical-records", body), 201)
    return record


async def amended(doctor: Api, record: dict[str, Any]) -> dict[str, Any]:
    body = {**CONTENT, "notes": f"No {CANARY} after all", "reason": f"It was no {CANARY}"}
    path = f"/medical-records/{record['id']}/amendments"
    headers = {"If-Match": f'"{record["version"]}"'}
    answer: dict[str, Any] = ok(await doctor.post(path, body, headers=headers), 201)
    return answer


async def test_nothing_clinical_lies_open(
    database: Database, settings: Settings, api: Api, visit: Visit, doctor: Api
) -> None:
    path = f"/appointments/{visit.appointment.uid}/record-draft"
    ok(await doctor.put(path, {"diagnosis": CANARY, "notes": CANARY}))
    assert await tables_with(database, CANARY) == set()
    keyed = doctor.with_headers(Idempotency_Key="record-1")
    record = await written(keyed, visit)
    again = await keyed.post(
        "/medical-records", {"appointment_id": str(visit.appointment.uid), **CONTENT}
    )
    assert (ok(again, 201), again.headers["idempotency-replayed"]) == (record, "true")
    await amended(doctor, record)
    patient = await api.signed_in(visit.account)
    named = patient.with_headers(Idempotency_Key="child-1")
    child = {"full_name": "A Child", "allergies": CANARY, "medical_history": CANARY}
    made = ok(await named.post("/patients", child), 201)
    assert ok(await named.post("/patients", child), 201) == made
    assert ok(await patient.get(f"/patients/{made['id']}"))["allergies"] == CANARY
    ok(await doctor.patch(f"/patients/{visit.patient.uid}", {"medical_history": CANARY}))
    content = PDF.replace(b"%%EOF", CANARY.encode() + b"\n%%EOF")
    path = f"/medical-records/{record['id']}/attachments"
    file = {"file": (f"{CANARY}.pdf", content, "application/pdf")}
    added = ok(await keyed.request("POST", path, files=file), 201)
    assert added["filename"] == f"{CANARY}.pdf"
    answer = await doctor.get(f"{path}/{added['id']}")
    assert answer.content == content

    assert await tables_with(database, CANARY) == set()
    assert files_with(settings.data_dir, CANARY.encode()) == []
    assert await tables_with(database, str(visit.patient.uid)) >= {"patients"}


async def test_each_version_reads_as_it_was_written(visit: Visit, doctor: Api) -> None:
    record = await written(doctor, visit)
    later = await amended(doctor, record)
    path = f"/medical-records/{record['id']}"
    assert ok(await doctor.get(path, version=1))["notes"] == CONTENT["notes"]
    assert ok(await doctor.get(path)) == later
    versions = ok(await doctor.get(f"{path}/versions"))["items"]
    assert [row["reason"] for row in versions] == [None, f"It was no {CANARY}"]
    assert [item["medicine"] for item in later["prescription"]] == [f"Medicine against {CANARY}"]


MOVES: Sequence[str] = (
    # Of another record of the same patient.
    """UPDATE medical_record_versions SET sealed = (
        SELECT v.sealed FROM medical_record_versions v JOIN medical_records r ON r.id = v.record_id
        WHERE r.uid = $2) WHERE record_id = (SELECT id FROM medical_records WHERE uid = $1)""",
    # A bit of it altered.
    """UPDATE medical_record_versions SET sealed = set_byte(
        sealed, 40, get_byte(sealed, 40) # 1)
       WHERE record_id = (SELECT id FROM medical_records WHERE uid = $1)
         AND $2::uuid IS NOT NULL""",
    # Cut short.
    """UPDATE medical_record_versions SET sealed = substring(sealed FROM 1 FOR 20)
       WHERE record_id = (SELECT id FROM medical_records WHERE uid = $1)
         AND $2::uuid IS NOT NULL""",
    # Open text in its place.
    """UPDATE medical_record_versions SET sealed = '\\x00' || convert_to(
        '{"diagnosis": "none", "prescription": []}', 'UTF8')
       WHERE record_id = (SELECT id FROM medical_records WHERE uid = $1)
         AND $2::uuid IS NOT NULL""",
    # The record of one patient given to another.
    """UPDATE medical_records SET patient_id = (
        SELECT min(id) FROM patients WHERE id <> patient_id) WHERE uid = $1
       AND $2::uuid IS NOT NULL""",
)


@pytest.mark.parametrize("statement", MOVES, ids=["moved", "altered", "cut", "open", "other"])
async def test_what_was_changed_in_the_database_is_refused(
    database: Database, visit: Visit, doctor: Api, statement: str
) -> None:
    record = await written(doctor, visit)
    other_visit = await make_visit(database, doctor=visit.doctor, patient=visit.patient)
    other = await make_record(database, other_visit, diagnosis="Another")
    await update(database, statement, record["id"], other.uid)
    path = f"/medical-records/{record['id']}"
    refused = problem(await doctor.get(path), 409, "sealing.broken")
    assert CANARY not in str(refused)
    problem(await doctor.get(f"{path}/versions"), 409, "sealing.broken")
    amendment = {**CONTENT, "reason": "A mistake"}
    headers = {"If-Match": f'"{record["version"]}"'}
    answer = await doctor.post(f"{path}/amendments", amendment, headers=headers)
    problem(answer, 409, "sealing.broken")
    assert ok(await doctor.get(f"/medical-records/{other.uid}"))["diagnosis"] == "Another"


async def test_what_is_sealed_under_a_key_that_is_not_there_says_so(
    database: Database, visit: Visit, doctor: Api
) -> None:
    record = await written(doctor, visit)
    statement = (
        "UPDATE medical_record_versions SET sealed = set_byte(sealed, 2, 77) "
        "WHERE record_id = (SELECT id FROM medical_records WHERE uid = $1)"
    )
    await update(database, statement, record["id"])
    problem(await doctor.get(f"/medical-records/{record['id']}"), 503, "sealing.key_missing")


async def test_an_altered_background_is_refused_to_those_who_would_see_it(
    database: Database, api: Api, visit: Visit, doctor: Api
) -> None:
    path = f"/patients/{visit.patient.uid}"
    ok(await doctor.patch(path, {"allergies": CANARY}))
    await update(
        database,
        "UPDATE patients SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) "
        "WHERE uid = $1",
        visit.patient.uid,
    )
    problem(await doctor.get(path), 409, "sealing.broken")
    problem(await doctor.patch(path, {"allergies": "None"}), 409, "sealing.broken")
    desk = await api.signed_in(await make_user(database, Role.STAFF))
    assert ok(await desk.get(path))["clinical_hidden"] is True


async def test_a_file_in_the_place_of_another_is_refused(
    settings: Settings, visit: Visit, doctor: Api
) -> None:
    record = await written(doctor, visit)
    path = f"/medical-records/{record['id']}/attachments"
    folder = settings.data_dir / "attachments"
    files = []
    for name in ("one.pdf", "two.pdf"):
        before = {p for p in folder.rglob("*") if p.is_file()}
        added = ok(
            await doctor.request("POST", path, files={"file": (name, PDF, "application/pdf")}), 201
        )
        (file,) = {p for p in folder.rglob("*") if p.is_file()} - before
        files.append((added, file))
    (first, first_file), (second, second_file) = files
    assert first_file.read_bytes() != second_file.read_bytes()
    first_file.write_bytes(second_file.read_bytes())
    problem(await doctor.get(f"{path}/{first['id']}"), 503, "attachments.damaged")
    assert (await doctor.get(f"{path}/{second['id']}")).content == PDF


async def test_a_file_of_another_record_of_the_same_patient_is_refused(
    database: Database, visit: Visit, doctor: Api
) -> None:
    record = await written(doctor, visit)
    path = f"/medical-records/{record['id']}/attachments"
    file = {"file": ("scan.pdf", PDF, "application/pdf")}
    added = ok(await doctor.request("POST", path, files=file), 201)
    other_visit = await make_visit(database, doctor=visit.doctor, patient=visit.patient)
    other = await make_record(database, other_visit)
    await update(
        database,
        "UPDATE attachments SET record_id = (SELECT id FROM medical_records WHERE uid = $2) "
        "WHERE uid = $1",
        added["id"],
        other.uid,
    )
    moved = f"/medical-records/{other.uid}"
    problem(await doctor.get(f"{moved}/attachments/{added['id']}"), 409, "sealing.broken")
    problem(await doctor.get(moved), 409, "sealing.broken")


async def test_open_text_in_the_place_of_a_sealed_answer_is_refused(
    database: Database, visit: Visit, doctor: Api
) -> None:
    """The answer that a repeated request is given again."""
    keyed = doctor.with_headers(Idempotency_Key="record-2")
    record = await written(keyed, visit)
    await update(
        database,
        "UPDATE idempotency_keys SET body = convert_to($1, 'UTF8') WHERE key = 'record-2'",
        json.dumps({"id": record["id"], "diagnosis": "Forged"}),
    )
    body = {"appointment_id": str(visit.appointment.uid), **CONTENT}
    problem(await keyed.post("/medical-records", body), 409, "sealing.broken")


async def test_a_version_may_be_sealed_anew_and_changed_in_no_other_way(
    database: Database, visit: Visit, doctor: Api
) -> None:
    record = await written(doctor, visit)
    where = "WHERE record_id = (SELECT id FROM medical_records WHERE uid = $1)"
    for change in ("number = 7", "written_at = now()", "sealed = '\\x00'", "sealed = sealed"):
        with pytest.raises(Exception, match="append-only"):
            await database.transact(
                lambda unit, change=change: unit.sql.execute(  # type: ignore[misc]  # bound now
                    f"UPDATE medical_record_versions SET {change} {where}", record["id"]
                )
            )
