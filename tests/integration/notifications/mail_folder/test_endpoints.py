"""Mails of a practice without a server for them, as administrators read them in the browser."""

from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from fastapi import FastAPI

from praxis.identity.models import User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.integration.scheduling.cast import Cast
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.messages import Mailbox, mailbox_of

LIST = "/admin/mail-folder"
NAMED = "20270104T060000Z-01960000-0000-7000-8000-{:012x}.eml"


def write(folder: Path, number: int, content: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    name = NAMED.format(number)
    (folder / name).write_bytes(content)
    return name


def make_folder(path: Path) -> None:
    path.mkdir(parents=True)


def mail(subject: str = "Hello") -> bytes:
    return (
        f"Message-ID: <{new_uid()}@localhost>\r\nTo: rahim@example.org\r\nSubject: {subject}\r\n"
        "Date: Mon, 04 Jan 2027 06:00:00 +0000\r\n\r\nSee you.\r\n"
    ).encode()


@pytest.fixture
def letterbox(app: FastAPI, clock: FixedClock, folder: Path) -> Mailbox:
    """Mails go where the application looks."""
    return mailbox_of(app, clock, folder)


async def test_nothing_was_sent_yet(admin: Api, folder: Path) -> None:
    assert folder.name == "mail"
    assert ok(await admin.get(LIST, count="true")) == {
        "items": [],
        "next_cursor": None,
        "total": 0,
    }


async def test_the_newest_comes_first_and_can_be_opened(
    cast: Cast, letterbox: Mailbox, admin: Api
) -> None:
    await cast.booked("10:00")
    await letterbox.deliver()
    visit = await cast.booked("11:00")
    letterbox.clock.advance(timedelta(seconds=1))
    ok(await cast.own.post(f"/appointments/{visit['id']}/cancel", {}))
    await letterbox.deliver()
    items = ok(await admin.get(LIST))["items"]
    assert [one["id"] for one in items] == sorted((one["id"] for one in items), reverse=True)
    mine = [one for one in items if cast.user.email in one["to"]]
    assert [one["subject"] for one in mine] == letterbox.subjects(cast.user.email)[::-1]
    whole = ok(await admin.get(f"{LIST}/{mine[-1]['id']}"))
    assert {**whole, "text": 0, "html": 0, "attachments": 0} == {
        **mine[-1],
        "text": 0,
        "html": 0,
        "attachments": 0,
    }
    assert "10:00" in whole["text"]
    assert "<html" in whole["html"]
    assert whole["attachments"] == ["invite.ics"]
    assert datetime.fromisoformat(whole["sent_at"]).tzinfo is not None


async def test_the_file_is_given_byte_by_byte_and_never_opened_in_the_browser(
    cast: Cast, letterbox: Mailbox, admin: Api
) -> None:
    await cast.booked("10:00")
    await letterbox.deliver()
    name = ok(await admin.get(LIST))["items"][0]["id"]
    answer = await admin.get(f"{LIST}/{name}/raw")
    assert answer.content == (letterbox.folder / name).read_bytes()
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert message_from_bytes(answer.content)["Message-ID"]


async def test_pages_go_on_though_mails_come_and_go(admin: Api, folder: Path) -> None:
    names = [write(folder, number, mail()) for number in range(5)]
    first = ok(await admin.get(LIST, limit=2, count="true"))
    assert [one["id"] for one in first["items"]] == names[:2:-1]
    assert first["total"] == 5
    # The one at which the page ended is deleted, and a newer one comes.
    (folder / names[3]).unlink()
    write(folder, 9, mail())
    second = ok(await admin.get(LIST, limit=2, cursor=first["next_cursor"]))
    assert [one["id"] for one in second["items"]] == [names[2], names[1]]
    third = ok(await admin.get(LIST, limit=2, cursor=second["next_cursor"]))
    assert [one["id"] for one in third["items"]] == [names[0]]
    assert third["next_cursor"] is None


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "W251bGxd", "WyJcdTAwMDAiXQ", "é"])
async def test_a_cursor_that_is_none_is_refused(admin: Api, folder: Path, cursor: str) -> None:
    write(folder, 1, mail())
    problem(await admin.get(LIST, cursor=cursor), 422, "cursor.unknown")


SECRETS = "secret.key"


@pytest.mark.parametrize(
    "name",
    [
        f"..%2f{SECRETS}",
        f"../{SECRETS}",
        f"..%5c{SECRETS}",
        f"%2e%2e%2f{SECRETS}",
        f"..%252f{SECRETS}",
        f"%2f{SECRETS}",
        "%00",
        NAMED.format(1) + "%00",
        NAMED.format(1) + "%0a",
        NAMED.format(2),
        NAMED.format(1).upper(),
        "%F0%9F%98%80.eml",
        "%ff",
        "a" * 100,
        "a" * 101,
        "a" * 5000,
        "20270104T060000Z-*.eml",
        "\N{BENGALI DIGIT TWO}" + NAMED.format(1)[1:],
    ],
)
async def test_a_name_that_is_no_mails_is_not_found(admin: Api, folder: Path, name: str) -> None:
    write(folder, 1, mail())
    (folder.parent / SECRETS).write_text("the secret of this installation")
    for path in (f"{LIST}/{name}", f"{LIST}/{name}/raw"):
        answer = await admin.get(path)
        assert answer.status_code in {400, 404, 422}, answer.text
        assert "the secret" not in answer.text


async def test_a_folder_with_the_name_of_a_mail_is_none(admin: Api, folder: Path) -> None:
    make_folder(folder / NAMED.format(1))
    problem(await admin.get(f"{LIST}/{NAMED.format(1)}"), 404, "not_found")


BROKEN = {
    "nothing": b"",
    "no headers": b"\r\n\r\n",
    "noise": bytes(range(256)) * 40,
    "a bad date": b"Date: yesterday\r\nSubject: x\r\n\r\n",
    "a bad word": b"Subject: =?utf-9?Q?=FF?=\r\n\r\nx",
    "a bad charset": b"Content-Type: text/plain; charset=klingon\r\n\r\nx",
    "half a part": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Ty",
    "bad base64": b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n=*=",
    "very deep": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    ),
    "a NUL": b"Subject: a\x00b\r\nTo: \x00\r\n\r\n\x00",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
async def test_a_broken_file_is_shown_as_far_as_it_goes(
    admin: Api, folder: Path, content: bytes
) -> None:
    name = write(folder, 1, content)
    (item,) = ok(await admin.get(LIST))["items"]
    assert item["id"] == name
    assert ok(await admin.get(f"{LIST}/{name}"))["id"] == name
    assert (await admin.get(f"{LIST}/{name}/raw")).content == content


async def test_other_files_are_no_mails(admin: Api, folder: Path) -> None:
    name = write(folder, 1, mail())
    for other in (".hidden", "notes.txt", f".{name}.ab12.part", f"{name}.bak"):
        (folder / other).write_text("x")
    assert [one["id"] for one in ok(await admin.get(LIST))["items"]] == [name]


async def test_opening_one_is_audited_and_looking_at_the_list_is_not(
    admin: Api, folder: Path, root: User, database: Database
) -> None:
    name = write(folder, 1, mail())
    ok(await admin.get(LIST))
    assert await events_of(database, root.id, "mail.") == []
    ok(await admin.get(f"{LIST}/{name}"))
    await admin.get(f"{LIST}/{name}/raw")
    await admin.get(f"{LIST}/{NAMED.format(2)}")
    opened = await events_of(database, root.id, "mail.")
    assert [(one["action"], one["details"]) for one in opened] == [
        ("mail.opened", {"mail": name})
    ] * 2


@pytest.mark.parametrize("who", ["own", "doctor", "desk"])
async def test_none_but_administrators_read_mails(cast: Cast, folder: Path, who: str) -> None:
    name = write(folder, 1, mail())
    caller: Api = getattr(cast, who)
    for path in (LIST, f"{LIST}/{name}", f"{LIST}/{name}/raw"):
        problem(await caller.get(path), 403, "auth.role_forbidden")
        problem(await cast.visitor.get(path), 401, "auth.required")
