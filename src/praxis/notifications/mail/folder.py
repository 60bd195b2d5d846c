"""The folder that mails go to where there is no SMTP server, read back for whoever looks.

Everything here reads files, so a server calls it in a thread. A file that cannot be read as a
mail is shown as one that says nothing, never as an error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.eml")
# What a damaged file makes the parsers of the standard library raise.
UNREADABLE = (MessageError, LookupError, ValueError, TypeError, AttributeError)
MAX_HEADER_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class FolderMail:
    """A mail in a list. What cannot be read is None."""

    name: str
    subject: str | None
    to: str | None
    date: datetime | None


@dataclass(frozen=True, slots=True)
class FolderMailContent:
    mail: FolderMail
    text: str | None
    html: str | None
    attachments: tuple[str, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class FolderPage:
    """Some mails, newest first. `next` is the name to go on after, None at the end."""

    mails: tuple[FolderMail, ...]
    next: str | None
    total: int


def list_mails(folder: Path, *, limit: int, after: str | None = None) -> FolderPage:
    """The mails whose names come after `after`, which need not exist any more."""
    names = sorted(_names(folder), reverse=True)
    wanted = [name for name in names if after is None or name < after]
    shown = [mail for name in wanted[:limit] if (mail := _head(folder / name)) is not None]
    more = len(wanted) > limit
    return FolderPage(tuple(shown), wanted[limit - 1] if more else None, len(names))


def find_mail(folder: Path, name: str) -> FolderMailContent | None:
    """The mail in the file of this name; None if there is none, or the name is no mail's."""
    if NAME.fullmatch(name) is None:
        return None
    try:
        raw = (folder / name).read_bytes()
    except OSError:
        return None
    try:
        message = message_from_bytes(raw)
        leaves = [part for part in message.walk() if not part.is_multipart()]
    except RecursionError:
        # Parts within parts, deeper than any mail: its head can be read.
        message, leaves = BytesHeaderParser().parsebytes(raw), []
    return FolderMailContent(
        mail=_mail(name, message),
        text=_body(leaves, "text/plain"),
        html=_body(leaves, "text/html"),
        attachments=tuple(filename for part in leaves if (filename := _attachment(part))),
        raw=raw,
    )


def _names(folder: Path) -> Iterator[str]:
    try:
        yield from (path.name for path in folder.iterdir() if NAME.fullmatch(path.name))
    except OSError:
        # Nothing was sent yet.
        return


def _head(path: Path) -> FolderMail | None:
    try:
        with path.open("rb") as file:
            head = file.read(MAX_HEADER_BYTES)
    except OSError:
        return None
    return _mail(path.name, BytesHeaderParser().parsebytes(head))


def _mail(name: str, message: Message) -> FolderMail:
    return FolderMail(name, _header(message, "Subject"), _header(message, "To"), _date(message))


def _header(message: Message, name: str) -> str | None:
    try:
        value = message.get(name)
        return None if value is None else " ".join(str(make_header(decode_header(value))).split())
    except UNREADABLE:
        return None


def _date(message: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(str(message.get("Date", "")))
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (*UNREADABLE, OverflowError):
        return None


def _body(leaves: list[Message], kind: str) -> str | None:
    for part in leaves:
        if part.get_content_type() == kind and not _attachment(part):
            return _decoded(part)
    return None


def _decoded(part: Message) -> str | None:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
        if not isinstance(content, bytes):
            return None
        return content.decode(charset, "replace").replace("\r\n", "\n")
    except UNREADABLE:
        return None


def _attachment(part: Message) -> str | None:
    try:
        return part.get_filename()
    except UNREADABLE:
        return None
