"""The practice of the benchmarks on a real database: the product finds and books in it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI

from bench.kit.practice import Practice, Size, fill
from praxis.identity.models import Role
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.settings import Settings
from tests.conftest import create_database, drop_database
from tests.support.api import Api, ok
from tests.support.applications import app_on

pytestmark = pytest.mark.once

SIZE = Size(doctors=20, visits=12_000)
COUNTS = """
    SELECT (SELECT count(*) FROM appointments) AS visits,
           (SELECT count(*) FROM claims) AS claims,
           (SELECT count(*) FROM appointments WHERE status NOT IN ('cancelled', 'declined'))
               AS holding,
           (SELECT count(*) FROM doctors) AS doctors
"""
DEFINITIONS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT tablename, indexname, indexdef, true FROM pg_indexes WHERE schemaname = 'public'
    ORDER BY 1, 2, 3
"""
ONCE_MORE = """
    INSERT INTO claims (resource_id, during, kind)
    SELECT resource_id, during, 'block' FROM claims ORDER BY id DESC LIMIT 1
"""
BY_THE_GUARD = """
    SELECT count(*) FROM claims
    WHERE int8range(resource_id, resource_id, '[]') <@ int8range(1, 3)
      AND during && tstzrange('2000-01-01', '2100-01-01')
"""
CONTENT = """
    SELECT md5(string_agg((to_jsonb(t) - 'created_at' - 'updated_at')::text, '' ORDER BY id))
    FROM {} t
"""


@dataclass
class Filled:
    dsn: str
    practice: Practice


@pytest.fixture(scope="module")
async def filled(worker: str) -> AsyncIterator[Filled]:
    name = f"praxis_bench_{worker}"
    dsn = await create_database(name)
    try:
        yield Filled(dsn, await asyncio.to_thread(fill, dsn, SIZE))
    finally:
        await drop_database(name)


@pytest.fixture(scope="module")
async def app_there(
    filled: Filled, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    folder = Path(tmp_path_factory.mktemp("bench"))
    async with app_on(filled.dsn, settings, folder, SystemClock()) as app:
        yield app


@pytest.fixture
async def api_there(app_there: FastAPI) -> AsyncIterator[Api]:
    async with Api.of(app_there, SystemClock()) as api:
        yield api


def signed_in(api: Api, practice: Practice, role: Role, n: int = 0) -> Api:
    return api.with_headers(Authorization=f"Bearer {practice.token(role, n)}")


async def test_every_visit_that_holds_time_has_its_two_claims(filled: Filled) -> None:
    connection = await asyncpg.connect(filled.dsn)
    try:
        row = await connection.fetchrow(COUNTS)
    finally:
        await connection.close()

    assert row is not None
    assert (row["visits"], row["doctors"]) == (SIZE.visits, SIZE.doctors)
    assert 0.8 * SIZE.visits < row["holding"] < SIZE.visits
    assert row["claims"] == 2 * row["holding"]


async def test_all_that_guards_the_tables_stands_again(filled: Filled, dsn: str) -> None:
    found = []
    for address in (filled.dsn, dsn):
        connection = await asyncpg.connect(address)
        found.append(await connection.fetch(DEFINITIONS))
        await connection.close()

    assert found[0] == found[1]


async def test_claims_are_guarded_again(filled: Filled) -> None:
    connection = await asyncpg.connect(filled.dsn)
    try:
        with pytest.raises(asyncpg.ExclusionViolationError):
            await connection.execute(ONCE_MORE)
        await connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        plan = await connection.fetch(f"EXPLAIN {BY_THE_GUARD}")
        found = await connection.fetchval(BY_THE_GUARD)
    finally:
        await connection.close()

    assert "ex_claims_no_overlap" in "".join(row[0] for row in plan)
    assert found > 1000


async def test_the_same_size_gives_the_same_rows(worker: str) -> None:
    digests = []
    for time in ("first", "again"):
        name = f"praxis_bench_{time}_{worker}"
        dsn = await create_database(name)
        try:
            await asyncio.to_thread(fill, dsn, SIZE)
            digests.append(await _digests(dsn))
        finally:
            await drop_database(name)

    assert digests[0] == digests[1]


async def _digests(address: str) -> list[Any]:
    connection = await asyncpg.connect(address)
    try:
        return [
            await connection.fetchval(CONTENT.format(table))
            for table in ("doctors", "availability_rules", "appointments", "claims")
        ]
    finally:
        await connection.close()


@pytest.mark.parametrize("role", list(Role))
async def test_tokens_are_of_live_sessions(filled: Filled, api_there: Api, role: Role) -> None:
    for n in (0, 1):
        me = ok(await signed_in(api_there, filled.practice, role, n).get("/users/me"))
        assert me["role"] == role


async def test_more_people_than_can_sign_in_are_not_asked_for(filled: Filled) -> None:
    with pytest.raises(IndexError):
        filled.practice.token(Role.DOCTOR, SIZE.doctors)


async def test_times_are_found_and_booked_by_a_patient(filled: Filled, api_there: Api) -> None:
    practice = filled.practice
    patient = signed_in(api_there, practice, Role.PATIENT, 3)
    kind = str(practice.visit_type_uids[0])
    of_all = ok(await patient.get("/slots", visit_type_id=kind))["items"]
    path = f"/doctors/{practice.doctor_uids[4]}/slots"
    times = ok(await patient.get(path, visit_type_id=kind))["items"]

    assert len(of_all) == 20
    assert 20 < len(times) < 300
    body = {
        "doctor_id": str(practice.doctor_uids[4]),
        "visit_type_id": kind,
        "location_id": times[-1]["location_id"],
        "starts_at": times[-1]["starts_at"],
    }
    booked = ok(await patient.post("/appointments", body), 201)
    assert booked["patient_id"] == str(practice.patient_uids[3])


async def test_a_full_week_offers_nothing(worker: str) -> None:
    name = f"praxis_bench_full_{worker}"
    dsn = await create_database(name)
    try:
        size = Size(doctors=10, visits=6000, first_week_full=True)
        await asyncio.to_thread(fill, dsn, size)
        database = Database(dsn)
        try:
            taken = await database.read(lambda reader: reader.sql.fetchval(TAKEN))
        finally:
            await database.close()
    finally:
        await drop_database(name)

    # Five days of seven hours.
    assert taken == 10 * 5 * 7 * 60


TAKEN = """
    SELECT sum(duration_minutes) FROM appointments
    WHERE starts_at >= current_date AND starts_at < current_date + 7
"""
