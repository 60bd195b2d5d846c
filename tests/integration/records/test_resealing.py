"""A new key: everything is sealed under it while people write, however often it is begun."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from praxis.directory.patients.background import Background, open_background, seal_background
from praxis.directory.patients.models import Patient
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.kit.sealing.errors import SealBroken
from praxis.kit.sealing.key_file import make_key_file, read_key_file, replace_key_file
from praxis.kit.sealing.vault import Vault
from praxis.records.contents import place_of_draft
from praxis.records.models import RecordDraft, RecordVersion
from praxis.records.repository import get_record
from praxis.records.resealing import BATCH, count_stale, count_under, reseal
from praxis.records.seals import open_record
from tests.conftest import NOW, create_database, drop_database
from tests.factories.directory import make_patient
from tests.factories.records import DIAGNOSIS, Visit, make_record, make_visit
from tests.support.sealing import RING

PLANTED = {
    "patients": '{"blood_type": null, "allergies": "None known", "medical_history": null}',
    "medical_record_versions": '{"diagnosis": "Forged", "prescription": []}',
}
ADMIN = Actor(None, None, Role.ADMIN, reason="test")
Progress = list[tuple[str, int, int]]


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "clinical.json"
    make_key_file(path, RING)
    return path


@pytest.fixture
async def apart(worker: str, key_file: Path) -> AsyncIterator[Database]:
    name = f"praxis_test_resealing_{worker}"
    database = Database(await create_database(name), pool_size=12, vault=Vault(key_file))
    try:
        yield database
    finally:
        await database.close()
        await drop_database(name)


async def add_key(database: Database, key_file: Path) -> int:
    ring = read_key_file(key_file).with_new_key("2027-02-01T00:00:00+00:00")
    replace_key_file(key_file, ring)
    async with database.reading() as reader:
        # What other processes do after some seconds.
        reader.vault.look_again()
    return ring.current.number


async def make_draft(database: Database, visit: Visit) -> None:
    place = place_of_draft(visit.appointment.uid, visit.doctor.id, visit.patient.uid)

    async def add(unit: UnitOfWork) -> None:
        unit.session.add(
            RecordDraft(
                appointment_id=visit.appointment.id,
                doctor_id=visit.doctor.id,
                saved_at=NOW,
                sealed=unit.vault.seal(place, b"{}"),
            )
        )

    await database.transact(add)


async def stale(database: Database) -> int:
    return sum((await database.read(count_stale)).values())


async def test_everything_is_sealed_under_the_new_key_and_reads_as_before(
    apart: Database, key_file: Path
) -> None:
    visit = await make_visit(apart)
    record = await make_record(apart, visit)
    await make_draft(apart, visit)
    many = [await make_patient(apart, allergies=f"Nuts {n}") for n in range(3)]
    assert await stale(apart) == 0
    assert await add_key(apart, key_file) == 2
    assert await stale(apart) == 5

    told: Progress = []
    done = await reseal(apart, lambda *step: told.append(step))

    assert (done.rows, done.broken) == (5, [])
    assert told[-1] == ("record_drafts", 1, 1)
    assert await stale(apart) == 0
    assert await apart.read(count_under) == {2: 5}

    async def read(reader: Reader) -> None:
        found = await get_record(reader, ADMIN, record.uid)
        assert open_record(reader.vault, found).diagnosis == DIAGNOSIS
        for number, patient in enumerate(many):
            row = await reader.session.get_one(Patient, patient.id)
            assert open_background(reader.vault, row).allergies == f"Nuts {number}"
            # No change that anybody would have to read again.
            assert (row.version, row.updated_at) == (1, patient.updated_at)

    await apart.read(read)
    assert (await reseal(apart, lambda *_: None)).rows == 0


async def test_a_run_that_was_ended_goes_on_where_it_was(apart: Database, key_file: Path) -> None:
    await _many_patients(apart, 2 * BATCH + 50)
    await add_key(apart, key_file)

    class Killed(Exception):
        pass

    def kill(_step: str, done: int, _total: int) -> None:
        if done >= BATCH:
            raise Killed

    with pytest.raises(Killed):
        await reseal(apart, kill)
    assert await stale(apart) == BATCH + 50
    done = await reseal(apart, lambda *_: None)
    assert (done.rows, await stale(apart)) == (BATCH + 50, 0)


async def _many_patients(database: Database, count: int) -> None:
    one = await make_patient(database)

    async def add(unit: UnitOfWork) -> None:
        uids = [new_uid() for _ in range(count)]
        sealed = [seal_background(unit.vault, uid, Background(allergies="Nuts")) for uid in uids]
        await unit.sql.execute(
            """
            WITH made AS (
                INSERT INTO resources (uid, kind, name)
                SELECT gen_random_uuid(), 'patient', '' FROM generate_series(1, $1) RETURNING id
            ), numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM made)
            INSERT INTO patients (uid, resource_id, full_name, sealed)
            SELECT s.uid, numbered.id, 'Many', s.sealed
            FROM unnest($2::uuid[], $3::bytea[]) WITH ORDINALITY AS s(uid, sealed, n)
            JOIN numbered USING (n)
            """,
            count,
            uids,
            sealed,
        )

    await database.transact(add)
    assert one.sealed is None


async def test_people_write_meanwhile_and_nothing_of_it_is_lost(
    apart: Database, key_file: Path
) -> None:
    await _many_patients(apart, 3 * BATCH)
    patients = [await make_patient(apart, allergies="Before") for _ in range(20)]
    await add_key(apart, key_file)

    async def write(uid_and_id: tuple[object, int], text: str, unit: UnitOfWork) -> None:
        row = await unit.session.get_one(Patient, uid_and_id[1], with_for_update=True)
        row.sealed = seal_background(unit.vault, row.uid, Background(allergies=text))

    async def keep_writing() -> None:
        for turn in range(5):
            for patient in patients:
                where = (patient.uid, patient.id)
                await apart.transact(partial(write, where, f"After {turn}"))

    await asyncio.gather(reseal(apart, lambda *_: None), keep_writing())
    await reseal(apart, lambda *_: None)
    assert await stale(apart) == 0

    async def read(reader: Reader) -> list[str | None]:
        return [
            open_background(
                reader.vault, await reader.session.get_one(Patient, patient.id)
            ).allergies
            for patient in patients
        ]

    assert await apart.read(read) == ["After 4"] * 20


async def test_what_nobody_can_open_is_named_and_stays_as_it_was(
    apart: Database, key_file: Path
) -> None:
    visit = await make_visit(apart)
    await make_record(apart, visit)
    broken = b"\x01\x00\x01" + bytes(60)

    async def spoil(unit: UnitOfWork) -> None:
        await unit.sql.execute("UPDATE medical_record_versions SET sealed = $1", broken)

    await apart.transact(spoil)
    await add_key(apart, key_file)
    done = await reseal(apart, lambda *_: None)
    assert done.rows == 0
    (place,) = done.broken
    assert place.startswith("medical_record_versions ")
    async with apart.reading() as reader:
        kept = await reader.session.get_one(RecordVersion, 1)
        assert kept.sealed == broken


async def test_open_text_that_was_planted_does_not_become_genuine(
    apart: Database, key_file: Path
) -> None:
    """Who can write to the database must not have Praxis sign it at the next rotation."""
    patient = await make_patient(apart, allergies="Penicillin")
    record = await make_record(apart, await make_visit(apart))

    async def plant(unit: UnitOfWork) -> None:
        await unit.sql.execute("SET LOCAL session_replication_role = replica")
        for table, text in PLANTED.items():
            await unit.sql.execute(
                f"UPDATE {table} SET sealed = '\\x00'::bytea || convert_to($1, 'UTF8')", text
            )
        await unit.sql.execute("INSERT INTO sealing_backlog VALUES ('patients')")

    await apart.transact(plant)
    assert await add_key(apart, key_file) == 2

    done = await reseal(apart, lambda *_: None)

    assert done.rows == 0
    # The patient of the record, too.
    assert len(done.broken) == 3
    async with apart.reading() as reader:
        row = await reader.session.get_one(Patient, patient.id)
        with pytest.raises(SealBroken):
            open_background(reader.vault, row)
        found = await get_record(reader, ADMIN, record.uid)
        with pytest.raises(SealBroken):
            open_record(reader.vault, found)
