import asyncio
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from praxis.identity.models import TokenPurpose
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.directory import make_doctor
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.identity import audited, auth_settings, mailed, mailed_link

NEW_PASSWORD = "nine blue herons"
VERIFICATION = "identity.verification_requested"
REPEATED = "identity.registration_repeated"


def patient(**changes: object) -> dict[str, object]:
    return {
        "role": "patient",
        "email": f"rahim-{new_uid().hex}@example.org",
        "password": NEW_PASSWORD,
        "full_name": "Rahim Uddin",
        **changes,
    }


def doctor(**changes: object) -> dict[str, object]:
    return {
        "role": "doctor",
        "email": f"nasrin-{new_uid().hex}@example.org",
        "password": NEW_PASSWORD,
        "full_name": "Nasrin Akter",
        "licence_number": f"BMDC-{new_uid().hex}",
        "specialty": "Cardiology",
        **changes,
    }


async def log_in(api: Api, body: dict[str, object]) -> httpx.Response:
    return await api.post("/auth/login", {"email": body["email"], "password": body["password"]})


async def rows(database: Database, table: str, user_uid: str) -> list[dict[str, object]]:
    query = f"SELECT t.* FROM {table} t JOIN users u ON u.id = t.user_id WHERE u.uid = $1"
    async with database.reading() as reader:
        return [dict(row) for row in await reader.sql.fetch(query, UUID(user_uid))]


async def count_users(database: Database, email: object) -> int:
    async with database.reading() as reader:
        found: int = await reader.sql.fetchval("SELECT count(*) FROM users WHERE email = $1", email)
    return found


class TestPatient:
    async def test_gets_an_account_and_a_profile_and_can_sign_in_at_once(
        self, api: Api, database: Database
    ) -> None:
        wanted = patient(
            mobile="01712345678",
            date_of_birth="1984-05-17",
            sex="male",
            address="Road 7, Dhaka",
            insurance_provider="Green Delta",
            insurance_number="GD-1",
            emergency_contact_name="Salma",
            emergency_contact_mobile="01812345678",
        )
        answer = await api.post("/auth/register", wanted)
        body = ok(answer, 201)
        assert set(body) == {
            "id",
            "email",
            "full_name",
            "mobile",
            "role",
            "locale",
            "awaits_approval",
            "created_at",
        }
        assert (body["role"], body["awaits_approval"]) == ("patient", False)
        assert body["mobile"] == "+8801712345678"
        (profile,) = await rows(database, "patients", body["id"])
        assert str(profile["date_of_birth"]) == "1984-05-17"
        assert profile["sex"] == "male"
        assert profile["email"] == wanted["email"]
        assert profile["emergency_contact_mobile"] == "+8801812345678"
        ok(await log_in(api, wanted))
        assert "user.registered" in await audited(database, UUID(body["id"]))

    async def test_is_mailed_a_link_that_confirms_the_email(
        self, api: Api, app: FastAPI, database: Database
    ) -> None:
        wanted = patient()
        uid = UUID(ok(await api.post("/auth/register", wanted), 201)["id"])
        assert len(await mailed(database, VERIFICATION, uid)) == 1
        with auth_settings(app, require_verified_email=True):
            problem(await log_in(api, wanted), 403, "auth.email_not_verified")
            token = await mailed_link(app, TokenPurpose.EMAIL_VERIFICATION, uid)
            ok(await api.post("/auth/email/verify", {"token": token}), 204)
            ok(await log_in(api, wanted))


class TestDoctor:
    async def test_waits_for_approval_but_can_sign_in(self, api: Api, database: Database) -> None:
        wanted = doctor(
            experience_years=12,
            consultation_fee={"amount": "800.00", "currency": "EUR"},
            languages=["bn", "en", "bn"],
            bio="Hearts.",
        )
        body = ok(await api.post("/auth/register", wanted), 201)
        assert (body["role"], body["awaits_approval"]) == ("doctor", True)
        (profile,) = await rows(database, "doctors", body["id"])
        assert profile["approved_at"] is None
        assert profile["licence_number"] == wanted["licence_number"]
        assert (str(profile["fee_amount"]), profile["fee_currency"]) == ("800.00", "EUR")
        assert profile["languages"] == ["bn", "en"]
        ok(await log_in(api, wanted))

    async def test_a_taken_licence_is_refused_the_same_for_known_and_unknown_emails(
        self, api: Api, database: Database
    ) -> None:
        taken = (await make_doctor(database)).licence_number
        known = (await make_user(database)).email
        for wanted in (doctor(licence_number=taken), doctor(licence_number=taken, email=known)):
            answer = await api.post("/auth/register", wanted)
            problem(answer, 409, "doctors.licence_taken")
            assert "@" not in answer.text
        assert await count_users(database, wanted["email"]) == 1


class TestRoles:
    @pytest.mark.parametrize("role", ["admin", "staff", "nurse", "", None, 7, ["patient"]])
    async def test_no_other_role_is_open(self, api: Api, database: Database, role: object) -> None:
        wanted = patient(role=role)
        refused = problem(await api.post("/auth/register", wanted), 422, "auth.role_not_open")
        assert refused["errors"][0]["pointer"] == "/role"
        assert await count_users(database, wanted["email"]) == 0

    async def test_anyone_registers_as_administrator(self, api: Api, database: Database) -> None:
        """A fault of a system in the field."""
        for wanted in (patient(role="admin"), doctor(role="admin"), patient(is_admin=True)):
            assert (await api.post("/auth/register", wanted)).status_code == 422
            assert await count_users(database, wanted["email"]) == 0

    async def test_a_role_must_be_named(self, api: Api) -> None:
        wanted = patient()
        del wanted["role"]
        problem(await api.post("/auth/register", wanted), 422, "auth.role_not_open")


class TestKnownEmail:
    @pytest.mark.parametrize("make", [patient, doctor])
    async def test_answers_as_if_it_were_new(
        self, api: Api, database: Database, make: Callable[[], dict[str, object]]
    ) -> None:
        known = await make_user(database)
        fresh = make()
        again = {**fresh, "email": known.email}
        if "licence_number" in again:
            again["licence_number"] = f"BMDC-{new_uid().hex}"
        first = await api.post("/auth/register", fresh)
        second = await api.post("/auth/register", again)
        one, two = ok(first, 201), ok(second, 201)
        assert two.pop("id") not in {one.pop("id"), str(known.uid)}
        assert two.pop("email") == known.email
        one.pop("email")
        assert one == two
        assert _comparable(first) == _comparable(second)

    async def test_tells_the_owner_and_changes_nothing(self, api: Api, database: Database) -> None:
        known = await make_user(database, full_name="The Owner")
        wanted = patient(email=known.email.upper())
        fake = UUID(ok(await api.post("/auth/register", wanted), 201)["id"])
        assert await mailed(database, REPEATED, known.uid) == [{"user": str(known.uid)}]
        assert await mailed(database, VERIFICATION, known.uid) == []
        assert await mailed(database, VERIFICATION, fake) == []
        assert await rows(database, "patients", str(known.uid)) == []
        assert await audited(database, known.uid) == ["user.registration_repeated"]
        assert await audited(database, fake) == []
        problem(await log_in(api, wanted), 401, "auth.bad_credentials")
        ok(await log_in(api, {"email": known.email, "password": PASSWORD}))

    async def test_of_many_at_once_one_becomes_the_account(
        self, api: Api, database: Database
    ) -> None:
        wanted = patient()
        answers = await asyncio.gather(*(api.post("/auth/register", wanted) for _ in range(6)))
        ids = [UUID(ok(answer, 201)["id"]) for answer in answers]
        assert len(set(ids)) == 6
        assert await count_users(database, wanted["email"]) == 1
        (real,) = [uid for uid in ids if await audited(database, uid)]
        assert len(await rows(database, "patients", str(real))) == 1
        assert len(await mailed(database, REPEATED, real)) == 5


def _comparable(answer: httpx.Response) -> dict[str, str]:
    return {**answer.headers, "x-request-id": "", "content-length": ""}


class TestRequest:
    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            (patient(password="short"), "/password", "auth.weak_password"),
            (patient(password="Password1"), "/password", "auth.weak_password"),
            (patient(password="Rahim.Uddin.84"), "/password", "auth.weak_password"),
            (patient(password="x y z " * 22), "/password", "auth.weak_password"),
            (patient(email="rahim"), "/email", "email.invalid"),
            (patient(mobile="12"), "/mobile", "mobile.invalid"),
            (
                patient(emergency_contact_mobile="12"),
                "/emergency_contact_mobile",
                "mobile.invalid",
            ),
            (patient(date_of_birth="2027-01-06"), "/date_of_birth", "patients.born_in_future"),
            (patient(date_of_birth="17.5.1984"), "/date_of_birth", "date.format"),
            (patient(sex="m"), "/sex", "enum"),
            (patient(licence_number="X"), "/licence_number", "extra_forbidden"),
            (patient(active=False), "/active", "extra_forbidden"),
            (patient(full_name=" "), "/full_name", "string_too_short"),
            (doctor(experience_years=81), "/experience_years", "less_than_equal"),
            (doctor(experience_years=True), "/experience_years", "int_type"),
            (doctor(consultation_fee={"amount": 5}), "/consultation_fee/amount", "money.format"),
            (doctor(specialty=None), "/specialty", "string_type"),
            (doctor(licence_number="B" * 51), "/licence_number", "too_long"),
            (doctor(languages=["bn-Beng-BD"]), "/languages/0", "string_pattern_mismatch"),
            (doctor(approved_at="2027-01-01T00:00:00Z"), "/approved_at", "extra_forbidden"),
        ],
    )
    async def test_what_is_not_valid_is_refused_at_its_field(
        self, api: Api, database: Database, body: dict[str, object], pointer: str, code: str
    ) -> None:
        answer = await api.post("/auth/register", body)
        refused = problem(answer, 422, code)
        assert [error["pointer"] for error in refused["errors"]] == [pointer]
        assert NEW_PASSWORD not in answer.text
        assert await count_users(database, body["email"]) == 0

    @pytest.mark.parametrize("body", [None, [], "patient", 7])
    async def test_what_is_no_object_is_refused(self, api: Api, body: object) -> None:
        assert (await api.post("/auth/register", body)).status_code == 422

    async def test_character_classes_are_asked_for_only_by_a_setting(
        self, api: Api, app: FastAPI
    ) -> None:
        with auth_settings(app, password_character_classes=True):
            refused = await api.post("/auth/register", patient())
            assert problem(refused, 422, "auth.weak_password")["reason"] == "too_plain"
            ok(await api.post("/auth/register", patient(password="Nine-blue-herons-1")), 201)

    async def test_repeats_with_one_key_make_one_account(self, api: Api) -> None:
        keyed = api.with_headers(Idempotency_Key=new_uid().hex)
        wanted = patient()
        first = await keyed.post("/auth/register", wanted)
        second = await keyed.post("/auth/register", wanted)
        assert ok(first, 201) == ok(second, 201)
        assert second.headers["idempotency-replayed"] == "true"
        other = await keyed.post("/auth/register", patient())
        problem(other, 422, "idempotency.mismatch")

    async def test_the_openapi_file_shows_both_forms(self, api: Api) -> None:
        document = ok(await api.client.get("/openapi.json"))
        operation = document["paths"]["/api/v1/auth/register"]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert schema["discriminator"]["propertyName"] == "role"
        assert len(schema["oneOf"]) == 2
