"""Doctors' profiles: who sees, makes and changes them."""

from datetime import date
from typing import Any

import pytest

from praxis.directory.doctors.models import Doctor
from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, Reader
from praxis.kit.ids import new_uid
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor, make_location
from tests.factories.identity import build_user, make_user
from tests.integration.directory.facts import audited, schedule_version
from tests.support.api import Api, ok, problem

FEE = {"amount": "500.00", "currency": "BDT"}


def profile(**changes: Any) -> dict[str, Any]:
    values = {
        "specialty": "Cardiology",
        "licence_number": f"L-{new_uid().hex}",
        "experience_years": 10,
        "consultation_fee": FEE,
        "languages": ["bn", "en"],
        "bio": "Listens.",
    }
    return {**values, **changes}


def ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


async def messages(database: Database, doctor_uid: str) -> list[str]:
    async def find(reader: Reader) -> list[str]:
        rows = await reader.sql.fetch(
            "SELECT topic FROM outbox_messages WHERE payload ->> 'doctor_id' = $1", doctor_uid
        )
        return [row["topic"] for row in rows]

    return await database.read(find)


async def test_administrator_gives_an_account_its_profile(
    api: Api, admin: Api, database: Database
) -> None:
    user = await make_user(database, Role.DOCTOR)
    wanted = profile(user_id=str(user.uid))
    created = await admin.post("/doctors", wanted)
    body = ok(created, 201)
    assert {name: body[name] for name in wanted} == wanted
    assert (body["full_name"], body["approved"], body["active"]) == (user.full_name, True, True)
    read = await api.get(f"/doctors/{body['id']}")
    assert ok(read) == {**body, "user_id": None}
    assert read.headers["ETag"] == created.headers["ETag"] == '"1"'
    assert await audited(database, body["id"]) == ["doctor.created"]


async def test_administrator_makes_a_doctor_with_a_new_account(api: Api, admin: Api) -> None:
    email = f"{new_uid().hex}@example.org"
    account = {"email": email, "password": "nine blue herons", "full_name": "Nasrin Akter"}
    body = ok(await admin.post("/doctors", profile(account=account)), 201)
    assert body["full_name"] == "Nasrin Akter"
    login = {"email": email, "password": "nine blue herons"}
    token = ok(await api.post("/auth/login", login))["access_token"]
    me = await api.with_headers(Authorization=f"Bearer {token}").get("/doctors/me")
    assert ok(me)["id"] == body["id"]
    again = await admin.post("/doctors", profile(account=account))
    problem(again, 409, "users.email_taken")


async def test_profile_that_cannot_be_made_makes_no_account(admin: Api, database: Database) -> None:
    taken = await make_doctor(database)
    email = f"{new_uid().hex}@example.org"
    account = {"email": email, "password": "nine blue herons", "full_name": "Nasrin Akter"}
    wanted = profile(account=account, licence_number=taken.licence_number)
    problem(await admin.post("/doctors", wanted), 409, "doctors.licence_taken")
    assert not ok(await admin.get("/users", q=email))["items"]


async def test_weak_password_of_a_new_account_is_pointed_at(admin: Api) -> None:
    account = {"email": "n@example.org", "password": "password", "full_name": "Nasrin Akter"}
    refused = problem(
        await admin.post("/doctors", profile(account=account)), 422, "auth.weak_password"
    )
    assert refused["errors"][0]["pointer"] == "/account/password"


async def test_profile_may_wait_for_its_approval(api: Api, admin: Api, database: Database) -> None:
    user = await make_user(database, Role.DOCTOR)
    wanted = profile(user_id=str(user.uid), approve=False)
    body = ok(await admin.post("/doctors", wanted), 201)
    path = f"/doctors/{body['id']}"
    problem(await api.get(path), 404, "doctors.not_found")
    own = await api.signed_in(user)
    assert ok(await own.get(path))["approved"] is False
    assert ok(await own.get("/doctors/me"))["id"] == body["id"]

    approved = await admin.post(f"{path}/approve")
    assert ok(approved)["approved"] is True
    assert approved.headers["ETag"] == '"2"'
    assert ok(await admin.post(f"{path}/approve"))["version"] == 2
    assert ok(await api.get(path))["approved"] is True
    assert await messages(database, body["id"]) == ["directory.doctor_approved"]
    assert await audited(database, body["id"]) == ["doctor.created", "doctor.approved"]


@pytest.mark.parametrize("role", [Role.PATIENT, Role.STAFF, Role.ADMIN])
async def test_only_an_account_of_a_doctor_gets_a_profile(
    admin: Api, database: Database, role: Role
) -> None:
    user = await make_user(database, role)
    refused = await admin.post("/doctors", profile(user_id=str(user.uid)))
    problem(refused, 422, "doctors.not_a_doctor")


async def test_account_gets_one_profile(admin: Api, database: Database) -> None:
    doctor = await make_doctor(database)
    refused = await admin.post("/doctors", profile(user_id=str(doctor.user.uid)))
    problem(refused, 409, "doctors.profile_exists")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"user_id": None}, ""),
        ({"user_id": "7"}, "/user_id"),
        ({"experience_years": 81}, "/experience_years"),
        ({"experience_years": "10"}, "/experience_years"),
        ({"languages": ["English"]}, "/languages/0"),
        ({"consultation_fee": 500.0}, "/consultation_fee"),
        ({"licence_number": " "}, "/licence_number"),
        ({"licence_number": "L" * 51}, "/licence_number"),
        ({"specialty": None}, "/specialty"),
        ({"approved": True}, "/approved"),
    ],
)
async def test_unacceptable_profile_is_refused(
    admin: Api, database: Database, change: dict[str, Any], pointer: str
) -> None:
    user = await make_user(database, Role.DOCTOR)
    refused = await admin.post("/doctors", {**profile(user_id=str(user.uid)), **change})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_nobody_reads_the_contacts_of_a_doctors_account(
    api: Api, admin: Api, database: Database
) -> None:
    doctor = await make_doctor(database, user=build_user(Role.DOCTOR, mobile="+8801712345678"))
    for caller in (api, admin, await api.signed_in(doctor.user)):
        text = (await caller.get(f"/doctors/{doctor.uid}")).text
        assert doctor.user.email not in text
        assert "8801712345678" not in text


class TestList:
    async def test_doctors_are_listed_by_name_in_pages(self, api: Api, database: Database) -> None:
        specialty = new_uid().hex
        for name in ("Cy", "Al", "Bo"):
            user = build_user(Role.DOCTOR, full_name=name)
            await make_doctor(database, user=user, specialty=specialty)
        first = ok(await api.get("/doctors", specialty=specialty, limit=2, count=True))
        cursor = first["next_cursor"]
        rest = ok(await api.get("/doctors", specialty=specialty.upper(), limit=2, cursor=cursor))
        names = [item["full_name"] for item in first["items"] + rest["items"]]
        assert names == ["Al", "Bo", "Cy"]
        assert (first["total"], rest["next_cursor"]) == (3, None)

    async def test_filters_narrow_the_list(self, api: Api, database: Database) -> None:
        specialty = new_uid().hex
        mark = new_uid().hex
        user = build_user(Role.DOCTOR, full_name=f"Dr 100%_{mark}")
        doctor = await make_doctor(database, user=user, specialty=specialty, languages=["bn", "de"])
        await make_doctor(database, specialty=specialty)
        for found in (
            {"language": "de"},
            {"q": f"100%_{mark.upper()}"},
            {"q": mark},
        ):
            listed = ok(await api.get("/doctors", specialty=specialty, **found))
            assert ids(listed) == [str(doctor.uid)]
        for missed in ({"language": "fr"}, {"q": f"100_%{mark}"}):
            assert not ok(await api.get("/doctors", specialty=specialty, **missed))["items"]
        assert len(ok(await api.get("/doctors", q=specialty[:20]))["items"]) == 2
        place = await make_location(database)
        everything = {"q": mark, "language": "bn", "location_id": str(place.uid)}
        assert not ok(await api.get("/doctors", specialty=specialty, **everything))["items"]
        await make_rule(database, doctor, place, 0)
        listed = ok(await api.get("/doctors", specialty=specialty, **everything))
        assert ids(listed) == [str(doctor.uid)]

    async def test_location_filter_asks_for_present_or_coming_hours(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        today = clock.now().date()
        location = await make_location(database)
        always, until_today, long_gone, elsewhere = [await make_doctor(database) for _ in range(4)]
        await make_rule(database, always, location, 0)
        await make_rule(database, always, location, 1)
        await make_rule(database, until_today, location, 0, valid_until=today)
        await make_rule(database, long_gone, location, 0, valid_until=date(2026, 12, 31))
        await make_rule(database, elsewhere, await make_location(database), 0)
        listed = ok(await api.get("/doctors", location_id=str(location.uid)))
        assert sorted(ids(listed)) == sorted([str(always.uid), str(until_today.uid)])

    async def test_hidden_doctors_are_listed_for_administrators_only(
        self, api: Api, admin: Api, database: Database
    ) -> None:
        specialty = new_uid().hex
        shown = await make_doctor(database, specialty=specialty)
        pending = await make_doctor(database, specialty=specialty, approved_at=None)
        inactive = await make_doctor(database, specialty=specialty, active=False)
        gone = await make_doctor(
            database, user=build_user(Role.DOCTOR, active=False), specialty=specialty
        )
        expected = {
            "approved": [shown],
            "pending": [pending],
            "inactive": [inactive, gone],
            "all": [shown, pending, inactive, gone],
        }
        for status, doctors in expected.items():
            listed = ok(await admin.get("/doctors", specialty=specialty, status=status))
            assert sorted(ids(listed)) == sorted(str(doctor.uid) for doctor in doctors)
        for caller in (api, await api.signed_in(await make_user(database, Role.STAFF))):
            listed = ok(await caller.get("/doctors", specialty=specialty, status="all"))
            assert ids(listed) == [str(shown.uid)]
        own = await api.signed_in(pending.user)
        listed = ok(await own.get("/doctors", specialty=specialty, status="pending"))
        assert ids(listed) == [str(pending.uid)]

    async def test_specialties_of_visible_doctors_are_counted(
        self, api: Api, database: Database
    ) -> None:
        specialty = f"Zz {new_uid().hex}"
        await make_doctor(database, specialty=specialty)
        await make_doctor(database, specialty=specialty.upper())
        await make_doctor(database, specialty=specialty, approved_at=None)
        counts = {
            item["name"].lower(): item["doctors"]
            for item in ok(await api.get("/specialties"))["items"]
        }
        assert counts[specialty.lower()] == 2

    async def test_query_that_cannot_be_meant_is_refused(self, api: Api) -> None:
        for wrong in ({"location_id": "7"}, {"status": "secret"}, {"q": "x" * 201}, {"limit": 0}):
            assert (await api.get("/doctors", **wrong)).status_code == 422
        problem(await api.get("/doctors", cursor="x"), 422, "cursor.unknown")


class TestChange:
    async def test_doctor_changes_the_own_profile(self, api: Api, database: Database) -> None:
        doctor = await make_doctor(database)
        own = await api.signed_in(doctor.user)
        change = {
            "specialty": "Neurology",
            "consultation_fee": {"amount": "650.00", "currency": "EUR"},
            "experience_years": 11,
            "languages": ["de", "de", "en"],
            "bio": None,
            "accepts_new_patients": False,
        }
        changed = await own.with_headers(If_Match='"1"').patch(f"/doctors/{doctor.uid}", change)
        body = ok(changed)
        assert {name: body[name] for name in change} == {**change, "languages": ["de", "en"]}
        assert changed.headers["ETag"] == '"2"'
        stale = own.with_headers(If_Match='"1"')
        problem(await stale.patch(f"/doctors/{doctor.uid}", change), 412, "stale")
        removed = await own.patch(f"/doctors/{doctor.uid}", {"consultation_fee": None})
        assert ok(removed)["consultation_fee"] is None
        # An amount alone changes no currency, not even after a time without a fee.
        again = await own.patch(f"/doctors/{doctor.uid}", {"consultation_fee": {"amount": "7.50"}})
        assert ok(again)["consultation_fee"] == {"amount": "7.50", "currency": "EUR"}
        assert await schedule_version(database, doctor) == 1

    @pytest.mark.parametrize("change", [{"licence_number": "L-1"}, {"active": False}])
    async def test_doctor_may_not_change_licence_or_standing(
        self, api: Api, database: Database, change: dict[str, Any]
    ) -> None:
        doctor = await make_doctor(database)
        own = await api.signed_in(doctor.user)
        refused = await own.patch(f"/doctors/{doctor.uid}", {**change, "bio": "x"})
        body = problem(refused, 403, "doctors.field_reserved")
        assert body["fields"] == list(change)
        assert ok(await own.get(f"/doctors/{doctor.uid}"))["bio"] is None

    async def test_administrator_corrects_a_licence(self, admin: Api, database: Database) -> None:
        doctor, other = await make_doctor(database), await make_doctor(database)
        path = f"/doctors/{doctor.uid}"
        licence = f"L-{new_uid().hex}"
        corrected = ok(await admin.patch(path, {"licence_number": licence}))
        assert corrected["licence_number"] == licence
        taken = {"licence_number": other.licence_number, "specialty": "Lost"}
        problem(await admin.patch(path, taken), 409, "doctors.licence_taken")
        assert ok(await admin.get(path)) == corrected

    async def test_deactivated_doctor_is_hidden_and_replanned(
        self, api: Api, admin: Api, database: Database
    ) -> None:
        doctor = await make_doctor(database)
        path = f"/doctors/{doctor.uid}"
        ok(await admin.delete(path), 204)
        ok(await admin.delete(path), 204)
        problem(await api.get(path), 404, "doctors.not_found")
        assert ok(await admin.get(path))["active"] is False
        assert await schedule_version(database, doctor) == 2
        ok(await admin.patch(path, {"active": True}))
        assert ok(await api.get(path))["active"] is True
        assert await schedule_version(database, doctor) == 3
        assert await audited(database, doctor.uid) == ["doctor.updated"] * 2


class TestRefusals:
    async def callers(self, api: Api, database: Database) -> list[tuple[Api, int, str]]:
        users: list[User] = [
            await make_user(database, role) for role in (Role.PATIENT, Role.STAFF, Role.DOCTOR)
        ]
        users.append((await make_doctor(database)).user)
        signed_in = [(await api.signed_in(user), 403, "auth.role_forbidden") for user in users]
        return [(api, 401, "auth.required"), *signed_in]

    async def test_others_may_not_change_a_doctor(self, api: Api, database: Database) -> None:
        doctor = await make_doctor(database)
        path = f"/doctors/{doctor.uid}"
        for caller, status, code in await self.callers(api, database):
            problem(await caller.post("/doctors", profile(user_id=str(new_uid()))), status, code)
            problem(await caller.patch(path, {"bio": "x"}), status, code)
            problem(await caller.delete(path), status, code)
            problem(await caller.post(f"{path}/approve"), status, code)
            problem(await caller.put(f"{path}/visit-types", {"visit_types": []}), status, code)

    async def test_doctor_may_not_approve_or_delete_themselves(
        self, api: Api, database: Database
    ) -> None:
        doctor = await make_doctor(database, approved_at=None)
        own = await api.signed_in(doctor.user)
        path = f"/doctors/{doctor.uid}"
        problem(await own.post(f"{path}/approve"), 403, "auth.role_forbidden")
        problem(await own.delete(path), 403, "auth.role_forbidden")

    async def test_hidden_doctor_is_unknown_to_others(self, api: Api, database: Database) -> None:
        doctor: Doctor = await make_doctor(database, approved_at=None)
        path = f"/doctors/{doctor.uid}"
        patient = await api.signed_in(await make_user(database))
        for caller in (api, patient, await api.signed_in((await make_doctor(database)).user)):
            problem(await caller.get(path), 404, "doctors.not_found")
            problem(await caller.get(f"{path}/visit-types"), 404, "doctors.not_found")
        problem(await patient.patch(path, {"bio": "x"}), 404, "doctors.not_found")

    async def test_own_profile_needs_a_doctor_who_has_one(
        self, api: Api, database: Database
    ) -> None:
        problem(await api.get("/doctors/me"), 401, "auth.required")
        patient = await api.signed_in(await make_user(database))
        problem(await patient.get("/doctors/me"), 403, "auth.role_forbidden")
        without = await api.signed_in(await make_user(database, Role.DOCTOR))
        problem(await without.get("/doctors/me"), 404, "doctors.not_found")


async def test_doctor_whose_role_was_taken_away_is_as_inactive(
    api: Api, admin: Api, database: Database
) -> None:
    specialty = new_uid().hex
    doctor = await make_doctor(database, specialty=specialty)
    path = f"/doctors/{doctor.uid}"
    assert ids(ok(await api.get("/doctors", specialty=specialty))) == [str(doctor.uid)]
    ok(await admin.patch(f"/users/{doctor.user.uid}", {"role": "staff"}))

    assert ids(ok(await api.get("/doctors", specialty=specialty))) == []
    problem(await api.get(path), 404, "doctors.not_found")
    specialties = ok(await api.get("/specialties"))["items"]
    assert specialty not in {item["name"] for item in specialties}
    inactive = await admin.get("/doctors", specialty=specialty, status="inactive")
    assert ids(ok(inactive)) == [str(doctor.uid)]
    assert ok(await admin.get(path))["active"] is False
