import asyncio
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from praxis.identity.models import Role, TokenPurpose, User
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.identity import audited, log_in, mailed, mailed_link, new_email

NEW_PASSWORD = "nine blue herons"
VERIFICATION = "identity.verification_requested"
NOT_ADMIN = (Role.PATIENT, Role.DOCTOR, Role.STAFF)


async def as_admin(api: Api, database: Database) -> Api:
    return await api.signed_in(await make_user(database, Role.ADMIN))


class TestAdministration:
    @pytest.mark.parametrize("role", NOT_ADMIN)
    async def test_is_for_administrators_only(
        self, api: Api, database: Database, role: Role
    ) -> None:
        user = await make_user(database, role)
        other = await make_user(database)
        own = await api.signed_in(user)
        for uid in (user.uid, other.uid, new_uid()):
            for answer in (
                await own.get(f"/users/{uid}"),
                await own.patch(f"/users/{uid}", {"role": "admin"}),
                await own.delete(f"/users/{uid}"),
            ):
                problem(answer, 403, "auth.role_forbidden")
        problem(await own.get("/users"), 403, "auth.role_forbidden")
        problem(await own.post("/users", account()), 403, "auth.role_forbidden")

    async def test_needs_a_sign_in(self, api: Api, database: Database) -> None:
        path = f"/users/{(await make_user(database)).uid}"
        for answer in (
            await api.get("/users"),
            await api.post("/users", account()),
            await api.get(path),
            await api.patch(path, {"active": False}),
            await api.delete(path),
        ):
            problem(answer, 401, "auth.required")

    async def test_an_unknown_user_is_not_found(self, api: Api, database: Database) -> None:
        admin = await as_admin(api, database)
        path = f"/users/{new_uid()}"
        problem(await admin.get(path), 404, "users.not_found")
        problem(await admin.patch(path, {"active": False}), 404, "users.not_found")
        problem(await admin.delete(path), 404, "users.not_found")
        problem(await admin.get("/users/7"), 422, "id.format")


def account(**changes: object) -> dict[str, object]:
    return {
        "email": new_email(),
        "password": NEW_PASSWORD,
        "full_name": "Nadia Karim",
        "role": "staff",
        **changes,
    }


class TestCreate:
    @pytest.mark.parametrize("role", list(Role))
    async def test_adds_an_account_of_any_role(
        self, api: Api, database: Database, role: Role
    ) -> None:
        wanted = account(role=role, mobile="01712345678", time_zone="Asia/Dhaka")
        admin = await as_admin(api, database)
        answer = await admin.post("/users", wanted)
        body = ok(answer, 201)
        assert (body["role"], body["mobile"]) == (role, "+8801712345678")
        assert (body["email_verified"], body["active"]) == (False, True)
        assert answer.headers["etag"] == '"1"'
        assert "password" not in answer.text
        ok(await log_in(api, str(wanted["email"]), NEW_PASSWORD))
        uid = UUID(body["id"])
        assert "user.created" in await audited(database, uid)
        assert len(await mailed(database, VERIFICATION, uid)) == 1

    async def test_repeats_with_one_key_make_one_account(
        self, api: Api, database: Database
    ) -> None:
        admin = (await as_admin(api, database)).with_headers(Idempotency_Key="once")
        wanted = account()
        first, second = await admin.post("/users", wanted), await admin.post("/users", wanted)
        assert ok(first, 201) == ok(second, 201)
        assert second.headers["idempotency-replayed"] == "true"

    async def test_a_known_email_is_refused(self, api: Api, database: Database) -> None:
        user = await make_user(database)
        admin = await as_admin(api, database)
        answer = await admin.post("/users", account(email=user.email.upper()))
        problem(answer, 409, "users.email_taken")

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"password": "short"}, "auth.weak_password"),
            ({"password": "password1"}, "auth.weak_password"),
            ({"password": "x y z " * 22}, "auth.weak_password"),
            ({"password": "nadia-karim"}, "auth.weak_password"),
            ({"mobile": "12"}, "mobile.invalid"),
            ({"email": "nadia"}, "email.invalid"),
            ({"role": "nurse"}, "enum"),
            ({"role": None}, "enum"),
        ],
    )
    async def test_what_is_not_valid_is_refused(
        self, api: Api, database: Database, changes: dict[str, object], code: str
    ) -> None:
        admin = await as_admin(api, database)
        problem(await admin.post("/users", account(**changes)), 422, code)


async def listed(admin: Api, wanted: dict[str, object], by_body: bool) -> httpx.Response:
    if by_body:
        return await admin.post("/users/search", wanted)
    return await admin.get("/users", **wanted)


@pytest.mark.parametrize("by_body", [True, False])
class TestList:
    async def test_filters_by_role_activity_and_text(
        self, api: Api, database: Database, by_body: bool
    ) -> None:
        mark = new_uid().hex
        named = await make_user(database, Role.STAFF, full_name=f"Ada {mark} 100%")
        mailed_user = await make_user(database, email=f"{mark}@example.org", active=False)
        admin = await as_admin(api, database)

        async def found(**params: object) -> list[str]:
            return [item["id"] for item in ok(await listed(admin, params, by_body))["items"]]

        assert set(await found(q=mark.upper())) == {str(named.uid), str(mailed_user.uid)}
        assert await found(q=mark, role="staff") == [str(named.uid)]
        assert await found(q=mark, active=False) == [str(mailed_user.uid)]
        assert await found(q=f"{mark} 100%") == [str(named.uid)]
        assert await found(q=f"{mark}_100") == []
        assert await found(q="%" + mark) == []

    async def test_pages_by_name(self, api: Api, database: Database, by_body: bool) -> None:
        mark = new_uid().hex
        users = [await make_user(database, full_name=f"{mark} {n}") for n in range(5)]
        admin = await as_admin(api, database)
        seen, cursor = [], None
        while True:
            params = {"q": mark, "limit": 2, "count": True}
            further: dict[str, object] = {"cursor": cursor} if cursor else {}
            page = ok(await listed(admin, params | further, by_body))
            assert page["total"] == 5
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == [str(user.uid) for user in users]

    @pytest.mark.parametrize(
        "params",
        [{"role": "nurse"}, {"q": "x" * 201}, {"q": "\ud7ff\x01"}, {"limit": 0}, {"cursor": "?"}],
    )
    async def test_what_cannot_be_read_is_refused(
        self, api: Api, database: Database, params: dict[str, object], by_body: bool
    ) -> None:
        admin = await as_admin(api, database)
        assert (await listed(admin, params, by_body)).status_code == 422

    async def test_reading_accounts_leaves_a_trace(
        self, api: Api, database: Database, by_body: bool
    ) -> None:
        reader = await make_user(database, Role.ADMIN)
        admin = await api.signed_in(reader)
        user = await make_user(database)
        ok(await listed(admin, {"role": "patient", "q": user.email}, by_body))
        ok(await admin.get(f"/users/{user.uid}"))
        problem(await admin.get(f"/users/{new_uid()}"), 404, "users.not_found")
        ok(await admin.get("/users/me"))
        events = await events_of(database, reader.id)
        assert [(event["action"], event["entity_uid"], event["details"]) for event in events] == [
            ("user.listed", None, {"count": 1, "filters": ["role", "q"]}),
            ("user.read", user.uid, {}),
        ]
        assert {event["entity"] for event in events} == {"user"}


class TestUpdate:
    async def test_a_new_role_counts_with_the_next_request(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database, Role.STAFF)
        own = await api.signed_in(user)
        problem(await own.get("/users"), 403, "auth.role_forbidden")
        admin = await as_admin(api, database)
        ok(await admin.patch(f"/users/{user.uid}", {"role": "admin"}))
        ok(await own.get("/users"))
        ok(await admin.patch(f"/users/{user.uid}", {"role": "staff"}))
        problem(await own.get("/users"), 403, "auth.role_forbidden")

    async def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        user = await make_user(database)
        own = await api.signed_in(user)
        ok(await api.post("/auth/password/forgot", {"email": user.email}), 202)
        token = await mailed_link(app, TokenPurpose.PASSWORD_RESET, user.uid)
        admin = await as_admin(api, database)
        ok(await admin.patch(f"/users/{user.uid}", {"active": False}))
        problem(await own.get("/users/me"), 401, "auth.session_ended")
        ok(await admin.patch(f"/users/{user.uid}", {"active": True}))
        problem(await own.get("/users/me"), 401, "auth.session_ended")
        ok(await log_in(api, user.email, PASSWORD))
        body = {"token": token, "password": NEW_PASSWORD}
        problem(await api.post("/auth/password/reset", body), 422, "auth.bad_token")

    async def test_changes_carry_versions(self, api: Api, database: Database) -> None:
        user = await make_user(database)
        admin = await as_admin(api, database)
        path = f"/users/{user.uid}"
        tag = (await admin.get(path)).headers["etag"]
        fresh = admin.with_headers(If_Match=tag)
        answer = await fresh.patch(path, {"full_name": "Rahim Uddin", "mobile": "01712345678"})
        assert ok(answer)["full_name"] == "Rahim Uddin"
        assert answer.headers["etag"] != tag
        problem(await fresh.patch(path, {"full_name": "X"}), 412, "stale")
        problem(await fresh.delete(path), 412, "stale")

    async def test_a_new_email_is_confirmed_by_its_owner(
        self, api: Api, database: Database
    ) -> None:
        user, email = await make_user(database), new_email()
        admin = await as_admin(api, database)
        body = ok(await admin.patch(f"/users/{user.uid}", {"email": email}))
        assert (body["email"], body["email_verified"]) == (email, False)
        assert len(await mailed(database, VERIFICATION, user.uid)) == 1
        other = await make_user(database)
        answer = await admin.patch(f"/users/{user.uid}", {"email": other.email})
        problem(answer, 409, "users.email_taken")

    async def test_nobody_changes_their_own_role(self, api: Api, database: Database) -> None:
        await make_user(database, Role.ADMIN)
        user = await make_user(database, Role.ADMIN)
        own = await api.signed_in(user)
        answer = await own.patch(f"/users/{user.uid}", {"role": "staff"})
        problem(answer, 403, "users.own_role")

    @pytest.mark.parametrize(
        "changes", [{"role": "nurse"}, {"active": "yes"}, {"active": None}, {"password": "x"}]
    )
    async def test_what_is_not_valid_is_refused(
        self, api: Api, database: Database, changes: dict[str, object]
    ) -> None:
        user = await make_user(database)
        admin = await as_admin(api, database)
        assert (await admin.patch(f"/users/{user.uid}", changes)).status_code == 422


class TestDeactivate:
    async def test_closes_the_account_and_keeps_its_history(
        self, api: Api, database: Database
    ) -> None:
        user = await make_user(database)
        own = await api.signed_in(user)
        admin = await as_admin(api, database)
        ok(await admin.delete(f"/users/{user.uid}"), 204)
        ok(await admin.delete(f"/users/{user.uid}"), 204)
        problem(await own.get("/users/me"), 401, "auth.session_ended")
        assert ok(await admin.get(f"/users/{user.uid}"))["active"] is False
        assert await audited(database, user.uid) == ["user.deactivated", "user.read"]

    async def test_an_administrator_may_go_while_another_stays(
        self, api: Api, database: Database
    ) -> None:
        await make_user(database, Role.ADMIN)
        leaving = await make_user(database, Role.ADMIN)
        own = await api.signed_in(leaving)
        ok(await own.delete(f"/users/{leaving.uid}"), 204)
        problem(await own.get("/users/me"), 401, "auth.session_ended")


class TestLastAdministrator:
    async def test_can_neither_leave_nor_be_demoted(self, api: Api, database: Database) -> None:
        last = await make_user(database, Role.ADMIN)
        await leave_only(database, last)
        own = await api.signed_in(last)
        path = f"/users/{last.uid}"
        problem(await own.delete(path), 409, "users.last_admin")
        problem(await own.patch(path, {"active": False}), 409, "users.last_admin")
        problem(await own.patch(path, {"role": "staff"}), 409, "users.last_admin")
        ok(await own.patch(path, {"full_name": "The Last"}))

    async def test_of_two_who_close_each_other_one_stays(
        self, api: Api, database: Database
    ) -> None:
        for _ in range(8):
            pair = [await make_user(database, Role.ADMIN) for _ in range(2)]
            await leave_only(database, *pair)
            apis = [await api.signed_in(user) for user in pair]
            answers = await asyncio.gather(
                apis[0].delete(f"/users/{pair[1].uid}"),
                apis[1].patch(f"/users/{pair[0].uid}", {"role": "staff"}),
            )
            assert await count_admins(database) == 1
            assert sum(answer.is_success for answer in answers) == 1


async def leave_only(database: Database, *admins: User) -> None:
    """Close every administrator's account but these."""
    kept = [admin.id for admin in admins]
    async with database.reading() as reader:
        await reader.sql.execute(
            "UPDATE users SET active = false WHERE role = 'admin' AND id <> ALL($1)", kept
        )


async def count_admins(database: Database) -> int:
    async with database.reading() as reader:
        found: int = await reader.sql.fetchval(
            "SELECT count(*) FROM users WHERE role = 'admin' AND active"
        )
    return found
