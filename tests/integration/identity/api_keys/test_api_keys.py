"""API keys: made by administrators, for programs, and told apart in the audit."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.support.api import Api, ok, problem
from tests.support.factors import give_api_key

SCOPES = ["patients:read"]


def by(api: Api, key: str) -> Api:
    return api.with_headers(Authorization=f"Bearer {key}")


def wanted(now: datetime, **changes: Any) -> dict[str, Any]:
    expires_at = (now + timedelta(days=90)).isoformat()
    return {"name": "Laboratory", "scopes": SCOPES, "expires_at": expires_at, **changes}


async def test_a_key_is_shown_once_and_opens_what_its_scopes_name(
    api: Api, clock: FixedClock, database: Database
) -> None:
    patient = await make_patient(database)
    admin = await api.signed_in(await make_user(database, Role.ADMIN))

    answer = await admin.post("/api-keys", wanted(clock.now()))

    made = ok(answer)
    assert answer.headers["cache-control"] == "no-store"
    assert made["key"].startswith("praxis_")
    program = by(api, made["key"])
    assert ok(await program.get(f"/patients/{patient.uid}"))["id"] == str(patient.uid)
    refused = await program.post("/patients", {"full_name": "Rahima Khatun"})
    problem(refused, 403, "auth.scope_missing")
    for path in ("/users/me", "/users", "/api-keys", "/notifications", "/medical-records"):
        problem(await program.get(path), 403, "auth.scope_missing")
    listed = ok(await admin.get("/api-keys"))["items"]
    (item,) = [one for one in listed if one["id"] == made["id"]]
    assert "key" not in item
    assert made["key"] not in str(listed)
    assert item["last_used_at"] is not None


async def test_the_database_holds_a_hash_alone(
    api: Api, clock: FixedClock, database: Database
) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    made = ok(await admin.post("/api-keys", wanted(clock.now()), headers={"Idempotency-Key": "k"}))
    secret = made["key"].split("_", 2)[2]
    async with database.reading() as reader:
        tables = await reader.sql.fetch(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in tables:
            found = await reader.sql.fetchval(
                f"SELECT count(*) FROM {table} t WHERE t::text LIKE $1", f"%{secret}%"
            )
            assert found == 0, table


async def test_what_a_key_does_is_told_apart_in_the_audit(
    app: FastAPI, api: Api, database: Database
) -> None:
    maker = await make_user(database, Role.ADMIN)
    key = await give_api_key(app, maker, SCOPES)
    patient = await make_patient(database)
    ok(await by(api, key.text).get(f"/patients/{patient.uid}"))

    admin = await api.signed_in(maker)
    events = ok(await admin.get("/audit-events", entity_id=str(patient.uid)))["items"]

    (read,) = [event for event in events if event["action"] == "patient.read"]
    assert read["actor"] == {"id": str(maker.uid), "name": "Laboratory", "role": "api_key"}
    assert read["details"]["api_key"] == str(key.uid)


async def test_a_key_ends_by_itself_by_hand_and_with_its_maker(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    maker, other = [await make_user(database, Role.ADMIN) for _ in range(2)]
    short = await give_api_key(app, maker, SCOPES, days=1)
    long, kept = [await give_api_key(app, maker, SCOPES) for _ in range(2)]
    clock.advance(timedelta(days=1))
    admin = await api.signed_in(other)
    problem(await by(api, short.text).get("/patients"), 401, "auth.required")

    ok(await by(api, long.text).get("/patients"))
    ok(await admin.delete(f"/api-keys/{long.uid}"), 204)
    ok(await admin.delete(f"/api-keys/{long.uid}"), 204)
    problem(await by(api, long.text).get("/patients"), 401, "auth.required")

    ok(await by(api, kept.text).get("/patients"))
    for change in ("role = 'staff'", "role = 'admin', active = false"):
        statement = f"UPDATE users SET {change} WHERE id = $1"

        async def alter(unit: UnitOfWork, sql: str = statement) -> None:
            await unit.sql.execute(sql, maker.id)

        await database.transact(alter)
        problem(await by(api, kept.text).get("/patients"), 401, "auth.required")


async def test_keys_that_are_not_ours_are_refused(
    app: FastAPI, api: Api, database: Database
) -> None:
    maker = await make_user(database, Role.ADMIN)
    key, other = [await give_api_key(app, maker, SCOPES) for _ in range(2)]
    mixed = key.text.rpartition("_")[0] + "_" + other.text.split("_", 2)[2]
    for text in ("praxis_", "praxis_x_y", mixed, key.text + "x"):
        problem(await by(api, text).get("/patients"), 401, "auth.required")


async def test_a_key_lasts_at_most_a_year_and_has_a_scope_that_there_is(
    api: Api, clock: FixedClock, database: Database
) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    now = clock.now()
    for when in (now, now - timedelta(days=1), now + timedelta(days=367)):
        refused = await admin.post("/api-keys", wanted(now, expires_at=when.isoformat()))
        problem(refused, 422, "api_keys.expiry_out_of_range")
    for scopes in ([], ["everything"], "patients:read"):
        refused = await admin.post("/api-keys", wanted(now, scopes=scopes))
        assert refused.status_code == 422


async def test_last_use_is_written_once_a_minute(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    key = await give_api_key(app, await make_user(database, Role.ADMIN), SCOPES)

    async def noted() -> datetime:
        async with database.reading() as reader:
            found: datetime = await reader.sql.fetchval(
                "SELECT last_used_at FROM api_keys WHERE uid = $1", key.uid
            )
            return found

    first = clock.now()
    ok(await by(api, key.text).get("/patients"))
    clock.advance(timedelta(seconds=59))
    ok(await by(api, key.text).get("/patients"))
    assert await noted() == first
    clock.advance(timedelta(seconds=1))
    ok(await by(api, key.text).get("/patients"))
    assert await noted() == clock.now()


async def test_no_key_opens_what_is_clinical_whatever_reason_it_names(
    app: FastAPI, api: Api, database: Database
) -> None:
    maker = await make_user(database, Role.ADMIN)
    key = await give_api_key(app, maker, ["patients:read", "patients:write"])
    program = by(api, key.text).with_headers(Praxis_Access_Reason="nightly export")
    others = await make_patient(database, allergies="Penicillin")
    # What its maker sees as a patient is no business of a program's, either.
    makers_own = await make_patient(database, maker, allergies="Penicillin")

    for patient in (others, makers_own):
        read = ok(await program.get(f"/patients/{patient.uid}"))
        assert (read["clinical_hidden"], read["allergies"]) == (True, None)
        written = ok(await program.patch(f"/patients/{patient.uid}", {"address": "Dhaka"}))
        assert (written["clinical_hidden"], written["allergies"]) == (True, None)


async def test_no_key_writes_what_is_clinical_or_hands_a_patient_to_an_account(
    app: FastAPI, api: Api, database: Database
) -> None:
    maker = await make_user(database, Role.ADMIN)
    key = await give_api_key(app, maker, ["patients:read", "patients:write"])
    program = by(api, key.text).with_headers(Praxis_Access_Reason="nightly export")
    patient = await make_patient(database, maker, allergies="Penicillin")
    thief = await make_user(database)

    for uid in (thief.uid, maker.uid):
        for field in ({"user_id": str(uid)}, {"medical_history": "none"}):
            refused = await program.patch(f"/patients/{patient.uid}", field)
            assert problem(refused, 403, "patients.not_by_key")["fields"] == [*field]
            refused = await program.post("/patients", {"full_name": "Rahima Khatun", **field})
            assert problem(refused, 403, "patients.not_by_key")["fields"] == [*field]
    problem(
        await program.patch(f"/patients/{patient.uid}", {"user_id": None}),
        403,
        "patients.not_by_key",
    )
