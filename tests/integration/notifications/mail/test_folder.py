# ruff: noqa: RUF001 -- the digits are Bangla
"""Mails in a folder: written whole or not at all, once each, for nobody else to read."""

import asyncio
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from praxis.calendars.files import Method
from praxis.kit.addresses import Address
from praxis.kit.ids import new_uid
from praxis.notifications.mail import folder as mails
from praxis.notifications.mail.senders import Fault, FolderSender, SendFailed, SendRefused
from tests.integration.notifications.mail.letters import invite, letter

# 2027-01-05T04:00:00Z in its first 48 bits.
UID = UUID(int=(1_799_121_600_000 << 80) | (7 << 76) | (2 << 62) | 1)
NAME = f"20270105T040000Z-{UID}.eml"


async def send(folder: Path, raw: bytes) -> None:
    await FolderSender(folder).send("rahim@example.org", raw)


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_a_mail_is_a_file_of_its_time_and_id(tmp_path: Path) -> None:
    raw = letter(message_uid=UID)
    await send(tmp_path / "mails", raw)
    (path,) = (tmp_path / "mails").iterdir()
    assert (path.name, path.read_bytes()) == (NAME, raw)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_a_later_attempt_is_the_same_file(tmp_path: Path) -> None:
    await send(tmp_path, letter(message_uid=UID))
    again = letter(message_uid=UID, date=datetime(2027, 3, 1, tzinfo=UTC), subject="As of now")
    await send(tmp_path, again)
    assert written(tmp_path) == {NAME: again}


async def test_an_id_without_a_time_takes_that_of_the_mail(tmp_path: Path) -> None:
    await send(tmp_path, letter(message_uid=UUID("4f0d8c53-5a3c-4d0a-9a3e-2f6f1f0c7a11")))
    (name,) = written(tmp_path)
    assert name.startswith("20270102T080000Z-4f0d8c53")


async def test_what_is_no_message_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SendRefused) as raised:
        await send(tmp_path, b"Message-ID: <../../x@example.org>\r\n\r\n")
    assert raised.value.fault is Fault.CONTENT
    assert written(tmp_path) == {}


async def test_a_folder_that_cannot_be_written_is_for_later(tmp_path: Path) -> None:
    (tmp_path / "mails").write_text("a file in its place")
    with pytest.raises(SendFailed) as raised:
        await send(tmp_path / "mails", letter())
    assert raised.value.fault is Fault.FOLDER


async def test_many_at_once_all_arrive(tmp_path: Path) -> None:
    sender = FolderSender(tmp_path)
    raws = [letter() for _ in range(50)]
    await asyncio.gather(*[sender.send("rahim@example.org", raw) for raw in raws * 2])
    assert set(written(tmp_path).values()) == set(raws)


def test_a_killed_process_leaves_only_whole_mails(tmp_path: Path) -> None:
    """Killed in the middle of large ones; what it said to have written is there and whole."""
    folder = tmp_path / "mails"
    code = textwrap.dedent("""
        import asyncio, sys
        from pathlib import Path
        from praxis.notifications.mail.senders import FolderSender
        from tests.integration.notifications.mail.letters import letter
        async def run():
            sender = FolderSender(Path(sys.argv[1]))
            while True:
                raw = letter(html="x" * 3_000_000)
                await sender.send("rahim@example.org", raw)
                print(raw[13:49].decode(), flush=True)
        asyncio.run(run())
    """)
    for _ in range(3):
        process = subprocess.Popen(  # noqa: S603 -- this test's own code
            [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(2)]
        time.sleep(0.03)
        process.kill()
        said += process.communicate()[0].split()
        page = mails.list_mails(folder, limit=1000)
        assert {mail.name[17:-4] for mail in page.mails} >= set(said)
        for mail in page.mails:
            found = mails.find_mail(folder, mail.name)
            assert found is not None
            assert found.html == "x" * 3_000_000 + "\n"
    asyncio.run(send(folder, letter()))
    assert not list(folder.glob(".*"))


class TestReading:
    async def test_pages_run_from_the_newest_on(self, tmp_path: Path) -> None:
        uids = [new_uid() for _ in range(5)]
        for uid in uids:
            await send(tmp_path, letter(message_uid=uid, subject=f"About {uid}"))
        newest = sorted((f"About {uid}" for uid in uids), reverse=True)
        first = mails.list_mails(tmp_path, limit=2)
        second = mails.list_mails(tmp_path, limit=2, after=first.next)
        third = mails.list_mails(tmp_path, limit=2, after=second.next)
        shown = [mail.subject for page in (first, second, third) for mail in page.mails]
        assert shown == newest
        assert (third.next, first.total) == (None, 5)
        (tmp_path / str(first.next)).unlink()
        assert mails.list_mails(tmp_path, limit=2, after=first.next).mails == second.mails

    async def test_a_mail_is_read_in_full(self, tmp_path: Path) -> None:
        raw = letter(
            message_uid=UID,
            subject="সাক্ষাৎ বুক হয়েছে: মঙ্গলবার, ৫ জানুয়ারী, সকাল ১০:০০ (ঢাকা সময়)",
            to=Address("ডাঃ আয়েশা রহমান, যাঁর নাম দীর্ঘ এবং দীর্ঘতর", "ayesha@example.org"),
            text="আপনার সাক্ষাৎ বুক করা হয়েছে।\n",
            invite=invite(),
            method=Method.REQUEST,
            extra_files=(("visit-2.ics", invite()),),
        )
        await send(tmp_path, raw)
        found = mails.find_mail(tmp_path, NAME)
        assert found is not None
        assert found.mail == mails.list_mails(tmp_path, limit=1).mails[0]
        assert found.mail == mails.FolderMail(
            name=NAME,
            subject="সাক্ষাৎ বুক হয়েছে: মঙ্গলবার, ৫ জানুয়ারী, সকাল ১০:০০ (ঢাকা সময়)",
            to="ডাঃ আয়েশা রহমান, যাঁর নাম দীর্ঘ এবং দীর্ঘতর <ayesha@example.org>",
            date=datetime(2027, 1, 2, 8, 0, tzinfo=UTC),
        )
        assert found.text == "আপনার সাক্ষাৎ বুক করা হয়েছে।\n"
        assert found.html == "<p>Your visit is booked.</p>\n"
        assert found.attachments == ("invite.ics", "visit-2.ics")
        assert found.raw == raw

    def test_a_folder_that_is_not_there_is_empty(self, tmp_path: Path) -> None:
        assert mails.list_mails(tmp_path / "none", limit=5) == mails.FolderPage((), None, 0)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\x00\xff\xfe" * 100,
            b"Subject: =?no-such-charset?b?AAAA?=\r\nDate: yesterday\r\n\r\nhello",
            b"Subject: =?utf-8?b?A?=\r\nTo: \xff\r\nDate: Tue, 99 Jan 9999 99:99:99 +9999\r\n\r\n",
            b"Content-Type: text/plain; charset=no-such\r\n\r\nhello",
            b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html',
            b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
            b"Content-Disposition: attachment; filename*=no-such''%ff\r\n\r\n",
            letter()[:400],
        ],
    )
    def test_a_broken_file_is_shown_for_what_it_is(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / NAME).write_bytes(content)
        (tmp_path / "notes.txt").write_text("not a mail")
        assert [mail.name for mail in mails.list_mails(tmp_path, limit=5).mails] == [NAME]
        found = mails.find_mail(tmp_path, NAME)
        assert found is not None
        assert found.raw == content

    @pytest.mark.parametrize(
        "name", ["", "..", "../secret.eml", f"../{NAME}", f"{NAME}\n", "notes.txt", f"x{NAME}"]
    )
    def test_only_mails_are_read(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "mails").mkdir()
        (tmp_path / "mails" / "notes.txt").write_text("not a mail")
        (tmp_path / NAME).write_text("not in the folder")
        assert mails.find_mail(tmp_path / "mails", name) is None
        assert mails.find_mail(tmp_path / "mails", NAME) is None
