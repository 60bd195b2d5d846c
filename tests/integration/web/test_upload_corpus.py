"""Files that are made to harm, sent wherever a file is taken."""

import io
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from fastapi import FastAPI
from PIL import Image

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.storage import folder_storage
from praxis.records.models import MedicalRecord
from tests.factories.files import PDF, make_picture
from tests.factories.hostile import HOSTILE, NAMES, SCRIPT, TWO_THINGS, photo_that_knows_where
from tests.factories.identity import make_user
from tests.factories.records import Visit, make_record, make_visit
from tests.support.api import Api, ok

# What a browser might say of a file, true or not.
DECLARED = ("application/pdf", "image/png", "text/html", "image/svg+xml", "", "a/b; charset=\x7f")
REFUSED = {400, 413, 415, 422}
# One answer to one file may take no longer, nor more memory.
LONGEST_SECONDS, MOST_BYTES = 5.0, 400 * 1024 * 1024


@pytest.fixture(autouse=True)
def folder(app: FastAPI, tmp_path: Path) -> Any:
    usual = app.state.storage
    app.state.storage = folder_storage(tmp_path / "files")
    yield tmp_path
    app.state.storage = usual


@pytest.fixture
async def visit(database: Database) -> Visit:
    return await make_visit(database)


@pytest.fixture
async def record(database: Database, visit: Visit) -> MedicalRecord:
    return await make_record(database, visit)


@pytest.fixture
async def doctor(api: Api, visit: Visit) -> Api:
    return await api.signed_in(visit.doctor.user)


@pytest.fixture
async def person(api: Api, database: Database) -> Api:
    return await api.signed_in(await make_user(database, Role.PATIENT))


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def attach(
    doctor: Api, record: MedicalRecord, content: bytes, name: str = "scan.pdf", declared: str = ""
) -> httpx.Response:
    path = f"/medical-records/{record.uid}/attachments"
    return await doctor.request("POST", path, files={"file": (name, content, declared)})


async def show(person: Api, content: bytes, declared: str = "image/jpeg") -> httpx.Response:
    return await person.put("/users/me/photo", files={"file": ("me.jpg", content, declared)})


def assert_refused(response: httpx.Response, what: str) -> None:
    assert response.status_code in REFUSED, (what, response.status_code, response.text)
    assert response.headers["content-type"] == "application/problem+json", what
    assert response.json()["detail"], what


@pytest.mark.parametrize("what", HOSTILE)
async def test_every_hostile_file_is_refused_as_an_attachment(
    doctor: Api, record: MedicalRecord, folder: Path, what: str
) -> None:
    before, started = psutil.Process().memory_info().rss, time.perf_counter()
    for declared in DECLARED:
        response = await attach(doctor, record, HOSTILE[what], declared=declared)
        assert_refused(response, what)
    assert time.perf_counter() - started < LONGEST_SECONDS * len(DECLARED)
    assert psutil.Process().memory_info().rss - before < MOST_BYTES
    assert stored(folder) == []


@pytest.mark.parametrize("what", HOSTILE)
async def test_every_hostile_file_is_refused_as_a_photo(
    person: Api, folder: Path, what: str
) -> None:
    before, started = psutil.Process().memory_info().rss, time.perf_counter()
    for declared in DECLARED:
        assert_refused(await show(person, HOSTILE[what], declared), what)
    assert time.perf_counter() - started < LONGEST_SECONDS * len(DECLARED)
    assert psutil.Process().memory_info().rss - before < MOST_BYTES
    assert stored(folder) == []


@pytest.mark.parametrize("what", TWO_THINGS)
async def test_what_is_two_things_at_once_is_handed_out_as_one_and_only_to_be_saved(
    doctor: Api, record: MedicalRecord, what: str
) -> None:
    content, media_type = TWO_THINGS[what]
    added = ok(await attach(doctor, record, content, "page.html", "text/html"), 201)
    response = await doctor.get(f"/medical-records/{record.uid}/attachments/{added['id']}")
    assert response.content == content
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"].startswith("attachment; ")
    assert not added["filename"].endswith(".html")
    assert response.headers["x-content-type-options"] == "nosniff"
    policy = response.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("what", [name for name in TWO_THINGS if "PDF" not in name])
async def test_of_what_is_two_things_a_photo_keeps_the_picture(
    api: Api, person: Api, what: str
) -> None:
    content, _ = TWO_THINGS[what]
    me = ok(await show(person, content))
    for address in (me["photo_url"], me["photo_large_url"]):
        shown = await api.anywhere("GET", address)
        assert shown.headers["content-type"] == "image/webp"
        assert SCRIPT not in shown.content
        assert b"PK\x03\x04" not in shown.content


async def test_a_photo_forgets_where_it_was_taken(api: Api, person: Api, folder: Path) -> None:
    content = photo_that_knows_where()
    assert content.count(b"CANARY") >= 3
    me = ok(await show(person, content))
    for address in (me["photo_url"], me["photo_large_url"]):
        shown = (await api.anywhere("GET", address)).content
        assert b"CANARY" not in shown
        assert not Image.open(io.BytesIO(shown)).getexif()
    assert [path for path in stored(folder) if b"CANARY" in path.read_bytes()] == []


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name[:24]))
async def test_a_name_is_never_a_path(
    doctor: Api, record: MedicalRecord, folder: Path, name: str
) -> None:
    response = await attach(doctor, record, PDF, name)
    if response.status_code != 201:
        assert_refused(response, name)
        assert stored(folder) == []
        return
    added = response.json()
    (path,) = stored(folder)
    assert (folder / "files") in path.parents
    assert added["filename"].endswith(".pdf")
    assert not {"/", "\\", "\r", "\n", "\0", "\u202e"} & set(added["filename"])
    assert path.name not in added["filename"]
    shown = await doctor.get(f"/medical-records/{record.uid}/attachments/{added['id']}")
    assert "set-cookie" not in shown.headers
    assert shown.headers["content-disposition"].startswith("attachment; filename=")


async def test_a_good_file_is_taken_whatever_is_said_of_it(
    doctor: Api, record: MedicalRecord, person: Api
) -> None:
    for declared in DECLARED:
        added = ok(await attach(doctor, record, make_picture("PNG"), "x.exe", declared), 201)
        assert added["media_type"] == "image/png"
        ok(await show(person, make_picture("PNG", (60, 60)), declared))
