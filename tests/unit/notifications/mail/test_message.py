# ruff: noqa: RUF001 -- the digits are Bangla
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis.calendars.files import Method
from praxis.kit.addresses import Address
from praxis.kit.lines import one_line
from praxis.notifications.mail.message import Envelope, NotAnAddressError, compose, deliverable

UID = UUID("01994d3e-7a00-7000-8000-000000000001")
ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:\xe0\xa6\xb8\r\nEND:VCALENDAR\r\n"


def composed(**changes: Any) -> bytes:
    values: dict[str, Any] = {
        "message_uid": UID,
        "sender": Address("Praxis Clinic", "clinic@example.org"),
        "to": Address("Rahim Uddin", "rahim@example.org"),
        "subject": "Visit booked",
        "text": "Booked.\n",
        "html": "<p>Booked.</p>\n",
        "date": datetime(2027, 1, 2, 14, 0, tzinfo=UTC),
    }
    return compose(Envelope(**(values | changes)))


def read(raw: bytes) -> Message:
    """As programs read that know nothing of what wrote it."""
    return message_from_bytes(raw)


def decoded(value: Any) -> str:
    return str(make_header(decode_header(value)))


def test_a_plain_mail_byte_by_byte() -> None:
    assert composed() == (
        b"Message-ID: <01994d3e-7a00-7000-8000-000000000001@example.org>\r\n"
        b"Date: Sat, 02 Jan 2027 14:00:00 +0000\r\n"
        b'From: "Praxis Clinic"\r\n <clinic@example.org>\r\n'
        b'To: "Rahim Uddin"\r\n <rahim@example.org>\r\n'
        b"Subject: Visit booked\r\n"
        b"Auto-Submitted: auto-generated\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: multipart/alternative;\r\n"
        b' boundary="=0=01994d3e7a0070008000000000000001="\r\n'
        b"\r\n"
        b"--=0=01994d3e7a0070008000000000000001=\r\n"
        b'Content-Type: text/plain; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"Booked.\r\n"
        b"\r\n"
        b"--=0=01994d3e7a0070008000000000000001=\r\n"
        b'Content-Type: text/html; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"MIME-Version: 1.0\r\n"
        b"\r\n"
        b"<p>Booked.</p>\r\n"
        b"\r\n"
        b"--=0=01994d3e7a0070008000000000000001=--\r\n"
    )


def test_the_same_envelope_is_the_same_bytes() -> None:
    assert composed(invite=ICS, method=Method.REQUEST) == composed(
        invite=ICS, method=Method.REQUEST
    )


def test_an_invite_stands_beside_the_text_and_as_a_file() -> None:
    message = read(composed(invite=ICS, method=Method.CANCEL))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    *_, shown, attached = message.walk()
    assert shown["Content-Type"] == 'text/calendar; method="CANCEL"; charset="UTF-8"'
    assert shown["Content-Disposition"] is None
    assert shown.get_payload(decode=True) == attached.get_payload(decode=True) == ICS


def test_several_visits_go_as_files() -> None:
    files = (("visit-1.ics", ICS), ("সাক্ষাৎ-২.ics", ICS + b"X"))
    message = message_from_bytes(composed(extra_files=files), policy=policy.default)
    attached = [
        (part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()
    ]
    assert tuple(attached) == files
    assert "text/calendar" not in {part.get_content_type() for part in message.walk()}


NAMES = st.text(min_size=1, max_size=120).filter(lambda name: one_line(name) != "")


@given(
    name=NAMES
    | st.sampled_from(
        [
            'Rahman, "Ayesha" <x@y.z>',
            "back\\slash",
            "=?utf-8?q?=0D=0ABcc:_x@y.z?=",
            "ডাঃ আয়েশা রহমান, " * 8,
            "x" * 200,
            "Zoë\r\nBcc: all@example.org",
            "a\u2028b\x85c\x1cd\x0be",
        ]
    ),
    subject=NAMES,
)
def test_whatever_a_name_holds_it_stays_a_name(name: str, subject: str) -> None:
    try:
        name.encode(), subject.encode()
    except UnicodeEncodeError:
        return
    raw = composed(to=Address(name, "rahim@example.org"), subject=subject)
    assert raw.isascii()
    message = read(raw)
    assert message.keys()[:6] == [
        "Message-ID",
        "Date",
        "From",
        "To",
        "Subject",
        "Auto-Submitted",
    ]
    ((encoded, email),) = getaddresses([message["To"]])
    assert email == "rahim@example.org"
    assert " ".join(decoded(encoded).split()) == one_line(name)
    assert " ".join(decoded(message["Subject"]).split()) == one_line(subject)
    for line in raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        assert b"\r" not in line
        assert b"\n" not in line
        assert len(line) <= 998
        for word in line.split():
            assert len(word) <= 75 or not word.startswith(b"=?")


def test_a_subject_in_bangla_is_read_as_it_was_written() -> None:
    subject = "মনে করিয়ে দিচ্ছি: আপনার সাক্ষাৎ, মঙ্গলবার, ৫ জানুয়ারী, সকাল ১০:০০ (ঢাকা সময়)"
    raw = composed(subject=subject, text=subject + "\n", html=f"<p>{subject}</p>\n")
    message = message_from_bytes(raw, policy=policy.default)
    assert decoded(read(raw)["Subject"]) == subject
    text, html = (part.get_content() for part in message.iter_parts())
    assert (text, html) == (f"{subject}\r\n", f"<p>{subject}</p>\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_long_addresses_are_never_cut() -> None:
    email = f"{'l' * 64}@{'.'.join(['d' * 60] * 3)}.org"
    raw = composed(
        to=Address("Rahim", email), sender=Address(None, f"clinic@{'hospital.' * 9}example.org")
    )
    message = read(raw)
    assert getaddresses([message["To"]]) == [("Rahim", email)]
    assert message["Message-ID"] == f"<{UID}@{'hospital.' * 9}example.org>"


def test_the_date_is_told_in_utc() -> None:
    message = read(composed(date=datetime.fromisoformat("2027-01-02T20:00:00+06:00")))
    assert message["Date"] == "Sat, 02 Jan 2027 14:00:00 +0000"
    assert parsedate_to_datetime(message["Date"]) == datetime(2027, 1, 2, 14, 0, tzinfo=UTC)


def test_where_answers_go_and_how_to_stop_them() -> None:
    url = f"https://example.org/stop?token={'a' * 200}"
    message = read(
        composed(reply_to=Address("Front desk", "desk@example.org"), list_unsubscribe=url)
    )
    assert getaddresses([message["Reply-To"]]) == [("Front desk", "desk@example.org")]
    assert message["List-Unsubscribe"] == f"<{url}>"


@pytest.mark.parametrize("url", ["https://x.org/\r\nBcc: a@b.c", "https://x.org/ y", "https://ü/"])
def test_what_is_no_address_of_a_page_is_left_out(url: str) -> None:
    assert read(composed(list_unsubscribe=url))["List-Unsubscribe"] is None


class TestInternationalAddresses:
    def test_a_domain_beyond_ascii_is_written_in_ascii(self) -> None:
        raw = composed(to=Address("Zoë", "zoe@exämple.org"))
        assert b"<zoe@xn--exmple-cua.org>" in raw
        assert raw.isascii()

    def test_only_the_address_itself_goes_beyond_ascii(self) -> None:
        raw = composed(to=Address("জহির", "জহির@example.org"))
        assert " <জহির@example.org>\r\n".encode() in raw
        assert raw.replace("জহির@example.org".encode(), b"").isascii()

    @pytest.mark.parametrize(
        "email",
        ["", "rahim", "@x.org", "a@", "a@b.org\r\nBcc: c@d.e", "a b@c.org", "a@b.org>,<c@d.e",
         "a,b@c.org", '"a"@b.org', "a@b.org\x00", "a@\u202e.org", f"a@{'ü' * 70}.org"],
    )  # fmt: skip
    def test_what_is_no_address_is_refused(self, email: str) -> None:
        with pytest.raises(NotAnAddressError):
            composed(to=Address(None, email))
        with pytest.raises(NotAnAddressError):
            deliverable(email)
