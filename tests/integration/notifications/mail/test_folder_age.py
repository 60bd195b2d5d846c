import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from praxis.notifications.mail.senders import KEPT, FolderSender

TODAY = datetime(2027, 4, 20, 12, tzinfo=UTC)


def mail_of(day: datetime) -> bytes:
    """A mail whose id was made on that day."""
    milliseconds = int(day.timestamp() * 1000)
    uid = UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62) | 1)
    return f"Message-ID: <{uid}@localhost>\r\n\r\nHello\r\n".encode()


def days_in(folder: Path) -> list[str]:
    return sorted(path.name[:8] for path in folder.glob("*.eml"))


async def test_what_is_older_than_90_days_is_cleared_away_once_a_day(tmp_path: Path) -> None:
    ages = (KEPT + timedelta(days=1), KEPT, timedelta(days=30))
    for age in ages:
        await FolderSender(tmp_path / "kept").send("", mail_of(TODAY - age))
    folder = tmp_path / "kept"
    assert days_in(folder) == ["20270119", "20270120", "20270321"]
    sender = FolderSender(folder)
    await sender.send("", mail_of(TODAY))
    assert days_in(folder) == ["20270120", "20270321", "20270420"]
    (folder / "20260101T000000Z-00000000-0000-7000-8000-000000000001.eml").write_bytes(b"")
    await sender.send("", mail_of(TODAY + timedelta(hours=1)))
    assert days_in(folder)[0] == "20260101"
    await sender.send("", mail_of(TODAY + timedelta(days=1)))
    assert days_in(folder) == ["20270321", "20270420", "20270420", "20270421"]


async def test_many_first_mails_at_once_take_nothing_from_each_other(tmp_path: Path) -> None:
    for attempt in range(20):
        folder = tmp_path / str(attempt)
        sender = FolderSender(folder)
        mails = [mail_of(TODAY + timedelta(minutes=n)) for n in range(8)]
        await asyncio.gather(*(sender.send("", mail) for mail in mails))
        assert len(days_in(folder)) == len(mails)
