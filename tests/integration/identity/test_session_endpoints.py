import asyncio
from datetime import timedelta

import bcrypt
import httpx
import pytest
from fastapi import FastAPI

from praxis.identity.models import Role, Session, User
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.identity import audited, auth_settings

WRONG = "ten blue herons"


async def log_in(api: Api, user: User, password: str = PASSWORD) -> httpx.Response:
    return await api.post("/auth/login", {"email": user.email, "password": password})


async def token_pair(api: Api, user: User) -> dict[str, str]:
    form = {"grant_type": "password", "username": user.email, "password": PASSWORD}
    pair: dict[str, str] = ok(await api.post("/auth/token", data=form))
    return pair


async def stored_session(app: FastAPI, database: Database, access_token: str) -> Session:
    tokens: TokenMaker = app.state.tokens
    claims = tokens.read_access_token(access_token, app.state.clock.now())
    async with database.reading() as reader:
        found = await reader.sql.fetchrow(
            "SELECT id, uid, user_agent, revoked_because FROM sessions WHERE uid = $1",
            claims.session_uid,
        )
    assert found is not None
    return Session(**found)


async def me(api: Api, access_token: str) -> httpx.Response:
    return await api.with_headers(Authorization=f"Bearer {access_token}").get("/users/me")


class TestLogin:
    async def test_answers_a_bearer_token_that_opens_ones_account(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        body = ok(await log_in(api, user))
        assert set(body) == {"access_token", "token_type", "expires_in"}
        assert (body["token_type"], body["expires_in"]) == ("bearer", 900)
        assert ok(await me(api, body["access_token"]))["id"] == str(user.uid)

    async def test_takes_a_second_factor_and_looks_at_none_while_none_is_set_up(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        login = {"email": user.email, "password": PASSWORD}
        for otp in ("123456", "", None, "0" * 20):
            ok(await api.post("/auth/login", {**login, "otp": otp}))
        wrong = await api.post("/auth/login", {"email": user.email, "password": "x", "otp": "1"})
        problem(wrong, 401, "auth.bad_credentials")
        for wrong_otp in ("0" * 21, 123456):
            refused = await api.post("/auth/login", {**login, "otp": wrong_otp})
            assert refused.status_code == 422
            assert refused.json()["errors"][0]["pointer"] == "/otp"

    async def test_sets_the_refresh_token_as_a_cookie_that_scripts_and_other_sites_cannot_use(
        self, api: Api, database: Database
    ) -> None:
        answer = await log_in(api, await make_user(database))
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("praxis_refresh=")
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert parts == {"httponly", "samesite=strict", "path=/api/v1/auth", "max-age=2592000"}
        assert answer.headers["cache-control"] == "no-store"

    async def test_the_email_may_be_typed_in_capitals(self, api: Api, database: Database) -> None:
        user = await make_user(database)
        typed = {"email": f" {user.email.upper()}", "password": PASSWORD}
        ok(await api.post("/auth/login", typed))

    async def test_the_session_remembers_the_browser_and_the_audit_the_sign_in(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database)
        body = ok(await log_in(api.with_headers(User_Agent="Browser/7 " + "x" * 900), user))
        session = await stored_session(app, database, body["access_token"])
        assert session.user_agent == ("Browser/7 " + "x" * 900)[:400]
        assert await audited(database, session.uid) == ["session.opened"]

    async def test_a_wrong_password_is_refused_and_audited(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        answer = await log_in(api, user, WRONG)
        problem(answer, 401, "auth.bad_credentials")
        assert "set-cookie" not in answer.headers
        assert await audited(database, user.uid) == ["session.refused"]

    async def test_a_refusal_is_the_same_for_everyone(self, api: Api, database: Database) -> None:
        user = await make_user(database)
        closed = await make_user(database, active=False)
        nobody = User(email="nobody-at-all@example.org")
        refusals = [
            await log_in(api, user, WRONG),
            await log_in(api, closed, PASSWORD),
            await log_in(api, closed, WRONG),
            await log_in(api, nobody, WRONG),
            await log_in(api, User(email="no address"), WRONG),
        ]
        for answer in refusals:
            problem(answer, 401, "auth.bad_credentials")
        assert len({answer.content for answer in refusals}) == 1
        headers = [{**answer.headers, "x-request-id": ""} for answer in refusals]
        assert all(one == headers[0] for one in headers)

    async def test_an_unverified_email_is_refused_only_after_the_right_password(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database, email_verified_at=None)
        ok(await log_in(api, user))
        with auth_settings(app, require_verified_email=True):
            problem(await log_in(api, user), 403, "auth.email_not_verified")
            problem(await log_in(api, user, WRONG), 401, "auth.bad_credentials")
            ok(await log_in(api, await make_user(database)))

    async def test_a_bcrypt_hash_is_upgraded_by_the_first_sign_in(
        self, api: Api, database: Database
    ) -> None:
        old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
        user = await make_user(database, password_hash=old)
        problem(await log_in(api, user, WRONG), 401, "auth.bad_credentials")
        assert await password_hash(database, user) == old
        ok(await log_in(api, user))
        assert (await password_hash(database, user)).startswith("$argon2id$")
        ok(await log_in(api, user))

    async def test_an_old_token_sent_along_does_no_harm(self, api: Api, database: Database) -> None:
        stale = api.with_headers(Authorization="Bearer expired.long.ago")
        ok(await log_in(stale, await make_user(database)))

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/email"),
            ({"email": "a@example.org"}, "/password"),
            ({"email": "a@example.org", "password": 7}, "/password"),
            ({"email": "a@example.org", "password": "x" * 1025}, "/password"),
            ({"email": "a\u0000@example.org", "password": "x"}, ""),
            ({"email": "a@example.org", "password": "x", "otp": "x" * 21}, "/otp"),
            ({"email": "a@example.org", "password": "x", "role": "admin"}, "/role"),
        ],
    )
    async def test_what_cannot_be_read_is_refused_without_repeating_it(
        self, api: Api, body: dict[str, object], pointer: str
    ) -> None:
        answer = await api.post("/auth/login", body)
        assert answer.status_code in {400, 422}, answer.text
        assert pointer in answer.text
        assert "xxx" not in answer.text


async def password_hash(database: Database, user: User) -> str:
    async with database.reading() as reader:
        found: str = await reader.sql.fetchval(
            "SELECT password_hash FROM users WHERE id = $1", user.id
        )
    return found


class TestToken:
    async def test_the_password_form_answers_both_tokens_and_no_cookie(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        form = {"username": user.email, "password": PASSWORD, "scope": "", "client_id": ""}
        answer = await api.post("/auth/token", data=form)
        body = ok(answer)
        assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token"}
        assert "set-cookie" not in answer.headers
        ok(await me(api, body["access_token"]))

    async def test_a_wrong_password_is_refused(self, api: Api, database: Database) -> None:
        user = await make_user(database)
        form = {"username": user.email, "password": WRONG}
        problem(await api.post("/auth/token", data=form), 401, "auth.bad_credentials")

    @pytest.mark.parametrize(
        "form",
        [
            {"username": "a@example.org"},
            {"username": "a\x00@example.org", "password": "x"},
            {"username": "a@example.org", "password": "x\x00"},
            {"username": "a@example.org", "password": "x", "grant_type": "refresh_token"},
        ],
    )
    async def test_a_form_that_cannot_be_read_is_refused(
        self, api: Api, form: dict[str, str]
    ) -> None:
        assert (await api.post("/auth/token", data=form)).status_code == 422


class TestAccessToken:
    async def test_an_expired_one_opens_nothing(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        body = ok(await log_in(api, await make_user(database)))
        clock.advance(timedelta(seconds=899))
        ok(await me(api, body["access_token"]))
        clock.advance(timedelta(seconds=1))
        problem(await me(api, body["access_token"]), 401, "auth.required")

    async def test_a_refresh_token_is_none(self, api: Api, database: Database) -> None:
        pair = await token_pair(api, await make_user(database))
        problem(await me(api, pair["refresh_token"]), 401, "auth.required")

    async def test_one_without_a_signature_is_none(self, api: Api, database: Database) -> None:
        pair = await token_pair(api, await make_user(database))
        _, claims, _ = pair["access_token"].split(".")
        forged = f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}."
        problem(await me(api, forged), 401, "auth.required")


async def refresh(api: Api, token: str) -> httpx.Response:
    return await api.post("/auth/refresh", {"refresh_token": token})


class TestRefresh:
    async def test_answers_a_new_pair(self, api: Api, database: Database) -> None:
        pair = await token_pair(api, await make_user(database))
        answer = await refresh(api, pair["refresh_token"])
        renewed = ok(answer)
        assert renewed["refresh_token"] != pair["refresh_token"]
        assert "set-cookie" not in answer.headers
        ok(await me(api, renewed["access_token"]))
        ok(await refresh(api, renewed["refresh_token"]))

    async def test_by_cookie_the_new_one_goes_by_cookie(self, api: Api, database: Database) -> None:
        first = (await log_in(api, await make_user(database))).cookies["praxis_refresh"]
        answer = await api.post("/auth/refresh")
        assert set(ok(answer)) == {"access_token", "token_type", "expires_in"}
        assert answer.cookies["praxis_refresh"] != first
        ok(await api.post("/auth/refresh"))

    async def test_a_used_token_ends_the_whole_session(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        pair = await token_pair(api, await make_user(database))
        renewed = ok(await refresh(api, pair["refresh_token"]))
        problem(await refresh(api, pair["refresh_token"]), 401, "auth.session_ended")
        problem(await refresh(api, renewed["refresh_token"]), 401, "auth.session_ended")
        problem(await me(api, renewed["access_token"]), 401, "auth.session_ended")
        session = await stored_session(app, database, pair["access_token"])
        assert session.revoked_because == "token_reused"
        assert await audited(database, session.uid) == [
            "session.opened",
            "session.refreshed",
            "session.reuse_detected",
        ]

    async def test_reuse_ends_no_other_session_of_the_user(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        stolen, other = await token_pair(api, user), await token_pair(api, user)
        ok(await refresh(api, stolen["refresh_token"]))
        problem(await refresh(api, stolen["refresh_token"]), 401, "auth.session_ended")
        ok(await refresh(api, other["refresh_token"]))

    async def test_of_two_at_once_exactly_one_succeeds(self, api: Api, database: Database) -> None:
        user = await make_user(database)
        for _ in range(10):
            pair = await token_pair(api, user)
            both = await asyncio.gather(*(refresh(api, pair["refresh_token"]) for _ in range(2)))
            assert sorted(answer.status_code for answer in both) == [200, 401]

    async def test_a_session_ends_by_itself_after_30_days(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        pair = await token_pair(api, await make_user(database))
        clock.advance(timedelta(days=29))
        renewed = ok(await refresh(api, pair["refresh_token"]))
        clock.advance(timedelta(days=1))
        problem(await refresh(api, renewed["refresh_token"]), 401, "auth.session_ended")

    async def test_the_cookie_lasts_no_longer_than_the_session(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        await log_in(api, await make_user(database))
        clock.advance(timedelta(days=29))
        answer = await api.post("/auth/refresh")
        assert "Max-Age=86400;" in answer.headers["set-cookie"]

    async def test_nothing_or_nonsense_is_refused(self, api: Api) -> None:
        problem(await api.post("/auth/refresh"), 401, "auth.required")
        problem(await api.post("/auth/refresh", {}), 401, "auth.required")
        problem(await refresh(api, "nonsense"), 401, "auth.session_ended")
        assert (await refresh(api, "x" * 201)).status_code == 422

    async def test_an_access_token_is_no_refresh_token(self, api: Api, database: Database) -> None:
        pair = await token_pair(api, await make_user(database))
        answer = await refresh(api, pair["access_token"][:200])
        problem(answer, 401, "auth.session_ended")


class TestLogout:
    async def test_by_cookie_ends_the_session_and_clears_the_cookie(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        body = ok(await log_in(api, await make_user(database)))
        session = await stored_session(app, database, body["access_token"])
        answer = await api.post("/auth/logout")
        ok(answer, 204)
        assert 'praxis_refresh=""' in answer.headers["set-cookie"]
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert not api.client.cookies
        problem(await me(api, body["access_token"]), 401, "auth.session_ended")
        assert await audited(database, session.uid) == ["session.opened", "session.ended"]

    async def test_by_cookie_works_when_the_access_token_has_run_out(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        body = ok(await log_in(api, await make_user(database)))
        clock.advance(timedelta(hours=1))
        expired = api.with_headers(Authorization=f"Bearer {body['access_token']}")
        ok(await expired.post("/auth/logout"), 204)

    async def test_by_access_token(self, api: Api, database: Database) -> None:
        pair = await token_pair(api, await make_user(database))
        signed_in = api.with_headers(Authorization=f"Bearer {pair['access_token']}")
        ok(await signed_in.post("/auth/logout"), 204)
        problem(await signed_in.post("/auth/logout"), 401, "auth.session_ended")
        problem(await refresh(api, pair["refresh_token"]), 401, "auth.session_ended")

    async def test_by_refresh_token_in_the_body_and_twice(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        pair, other = await token_pair(api, user), await token_pair(api, user)
        body = {"refresh_token": pair["refresh_token"]}
        ok(await api.post("/auth/logout", body), 204)
        ok(await api.post("/auth/logout", body), 204)
        problem(await refresh(api, pair["refresh_token"]), 401, "auth.session_ended")
        ok(await refresh(api, other["refresh_token"]))

    async def test_without_any_token_is_refused(self, api: Api) -> None:
        problem(await api.post("/auth/logout"), 401, "auth.required")


async def test_a_deactivated_user_is_out_at_once(api: Api, database: Database) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    user = await make_user(database)
    pair = await token_pair(api, user)
    ok(await admin.delete(f"/users/{user.uid}"), 204)
    problem(await me(api, pair["access_token"]), 401, "auth.session_ended")
    problem(await refresh(api, pair["refresh_token"]), 401, "auth.session_ended")
    problem(await log_in(api, user), 401, "auth.bad_credentials")
