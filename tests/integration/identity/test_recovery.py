"""Mailed links: a new password, a confirmed e-mail."""

import asyncio
from datetime import timedelta

import httpx
from fastapi import FastAPI

from praxis.identity.models import TokenPurpose, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.identity import audited, mailed, mailed_link

NEW_PASSWORD = "nine blue herons"
RESET = "identity.password_reset_requested"
VERIFICATION = "identity.verification_requested"


async def log_in(api: Api, user: User, password: str) -> httpx.Response:
    return await api.post("/auth/login", {"email": user.email, "password": password})


async def forget(api: Api, app: FastAPI, user: User) -> str:
    ok(await api.post("/auth/password/forgot", {"email": user.email}), 202)
    return await mailed_link(app, TokenPurpose.PASSWORD_RESET, user.uid)


async def reset(api: Api, token: str, password: str = NEW_PASSWORD) -> httpx.Response:
    return await api.post("/auth/password/reset", {"token": token, "password": password})


class TestForgot:
    async def test_known_and_unknown_get_the_same_answer(
        self, api: Api, database: Database
    ) -> None:
        user, closed = await make_user(database), await make_user(database, active=False)
        emails = [user.email, closed.email, "nobody-at-all@example.org"]
        answers = [await api.post("/auth/password/forgot", {"email": email}) for email in emails]
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.content for answer in answers}) == 1
        headers = [{**answer.headers, "x-request-id": ""} for answer in answers]
        assert headers[0] == headers[1] == headers[2]

    async def test_only_an_active_account_is_mailed(self, api: Api, database: Database) -> None:
        user, closed = await make_user(database), await make_user(database, active=False)
        for email in (user.email, closed.email):
            ok(await api.post("/auth/password/forgot", {"email": email}), 202)
        (message,) = await mailed(database, RESET, user.uid)
        assert set(message) == {"user", "token"}
        assert await mailed(database, RESET, closed.uid) == []
        assert await audited(database, user.uid) == ["user.password_reset_requested"]

    async def test_an_unknown_email_leaves_no_message(self, api: Api, database: Database) -> None:
        email = f"nobody-{new_uid().hex}@example.org"
        count = "SELECT count(*) FROM outbox_messages"
        async with database.reading() as reader:
            before = await reader.sql.fetchval(count)
            ok(await api.post("/auth/password/forgot", {"email": email}), 202)
            assert await reader.sql.fetchval(count) == before

    async def test_what_is_no_address_is_refused(self, api: Api) -> None:
        answer = await api.post("/auth/password/forgot", {"email": "rahim"})
        problem(answer, 422, "email.invalid")


class TestReset:
    async def test_sets_the_password_and_ends_every_session(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database, email_verified_at=None)
        old = await api.signed_in(user)
        ok(await reset(api, await forget(api, app, user)), 204)
        problem(await old.get("/users/me"), 401, "auth.session_ended")
        problem(await log_in(api, user, PASSWORD), 401, "auth.bad_credentials")
        token = ok(await log_in(api, user, NEW_PASSWORD))["access_token"]
        mine = ok(await api.with_headers(Authorization=f"Bearer {token}").get("/users/me"))
        assert mine["email_verified"] is True
        assert "user.password_reset" in await audited(database, user.uid)
        assert len(await mailed(database, "identity.password_changed", user.uid)) == 1

    async def test_a_link_is_good_for_one_use(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        token = await forget(api, app, await make_user(database))
        ok(await reset(api, token), 204)
        problem(await reset(api, token, "ten blue herons"), 422, "auth.bad_token")

    async def test_of_two_uses_at_once_one_counts(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        token = await forget(api, app, await make_user(database))
        answers = await asyncio.gather(*(reset(api, token) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [204, 422, 422, 422]

    async def test_using_one_link_voids_the_others(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database)
        first, second = await forget(api, app, user), await forget(api, app, user)
        ok(await reset(api, second), 204)
        problem(await reset(api, first), 422, "auth.bad_token")

    async def test_a_link_runs_out_after_an_hour(
        self, api: Api, app: FastAPI, database: Database, clock: FixedClock
    ) -> None:
        token = await forget(api, app, await make_user(database))
        clock.advance(timedelta(hours=1))
        problem(await reset(api, token), 422, "auth.bad_token")

    async def test_a_refused_password_leaves_the_link_good(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database, full_name="Rahim Uddin")
        token = await forget(api, app, user)
        assert problem(await reset(api, token, "password"), 422, "auth.weak_password")
        refused = problem(await reset(api, token, "rahim-uddin-1"), 422, "auth.weak_password")
        assert refused["reason"] == "about_you"
        assert refused["errors"][0]["pointer"] == "/password"
        ok(await reset(api, token), 204)

    async def test_links_of_another_kind_or_of_nobody_are_refused(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database, email_verified_at=None)
        ok(await (await api.signed_in(user)).post("/auth/email/verification"), 202)
        other_kind = await mailed_link(app, TokenPurpose.EMAIL_VERIFICATION, user.uid)
        unknown = app.state.tokens.link_token(TokenPurpose.PASSWORD_RESET, new_uid())
        for token in (other_kind, unknown, "", "nonsense"):
            problem(await reset(api, token), 422, "auth.bad_token")

    async def test_a_link_of_an_account_that_was_closed_is_void(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database)
        token = await forget(api, app, user)
        async with database.reading() as reader:
            await reader.sql.execute("UPDATE users SET active = false WHERE id = $1", user.id)
        problem(await reset(api, token), 422, "auth.bad_token")


class TestVerification:
    async def test_a_link_confirms_the_email_once(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database, email_verified_at=None)
        own = await api.signed_in(user)
        ok(await own.post("/auth/email/verification"), 202)
        token = await mailed_link(app, TokenPurpose.EMAIL_VERIFICATION, user.uid)
        assert ok(await own.get("/users/me"))["email_verified"] is False
        ok(await api.post("/auth/email/verify", {"token": token}), 204)
        assert ok(await own.get("/users/me"))["email_verified"] is True
        problem(await api.post("/auth/email/verify", {"token": token}), 422, "auth.bad_token")
        actions = await audited(database, user.uid)
        assert actions == ["user.verification_requested", "user.email_verified"]

    async def test_a_confirmed_email_is_not_mailed_again(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        ok(await (await api.signed_in(user)).post("/auth/email/verification"), 202)
        assert await mailed(database, VERIFICATION, user.uid) == []

    async def test_a_link_runs_out_after_three_days(
        self, api: Api, app: FastAPI, database: Database, clock: FixedClock
    ) -> None:
        user = await make_user(database, email_verified_at=None)
        ok(await (await api.signed_in(user)).post("/auth/email/verification"), 202)
        token = await mailed_link(app, TokenPurpose.EMAIL_VERIFICATION, user.uid)
        clock.advance(timedelta(days=3))
        problem(await api.post("/auth/email/verify", {"token": token}), 422, "auth.bad_token")

    async def test_a_reset_link_confirms_nothing(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        token = await forget(api, app, await make_user(database))
        problem(await api.post("/auth/email/verify", {"token": token}), 422, "auth.bad_token")

    async def test_asking_for_a_link_needs_a_sign_in(self, api: Api) -> None:
        problem(await api.post("/auth/email/verification"), 401, "auth.required")
