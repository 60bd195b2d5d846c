"""Lists and search of patients: who is found, by what, and what stays out of addresses."""

import base64
from typing import Any

import orjson
import pytest

from praxis.directory.patients.models import Patient
from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.kit.pagination import encode_cursor
from tests.factories.directory import make_doctor, make_patient
from tests.factories.identity import make_user
from tests.integration.directory.patients.people import CLINICAL, People, treat
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of


def ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


def uids(*patients: Patient) -> list[str]:
    return [str(patient.uid) for patient in patients]


async def test_patient_lists_only_those_of_the_own_account(
    people: People, database: Database
) -> None:
    child = await make_patient(database, people.user, full_name="Zz child")
    assert ids(ok(await people.own.get("/patients"))) == uids(people.patient, child)


async def test_doctor_lists_only_those_who_are_treated(
    people: People, api: Api, database: Database
) -> None:
    assert ids(ok(await people.treating.get("/patients"))) == uids(people.patient)
    assert ids(ok(await people.other_doctor.get("/patients"))) == []
    twice = await make_doctor(database)
    await treat(database, twice, people.patient)
    await treat(database, twice, people.patient)
    await treat(database, twice, await make_patient(database), "cancelled")
    listed = ok(await (await api.signed_in(twice.user)).get("/patients", count=True))
    assert (ids(listed), listed["total"]) == (uids(people.patient), 1)


async def test_visitor_lists_nobody(people: People) -> None:
    problem(await people.visitor.get("/patients"), 401, "auth.required")
    problem(await people.visitor.post("/patients/search", {}), 401, "auth.required")


async def test_list_shows_nothing_clinical(people: People) -> None:
    for caller in (people.own, people.treating, people.admin):
        listed = await caller.post("/patients/search", {"q": people.patient.full_name})
        assert ids(ok(listed)) == uids(people.patient)
        assert not set(CLINICAL) & set(ok(listed)["items"][0])
        assert "Penicillin" not in listed.text


@pytest.mark.parametrize("by_body", [True, False])
async def test_desk_finds_a_patient_by_what_is_known(
    desk: Api, database: Database, by_body: bool
) -> None:
    mark = new_uid().hex[-12:]
    number = str(int(mark, 16))[-8:].rjust(8, "3")
    patient = await make_patient(
        database,
        full_name=f"Rahima {mark} Khatun",
        email=f"r.{mark}@example.org",
        mobile=f"+88017{number}",
        date_of_birth=None,
    )

    async def find(q: str) -> list[str]:
        if by_body:
            return ids(ok(await desk.post("/patients/search", {"q": q})))
        return ids(ok(await desk.get("/patients", q=q)))

    for q in (
        mark.upper(),
        f"khatun {mark}",
        f"  {mark}  rahima ",
        f"r.{mark}@example",
        f"017{number}",
        f"+880 17{number[:2]}-{number[2:]}",
        f"rahima 017{number}",
        f"{number} khatun",
    ):
        assert await find(q) == uids(patient), q
    for q in (f"{mark} Karim", f"{mark}%", f"_{mark}", f"karim {number}"):
        assert await find(q) == [], q


async def test_desk_finds_patients_by_date_of_birth(desk: Api, database: Database) -> None:
    mark = new_uid().hex
    born = {"date_of_birth": "1931-02-03"}
    patient = await make_patient(database, full_name=mark)
    ok(await desk.patch(f"/patients/{patient.uid}", born))
    assert ids(ok(await desk.get("/patients", q=mark, **born))) == uids(patient)
    assert ids(ok(await desk.post("/patients/search", {"q": mark, **born}))) == uids(patient)
    assert not ok(await desk.get("/patients", q=mark, date_of_birth="1931-02-04"))["items"]
    assert ids(ok(await desk.get("/patients", q=f"{mark} 1931-02-03"))) == uids(patient)
    assert not ok(await desk.get("/patients", q=f"{mark} 1931-02-04"))["items"]
    assert str(patient.uid) in ids(ok(await desk.get("/patients", q="1931-02-03", limit=200)))


async def test_search_stays_in_scope(people: People) -> None:
    wanted = {"q": people.patient.full_name}
    for stranger in people.strangers:
        assert not ok(await stranger.post("/patients/search", wanted))["items"]
        assert not ok(await stranger.get("/patients", **wanted))["items"]


async def test_deactivated_patients_are_listed_on_request(people: People) -> None:
    ok(await people.desk.delete(people.path), 204)
    wanted = {"q": people.patient.full_name}
    assert not ok(await people.desk.get("/patients", **wanted))["items"]
    shown = ok(await people.desk.get("/patients", **wanted, include_inactive=True))
    assert ids(shown) == uids(people.patient)
    searched = await people.desk.post("/patients/search", {**wanted, "include_inactive": True})
    assert ids(ok(searched)) == uids(people.patient)


async def test_pages_go_by_name_and_their_cursors_tell_no_name(
    desk: Api, database: Database
) -> None:
    mark = new_uid().hex
    patients = [await make_patient(database, full_name=f"{mark} {n}") for n in (3, 1, 1, 2)]
    expected = uids(*sorted(patients, key=lambda patient: (patient.full_name, patient.id)))
    first = ok(await desk.get("/patients", q=mark, limit=2, count=True))
    cursor = first["next_cursor"]
    rest = ok(await desk.get("/patients", q=mark, limit=2, cursor=cursor))
    assert ids(first) + ids(rest) == expected
    assert (first["total"], rest["next_cursor"]) == (4, None)
    padded = cursor + "=" * (-len(cursor) % 4)
    assert orjson.loads(base64.urlsafe_b64decode(padded)) == [expected[1]]
    searched = ok(await desk.post("/patients/search", {"q": mark, "limit": 2, "cursor": cursor}))
    assert ids(searched) == ids(rest)


async def test_cursor_that_was_not_handed_out_is_refused(desk: Api) -> None:
    for cursor in ("x", "WyJhIl0", "WzFd", "WyJhIiwxXQ"):
        problem(await desk.get("/patients", cursor=cursor), 422, "cursor.unknown")
        searched = await desk.post("/patients/search", {"cursor": cursor})
        problem(searched, 422, "cursor.unknown")


async def test_search_that_cannot_be_meant_is_refused(desk: Api) -> None:
    for wrong in ({"q": 7}, {"limit": 201}, {"date_of_birth": "yesterday"}, {"name": "x"}):
        assert (await desk.post("/patients/search", wrong)).status_code == 422
    assert (await desk.get("/patients", date_of_birth="1.2.1931")).status_code == 422


@pytest.mark.parametrize("by_body", [True, False])
async def test_each_patient_on_a_page_can_see_that_they_were_listed(
    api: Api, database: Database, by_body: bool
) -> None:
    user = await make_user(database, Role.STAFF)
    desk = await api.signed_in(user)
    mark = new_uid().hex
    patients = [await make_patient(database, full_name=f"{mark} {n}") for n in "abc"]
    asked = {"q": mark, "limit": 2}
    ok(await (desk.post("/patients/search", asked) if by_body else desk.get("/patients", **asked)))

    events = await events_of(database, user.id)
    assert [(event["entity_uid"], event["patient_id"]) for event in events] == [
        (patient.uid, patient.id) for patient in patients[:2]
    ]
    for event in events:
        assert (event["action"], event["entity"]) == ("patient.listed", "patient")
        assert event["details"] == {"count": 2, "filters": ["q"]}
    assert mark not in repr(events)


async def test_search_that_finds_nobody_leaves_a_trace_without_what_was_searched(
    api: Api, database: Database
) -> None:
    user = await make_user(database, Role.STAFF)
    name = new_uid().hex
    ok(await (await api.signed_in(user)).post("/patients/search", {"q": name}))
    (event,) = await events_of(database, user.id)
    assert (event["action"], event["patient_id"]) == ("patient.listed", None)
    assert event["details"] == {"count": 0, "filters": ["q"]}


async def test_cursor_tells_nothing_of_a_patient_who_is_not_visible(
    people: People, database: Database
) -> None:
    """Else whoever knows an id could find the name between those of their own patients."""
    stranger = await make_patient(database, full_name="Mmm")
    cursor = encode_cursor([str(stranger.uid)])
    problem(await people.own.get("/patients", cursor=cursor), 422, "cursor.unknown")
    problem(await people.treating.get("/patients", cursor=cursor), 422, "cursor.unknown")
    ok(await people.desk.get("/patients", cursor=cursor))
