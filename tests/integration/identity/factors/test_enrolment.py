"""Adding and removing one's own factors."""

import secrets
from base64 import b32decode
from datetime import timedelta
from typing import Any

from fastapi import FastAPI

from praxis.identity.factors import codes
from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.factors import give_totp, mark
from tests.support.identity import audited, auth_settings
from tests.support.passkeys import SoftPasskey


async def add_totp(api: Api, clock: FixedClock) -> tuple[bytes, dict[str, Any]]:
    """Set up an app; returns its secret, and what the server said at the end."""
    setup = ok(await api.post("/users/me/factors/totp"))
    secret = b32decode(setup["secret"])
    code = codes.code_of(secret, codes.step_of(clock.now()))
    return secret, ok(await api.post("/users/me/factors/totp/confirm", {"code": code}))


async def factors(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = ok(await api.get("/users/me/factors"))
    return found


async def asks_for_factor(api: Api, user: User) -> bool:
    answer = await api.post("/auth/login", {"email": user.email, "password": PASSWORD})
    return answer.status_code == 401


async def test_an_app_counts_once_a_code_has_confirmed_it(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    own = await api.signed_in(user)
    setup = ok(await own.post("/users/me/factors/totp"))
    assert setup["uri"].startswith("otpauth://totp/Praxis:")
    assert setup["qr"]["path"].startswith("M4 4h7v1h-7z")
    assert not await asks_for_factor(api, user)
    refused = await own.post("/users/me/factors/totp/confirm", {"code": "000000"})
    problem(refused, 422, "factors.bad_code")

    _, added = await add_totp(own, clock)

    assert len(added["recovery_codes"]) == 10
    assert await asks_for_factor(api, user)
    found = await factors(own)
    assert found["totp_added_at"] is not None
    assert found["recovery_codes_left"] == 10
    problem(await own.post("/users/me/factors/totp"), 409, "factors.totp_exists")
    trail = await audited(database, user.uid)
    assert [action for action in trail if action.startswith("factor.")] == [
        "factor.totp_begun",
        "factor.totp_begun",
        "factor.added",
    ]


async def test_the_secret_is_sealed_in_the_database(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    secret, added = await add_totp(await api.signed_in(user), clock)

    async with database.reading() as reader:
        kept = await reader.sql.fetchval(
            "SELECT secret FROM totp_factors WHERE user_id = $1", user.id
        )
        hashes = await reader.sql.fetch(
            "SELECT code_hash FROM recovery_codes WHERE user_id = $1", user.id
        )

    assert secret not in kept
    shown = {code.replace("-", "").encode() for code in added["recovery_codes"]}
    assert not [row for row in hashes if any(code in row["code_hash"] for code in shown)]


async def test_the_last_factor_takes_the_recovery_codes_with_it(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    own = await api.signed_in(user)
    await add_totp(own, clock)

    ok(await own.delete("/users/me/factors/totp"), 204)

    assert (await factors(own))["recovery_codes_left"] == 0
    assert not await asks_for_factor(api, user)
    problem(await own.delete("/users/me/factors/totp"), 404, "factors.not_found")
    problem(await own.post("/users/me/factors/recovery-codes"), 409, "factors.none")


async def test_new_recovery_codes_void_the_former(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    own = await api.signed_in(user)
    _, added = await add_totp(own, clock)
    made = ok(await own.post("/users/me/factors/recovery-codes"))["recovery_codes"]
    assert not set(made) & set(added["recovery_codes"])
    body = {"email": user.email, "password": PASSWORD}

    async def enter(code: str) -> int:
        asked = problem(await api.post("/auth/login", body), 401, "auth.mfa_required")
        proof = {"mfa_token": asked["mfa_token"], "recovery_code": code}
        return (await api.post("/auth/second-factor", proof)).status_code

    assert await enter(added["recovery_codes"][0]) == 401
    assert await enter(made[0]) == 200


async def test_a_passkey_is_added_named_and_removed(api: Api, database: Database) -> None:
    user = await make_user(database)
    own = await api.signed_in(user)
    passkey = SoftPasskey()
    options = ok(await own.post("/users/me/factors/passkeys/start"))["public_key"]
    assert options["rp"]["id"] == "localhost"
    body = {"name": "Phone", "credential": passkey.register(options)}

    added = ok(await own.post("/users/me/factors/passkeys", body))

    assert len(added["recovery_codes"]) == 10
    (kept,) = (await factors(own))["passkeys"]
    assert (kept["name"], kept["last_used_at"]) == ("Phone", None)
    path = f"/users/me/factors/passkeys/{kept['id']}"
    ok(await own.patch(path, {"name": "Old phone"}), 204)
    assert (await factors(own))["passkeys"][0]["name"] == "Old phone"
    # The challenge was used up.
    problem(await own.post("/users/me/factors/passkeys", body), 422, "factors.bad_passkey")
    options = ok(await own.post("/users/me/factors/passkeys/start"))["public_key"]
    assert len(options["excludeCredentials"]) == 1
    twice = {"name": "Again", "credential": passkey.register(options)}
    problem(await own.post("/users/me/factors/passkeys", twice), 409, "factors.passkey_exists")
    ok(await own.delete(path), 204)
    assert (await factors(own))["passkeys"] == []


async def test_a_passkey_with_an_endless_id_is_refused(api: Api, database: Database) -> None:
    own = await api.signed_in(await make_user(database))
    passkey = SoftPasskey()
    for size, status in ((5000, 422), (60_000, 422), (1023, 200)):
        passkey.id = secrets.token_bytes(size)
        options = ok(await own.post("/users/me/factors/passkeys/start"))["public_key"]
        body = {"name": "Phone", "credential": passkey.register(options)}
        ok(await own.post("/users/me/factors/passkeys", body), status)
    options = ok(await api.post("/auth/passkey/start"))["public_key"]
    ok(await api.post("/auth/passkey", {"credential": passkey.answer(options)}))


async def test_the_challenge_of_another_is_not_taken(api: Api, database: Database) -> None:
    mine = await api.signed_in(await make_user(database))
    theirs = await api.signed_in(await make_user(database))
    options = ok(await theirs.post("/users/me/factors/passkeys/start"))["public_key"]
    body = {"name": "Phone", "credential": SoftPasskey().register(options)}
    problem(await mine.post("/users/me/factors/passkeys", body), 422, "factors.bad_passkey")


async def test_without_a_host_name_passkeys_are_not_offered(
    app: FastAPI, api: Api, database: Database
) -> None:
    own = await api.signed_in(await make_user(database))
    usual = app.state.settings
    app.state.settings = usual.model_copy(update={"public_url": "http://127.0.0.1:8000"})
    try:
        assert (await factors(own))["passkeys_available"] is False
        refused = await own.post("/users/me/factors/passkeys/start")
        problem(refused, 409, "factors.passkeys_unavailable")
    finally:
        app.state.settings = usual
    assert (await factors(own))["passkeys_available"] is True


async def test_whose_role_needs_a_factor_may_only_add_one(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database, Role.STAFF)
    patient = await api.signed_in(await make_user(database))
    own = await api.signed_in(user)
    with auth_settings(app, second_factor_for="staff,admin"):
        for path in ("/patients", "/notifications", "/doctors", "/dashboard"):
            problem(await own.get(path), 403, "auth.second_factor_required")
        ok(await patient.get("/notifications"))
        ok(await own.get("/users/me"))
        assert (await factors(own))["required"] is True

        await add_totp(own, clock)

        ok(await own.get("/notifications"))
        problem(await own.delete("/users/me/factors/totp"), 409, "factors.last")
        assert await asks_for_factor(api, user)


async def test_wrong_codes_while_adding_are_counted(api: Api, database: Database) -> None:
    own = await api.signed_in(await make_user(database))
    ok(await own.post("/users/me/factors/totp"))
    for _ in range(5):
        refused = await own.post("/users/me/factors/totp/confirm", {"code": "000000"})
        problem(refused, 422, "factors.bad_code")
    refused = await own.post("/users/me/factors/totp/confirm", {"code": "000000"})
    problem(refused, 429, "auth.too_many_tries")


async def test_an_old_sign_in_does_not_change_factors(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    own = await api.signed_in(user)
    await give_totp(app, user)
    await mark(app, user)
    clock.advance(timedelta(minutes=11))
    for refused in (
        await own.delete("/users/me/factors/totp"),
        await own.post("/users/me/factors/totp"),
        await own.post("/users/me/factors/recovery-codes"),
        await own.post("/users/me/factors/passkeys/start"),
    ):
        problem(refused, 403, "auth.step_up_required")
    assert (await factors(own))["totp_added_at"] is not None
