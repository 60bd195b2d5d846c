"""What lay open before is sealed on the way, and can be read afterwards."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from praxis.directory.patients.background import Background, open_background
from praxis.directory.patients.models import Patient
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Database, Reader
from praxis.kit.sealing.errors import SealBroken
from praxis.kit.storage import Storage, StorageUnavailable, folder_storage
from praxis.migrations import upgrade as migrations
from praxis.records.attachments.resealing import seal_files
from praxis.records.attachments.service import fetch, open_attachment
from praxis.records.models import Attachment, MedicalRecord
from praxis.records.repository import get_record
from praxis.records.resealing import backlog, clear_backlog, reseal
from praxis.records.seals import open_record
from tests.conftest import create_empty_database, drop_database
from tests.factories.files import PDF
from tests.support.sealing import vault_for_tests

BEFORE, EMPTY, OPEN = "2026_11_21_0860", "2026_11_21_0910", "2026_11_21_0920"
AFTER = "2026_11_21_0930"
WAITS = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                   AND query ILIKE '%sealing_backlog%' AND wait_event = 'transactionid')
"""
ADMIN = Actor(None, None, Role.ADMIN, reason="test")

A_RECORD = """
    SET session_replication_role = replica;
    INSERT INTO users (uid, email, full_name, password_hash, role)
    VALUES (gen_random_uuid(), 'ada@example.org', 'Ada', 'x', 'doctor');
    INSERT INTO resources (uid, kind, name)
    VALUES (gen_random_uuid(), 'doctor', 'Ada'), (gen_random_uuid(), 'patient', '');
    INSERT INTO locations (uid, name, time_zone, country)
    VALUES (gen_random_uuid(), 'Here', 'Asia/Dhaka', 'BD');
    INSERT INTO doctors (uid, user_id, resource_id, specialty, licence_number, fee_currency)
    VALUES (gen_random_uuid(), 1, 1, 'Surgery', 'L-1', 'BDT');
    INSERT INTO patients (uid, resource_id, full_name, blood_type, allergies, medical_history)
    VALUES (gen_random_uuid(), 2, 'Rahim', 'A+', 'Nuts', NULL),
           (gen_random_uuid(), 3, 'Karim', NULL, NULL, NULL);
    INSERT INTO appointments (uid, patient_id, doctor_id, location_id, visit_type_id, starts_at,
                              ends_at, status, duration_minutes, fee_amount, fee_currency,
                              booked_as)
    VALUES (gen_random_uuid(), 1, 1, 1, 1, '2027-01-04', '2027-01-04 00:30', 'completed', 30, 50,
            'BDT', 'staff');
    INSERT INTO medical_records (uid, appointment_id, patient_id, doctor_id, version)
    VALUES (gen_random_uuid(), 1, 1, 1, 2);
    INSERT INTO medical_record_versions
        (record_id, number, author_id, written_at, reason, diagnosis, diagnosis_code, notes)
    VALUES (1, 1, 1, '2027-01-04', NULL, 'Bronchitis', 'J20.9', NULL),
           (1, 2, 1, '2027-01-05', 'More is known', 'ব্রঙ্কাইটিস', NULL, 'Two lines
of notes');
    INSERT INTO prescription_items (version_id, position, medicine, dose, frequency, notes)
    VALUES (2, 2, 'Second', '2', 'daily', NULL), (2, 1, 'First', '1', 'daily', 'with food');
    INSERT INTO record_drafts (appointment_id, doctor_id, saved_at, content)
    VALUES (1, 1, now(), '{"notes": "half"}');
    INSERT INTO attachments (uid, record_id, author_id, filename, media_type, size_bytes, sha256,
                             storage_key)
    VALUES (gen_random_uuid(), 1, 1, 'scan.pdf', 'application/pdf', length(decode('{pdf}', 'hex')),
            sha256(decode('{pdf}', 'hex')), 'aa/kept'),
           (gen_random_uuid(), 1, 1, 'lost.pdf', 'application/pdf', 5, 'x', 'aa/lost');
"""


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_migrations_sealing_{worker}"
    yield await create_empty_database(name)
    await drop_database(name)


async def run(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(statement)
    await connection.close()


async def test_what_lay_open_is_sealed_whole(dsn: str, tmp_path: Path) -> None:
    await migrations.upgrade(dsn, BEFORE)
    await run(dsn, A_RECORD.replace("{pdf}", PDF.hex()))
    storage = folder_storage(tmp_path)
    await storage.put("aa/kept", PDF)
    await migrations.upgrade(dsn)
    database = Database(dsn, pool_size=3, vault=vault_for_tests())
    try:
        await _check(database, tmp_path)
    finally:
        await database.close()


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def _check(database: Database, folder: Path) -> None:
    storage = folder_storage(folder)
    tables = ["attachments", "medical_record_versions", "patients", "record_drafts"]
    assert await database.read(backlog) == tables
    with pytest.raises(SealBroken):
        await database.read(_read_all)

    done = await reseal(database, lambda *_: None, open_text=True)
    assert (done.rows, done.broken) == (6, [])
    assert await seal_files(database, storage, lambda *_: None) == 1
    assert await seal_files(database, storage, lambda *_: None) == 0
    await database.transact(clear_backlog)
    assert await database.read(backlog) == []
    await database.read(_read_all)

    await _check_files(database, folder)


class Interrupted(Storage):
    """Does something before a file is read for the first time; fails to delete as often as told."""

    def __init__(self, folder: Path, work: Callable[[], Awaitable[object]]) -> None:
        super().__init__(lambda: folder_storage(folder)._store)  # noqa: SLF001 -- the same place
        self.work: Callable[[], Awaitable[object]] | None = work
        self.failures = 0

    async def get(self, key: str) -> bytes:
        if self.work is not None and key == "aa/kept":
            work, self.work = self.work, None
            await work()
        return await super().get(key)

    async def delete(self, key: str) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable
        await super().delete(key)


async def _nothing() -> None:
    pass


@pytest.fixture
async def unsealed(dsn: str, tmp_path: Path) -> AsyncIterator[Database]:
    """One with rows that are sealed and files that are not."""
    await migrations.upgrade(dsn, BEFORE)
    await run(dsn, A_RECORD.replace("{pdf}", PDF.hex()))
    await folder_storage(tmp_path).put("aa/kept", PDF)
    await migrations.upgrade(dsn)
    database = Database(dsn, pool_size=3, vault=vault_for_tests())
    try:
        await reseal(database, lambda *_: None, open_text=True)
        yield database
    finally:
        await database.close()


async def _check_files(database: Database, folder: Path) -> None:
    """The file that was there opens, and lies nowhere open or twice."""
    (kept,) = contents(folder)
    assert PDF not in kept
    async with database.reading() as reader:
        record = await reader.session.get_one(MedicalRecord, 1)
        attachment = await reader.session.get_one(Attachment, 1)
    stored = await database.transact(
        lambda unit: open_attachment(unit, ADMIN, record.uid, attachment.uid)
    )
    assert await fetch(folder_storage(folder), stored) == PDF


async def test_two_that_seal_the_same_file_at_once_lose_nothing(
    unsealed: Database, tmp_path: Path
) -> None:
    async def other() -> None:
        await seal_files(unsealed, folder_storage(tmp_path), lambda *_: None)

    slower = Interrupted(tmp_path, other)
    await seal_files(unsealed, slower, lambda *_: None)

    assert slower.work is None
    await _check_files(unsealed, tmp_path)


async def test_a_file_that_could_not_be_deleted_is_deleted_the_next_time(
    unsealed: Database, tmp_path: Path
) -> None:
    storage = Interrupted(tmp_path, _nothing)
    storage.failures = 1
    with pytest.raises(StorageUnavailable):
        await seal_files(unsealed, storage, lambda *_: None)
    assert PDF in contents(tmp_path)

    await seal_files(unsealed, storage, lambda *_: None)

    await _check_files(unsealed, tmp_path)


async def _read_all(reader: Reader) -> None:
    rahim = await reader.session.get_one(Patient, 1)
    known = Background(blood_type="A+", allergies="Nuts")
    assert open_background(reader.vault, rahim) == known
    karim = await reader.session.get_one(Patient, 2)
    assert karim.sealed is None
    uid = await reader.sql.fetchval("SELECT uid FROM medical_records")
    # Without its visit type, which nothing here looks at.
    record = await get_record(reader, ADMIN, uid)
    read = open_record(reader.vault, record)
    assert (read.diagnosis, read.notes, read.reason) == (
        "ব্রঙ্কাইটিস",
        "Two lines\nof notes",
        "More is known",
    )
    assert [(item.medicine, item.notes) for item in read.prescription] == [
        ("First", "with food"),
        ("Second", None),
    ]
    assert [file.filename for file in read.attachments] == ["scan.pdf", "lost.pdf"]


async def test_the_way_back_loses_nothing_that_is_sealed(dsn: str) -> None:
    await migrations.upgrade(dsn, BEFORE)
    await run(dsn, A_RECORD.replace("{pdf}", PDF.hex()))
    await migrations.upgrade(dsn, AFTER)
    with pytest.raises(Exception, match="restore a backup"):
        await migrations.downgrade(dsn, BEFORE)


async def test_patients_are_read_while_text_moves(dsn: str) -> None:
    await migrations.upgrade(dsn, BEFORE)
    await run(dsn, A_RECORD.replace("{pdf}", PDF.hex()))
    await migrations.upgrade(dsn, EMPTY)
    holder, reader = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    holding = holder.transaction()
    await holding.start()
    # The move comes to this row when it has written to all tables, and waits for who has it.
    await holder.execute("INSERT INTO sealing_backlog VALUES ('patients')")
    moving = asyncio.create_task(migrations.upgrade(dsn, OPEN))
    for _ in range(200):
        if await reader.fetchval(WAITS):
            break
        assert not moving.done()
        await asyncio.sleep(0.02)
    else:
        pytest.fail("nothing moves")

    await reader.execute("SET statement_timeout = '1s'")
    rows = await reader.fetch("SELECT full_name, allergies, sealed FROM patients ORDER BY id")
    said = await reader.fetchval("SELECT diagnosis FROM medical_record_versions WHERE id = 1")

    await holding.rollback()
    await moving
    kept = await reader.fetchval("SELECT sealed FROM medical_record_versions WHERE id = 1")
    await holder.close()
    await reader.close()
    assert [tuple(row) for row in rows] == [("Rahim", "Nuts", None), ("Karim", None, None)]
    assert said == "Bronchitis"
    assert kept[0] == 0
    assert b"Bronchitis" in kept
