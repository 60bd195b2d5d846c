from typing import Any

import pytest

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor, make_location
from tests.factories.identity import make_user
from tests.integration.directory.facts import audited, schedule_version
from tests.support.api import Api, ok, problem

BERLIN = {"name": "Berlin", "time_zone": "Europe/Berlin", "country": "DE", "subdivision": "BE"}


async def test_location_is_added_and_read_by_anyone(
    api: Api, admin: Api, database: Database
) -> None:
    created = await admin.post("/locations", BERLIN)
    body = ok(created, 201)
    read = await api.get(f"/locations/{body['id']}")
    assert ok(read) == body
    assert read.headers["ETag"] == created.headers["ETag"] == '"1"'
    assert await audited(database, body["id"]) == ["location.created"]


async def test_repeated_creation_makes_one_location(admin: Api) -> None:
    keyed = admin.with_headers(Idempotency_Key=new_uid().hex)
    first, second = await keyed.post("/locations", BERLIN), await keyed.post("/locations", BERLIN)
    assert ok(first, 201)["id"] == ok(second, 201)["id"]
    assert second.headers["Idempotency-Replayed"] == "true"


async def test_locations_are_listed_by_name_in_pages(api: Api, database: Database) -> None:
    mark = new_uid().hex
    for number in (2, 1, 3):
        await make_location(database, name=f"Clinic {mark} {number}")
    first = ok(await api.get("/locations", q=f"{mark.upper()}", limit=2, count=True))
    rest = ok(await api.get("/locations", q=mark, limit=2, cursor=first["next_cursor"]))
    names = [item["name"][-1] for item in first["items"] + rest["items"]]
    assert names == ["1", "2", "3"]
    assert (first["total"], rest["next_cursor"]) == (3, None)


async def test_wildcards_of_the_search_mean_themselves(api: Api, database: Database) -> None:
    mark = new_uid().hex
    await make_location(database, name=f"{mark}%x")
    await make_location(database, name=f"{mark}yx")
    assert len(ok(await api.get("/locations", q=f"{mark}%"))["items"]) == 1
    assert not ok(await api.get("/locations", q=f"{mark}_x"))["items"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"time_zone": "localtime"}, "/time_zone"),
        ({"time_zone": "posix/Asia/Dhaka"}, "/time_zone"),
        ({"time_zone": "../etc/passwd"}, "/time_zone"),
        ({"country": "XX"}, "/country"),
        ({"country": "de"}, "/country"),
        ({"subdivision": "ZZ"}, "/subdivision"),
        ({"country": None}, "/subdivision"),
        ({"name": "  "}, "/name"),
        ({"name": None}, "/name"),
        ({"region": "x"}, "/region"),
        ({"address": "x" * 501}, "/address"),
        ({"address": "half \x01"}, "/address"),
        ({"phone": "call me"}, "/phone"),
    ],
)
async def test_unacceptable_location_is_refused(
    admin: Api, change: dict[str, Any], pointer: str
) -> None:
    refused = await admin.post("/locations", {**BERLIN, **change})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_location_is_changed_in_part(admin: Api, database: Database) -> None:
    location = await make_location(database, country="BD", address="Road 5")
    changed = await admin.patch(f"/locations/{location.uid}", {"address": None, "name": "North"})
    body = ok(changed)
    assert (body["name"], body["address"], body["country"]) == ("North", None, "BD")
    assert changed.headers["ETag"] == '"2"'


async def test_change_that_changes_nothing_leaves_no_trace(admin: Api, database: Database) -> None:
    location = await make_location(database)
    body = ok(await admin.patch(f"/locations/{location.uid}", {"name": location.name}))
    assert body["version"] == 1
    assert not await audited(database, location.uid)


async def test_null_for_what_cannot_be_empty_is_refused(admin: Api, database: Database) -> None:
    location = await make_location(database)
    refused = await admin.patch(f"/locations/{location.uid}", {"name": None})
    assert refused.status_code == 422


async def test_change_of_a_stale_reading_is_refused(admin: Api, database: Database) -> None:
    location = await make_location(database)
    path = f"/locations/{location.uid}"
    ok(await admin.patch(path, {"name": "North"}))
    stale = admin.with_headers(If_Match='"1"')
    problem(await stale.patch(path, {"name": "South"}), 412, "stale")
    problem(await stale.delete(path), 412, "stale")


async def test_deactivated_location_is_gone_for_all_but_administrators(
    api: Api, admin: Api, database: Database
) -> None:
    location = await make_location(database)
    path = f"/locations/{location.uid}"
    ok(await admin.delete(path), 204)
    problem(await api.get(path), 404, "locations.not_found")
    assert ok(await admin.get(path))["active"] is False
    listed = {"q": location.name, "include_inactive": True}
    assert len(ok(await admin.get("/locations", **listed))["items"]) == 1
    assert not ok(await admin.get("/locations", q=location.name))["items"]
    assert not ok(await api.get("/locations", **listed))["items"]


async def test_move_to_another_zone_replans_the_doctors_who_work_there(
    admin: Api, database: Database
) -> None:
    here, elsewhere = await make_location(database), await make_location(database)
    doctor, stranger = await make_doctor(database), await make_doctor(database)
    await make_rule(database, doctor, here, 0)
    await make_rule(database, stranger, elsewhere, 0)
    ok(await admin.patch(f"/locations/{here.uid}", {"name": "Renamed"}))
    assert await schedule_version(database, doctor) == 1
    ok(await admin.patch(f"/locations/{here.uid}", {"time_zone": "Asia/Kathmandu"}))
    assert await schedule_version(database, doctor) == 2
    assert await schedule_version(database, stranger) == 1


async def test_practice_decides_about_a_holiday_and_withdraws_it(
    api: Api, admin: Api, database: Database
) -> None:
    location = await make_location(database, country="DE", subdivision="BE")
    doctor = await make_doctor(database)
    await make_rule(database, doctor, location, 0)
    path = f"/locations/{location.uid}/holidays"
    period = {"from": "2027-03-01", "to": "2027-03-31"}
    before = ok(await api.get(path, **period))
    assert [day["on"] for day in before["items"]] == ["2027-03-08", "2027-03-26", "2027-03-29"]

    opened = {"name": "We work", "open": True}
    ok(await admin.put(f"{path}/2027-03-08", opened))
    ok(await admin.put(f"{path}/2027-03-09", {"name": "Move", "open": True}))
    ok(await admin.put(f"{path}/2027-03-09", {"name": "Move", "open": False}))
    after = ok(await api.get(path, **period))
    assert [day["on"] for day in after["items"]] == ["2027-03-09", "2027-03-26", "2027-03-29"]
    assert after["decided"][0] == {"on": "2027-03-08", **opened}
    assert await schedule_version(database, doctor) == 4

    ok(await admin.delete(f"{path}/2027-03-08"), 204)
    ok(await admin.delete(f"{path}/2027-03-09"), 204)
    assert ok(await api.get(path, **period)) == before
    problem(await admin.delete(f"{path}/2027-03-09"), 404, "locations.no_override")
    assert await audited(database, location.uid) == [
        *["location.holiday_decided"] * 3,
        *["location.holiday_withdrawn"] * 2,
    ]


@pytest.mark.parametrize(
    ("first", "last"), [("2027-03-02", "2027-03-01"), ("2020-01-01", "2027-01-01")]
)
async def test_period_of_holidays_is_bounded(
    api: Api, database: Database, first: str, last: str
) -> None:
    location = await make_location(database)
    refused = await api.get(f"/locations/{location.uid}/holidays", **{"from": first, "to": last})
    problem(refused, 422, "locations.bad_period")


@pytest.mark.parametrize("role", [None, Role.PATIENT, Role.DOCTOR, Role.STAFF])
async def test_only_administrators_change_locations(
    api: Api, database: Database, role: Role | None
) -> None:
    location = await make_location(database)
    caller = api if role is None else await api.signed_in(await make_user(database, role))
    status, code = (401, "auth.required") if role is None else (403, "auth.role_forbidden")
    path = f"/locations/{location.uid}"
    problem(await caller.post("/locations", BERLIN), status, code)
    problem(await caller.patch(path, {"name": "Mine"}), status, code)
    problem(await caller.delete(path), status, code)
    decision = {"name": "Party", "open": False}
    problem(await caller.put(f"{path}/holidays/2027-03-08", decision), status, code)
    problem(await caller.delete(f"{path}/holidays/2027-03-08"), status, code)


async def test_unknown_location_is_not_found(api: Api, admin: Api) -> None:
    path = f"/locations/{new_uid()}"
    decision = {"name": "Party", "open": False}
    problem(await api.get(path), 404, "locations.not_found")
    problem(await admin.patch(path, {}), 404, "locations.not_found")
    problem(await admin.delete(path), 404, "locations.not_found")
    refused = await admin.put(f"{path}/holidays/2027-03-08", decision)
    problem(refused, 404, "locations.not_found")
    problem(await api.get("/locations/7"), 422, "id.format")
