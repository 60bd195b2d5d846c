"""A mail as bytes that servers carry and programs read. Pure; the same envelope, the same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from praxis.calendars.files import Method
from praxis.kit.addresses import Address
from praxis.kit.lines import one_line

# They pass every server, so none has to be asked what it can carry.
SEVEN_BITS = SMTP.clone(cte_type="7bit")
COLUMNS = 76
# They end an address in a header or in SMTP; no account has one of them in its own.
UNSENDABLE = frozenset(' <>()[],;:\\"')


class NotAnAddressError(ValueError):
    """No mail can be addressed like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A mail, all but composed.

    With an `invite` (and its `method`) mail programs show the visit with the mail; several visits
    go as `extra_files`, name and bytes, one each; `documents` are PDFs. `message_uid` is the same
    over all attempts.
    """

    message_uid: UUID
    sender: Address
    reply_to: Address | None = None
    to: Address
    subject: str
    text: str
    html: str
    invite: bytes | None = None
    method: Method | None = None
    extra_files: tuple[tuple[str, bytes], ...] = ()
    documents: tuple[tuple[str, bytes], ...] = ()
    date: datetime
    list_unsubscribe: str | None = None


def compose(envelope: Envelope) -> bytes:
    """The message with CRLF line ends. Raises `NotAnAddressError`."""
    message = EmailMessage(policy=SEVEN_BITS)
    _fill(message, envelope)
    _name_boundaries(message, envelope.message_uid)
    return b"".join(f"{line}\r\n".encode() for line in _headers(envelope)) + message.as_bytes()


def deliverable(email: str) -> str:
    """The address as SMTP carries it: the domain in ASCII. Raises `NotAnAddressError`."""
    local, at, domain = email.rpartition("@")
    if not (local and at and domain and email.isprintable()) or UNSENDABLE & set(email):
        raise NotAnAddressError
    if domain.isascii():
        return email
    try:
        checked = validate_email(email, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        raise NotAnAddressError from None
    return f"{local}@{checked.ascii_domain}"


def needs_smtputf8(email: str) -> bool:
    """Whether only servers that speak SMTPUTF8 (RFC 6531) can carry the address."""
    return not email.rpartition("@")[0].isascii()


def _headers(envelope: Envelope) -> Iterator[str]:
    """Written here: the library's own folding cuts addresses and makes encoded words too long."""
    domain = deliverable(envelope.sender.email).rpartition("@")[2]
    yield f"Message-ID: <{envelope.message_uid}@{domain}>"
    yield f"Date: {format_datetime(envelope.date.astimezone(UTC))}"
    yield _address_header("From", envelope.sender)
    if envelope.reply_to is not None:
        yield _address_header("Reply-To", envelope.reply_to)
    yield _address_header("To", envelope.to)
    yield f"Subject: {_encoded(one_line(envelope.subject), 'Subject')}"
    yield "Auto-Submitted: auto-generated"
    url = envelope.list_unsubscribe
    if url is not None and url.isascii() and url.isprintable() and not set(url) & set(" <>"):
        yield f"List-Unsubscribe: <{url}>"


def _address_header(header: str, address: Address) -> str:
    mailbox = f"<{deliverable(address.email)}>"
    name = one_line(address.name or "")
    if not name:
        return f"{header}: {mailbox}"
    quoted = '"' + name.replace("\\", r"\\").replace('"', r"\"") + '"'
    short = name.isascii() and len(header) + len(quoted) < COLUMNS and "=?" not in name
    return f"{header}: {quoted if short else _encoded(name, header, always=True)}\r\n {mailbox}"


def _encoded(text: str, header: str, *, always: bool = False) -> str:
    """The text as RFC 2047 wants it: plain where it can be, else in words of 75 at most."""
    plain = text.isascii() and "=?" not in text and not always
    charset = "us-ascii" if plain else "utf-8"
    return Header(text, charset, COLUMNS - 1, header).encode(linesep="\r\n")


def _fill(message: EmailMessage, envelope: Envelope) -> None:
    message.set_content(envelope.text)
    message.add_alternative(envelope.html, subtype="html")
    if envelope.invite is not None:
        # As bytes: text would come out with line ends that calendars do not take.
        message.add_alternative(
            envelope.invite,
            "text",
            "calendar",
            params={"method": str(envelope.method), "charset": "UTF-8"},
        )
        message.add_attachment(envelope.invite, "application", "ics", filename="invite.ics")
    for name, content in envelope.extra_files:
        message.add_attachment(content, "application", "ics", filename=one_line(name))
    for name, content in envelope.documents:
        message.add_attachment(content, "application", "pdf", filename=one_line(name))


def _name_boundaries(message: EmailMessage, uid: UUID) -> None:
    """Boundaries are random otherwise, and the same mail would be other bytes each time."""
    for level, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"={level}={uid.hex}=")
