"""Signing in when the password is not enough."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from structlog.testing import capture_logs

from praxis.identity.factors.readable import can_open_factors
from praxis.identity.models import Role, User
from praxis.identity.service import shut_out
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.factors import (
    RECOVERY_CODE,
    code_now,
    give_passkey,
    give_recovery_code,
    give_totp,
    mark,
)
from tests.support.identity import audited, auth_settings
from tests.support.rivals import on

WRONG = {"code": "000000"}
WAITS = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'
                   AND datname = current_database())
"""
LIVE = "SELECT count(*) FROM sessions WHERE user_id = $1 AND revoked_at IS NULL"


async def holder(app: FastAPI, role: Role = Role.PATIENT) -> User:
    """Somebody with an authenticator app and a recovery code."""
    user = await make_user(app.state.database, role)
    await give_totp(app, user)
    await give_recovery_code(app, user)
    await mark(app, user)
    return user


async def log_in(api: Api, user: User, **more: str) -> httpx.Response:
    return await api.post("/auth/login", {"email": user.email, "password": PASSWORD, **more})


async def first_step(api: Api, user: User) -> dict[str, Any]:
    return problem(await log_in(api, user), 401, "auth.mfa_required")


async def finish(api: Api, token: str, **proof: Any) -> httpx.Response:
    return await api.post("/auth/second-factor", {"mfa_token": token, **proof})


async def opens(api: Api, answer: httpx.Response) -> str:
    token = ok(answer)["access_token"]
    me = await api.with_headers(Authorization=f"Bearer {token}").get("/users/me")
    return str(ok(me)["id"])


async def test_after_the_password_comes_the_code(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    user = await holder(app)

    asked = await first_step(api, user)
    done = await finish(api, asked["mfa_token"], code=code_now(clock.now()))

    assert asked["methods"] == ["totp", "recovery_code"]
    assert asked["expires_in"] == 300
    assert await opens(api, done) == str(user.uid)
    assert "praxis_refresh" in done.headers["set-cookie"]
    assert "refresh_token" not in done.json()
    assert await audited(database, user.uid) == ["session.second_factor_asked"]


async def test_scripts_go_on_with_a_pair_of_tokens(
    app: FastAPI, api: Api, clock: FixedClock
) -> None:
    user = await holder(app)
    form = {"username": user.email, "password": PASSWORD}
    asked = problem(await api.post("/auth/token", data=form), 401, "auth.mfa_required")

    done = await finish(api, asked["mfa_token"], code=code_now(clock.now()))

    pair = ok(done)
    assert "set-cookie" not in done.headers
    ok(await api.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}))


async def test_both_steps_may_go_in_one(app: FastAPI, api: Api, clock: FixedClock) -> None:
    user = await holder(app)
    done = await log_in(api, user, otp=code_now(clock.now()))
    assert await opens(api, done) == str(user.uid)
    problem(await log_in(api, user, otp="000000"), 401, "auth.bad_proof")


async def test_a_wrong_password_tells_nothing_of_factors(app: FastAPI, api: Api) -> None:
    with_factor, without = await holder(app), await make_user(app.state.database)
    answers = [
        problem(
            await api.post("/auth/login", {"email": email, "password": "wrong", "otp": "123456"}),
            401,
            "auth.bad_credentials",
        )
        for email in (with_factor.email, without.email, "nobody@example.org")
    ]
    assert answers[0] == answers[1] == answers[2]


async def test_a_code_is_taken_once(app: FastAPI, api: Api, clock: FixedClock) -> None:
    user = await holder(app)
    code = code_now(clock.now())
    await opens(api, await finish(api, (await first_step(api, user))["mfa_token"], code=code))

    again = await finish(api, (await first_step(api, user))["mfa_token"], code=code)

    problem(again, 401, "auth.bad_proof")


async def test_the_token_of_the_first_step_is_good_once_and_for_five_minutes(
    app: FastAPI, api: Api, clock: FixedClock
) -> None:
    user = await holder(app)
    token = (await first_step(api, user))["mfa_token"]
    await opens(api, await finish(api, token, code=code_now(clock.now())))
    late = (await first_step(api, user))["mfa_token"]
    clock.advance(timedelta(minutes=5))

    for used_up in (token, late, "made-up"):
        proof = {"code": code_now(clock.now())}
        problem(await finish(api, used_up, **proof), 401, "auth.mfa_ended")


async def test_five_wrong_codes_end_the_sign_in_and_make_the_next_wait(
    app: FastAPI, api: Api, clock: FixedClock
) -> None:
    user = await holder(app)
    token = (await first_step(api, user))["mfa_token"]
    for _ in range(5):
        problem(await finish(api, token, **WRONG), 401, "auth.bad_proof")
    problem(await finish(api, token, code=code_now(clock.now())), 401, "auth.mfa_ended")

    token = (await first_step(api, user))["mfa_token"]
    waits = await finish(api, token, code=code_now(clock.now()))

    assert problem(waits, 429, "auth.too_many_tries")["retry_after"] == 30
    assert waits.headers["retry-after"] == "30"
    clock.advance(timedelta(seconds=30))
    await opens(api, await finish(api, token, code=code_now(clock.now())))
    # What was right makes up for what was wrong.
    clock.advance(timedelta(minutes=1))
    token = (await first_step(api, user))["mfa_token"]
    problem(await finish(api, token, **WRONG), 401, "auth.bad_proof")


async def test_a_clock_that_is_set_right_keeps_nobody_from_the_second_step(
    app: FastAPI, api: Api, clock: FixedClock
) -> None:
    user = await holder(app)
    token = (await first_step(api, user))["mfa_token"]
    problem(await finish(api, token, **WRONG), 401, "auth.bad_proof")
    # As by a process that looked at its clock a moment earlier: one slip costs no wait at all.
    clock.advance(timedelta(milliseconds=-5))
    for _ in range(4):
        problem(await finish(api, token, **WRONG), 401, "auth.bad_proof")
    token = (await first_step(api, user))["mfa_token"]
    problem(await finish(api, token, code=code_now(clock.now())), 429, "auth.too_many_tries")
    clock.advance(timedelta(days=-30))
    token = (await first_step(api, user))["mfa_token"]
    await opens(api, await finish(api, token, code=code_now(clock.now())))


async def test_a_recovery_code_opens_once(app: FastAPI, api: Api) -> None:
    user = await holder(app)
    proof = {"recovery_code": RECOVERY_CODE.upper().replace("-", " ")}
    token = (await first_step(api, user))["mfa_token"]
    assert await opens(api, await finish(api, token, **proof)) == str(user.uid)

    asked = await first_step(api, user)

    assert asked["methods"] == ["totp"]
    problem(await finish(api, asked["mfa_token"], **proof), 401, "auth.bad_proof")


async def test_a_passkey_is_the_second_step(app: FastAPI, api: Api) -> None:
    user = await make_user(app.state.database)
    passkey = await give_passkey(app, user)
    await mark(app, user)
    asked = await first_step(api, user)
    assert asked["methods"] == ["passkey"]
    body = {"mfa_token": asked["mfa_token"]}
    options = ok(await api.post("/auth/second-factor/passkey", body))["public_key"]
    answer = passkey.answer(options)

    done = await finish(api, asked["mfa_token"], credential=answer)

    assert await opens(api, done) == str(user.uid)
    again = (await first_step(api, user))["mfa_token"]
    problem(await finish(api, again, credential=answer), 401, "auth.bad_proof")


async def test_the_passkey_of_another_does_not_help(app: FastAPI, api: Api) -> None:
    user, other = await make_user(app.state.database), await make_user(app.state.database)
    for one in (user, other):
        await give_passkey(app, one)
        await mark(app, one)
    theirs = await give_passkey(app, other)
    token = (await first_step(api, user))["mfa_token"]
    options = ok(await api.post("/auth/second-factor/passkey", {"mfa_token": token}))

    refused = await finish(api, token, credential=theirs.answer(options["public_key"]))

    problem(refused, 401, "auth.bad_proof")


async def test_a_passkey_signs_in_by_itself(app: FastAPI, api: Api, database: Database) -> None:
    user = await make_user(database)
    passkey = await give_passkey(app, user)
    options = ok(await api.post("/auth/passkey/start"))["public_key"]
    assert options["allowCredentials"] == []
    answer = {"credential": passkey.answer(options)}

    done = await api.post("/auth/passkey", answer)

    assert await opens(api, done) == str(user.uid)
    assert "praxis_refresh" in done.headers["set-cookie"]
    problem(await api.post("/auth/passkey", answer), 401, "auth.bad_proof")


async def test_closed_and_unconfirmed_accounts_stay_out_with_a_passkey(
    app: FastAPI, api: Api, database: Database
) -> None:
    closed = await give_passkey(app, await make_user(database, active=False))
    unconfirmed = await give_passkey(app, await make_user(database, email_verified_at=None))

    async def enter(passkey: Any) -> httpx.Response:
        options = ok(await api.post("/auth/passkey/start"))["public_key"]
        return await api.post("/auth/passkey", {"credential": passkey.answer(options)})

    problem(await enter(closed), 401, "auth.bad_proof")
    with auth_settings(app, require_verified_email=True):
        problem(await enter(unconfirmed), 403, "auth.email_not_verified")
    ok(await enter(unconfirmed))


async def test_a_passkey_does_not_slip_in_while_the_account_is_closed(
    app: FastAPI, api: Api, database: Database, clock: FixedClock
) -> None:
    user = await make_user(database)
    passkey = await give_passkey(app, user)
    options = ok(await api.post("/auth/passkey/start"))["public_key"]

    async def close(unit: UnitOfWork) -> asyncio.Task[httpx.Response]:
        await unit.sql.execute("UPDATE users SET active = false WHERE id = $1", user.id)
        await shut_out(unit, user, "deactivated", clock.now())
        entering = asyncio.create_task(
            api.post("/auth/passkey", {"credential": passkey.answer(options)})
        )
        while not await on(database, WAITS):
            assert not entering.done()
            await asyncio.sleep(0.01)
        return entering

    entering = await database.transact(close)

    problem(await entering, 401, "auth.bad_proof")
    assert await on(database, LIVE, user.id) == 0


async def test_a_new_password_ends_what_the_old_one_began(
    app: FastAPI, api: Api, clock: FixedClock
) -> None:
    user = await holder(app)
    token = (await first_step(api, user))["mfa_token"]
    own = await api.signed_in(user)
    change = {"password": "seven grey geese over Sylhet", "current_password": PASSWORD}
    ok(await own.patch("/users/me", change, headers={"If-Match": '"1"'}))

    problem(await finish(api, token, code=code_now(clock.now())), 401, "auth.mfa_ended")


async def test_one_kind_of_proof_is_sent(api: Api) -> None:
    for proof in ({}, {"code": "1", "recovery_code": "2"}):
        refused = await finish(api, "token", **proof)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["code"] == "proof.one"


async def test_a_new_secret_key_is_no_fault_of_who_types_the_right_code(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    user = await holder(app, Role.ADMIN)
    usual: TokenMaker = app.state.tokens
    app.state.tokens = TokenMaker("another secret of 32 or more characters", timedelta(minutes=15))
    try:
        token = (await first_step(api, user))["mfa_token"]
        with capture_logs() as logged:
            for proof in ({"code": code_now(clock.now())}, {"recovery_code": RECOVERY_CODE}) * 4:
                answer = await finish(api, token, **proof)
                problem(answer, 409, "factors.secret_changed")
        # Nothing was counted: neither the account nor this sign-in has to wait.
        assert [line["event"] for line in logged].count("factors.secret_changed") == 1
        async with database.reading() as reader:
            misses = "SELECT coalesce(sum(misses), 0) FROM proof_misses WHERE user_id = $1"
            assert await reader.sql.fetchval(misses, user.id) == 0
    finally:
        app.state.tokens = usual
    ok(await finish(api, token, code=code_now(clock.now())))
    with_other = TokenMaker("another secret of 32 or more characters", timedelta(minutes=15))
    async with database.reading() as reader:
        assert await can_open_factors(reader.sql, usual)
        assert not await can_open_factors(reader.sql, with_other)
