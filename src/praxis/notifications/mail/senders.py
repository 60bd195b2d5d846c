"""Ways out for composed mails: an SMTP server, or a folder where there is none."""

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Protocol
from uuid import UUID


class Fault(StrEnum):
    """What stood in the way, in words that name nobody."""

    ADDRESS = "address"
    RECIPIENT = "recipient"
    CONTENT = "content"
    SMTPUTF8 = "smtputf8"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    FOLDER = "folder"


class SendError(Exception):
    """Holds what stood in the way and the SMTP code; never an address, never the server's words."""

    def __init__(self, fault: Fault, code: int | None = None) -> None:
        self.fault = fault
        self.code = code
        super().__init__(str(fault) if code is None else f"{fault} {code}")


class SendRefused(SendError):
    """This mail will never be taken like this."""


class SendFailed(SendError):
    """It may be taken later: the fault is the way, not the mail."""


class Sender(Protocol):
    async def send(self, to: str, raw: bytes) -> None:
        """Hand the mail over. Raises `SendRefused` or `SendFailed`."""

    async def close(self) -> None: ...


MESSAGE_ID = re.compile(r"<([0-9a-f-]{36})@")
V7 = 7
DAY, DAY_FORMAT = 8, "%Y%m%d"
KEPT = timedelta(days=90)


class FolderSender:
    """Writes each mail as a file that only this user reads. The same mail twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # The day, as names of files begin, on which the folder was tidied last.
        self._tidied = ""
        self._tidying = Lock()

    async def send(self, to: str, raw: bytes) -> None:  # noqa: ARG002 -- the mail names them
        try:
            await asyncio.to_thread(self._write, raw)
        except OSError:
            raise SendFailed(Fault.FOLDER) from None

    async def close(self) -> None:
        """There is nothing to close."""

    def _write(self, raw: bytes) -> None:
        name = file_name(raw)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Whoever writes waits: tidying must not take away what another has just begun.
        with self._tidying:
            if name[:DAY] > self._tidied:
                self._tidy(name[:DAY])
                self._tidied = name[:DAY]
        part = self._folder / f".{name}.{token_hex(4)}.part"
        try:
            with os.fdopen(
                os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(raw)
            part.replace(self._folder / name)
        finally:
            part.unlink(missing_ok=True)

    def _tidy(self, day: str) -> None:
        """Clear away what a process that was killed left, and what is as old as forgotten mails."""
        # Only before the first write of this process; if another lives after all, it tries again.
        for left in self._folder.glob(".*.part") if not self._tidied else ():
            left.unlink(missing_ok=True)
        last = f"{datetime.strptime(day, DAY_FORMAT).replace(tzinfo=UTC) - KEPT:{DAY_FORMAT}}"
        for old in self._folder.glob("*.eml"):
            if old.name[:DAY] < last:
                old.unlink(missing_ok=True)


def file_name(raw: bytes) -> str:
    """`<date>-<uid>.eml`, of the message's id, so that a later attempt has the same name."""
    headers = BytesHeaderParser().parsebytes(raw)
    found = MESSAGE_ID.search(str(headers.get("Message-ID", "")))
    if found is None:
        raise SendRefused(Fault.CONTENT)
    uid = UUID(found.group(1))
    # The id tells when it was made; the header's date is of the attempt.
    if uid.version == V7:
        date = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=uid.int >> 80)
    else:
        date = parsedate_to_datetime(str(headers["Date"])).astimezone(UTC)
    return f"{date:%Y%m%dT%H%M%SZ}-{uid}.eml"
