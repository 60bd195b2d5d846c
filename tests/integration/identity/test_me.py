import pytest
from fastapi import FastAPI

from praxis.identity.models import Role, TokenPurpose
from praxis.kit.db.database import Database
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.identity import audited, log_in, mailed_link, new_email

NEW_PASSWORD = "nine blue herons"


class TestMe:
    @pytest.mark.parametrize("role", list(Role))
    async def test_everyone_reads_their_own_account(
        self, api: Api, database: Database, role: Role
    ) -> None:
        user = await make_user(database, role, mobile="+8801712345678")
        answer = await (await api.signed_in(user)).get("/users/me")
        body = ok(answer)
        assert body.pop("created_at").endswith("Z")
        assert body == {
            "id": str(user.uid),
            "email": user.email,
            "full_name": user.full_name,
            "mobile": "+8801712345678",
            "role": role,
            "active": True,
            "email_verified": True,
            "locale": "en",
            "time_zone": None,
            "photo_url": None,
            "photo_large_url": None,
            "region": None,
            "version": 1,
        }
        assert answer.headers["etag"] == '"1"'

    async def test_needs_a_sign_in(self, api: Api) -> None:
        problem(await api.get("/users/me"), 401, "auth.required")
        problem(await api.patch("/users/me", {"full_name": "X"}), 401, "auth.required")

    async def test_changes_what_is_named_and_leaves_the_rest(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database, time_zone="Europe/Berlin")
        own = await api.signed_in(user)
        changes = {"full_name": " Rahim Uddin ", "mobile": "01712345678", "locale": "bn-BD"}
        answer = await own.patch("/users/me", changes)
        body = ok(answer)
        assert (body["full_name"], body["mobile"]) == ("Rahim Uddin", "+8801712345678")
        assert (body["locale"], body["time_zone"]) == ("bn-BD", "Europe/Berlin")
        assert (body["version"], answer.headers["etag"]) == (2, '"2"')
        assert ok(await own.patch("/users/me", {"mobile": None}))["mobile"] is None
        assert ok(await own.patch("/users/me", {}))["version"] == 3
        assert await audited(database, user.uid) == ["user.updated", "user.updated"]

    async def test_a_stale_change_is_refused(self, api: Api, database: Database) -> None:
        own = await api.signed_in(await make_user(database))
        ok(await own.patch("/users/me", {"locale": "de"}))
        stale = own.with_headers(If_Match='"1"')
        problem(await stale.patch("/users/me", {"locale": "fr"}), 412, "stale")
        assert ok(await own.get("/users/me"))["locale"] == "de"

    @pytest.mark.parametrize(
        "changes",
        [
            {"role": "admin"},
            {"active": True},
            {"email_verified": True},
            {"id": "x"},
            {"full_name": None},
            {"full_name": " "},
            {"full_name": 7},
            {"locale": "English"},
            {"time_zone": "Dhaka"},
            {"time_zone": "localtime"},
            {"time_zone": "Etc/GMT+5"},
            {"time_zone": "posix/Asia/Dhaka"},
            {"mobile": "12"},
            {"email": "rahim"},
        ],
    )
    async def test_what_is_not_ones_own_to_set_or_not_valid_changes_nothing(
        self, api: Api, database: Database, changes: dict[str, object]
    ) -> None:
        own = await api.signed_in(await make_user(database))
        assert (await own.patch("/users/me", changes)).status_code == 422
        assert ok(await own.get("/users/me"))["version"] == 1

    async def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        here, elsewhere = await api.signed_in(user), await api.signed_in(user)
        change = {"password": NEW_PASSWORD}
        for wrong in ({}, {"current_password": "ten blue herons"}):
            refused = problem(
                await here.patch("/users/me", change | wrong), 422, "auth.wrong_password"
            )
            assert refused["errors"][0]["pointer"] == "/current_password"
        ok(await elsewhere.get("/users/me"))
        ok(await here.patch("/users/me", change | {"current_password": PASSWORD}))
        ok(await here.get("/users/me"))
        problem(await elsewhere.get("/users/me"), 401, "auth.session_ended")
        problem(await log_in(api, user.email, PASSWORD), 401, "auth.bad_credentials")
        ok(await log_in(api, user.email, NEW_PASSWORD))
        actions = await audited(database, user.uid)
        assert actions[:2] == ["user.password_refused", "user.updated"]

    async def test_a_new_password_voids_reset_links(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database)
        ok(await api.post("/auth/password/forgot", {"email": user.email}), 202)
        token = await mailed_link(app, TokenPurpose.PASSWORD_RESET, user.uid)
        own = await api.signed_in(user)
        change = {"password": NEW_PASSWORD, "current_password": PASSWORD}
        ok(await own.patch("/users/me", change))
        stolen = {"token": token, "password": "ten blue herons"}
        problem(await api.post("/auth/password/reset", stolen), 422, "auth.bad_token")

    async def test_a_weak_new_password_is_refused(self, api: Api, database: Database) -> None:
        own = await api.signed_in(await make_user(database, full_name="Rahim Uddin"))
        change = {"password": "RahimUddin1", "current_password": PASSWORD}
        refused = problem(await own.patch("/users/me", change), 422, "auth.weak_password")
        assert refused["reason"] == "about_you"

    async def test_a_new_email_must_be_confirmed_again(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user, email = await make_user(database), new_email()
        own = await api.signed_in(user)
        change = {"email": email.upper()}
        problem(await own.patch("/users/me", change), 422, "auth.wrong_password")
        body = ok(await own.patch("/users/me", change | {"current_password": PASSWORD}))
        assert (body["email"], body["email_verified"]) == (email, False)
        token = await mailed_link(app, TokenPurpose.EMAIL_VERIFICATION, user.uid)
        ok(await api.post("/auth/email/verify", {"token": token}), 204)
        assert ok(await own.get("/users/me"))["email_verified"] is True

    async def test_links_that_went_to_the_old_email_are_void(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database, email_verified_at=None)
        own = await api.signed_in(user)
        ok(await own.post("/auth/email/verification"), 202)
        ok(await api.post("/auth/password/forgot", {"email": user.email}), 202)
        verification = await mailed_link(app, TokenPurpose.EMAIL_VERIFICATION, user.uid)
        reset = await mailed_link(app, TokenPurpose.PASSWORD_RESET, user.uid)
        change = {"email": new_email(), "current_password": PASSWORD}
        ok(await own.patch("/users/me", change))
        answer = await api.post("/auth/email/verify", {"token": verification})
        problem(answer, 422, "auth.bad_token")
        body = {"token": reset, "password": NEW_PASSWORD}
        problem(await api.post("/auth/password/reset", body), 422, "auth.bad_token")

    async def test_the_same_email_again_changes_nothing(self, api: Api, database: Database) -> None:
        user = await make_user(database)
        body = ok(await (await api.signed_in(user)).patch("/users/me", {"email": user.email}))
        assert (body["email_verified"], body["version"]) == (True, 1)

    async def test_an_email_of_another_account_is_refused(
        self, api: Api, database: Database
    ) -> None:
        user, other = await make_user(database), await make_user(database)
        own = await api.signed_in(user)
        change = {"email": other.email, "full_name": "X", "current_password": PASSWORD}
        problem(await own.patch("/users/me", change), 409, "users.email_taken")
        assert ok(await own.get("/users/me"))["full_name"] == user.full_name
