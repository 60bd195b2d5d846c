from typing import Any

from praxis.kit.ids import new_uid
from tests.integration.directory.patients.people import People
from tests.support.api import Api, ok, problem


async def log(caller: Api, people: People, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = ok(await caller.get(f"{people.path}/access-log", **params))
    return found


async def test_patient_sees_who_read_and_wrote_what(people: People) -> None:
    ok(await people.treating.get(people.path))
    ok(await people.desk.patch(people.path, {"address": "Road 6"}))
    ok(await people.admin.with_headers(Praxis_Access_Reason="Complaint 17").get(people.path))
    ok(await people.own.get(people.path))
    newest, changed, oldest = (await log(people.own, people))["items"]
    assert newest["action"] == "patient.read"
    assert (newest["actor_role"], newest["reason"]) == ("admin", "Complaint 17")
    assert (changed["action"], changed["fields"]) == ("patient.updated", ["address"])
    assert changed["actor_role"] == "staff"
    assert oldest["actor_name"] == people.doctor.user.full_name
    assert oldest["fields"] == ["allergies", "blood_type", "medical_history"]
    assert newest["at"] >= changed["at"] >= oldest["at"]


async def test_own_readings_are_shown_on_request_and_without_a_name(people: People) -> None:
    ok(await people.own.get(people.path))
    assert (await log(people.own, people))["items"] == []
    everything = (await log(people.own, people, others=False))["items"]
    assert [item["action"] for item in everything] == ["patient.access_log_read", "patient.read"]
    assert {item["actor_name"] for item in everything} == {None}


async def test_log_comes_in_pages(people: People) -> None:
    for _ in range(3):
        ok(await people.desk.get(people.path))
    first = await log(people.own, people, limit=2, count=True)
    rest = await log(people.own, people, limit=2, cursor=first["next_cursor"])
    seen = [item["id"] for item in first["items"] + rest["items"]]
    assert len(set(seen)) == first["total"] == 3
    assert rest["next_cursor"] is None


async def test_administrator_reads_the_log_and_that_is_in_it(people: People) -> None:
    assert (await log(people.admin, people))["items"] == []
    actions = [item["action"] for item in (await log(people.own, people))["items"]]
    assert actions == ["patient.access_log_read"]


async def test_log_of_a_patient_without_an_account_is_whole(people: People) -> None:
    ok(await people.desk.patch(people.path, {"user_id": None}))
    assert len((await log(people.admin, people))["items"]) == 1


async def test_others_do_not_see_the_log(people: People) -> None:
    path = f"{people.path}/access-log"
    problem(await people.visitor.get(path), 401, "auth.required")
    problem(await people.treating.get(path), 403, "auth.role_forbidden")
    problem(await people.desk.get(path), 403, "auth.role_forbidden")
    for stranger in people.strangers:
        problem(await stranger.get(path), 404, "patients.not_found")
    unknown = await people.admin.get(f"/patients/{new_uid()}/access-log")
    problem(unknown, 404, "patients.not_found")
