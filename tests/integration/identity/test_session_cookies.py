"""The cookie over HTTPS, and whose pages may use it."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from praxis.kit.db.database import Database
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.factors import (
    RECOVERY_CODE,
    give_passkey,
    give_pending_sign_in,
    give_recovery_code,
)
from tests.support.identity import log_in as sign_in

LISTED = "https://app.example.org"


@pytest.fixture
def https(app: FastAPI) -> Iterator[None]:
    """The application with a public address of HTTPS, for a while."""
    usual = app.state.settings
    changes = {"public_url": "https://clinic.example.org", "cors_origins": (LISTED,)}
    app.state.settings = usual.model_copy(update=changes)
    yield
    app.state.settings = usual


async def log_in(api: Api, database: Database) -> httpx.Response:
    answer = await sign_in(api, (await make_user(database)).email, PASSWORD)
    ok(answer)
    return answer


def cookie_of(answer: httpx.Response) -> tuple[str, str, set[str]]:
    """Name, value and attributes of the one cookie of an answer."""
    first, *rest = answer.headers["set-cookie"].split(";")
    name, _, value = first.partition("=")
    return name, value, {part.strip().lower() for part in rest}


@pytest.mark.usefixtures("https")
async def test_over_https_no_other_host_can_set_or_read_the_cookie(
    api: Api, database: Database
) -> None:
    name, token, attributes = cookie_of(await log_in(api, database))
    assert name == "__Host-praxis_refresh"
    assert attributes == {"httponly", "samesite=strict", "path=/", "max-age=2592000", "secure"}

    by_cookie = api.with_headers(Cookie=f"{name}={token}")
    renewed = await by_cookie.post("/auth/refresh")
    assert "refresh_token" not in ok(renewed)
    name, token, _ = cookie_of(renewed)
    ended = await api.with_headers(Cookie=f"{name}={token}").post("/auth/logout")
    ok(ended, 204)
    assert cookie_of(ended)[0] == name
    assert {"max-age=0", "secure", "path=/"} <= cookie_of(ended)[2]


@pytest.mark.usefixtures("https")
async def test_over_https_a_cookie_that_another_host_may_have_set_is_not_looked_at(
    api: Api, database: Database
) -> None:
    _, token, _ = cookie_of(await log_in(api, database))
    planted = api.with_headers(Cookie=f"praxis_refresh={token}")
    problem(await planted.post("/auth/refresh"), 401, "auth.required")


async def test_without_https_a_secure_cookie_is_none(api: Api, database: Database) -> None:
    name, token, attributes = cookie_of(await log_in(api, database))
    assert name == "praxis_refresh"
    assert "secure" not in attributes
    api.client.cookies.clear()
    other = api.with_headers(Cookie=f"__Host-praxis_refresh={token}")
    problem(await other.post("/auth/refresh"), 401, "auth.required")


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.example.org"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_pages_of_others_can_use_the_cookie_for_nothing(
    api: Api, database: Database, headers: dict[str, str]
) -> None:
    body = {"email": (await make_user(database)).email, "password": PASSWORD}
    problem(await api.post("/auth/login", body, headers=headers), 403, "auth.cross_origin")
    await log_in(api, database)
    for path in ("/auth/refresh", "/auth/logout"):
        answer = await api.post(path, headers=headers)
        problem(answer, 403, "auth.cross_origin")
        assert "set-cookie" not in answer.headers
    # And nothing has happened.
    ok(await api.post("/auth/refresh"))


@pytest.mark.parametrize("headers", FOREIGN)
async def test_nor_do_they_get_it_by_a_second_factor_or_a_passkey(
    app: FastAPI, api: Api, database: Database, headers: dict[str, str]
) -> None:
    user = await make_user(database)
    passkey = await give_passkey(app, user)
    options = ok(await api.post("/auth/passkey/start"))["public_key"]
    alone = {"credential": passkey.answer(options)}
    await give_recovery_code(app, user)
    second = {"mfa_token": await give_pending_sign_in(app, user), "recovery_code": RECOVERY_CODE}

    for path, body in (("/auth/passkey", alone), ("/auth/second-factor", second)):
        answer = await api.post(path, body, headers=headers)
        problem(answer, 403, "auth.cross_origin")
        assert "set-cookie" not in answer.headers
        # And nothing is used up.
        assert "set-cookie" in (await api.post(path, body)).headers


@pytest.mark.parametrize("headers", OWN)
async def test_our_own_pages_and_programs_can(
    api: Api, database: Database, headers: dict[str, str]
) -> None:
    body = {"email": (await make_user(database)).email, "password": PASSWORD}
    ok(await api.post("/auth/login", body, headers=headers))
    ok(await api.post("/auth/refresh", headers=headers))
    ok(await api.post("/auth/logout", headers=headers), 204)


@pytest.mark.usefixtures("https")
async def test_a_listed_origin_can(api: Api, database: Database) -> None:
    headers = {"Sec-Fetch-Site": "same-site", "Origin": LISTED}
    body = {"email": (await make_user(database)).email, "password": PASSWORD}
    ok(await api.post("/auth/login", body, headers=headers))


async def test_a_token_in_the_body_needs_no_page_of_ours(api: Api, database: Database) -> None:
    """Nothing is sent along there that a page did not have already."""
    user = await make_user(database)
    form = {"username": user.email, "password": PASSWORD}
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    pair = ok(await api.post("/auth/token", data=form, headers=headers))
    body = {"refresh_token": pair["refresh_token"]}
    ok(await api.post("/auth/refresh", body, headers=headers))
