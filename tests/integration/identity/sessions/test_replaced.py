"""Who signs in where somebody is signed in takes the place of that session."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from praxis.identity.models import User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.factors import code_now, give_passkey, give_totp, mark
from tests.support.identity import audited


def credentials(user: User) -> dict[str, str]:
    return {"email": user.email, "password": PASSWORD}


async def bearer(api: Api, token: str) -> Api:
    """Of a session that is alive, with its cookie in the jar of the client."""
    caller = api.with_headers(Authorization=f"Bearer {token}")
    ok(await caller.get("/users/me"))
    return caller


async def signed_in(api: Api, user: User) -> Api:
    return await bearer(api, ok(await api.post("/auth/login", credentials(user)))["access_token"])


async def is_over(earlier: Api) -> None:
    problem(await earlier.get("/users/me"), 401, "auth.session_ended")


@pytest.mark.parametrize("same", [True, False])
async def test_a_sign_in_ends_the_session_that_its_browser_had(
    api: Api, database: Database, same: bool
) -> None:
    user = await make_user(database)
    earlier = await signed_in(api, user)
    (session,) = ok(await earlier.get("/users/me/sessions"))["items"]
    copied = api.client.cookies["praxis_refresh"]

    await signed_in(api, user if same else await make_user(database))

    await is_over(earlier)
    by_copy = await api.post("/auth/refresh", {"refresh_token": copied})
    problem(by_copy, 401, "auth.session_ended")
    assert await audited(database, UUID(session["id"])) == ["session.opened", "session.ended"]


async def test_so_does_one_that_takes_two_steps(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    earlier = await signed_in(api, await make_user(database))
    user = await make_user(database)
    await give_totp(app, user)
    await mark(app, user)

    asked = problem(await api.post("/auth/login", credentials(user)), 401, "auth.mfa_required")
    ok(await earlier.get("/users/me"))
    proof = {"mfa_token": asked["mfa_token"], "code": code_now(clock.now())}
    ok(await api.post("/auth/second-factor", proof))

    await is_over(earlier)


async def test_so_does_a_passkey(app: FastAPI, api: Api, database: Database) -> None:
    earlier = await signed_in(api, await make_user(database))
    passkey = await give_passkey(app, await make_user(database))
    options = ok(await api.post("/auth/passkey/start"))["public_key"]

    ok(await api.post("/auth/passkey", {"credential": passkey.answer(options)}))

    await is_over(earlier)


async def test_a_sign_in_that_fails_ends_nothing(api: Api, database: Database) -> None:
    user = await make_user(database)
    earlier = await signed_in(api, user)

    wrong = await api.post("/auth/login", {**credentials(user), "password": "ten blue herons"})

    problem(wrong, 401, "auth.bad_credentials")
    ok(await earlier.get("/users/me"))
    ok(await api.post("/auth/refresh"))


async def test_tokens_for_a_program_take_no_cookies_place(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    earlier = await signed_in(api, user)
    form = {"username": user.email, "password": PASSWORD}
    ok(await api.post("/auth/token", data=form))
    await give_totp(app, user)
    await mark(app, user)
    asked = problem(await api.post("/auth/token", data=form), 401, "auth.mfa_required")
    proof = {"mfa_token": asked["mfa_token"], "code": code_now(clock.now())}
    assert "refresh_token" in ok(await api.post("/auth/second-factor", proof))

    ok(await earlier.get("/users/me"))


@pytest.mark.parametrize("cookie", ["", "x", "y" * 3000, "é", '"\\377"'])
async def test_a_cookie_of_no_session_hinders_nobody(
    api: Api, database: Database, cookie: str
) -> None:
    sent = f"praxis_refresh={cookie}".encode("latin-1")
    body = credentials(await make_user(database))
    answer = await api.client.post("/api/v1/auth/login", json=body, headers={b"Cookie": sent})
    ok(answer)
