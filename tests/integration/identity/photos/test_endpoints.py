"""Photos over HTTP: who is shown which, how long they last, and that nothing is left behind."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from praxis.identity.models import Role, User
from praxis.kit.db.database import Database
from praxis.kit.storage import Storage, folder_storage
from tests.factories.directory import make_doctor
from tests.factories.files import PDF, make_picture
from tests.factories.identity import make_user
from tests.support.api import BASE, Api, ok, problem
from tests.support.audit import events_of

MINE = "/users/me/photo"


@pytest.fixture(autouse=True)
def folder(app: FastAPI, tmp_path: Path) -> Any:
    """Where the photos of one test lie."""
    usual = app.state.storage
    app.state.storage = folder_storage(tmp_path)
    yield tmp_path
    app.state.storage = usual


@pytest.fixture
async def user(database: Database) -> User:
    return await make_user(database, Role.PATIENT)


@pytest.fixture
async def own(api: Api, user: User) -> Api:
    return await api.signed_in(user)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def put(caller: Api, content: bytes | None = None, **options: Any) -> httpx.Response:
    content = make_picture("JPEG", (300, 200)) if content is None else content
    return await caller.put(MINE, files={"file": ("me.jpg", content, "image/jpeg")}, **options)


async def look(api: Api, address: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await api.anywhere("GET", address, headers=named)


async def test_a_photo_is_shown_under_its_address_without_a_token(
    api: Api, own: Api, folder: Path
) -> None:
    response = await put(own)
    me = ok(response)
    assert response.headers["etag"] == f'"{me["version"]}"'
    assert ok(await own.get("/users/me")) == me
    assert me["photo_url"] != me["photo_large_url"]
    for address in (me["photo_url"], me["photo_large_url"]):
        assert address.startswith(f"{BASE}/photos/")
        assert me["id"] not in address
        shown = await look(api, address)
        assert shown.status_code == 200
        assert shown.content.startswith(b"RIFF")
        assert shown.headers["content-type"] == "image/webp"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert len(files_in(folder)) == 2


async def test_what_a_browser_has_is_not_sent_again(api: Api, own: Api) -> None:
    address = ok(await put(own))["photo_url"]
    tag = (await look(api, address)).headers["etag"]
    for known in (tag, f'"other", W/{tag}'):
        again = await look(api, address, If_None_Match=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert (await look(api, address, If_None_Match='"other"')).status_code == 200


async def test_a_new_photo_has_a_new_address_and_the_old_one_is_gone(
    api: Api, own: Api, folder: Path
) -> None:
    before = ok(await put(own))
    after = ok(await put(own, make_picture("PNG", (300, 300))))
    assert after["photo_url"] != before["photo_url"]
    assert after["version"] == before["version"] + 1
    problem(await look(api, before["photo_url"]), 404, "photos.not_found")
    assert (await look(api, after["photo_url"])).is_success
    assert len(files_in(folder)) == 2


async def test_a_photo_is_removed(api: Api, own: Api, folder: Path) -> None:
    me = ok(await put(own))
    for _ in range(2):
        ok(await own.delete(MINE), 204)
    after = ok(await own.get("/users/me"))
    assert (after["photo_url"], after["photo_large_url"]) == (None, None)
    assert after["version"] == me["version"] + 1
    problem(await look(api, me["photo_url"]), 404, "photos.not_found")
    assert files_in(folder) == []


async def test_the_photo_of_a_doctor_is_public(api: Api, database: Database) -> None:
    doctor = await make_doctor(database)
    ok(await put(await api.signed_in(doctor.user)))
    seen = ok(await api.get(f"/doctors/{doctor.uid}"))
    assert str(doctor.user.uid) not in str(seen)
    shown = await look(api, seen["photo_large_url"])
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    listed = ok(await api.get("/doctors", q=doctor.user.full_name))["items"]
    assert [one["photo_url"] for one in listed] == [seen["photo_url"]]


async def test_administrators_are_told_the_address_of_everyones(
    api: Api, database: Database, user: User, own: Api
) -> None:
    me = ok(await put(own))
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    assert ok(await admin.get(f"/users/{user.uid}"))["photo_url"] == me["photo_url"]


async def test_a_closed_account_shows_its_photo_no_more(
    api: Api, database: Database, user: User, own: Api
) -> None:
    address = ok(await put(own))["photo_url"]
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    ok(await admin.delete(f"/users/{user.uid}"), 204)
    problem(await look(api, address), 404, "photos.not_found")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "photos.empty"),
        (PDF, 415, "photos.type"),
        (make_picture("JPEG", (300, 300))[:-500], 415, "photos.type"),
        (b"\xff" * (8 * 1024 * 1024 + 1), 413, "photos.too_large"),
    ],
)
async def test_what_is_no_photo_is_refused_and_leaves_nothing(
    own: Api, user: User, folder: Path, database: Database, content: bytes, status: int, code: str
) -> None:
    problem(await put(own, content), status, code)
    assert files_in(folder) == []
    assert ok(await own.get("/users/me"))["photo_url"] is None
    assert await events_of(database, user.id, "user.") == []


async def test_who_was_overtaken_leaves_nothing(own: Api, folder: Path) -> None:
    before = ok(await put(own))
    files = files_in(folder)
    problem(await put(own, headers={"If-Match": '"1"'}), 412, "stale")
    problem(await own.delete(MINE, headers={"If-Match": '"1"'}), 412, "stale")
    assert files_in(folder) == files
    assert ok(await own.get("/users/me")) == before


async def test_a_storage_that_is_down_is_said_and_changes_nothing(app: FastAPI, own: Api) -> None:
    def closed() -> Any:
        raise OSError

    app.state.storage = Storage(closed)
    problem(await put(own), 503, "storage.unavailable")
    assert ok(await own.get("/users/me"))["photo_url"] is None


async def test_the_audit_names_the_change(own: Api, user: User, database: Database) -> None:
    name = ok(await put(own))["photo_url"]
    ok(await own.delete(MINE), 204)
    events = await events_of(database, user.id, "user.")
    assert [(e["action"], e["fields"], e["entity_uid"]) for e in events] == [
        ("user.updated", ["photo"], user.uid)
    ] * 2
    assert name not in str(events)


@pytest.mark.parametrize("name", ["7", "A" * 32, "0" * 31, "0" * 33])
async def test_other_addresses_are_refused(api: Api, name: str) -> None:
    problem(await api.get(f"/photos/{name}"), 422, "string_pattern_mismatch")
    problem(await api.get(f"/photos/{'0' * 32}"), 404, "photos.not_found")
    problem(await api.get(f"/photos/{'0' * 32}", size="huge"), 422, "enum")


async def test_only_who_is_signed_in_sets_one(api: Api, folder: Path) -> None:
    problem(await put(api), 401, "auth.required")
    problem(await api.delete(MINE), 401, "auth.required")
    assert files_in(folder) == []


async def test_a_body_that_is_no_form_is_refused(own: Api) -> None:
    problem(await own.put(MINE, {"file": "me.jpg"}), 422, "missing")
