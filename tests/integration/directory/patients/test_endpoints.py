"""Reading, adding and changing patients, and who may not."""

from typing import Any

import pytest

from praxis.directory.doctors.models import Doctor
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, Reader
from praxis.kit.ids import new_uid
from tests.factories.directory import make_doctor, make_patient
from tests.integration.directory.facts import audited
from tests.integration.directory.patients.people import CLINICAL, People, treat
from tests.support.api import Api, ok, problem

REGISTERED = {
    "full_name": "Rahima Khatun",
    "date_of_birth": "1984-05-17",
    "sex": "female",
    "email": "rahima@example.org",
    "mobile": "+8801712345678",
    "address": "Road 5, Dhaka",
    "insurance_provider": "Green Delta",
    "insurance_number": "GD-778812",
    "emergency_contact_name": "Karim",
    "emergency_contact_mobile": "+8801812345678",
}


class TestRead:
    async def test_own_account_reads_everything(self, people: People) -> None:
        read = await people.own.get(people.path)
        body = ok(read)
        assert {name: body[name] for name in CLINICAL} == CLINICAL
        assert (body["clinical_hidden"], body["has_account"]) == (False, True)
        assert read.headers["ETag"] == '"1"'

    async def test_treating_doctor_reads_clinical_data(self, people: People) -> None:
        body = ok(await people.treating.get(people.path))
        assert {name: body[name] for name in CLINICAL} == CLINICAL

    async def test_desk_reads_no_clinical_data(self, people: People) -> None:
        reasoned = people.desk.with_headers(Praxis_Access_Reason="curious about it")
        for desk in (people.desk, reasoned):
            read = await desk.get(people.path)
            body = ok(read)
            assert [body[name] for name in CLINICAL] == [None] * 3
            assert body["clinical_hidden"] is True
            assert body["mobile"] == "+8801712345678"
            assert "Penicillin" not in read.text

    async def test_blanks_are_no_reason(self, people: People) -> None:
        blank = {"Praxis-Access-Reason": "\xa0\xa0\xa0".encode("latin-1")}
        refused = await people.admin.request("GET", people.path, headers=blank)
        assert refused.status_code == 422
        assert "Penicillin" not in refused.text

    async def test_administrator_reads_clinical_data_with_a_reason(
        self, people: People, database: Database
    ) -> None:
        hidden = ok(await people.admin.get(people.path))
        assert (hidden["clinical_hidden"], hidden["allergies"]) == (True, None)
        reasoned = people.admin.with_headers(Praxis_Access_Reason="Complaint 17")
        assert ok(await reasoned.get(people.path))["allergies"] == "Penicillin"

        async def reasons(reader: Reader) -> list[tuple[str | None, list[str]]]:
            rows = await reader.sql.fetch(
                "SELECT reason, fields FROM audit_events WHERE patient_id = $1 ORDER BY id",
                people.patient.id,
            )
            return [(row["reason"], row["fields"]) for row in rows]

        assert await database.read(reasons) == [(None, []), ("Complaint 17", sorted(CLINICAL))]

    @pytest.mark.parametrize("status", ["declined", "expired", "cancelled", "entered_in_error"])
    async def test_visit_that_came_to_nothing_opens_no_record(
        self, people: People, api: Api, database: Database, status: str
    ) -> None:
        doctor: Doctor = await make_doctor(database)
        await treat(database, doctor, people.patient, status)
        caller = await api.signed_in(doctor.user)
        problem(await caller.get(people.path), 404, "patients.not_found")

    async def test_doctor_reads_the_own_record_as_a_patient(
        self, api: Api, database: Database
    ) -> None:
        doctor = await make_doctor(database)
        patient = await make_patient(database, doctor.user, **CLINICAL)
        own = await api.signed_in(doctor.user)
        assert ok(await own.get(f"/patients/{patient.uid}"))["allergies"] == "Penicillin"

    async def test_others_know_of_no_such_patient(self, people: People) -> None:
        problem(await people.visitor.get(people.path), 401, "auth.required")
        for stranger in people.strangers:
            problem(await stranger.get(people.path), 404, "patients.not_found")
        problem(await people.desk.get(f"/patients/{new_uid()}"), 404, "patients.not_found")


class TestCreate:
    async def test_desk_registers_a_patient_without_an_account(
        self, people: People, database: Database
    ) -> None:
        created = await people.desk.post("/patients", REGISTERED)
        body = ok(created, 201)
        assert {name: body[name] for name in REGISTERED} == REGISTERED
        assert (body["has_account"], body["clinical_hidden"]) == (False, True)
        assert created.headers["ETag"] == '"1"'
        assert await audited(database, body["id"]) == ["patient.created"]

    async def test_repeated_registration_makes_one_patient(self, people: People) -> None:
        keyed = people.desk.with_headers(Idempotency_Key=new_uid().hex)
        first = ok(await keyed.post("/patients", REGISTERED), 201)
        assert ok(await keyed.post("/patients", REGISTERED), 201)["id"] == first["id"]

    async def test_desk_links_a_patient_to_an_account(self, people: People) -> None:
        wanted = {"full_name": "Tuli", "user_id": str(people.user.uid)}
        body = ok(await people.desk.post("/patients", wanted), 201)
        assert body["has_account"] is True
        assert ok(await people.own.get(f"/patients/{body['id']}"))["full_name"] == "Tuli"
        unknown = {**wanted, "user_id": str(new_uid())}
        problem(await people.desk.post("/patients", unknown), 422, "patients.unknown_account")

    async def test_patient_adds_a_child(self, people: People) -> None:
        child = {"full_name": "Tuli", "date_of_birth": "2020-02-29", **CLINICAL}
        body = ok(await people.own.post("/patients", child), 201)
        assert (body["allergies"], body["has_account"]) == ("Penicillin", True)
        own = ok(await people.own.get("/patients"))
        assert {item["id"] for item in own["items"]} == {body["id"], str(people.patient.uid)}

    async def test_patient_adds_nobody_to_another_account(self, people: People) -> None:
        mine = {"full_name": "Tuli", "user_id": str(people.user.uid)}
        ok(await people.own.post("/patients", mine), 201)
        refused = await people.other_patient.post("/patients", mine)
        problem(refused, 403, "patients.field_reserved")

    async def test_account_holds_a_bounded_number_of_patients(
        self, people: People, database: Database
    ) -> None:
        for _ in range(19):
            await make_patient(database, people.user)
        problem(await people.own.post("/patients", {"full_name": "x"}), 409, "patients.too_many")

    async def test_desk_writes_no_clinical_data(self, people: People) -> None:
        wanted = {"full_name": "Tuli", "allergies": "Nuts"}
        refused = problem(
            await people.desk.post("/patients", wanted), 403, "patients.field_reserved"
        )
        assert refused["fields"] == ["allergies"]
        problem(await people.admin.post("/patients", wanted), 403, "auth.reason_required")
        reasoned = people.admin.with_headers(Praxis_Access_Reason="Paper file")
        assert ok(await reasoned.post("/patients", wanted), 201)["allergies"] == "Nuts"

    async def test_doctor_and_visitor_register_nobody(self, people: People) -> None:
        refused = await people.treating.post("/patients", REGISTERED)
        problem(refused, 403, "auth.role_forbidden")
        problem(await people.visitor.post("/patients", REGISTERED), 401, "auth.required")

    async def test_number_without_a_country_is_one_of_the_practices(self, people: People) -> None:
        body = ok(
            await people.desk.post("/patients", {"full_name": "Tuli", "mobile": "01712345678"}),
            201,
        )
        assert body["mobile"] == "+8801712345678"

    @pytest.mark.parametrize(
        ("change", "pointer", "code"),
        [
            ({"full_name": ""}, "/full_name", "string_too_short"),
            ({"date_of_birth": "2027-01-06"}, "/date_of_birth", "patients.born_in_future"),
            ({"date_of_birth": "2026-02-30"}, "/date_of_birth", "date.unknown"),
            ({"date_of_birth": 19840517}, "/date_of_birth", "date.format"),
            ({"mobile": "12"}, "/mobile", "mobile.invalid"),
            (
                {"emergency_contact_mobile": "+880"},
                "/emergency_contact_mobile",
                "mobile.invalid",
            ),
            ({"email": "rahima"}, "/email", "email.invalid"),
            ({"sex": "f"}, "/sex", "enum"),
            ({"blood_type": "C+"}, "/blood_type", "enum"),
            ({"insurance_number": 7}, "/insurance_number", "string_type"),
            ({"role": "admin"}, "/role", "extra_forbidden"),
        ],
    )
    async def test_unacceptable_patient_is_refused(
        self, people: People, change: dict[str, Any], pointer: str, code: str
    ) -> None:
        refused = await people.own.post("/patients", {**REGISTERED, **change})
        assert problem(refused, 422, code)["errors"][0]["pointer"] == pointer

    async def test_birthday_that_has_begun_somewhere_is_accepted(
        self, people: People, clock: FixedClock
    ) -> None:
        born = clock.now().date().isoformat()
        wanted = {"full_name": "Newborn", "date_of_birth": born}
        assert ok(await people.desk.post("/patients", wanted), 201)["date_of_birth"] == born


class TestChange:
    async def test_patient_changes_own_contacts_and_background(
        self, people: People, database: Database
    ) -> None:
        change = {
            "mobile": "+8801812345678",
            "insurance_provider": "Green Delta",
            "emergency_contact_name": "Karim",
            "allergies": None,
            "blood_type": "O-",
            "date_of_birth": "1984-05-17",
            "sex": "female",
        }
        changed = await people.own.with_headers(If_Match='"1"').patch(people.path, change)
        body = ok(changed)
        assert {name: body[name] for name in change} == change
        assert changed.headers["ETag"] == '"2"'
        stale = people.own.with_headers(If_Match='"1"')
        problem(await stale.patch(people.path, change), 412, "stale")
        problem(await stale.delete(people.path), 412, "stale")

        async def fields(reader: Reader) -> list[str]:
            found: list[str] = await reader.sql.fetchval(
                "SELECT fields FROM audit_events WHERE patient_id = $1 AND action = $2",
                people.patient.id,
                "patient.updated",
            )
            return found

        assert await database.read(fields) == sorted(change)

    async def test_change_of_nothing_is_a_reading_and_leaves_its_trace(
        self, people: People, database: Database
    ) -> None:
        body = ok(await people.treating.patch(people.path, {}))
        assert body["allergies"] == "Penicillin"
        ok(await people.desk.patch(people.path, {"mobile": people.patient.mobile}))

        async def events(reader: Reader) -> list[tuple[str, list[str]]]:
            rows = await reader.sql.fetch(
                "SELECT action, fields FROM audit_events WHERE patient_id = $1 ORDER BY id",
                people.patient.id,
            )
            return [(row["action"], row["fields"]) for row in rows]

        assert await database.read(events) == [
            ("patient.read", sorted(CLINICAL)),
            ("patient.read", []),
        ]

    @pytest.mark.parametrize(
        "change",
        [{"full_name": "Another"}, {"active": False}, {"user_id": None}],
    )
    async def test_patient_may_not_become_another_person(
        self, people: People, change: dict[str, Any]
    ) -> None:
        refused = await people.own.patch(people.path, change)
        assert problem(refused, 403, "patients.field_reserved")["fields"] == list(change)

    async def test_patient_may_not_correct_a_known_date_of_birth(self, people: People) -> None:
        ok(await people.desk.patch(people.path, {"date_of_birth": "1984-05-17"}))
        refused = await people.own.patch(people.path, {"date_of_birth": "1985-05-17"})
        problem(refused, 403, "patients.field_reserved")

    async def test_desk_changes_all_but_clinical_data(self, people: People) -> None:
        change = {**REGISTERED, "full_name": "Rahima Begum", "user_id": None}
        body = ok(await people.desk.patch(people.path, change))
        assert (body["full_name"], body["has_account"]) == ("Rahima Begum", False)
        problem(await people.own.get(people.path), 404, "patients.not_found")
        for field, value in CLINICAL.items():
            refused = await people.desk.patch(people.path, {field: value, "address": "x"})
            body = problem(refused, 403, "patients.field_reserved")
            assert body["fields"] == [field]

    async def test_administrator_changes_clinical_data_with_a_reason(self, people: People) -> None:
        change = {"allergies": "None known"}
        problem(await people.admin.patch(people.path, change), 403, "auth.reason_required")
        reasoned = people.admin.with_headers(Praxis_Access_Reason="Corrected by letter")
        assert ok(await reasoned.patch(people.path, change))["allergies"] == "None known"

    async def test_treating_doctor_changes_clinical_data_only(self, people: People) -> None:
        change = {"allergies": "Latex", "blood_type": None}
        assert ok(await people.treating.patch(people.path, change))["allergies"] == "Latex"
        refused = await people.treating.patch(people.path, {"mobile": "+8801812345678"})
        problem(refused, 403, "patients.field_reserved")

    async def test_others_change_nothing(self, people: People) -> None:
        change = {"address": "Elsewhere"}
        problem(await people.visitor.patch(people.path, change), 401, "auth.required")
        problem(await people.visitor.delete(people.path), 401, "auth.required")
        for stranger in people.strangers:
            problem(await stranger.patch(people.path, change), 404, "patients.not_found")
            problem(await stranger.delete(people.path), 404, "patients.not_found")

    async def test_unacceptable_change_changes_nothing(self, people: People) -> None:
        for change in ({"sex": None}, {"full_name": None}, {"mobile": "x"}, {"id": "7"}):
            refused = await people.desk.patch(people.path, {"address": "Elsewhere", **change})
            assert refused.status_code == 422
        assert ok(await people.desk.get(people.path))["version"] == 1


class TestDeactivate:
    @pytest.mark.parametrize("caller", ["own", "desk", "admin"])
    async def test_patient_is_deactivated_and_history_stays(
        self, people: People, database: Database, caller: str
    ) -> None:
        by: Api = getattr(people, caller)
        ok(await by.delete(people.path), 204)
        ok(await by.delete(people.path), 204)
        assert ok(await people.desk.get(people.path))["active"] is False
        actions = await audited(database, people.patient.uid)
        assert actions == ["patient.deactivated", "patient.read"]
        assert ok(await people.desk.patch(people.path, {"active": True}))["active"] is True

    async def test_doctor_deactivates_nobody(self, people: People) -> None:
        problem(await people.treating.delete(people.path), 403, "auth.role_forbidden")
