from typing import Any

import pytest

from praxis.directory.resources.models import ResourceKind
from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor, make_location, make_resource
from tests.factories.identity import make_user
from tests.integration.directory.facts import audited, schedule_version
from tests.support.api import Api, ok, problem


async def test_room_is_added_and_read_by_anyone(api: Api, admin: Api, database: Database) -> None:
    location = await make_location(database)
    doctor = await make_doctor(database)
    await make_rule(database, doctor, location, 0)
    wanted = {"kind": "room", "name": "Room 2", "location_id": str(location.uid)}
    created = await admin.post("/resources", {**wanted, "tags": ["ecg", "bed", "ecg"]})
    body = ok(created, 201)
    assert body == {
        **wanted,
        "id": body["id"],
        "tags": ["bed", "ecg"],
        "active": True,
        "version": 1,
    }
    read = await api.get(f"/resources/{body['id']}")
    assert ok(read) == body
    assert read.headers["ETag"] == '"1"'
    assert await audited(database, body["id"]) == ["resource.created"]
    assert await schedule_version(database, doctor) == 2


async def test_rooms_and_devices_are_listed_by_place_and_kind(api: Api, database: Database) -> None:
    location, other = await make_location(database), await make_location(database)
    room = await make_resource(database, location, name="B")
    device = await make_resource(database, location, ResourceKind.DEVICE, name="A")
    await make_resource(database, location, active=False)
    await make_resource(database, other)
    here = {"location_id": str(location.uid)}
    everything = ok(await api.get("/resources", **here, include_inactive=True, count=True))
    assert [item["id"] for item in everything["items"]] == [str(device.uid), str(room.uid)]
    assert everything["total"] == 2
    rooms = ok(await api.get("/resources", **here, kind="room"))
    assert [item["id"] for item in rooms["items"]] == [str(room.uid)]


async def test_resources_of_people_are_never_shown(
    api: Api, admin: Api, database: Database
) -> None:
    doctor = await make_doctor(database)

    async def uid() -> str:
        async with database.reading() as reader:
            found = await reader.sql.fetchval(
                "SELECT uid FROM resources WHERE id = $1", doctor.resource_id
            )
            return str(found)

    path = f"/resources/{await uid()}"
    for caller in (api, admin):
        problem(await caller.get(path), 404, "resources.not_found")
    problem(await admin.patch(path, {"name": "x"}), 404, "resources.not_found")
    problem(await admin.delete(path), 404, "resources.not_found")
    assert (await api.get("/resources", kind="doctor")).status_code == 422


async def test_room_is_changed_and_taken_out_of_use(
    api: Api, admin: Api, database: Database
) -> None:
    location = await make_location(database)
    doctor = await make_doctor(database)
    await make_rule(database, doctor, location, 0)
    room = await make_resource(database, location)
    path = f"/resources/{room.uid}"
    ok(await admin.patch(path, {"name": "Blue room"}))
    assert await schedule_version(database, doctor) == 1
    changed = await admin.with_headers(If_Match='"2"').patch(path, {"tags": ["ecg"]})
    assert ok(changed)["tags"] == ["ecg"]
    assert changed.headers["ETag"] == '"3"'
    assert await schedule_version(database, doctor) == 2
    problem(await admin.with_headers(If_Match='"2"').delete(path), 412, "stale")
    ok(await admin.delete(path), 204)
    problem(await api.get(path), 404, "resources.not_found")
    assert ok(await admin.get(path))["active"] is False
    assert await schedule_version(database, doctor) == 3


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "doctor"}, "/kind"),
        ({"kind": 1}, "/kind"),
        ({"location_id": 7}, "/location_id"),
        ({"location_id": str(new_uid())}, "/location_id"),
        ({"tags": ["Two words"]}, "/tags/0"),
        ({"tags": None}, "/tags"),
        ({"name": "a\x01"}, "/name"),
    ],
)
async def test_unacceptable_resource_is_refused(
    admin: Api, database: Database, change: dict[str, Any], pointer: str
) -> None:
    location = await make_location(database)
    wanted = {"kind": "room", "name": "Room", "location_id": str(location.uid)}
    refused = await admin.post("/resources", {**wanted, **change})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


@pytest.mark.parametrize("role", [None, Role.PATIENT, Role.DOCTOR, Role.STAFF])
async def test_only_administrators_change_resources(
    api: Api, database: Database, role: Role | None
) -> None:
    location = await make_location(database)
    room = await make_resource(database, location)
    caller = api if role is None else await api.signed_in(await make_user(database, role))
    status, code = (401, "auth.required") if role is None else (403, "auth.role_forbidden")
    wanted = {"kind": "room", "name": "Room", "location_id": str(location.uid)}
    problem(await caller.post("/resources", wanted), status, code)
    problem(await caller.patch(f"/resources/{room.uid}", {"name": "Mine"}), status, code)
    problem(await caller.delete(f"/resources/{room.uid}"), status, code)
