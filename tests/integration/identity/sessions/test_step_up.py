"""What a screen left open must not do."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from praxis.identity.attempts.rules import FREE_FROM_ADDRESS
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.directory import make_patient
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.factors import code_now, give_passkey, give_totp, mark
from tests.support.identity import auth_settings, new_email

EXPORTS = ("/audit-events.csv", "/reports/overview.csv", "/reports/overview.pdf")
FRESH = timedelta(minutes=10)
# And the access token is good still.
STALE = FRESH + timedelta(minutes=1)


async def test_a_sign_in_is_fresh_enough_for_ten_minutes(
    api: Api, clock: FixedClock, database: Database
) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    clock.advance(FRESH)
    ok(await admin.get("/audit-events"))
    assert (await admin.get(EXPORTS[0])).is_success
    clock.advance(timedelta(seconds=1))
    for path in EXPORTS:
        problem(await admin.get(path), 403, "auth.step_up_required")
    ok(await admin.get("/audit-events"))

    ok(await admin.post("/auth/step-up", {"password": PASSWORD}))

    for path in EXPORTS:
        assert (await admin.get(path)).is_success


async def test_roles_and_keys_are_given_by_who_is_there(
    api: Api, clock: FixedClock, database: Database
) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    other = await make_user(database)
    clock.advance(FRESH + timedelta(seconds=1))
    path, etag = f"/users/{other.uid}", {"If-Match": '"1"'}
    key = {
        "name": "Laboratory",
        "scopes": ["patients:read"],
        "expires_at": (clock.now() + timedelta(days=1)).isoformat(),
    }
    account = {"email": "x@example.org", "password": "nine blue herons", "full_name": "X"}

    problem(await admin.patch(path, {"role": "staff"}, headers=etag), 403, "auth.step_up_required")
    problem(await admin.post("/api-keys", key), 403, "auth.step_up_required")
    refused = await admin.post("/users", {**account, "role": "admin"})
    problem(refused, 403, "auth.step_up_required")
    # All else goes on, and so does a form that names the role as it is.
    ok(await admin.patch(path, {"full_name": "Y", "role": "patient"}, headers=etag))

    ok(await admin.post("/auth/step-up", {"password": PASSWORD}))
    ok(await admin.patch(path, {"role": "staff"}, headers={"If-Match": '"2"'}))
    ok(await admin.post("/api-keys", key))


async def test_an_account_is_taken_over_by_nobody_who_finds_a_screen(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database, Role.ADMIN)
    admin = await api.signed_in(user)
    other = await make_user(database, Role.ADMIN)
    closed = await make_user(database, Role.ADMIN, active=False)
    clock.advance(STALE)
    etag, new = {"If-Match": '"1"'}, {"email": new_email()}

    for uid, changes in ((other.uid, new), (closed.uid, {"active": True})):
        refused = await admin.patch(f"/users/{uid}", changes, headers=etag)
        problem(refused, 403, "auth.step_up_required")
    # A form that names the e-mail as it is asks for nothing, and to close needs no proof.
    ok(await admin.patch(f"/users/{other.uid}", {"email": other.email.upper()}, headers=etag))
    ok(await admin.patch(f"/users/{other.uid}", {"active": False}, headers=etag))

    ok(await admin.post("/auth/step-up", {"password": PASSWORD}))
    ok(await admin.patch(f"/users/{closed.uid}", {"active": True}, headers=etag))
    ok(await admin.patch(f"/users/{other.uid}", new, headers={"If-Match": '"2"'}))


async def test_ones_own_email_is_changed_with_the_password_alone(
    api: Api, database: Database
) -> None:
    user = await make_user(database, Role.ADMIN)
    admin = await api.signed_in(user)
    path = f"/users/{user.uid}"
    refused = await admin.patch(path, {"email": new_email()}, headers={"If-Match": '"1"'})
    problem(refused, 403, "users.own_email")
    ok(await admin.patch(path, {"email": user.email, "full_name": "Y"}))
    changes = {"email": new_email(), "current_password": PASSWORD}
    ok(await admin.patch("/users/me", changes))


async def test_doctors_are_let_in_by_who_is_there(
    api: Api, clock: FixedClock, database: Database
) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    clock.advance(STALE)
    account = {"email": new_email(), "password": "nine blue herons", "full_name": "X"}

    def profile(**more: object) -> dict[str, object]:
        licence = f"T-{new_uid().hex}"
        return {"specialty": "Family medicine", "licence_number": licence, **more}

    doctor = await make_user(database, Role.DOCTOR)
    for wanted in (
        profile(account=account),
        profile(account=account, approve=False),
        profile(user_id=str(doctor.uid)),
    ):
        problem(await admin.post("/doctors", wanted), 403, "auth.step_up_required")
    # Whoever has the role already was let in by somebody who was there, and waits to be seen.
    waiting = profile(user_id=str(doctor.uid), approve=False)
    path = f"/doctors/{ok(await admin.post('/doctors', waiting), 201)['id']}"
    approve = f"{path}/approve"
    problem(await admin.post(approve), 403, "auth.step_up_required")
    # To keep a doctor from being booked needs no proof, to allow it again does.
    ok(await admin.patch(path, {"active": False}, headers={"If-Match": '"1"'}))
    refused = await admin.patch(path, {"active": True}, headers={"If-Match": '"2"'})
    problem(refused, 403, "auth.step_up_required")

    ok(await admin.post("/auth/step-up", {"password": PASSWORD}))
    ok(await admin.patch(path, {"active": True}, headers={"If-Match": '"2"'}))
    assert ok(await admin.post(approve))["approved"] is True
    ok(await admin.post("/doctors", profile(account=account)), 201)


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
async def test_a_patient_is_put_into_another_account_by_who_is_there(
    api: Api, clock: FixedClock, database: Database, role: Role
) -> None:
    desk = await api.signed_in(await make_user(database, role))
    owner, other = await make_user(database), await make_user(database)
    patient = await make_patient(database, owner, allergies="Penicillin")
    path = f"/patients/{patient.uid}"
    clock.advance(STALE)
    new = {"full_name": "A B", "user_id": str(other.uid)}

    def version(number: int) -> dict[str, str]:
        return {"If-Match": f'"{number}"'}

    refused = await desk.patch(path, {"user_id": str(other.uid)}, headers=version(1))
    problem(refused, 403, "auth.step_up_required")
    problem(await desk.post("/patients", new), 403, "auth.step_up_required")
    thief = await api.signed_in(other)
    assert (await thief.get(path)).status_code == 404
    # A form that names the account as it is asks for nothing, and to let go needs no proof.
    same = {"user_id": str(owner.uid), "address": "House 12"}
    ok(await desk.patch(path, same, headers=version(1)))
    ok(await desk.patch(path, {"user_id": None}, headers=version(2)))
    ok(await desk.post("/patients", {"full_name": "A B"}), 201)
    # None to one is as much as one to another.
    refused = await desk.patch(path, {"user_id": str(owner.uid)}, headers=version(3))
    problem(refused, 403, "auth.step_up_required")

    ok(await desk.post("/auth/step-up", {"password": PASSWORD}))
    ok(await desk.patch(path, {"user_id": str(owner.uid)}, headers=version(3)))
    ok(await desk.post("/patients", new), 201)


async def test_patients_add_whom_they_care_for_without_a_proof(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    patient = await api.signed_in(user)
    clock.advance(STALE)
    ok(await patient.post("/patients", {"full_name": "A B", "user_id": str(user.uid)}), 201)


async def test_a_patient_is_told_of_the_role_first(
    api: Api, clock: FixedClock, database: Database
) -> None:
    patient = await api.signed_in(await make_user(database))
    clock.advance(STALE)
    problem(await patient.get(EXPORTS[0]), 403, "auth.role_forbidden")


async def test_a_code_or_a_passkey_is_as_good_as_the_password(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database, Role.ADMIN)
    await give_totp(app, user)
    passkey = await give_passkey(app, user)
    admin = await api.signed_in(user)
    clock.advance(STALE)
    ok(await admin.post("/auth/step-up", {"code": code_now(clock.now())}))
    assert (await admin.get(EXPORTS[0])).is_success
    again = await admin.post("/auth/step-up", {"code": code_now(clock.now())})
    problem(again, 422, "auth.step_up_refused")

    clock.advance(timedelta(minutes=2))
    with auth_settings(app, step_up_lifetime=timedelta(minutes=1)):
        problem(await admin.get(EXPORTS[0]), 403, "auth.step_up_required")
        options = ok(await admin.post("/auth/step-up/passkey"))["public_key"]
        ok(await admin.post("/auth/step-up", {"credential": passkey.answer(options)}))
        assert (await admin.get(EXPORTS[0])).is_success


async def test_guesses_have_to_wait(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database, Role.ADMIN)
    await give_totp(app, user)
    passkey = await give_passkey(app, user)
    admin = await api.signed_in(user)
    for number in range(FREE_FROM_ADDRESS):
        # Password and codes together: there are no more guesses for having both.
        field = ("password", "code", "recovery_code")[number % 3]
        refused = await admin.post("/auth/step-up", {field: "000000"})
        body = problem(refused, 422, "auth.step_up_refused")
        assert body["errors"][0]["pointer"] == f"/{field}"
    waits = await admin.post("/auth/step-up", {"password": PASSWORD})
    body = problem(waits, 429, "auth.too_many_tries")
    assert waits.headers["retry-after"] == str(body["retry_after"]) == "1"
    problem(
        await admin.post("/auth/step-up", {"code": code_now(clock.now())}),
        *(429, "auth.too_many_tries"),
    )
    options = ok(await admin.post("/auth/step-up/passkey"))["public_key"]
    ok(await admin.post("/auth/step-up", {"credential": passkey.answer(options)}))
    clock.advance(timedelta(seconds=1))
    ok(await admin.post("/auth/step-up", {"password": PASSWORD}))


async def test_guesses_at_an_open_screen_do_not_slow_down_the_owner_elsewhere(
    app: FastAPI, api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database, Role.ADMIN)
    await give_totp(app, user)
    await mark(app, user)
    left_open, other = await api.signed_in(user), await api.signed_in(user)
    for _ in range(FREE_FROM_ADDRESS):
        refused = await left_open.post("/auth/step-up", {"password": "a guess"})
        problem(refused, 422, "auth.step_up_refused")
    refused = await left_open.post("/auth/step-up", {"password": "a guess"})
    problem(refused, 429, "auth.too_many_tries")
    ok(await other.post("/auth/step-up", {"password": PASSWORD}))
    body = {"email": user.email, "password": PASSWORD, "otp": code_now(clock.now())}
    ok(await api.post("/auth/login", body))


async def test_one_session_stepped_up_leaves_the_others_as_they_are(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database, Role.ADMIN)
    here, there = await api.signed_in(user), await api.signed_in(user)
    clock.advance(STALE)
    ok(await here.post("/auth/step-up", {"password": PASSWORD}))
    assert (await here.get(EXPORTS[0])).is_success
    problem(await there.get(EXPORTS[0]), 403, "auth.step_up_required")
