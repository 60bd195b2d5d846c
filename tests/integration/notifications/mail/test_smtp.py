"""Mails on a real wire: what arrives is what was composed, and every refusal has a meaning."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from praxis.calendars.files import Method
from praxis.delivery import create_sender
from praxis.notifications.mail.senders import Fault, SendError, SendFailed, SendRefused
from praxis.notifications.mail.smtp import Security, SmtpOptions, SmtpSender
from praxis.settings import Settings
from praxis.settings.groups import SmtpSettings
from tests.integration.notifications.mail.letters import CLINIC, RAHIM, VISIT, invite, letter
from tests.support.mail import Certificate, MailServer, mail_server, make_certificate


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@asynccontextmanager
async def sender_to(server: MailServer, **options: Any) -> AsyncIterator[SmtpSender]:
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "sender": CLINIC.email,
        "security": Security.NONE,
        "timeout": timedelta(seconds=10),
    }
    sender = SmtpSender(SmtpOptions(**(values | options)))
    try:
        yield sender
    finally:
        await sender.close()


async def refusal(sender: SmtpSender, to: str = RAHIM.email) -> SendError:
    with pytest.raises(SendError) as raised:
        await sender.send(to, letter())
    return raised.value


async def test_every_byte_arrives_as_it_was_composed(server: MailServer) -> None:
    raw = letter(invite=invite(), method=Method.REQUEST)
    async with sender_to(server) as sender:
        await sender.send(RAHIM.email, raw)
    (received,) = server.received
    assert received.content == raw
    assert (received.sender, received.recipients) == (CLINIC.email, (RAHIM.email,))
    assert received.options == ()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78


async def test_an_empty_name_in_the_settings_asks_for_no_login(server: MailServer) -> None:
    """As a file of settings has it that names them all."""
    smtp = SmtpSettings.model_validate(
        {"host": "127.0.0.1", "port": server.port, "security": "none"}
        | {"username": "", "password": "", "sender": CLINIC.email}
    )
    sender = create_sender(Settings(smtp=smtp))
    try:
        await sender.send(RAHIM.email, letter())
    finally:
        await sender.close()
    assert len(server.received) == 1


@pytest.mark.parametrize("method", list(Method))
async def test_the_invite_comes_out_of_the_mail_as_it_went_in(
    server: MailServer, method: Method
) -> None:
    async with sender_to(server) as sender:
        await sender.send(RAHIM.email, letter(invite=invite(method), method=method))
    message = message_from_bytes(server.received[0].content, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    shown, attached = parts[2:]
    assert dict(shown["Content-Type"].params) == {"method": method, "charset": "UTF-8"}
    assert shown.get_payload(decode=True) == attached.get_payload(decode=True) == invite(method)
    assert (attached.get_filename(), attached.get_content_disposition()) == (
        "invite.ics",
        "attachment",
    )
    calendar = Calendar.from_ical(invite(method))
    (event,) = calendar.events
    assert calendar["METHOD"] == method
    assert (event["SEQUENCE"], event["UID"]) == (3, f"{VISIT.uid}@praxis")
    assert event["STATUS"] == ("CONFIRMED" if method is Method.REQUEST else "CANCELLED")
    assert event.start == VISIT.starts_at


async def test_an_answer_that_got_lost_leaves_two_mails_of_one_name(server: MailServer) -> None:
    """What SMTP cannot tell: the server took it. The same Message-ID lets programs show one."""
    raw = letter()
    async with sender_to(server) as sender:
        server.drops.append("TAKEN")
        with pytest.raises(SendFailed):
            await sender.send(RAHIM.email, raw)
        await sender.send(RAHIM.email, raw)
    first, second = server.received
    assert first.content == second.content
    assert first.content.startswith(b"Message-ID: <")


@pytest.mark.parametrize(
    ("step", "answer", "kind", "fault"),
    [
        ("RCPT", "550 5.1.1 no such user", SendRefused, Fault.RECIPIENT),
        ("RCPT", "553 5.1.3 bad address", SendRefused, Fault.RECIPIENT),
        ("RCPT", "450 4.2.1 greylisted", SendFailed, Fault.RECIPIENT),
        ("RCPT", "452 4.2.2 mailbox full", SendFailed, Fault.RECIPIENT),
        ("RCPT", "421 4.3.2 closing down", SendFailed, Fault.RECIPIENT),
        ("RCPT", "530 5.7.0 log in first", SendFailed, Fault.LOGIN),
        ("DATA", "554 5.7.1 looks like spam", SendRefused, Fault.CONTENT),
        ("DATA", "552 5.3.4 too large", SendRefused, Fault.CONTENT),
        ("DATA", "451 4.3.0 try later", SendFailed, Fault.CONTENT),
        ("MAIL", "550 5.7.1 not your address", SendFailed, Fault.SENDER),
        ("MAIL", "451 4.3.0 try later", SendFailed, Fault.SENDER),
    ],
)
async def test_refusals_tell_whether_to_try_again(
    server: MailServer, step: str, answer: str, kind: type[SendError], fault: Fault
) -> None:
    async with sender_to(server) as sender:
        server.answers[step] = answer
        error = await refusal(sender)
        assert type(error) is kind
        assert (error.fault, error.code) == (fault, int(answer[:3]))
        assert str(error) == f"{fault} {answer[:3]}"
        server.answers.clear()
        await sender.send(RAHIM.email, letter())
    assert len(server.received) == 1


async def test_one_refused_recipient_does_not_cost_the_others_the_connection(
    server: MailServer,
) -> None:
    server.answers["gone@example.org"] = "550 5.1.1 no such user gone@example.org"
    async with sender_to(server) as sender:
        await sender.send(RAHIM.email, letter())
        assert isinstance(await refusal(sender, "gone@example.org"), SendRefused)
        await sender.send(RAHIM.email, letter())
    assert server.connections == 1


async def test_errors_hold_no_address_and_no_words_of_the_server(server: MailServer) -> None:
    server.answers["gone@example.org"] = "550 5.1.1 no such user gone@example.org"
    async with sender_to(server) as sender:
        error = await refusal(sender, "gone@example.org")
    assert "gone" not in repr(error)
    assert error.__suppress_context__


async def test_a_slow_server_does_not_hold_a_mail_for_ever(server: MailServer) -> None:
    async with sender_to(server, timeout=timedelta(seconds=1.5), connections=1) as sender:
        server.delays["DATA"] = 30.0
        started = asyncio.get_running_loop().time()
        error = await refusal(sender)
        assert asyncio.get_running_loop().time() - started < 10.0
        assert (type(error), error.fault) == (SendFailed, Fault.TIMEOUT)
        server.delays.clear()
        await sender.send(RAHIM.email, letter())
    assert server.connections == 2


async def test_steps_that_are_each_in_time_may_not_add_up(server: MailServer) -> None:
    async with sender_to(server, timeout=timedelta(milliseconds=500)) as sender:
        server.delays |= {"MAIL": 0.3, "RCPT": 0.3, "DATA": 0.3}
        assert (await refusal(sender)).fault is Fault.TIMEOUT
    assert server.received == []


async def test_a_server_that_is_not_there_is_for_later() -> None:
    with mail_server() as server:
        pass
    async with sender_to(server) as sender:
        error = await refusal(sender)
    assert (type(error), error.fault) == (SendFailed, Fault.CONNECTION)


class TestEncryption:
    @pytest.fixture(params=[Security.STARTTLS, Security.TLS])
    def security(self, request: pytest.FixtureRequest) -> Security:
        return Security(request.param)

    @pytest.fixture
    def encrypting(self, certificate: Certificate, security: Security) -> Iterator[MailServer]:
        implicit = security is Security.TLS
        with mail_server(certificate=certificate, implicit_tls=implicit) as running:
            yield running

    async def test_mails_go_encrypted(
        self, encrypting: MailServer, certificate: Certificate, security: Security
    ) -> None:
        async with sender_to(encrypting, security=security, ca_file=certificate.chain) as sender:
            await sender.send(RAHIM.email, letter())
            await sender.send(RAHIM.email, letter())
        assert [received.encrypted for received in encrypting.received] == [True, True]
        assert encrypting.connections == 1

    async def test_a_server_that_cannot_prove_its_name_gets_nothing(
        self, encrypting: MailServer, security: Security
    ) -> None:
        async with sender_to(encrypting, security=security) as sender:
            error = await refusal(sender)
        assert (type(error), error.fault) == (SendFailed, Fault.TLS)
        assert encrypting.received == []

    async def test_a_server_of_another_name_gets_nothing(
        self, tmp_path: Path, encrypting: MailServer, security: Security
    ) -> None:
        other = make_certificate(tmp_path)
        async with sender_to(encrypting, security=security, ca_file=other.chain) as sender:
            assert (await refusal(sender)).fault is Fault.TLS

    async def test_a_server_without_it_gets_nothing(self, server: MailServer) -> None:
        async with sender_to(server, security=Security.STARTTLS) as sender:
            assert (await refusal(sender)).fault is Fault.TLS
        assert server.received == []


class TestLogin:
    @pytest.fixture
    def guarded(self, certificate: Certificate) -> Iterator[MailServer]:
        with mail_server(certificate=certificate, logins={"clinic": "pässword"}) as running:
            yield running

    async def test_a_login_opens_the_way(
        self, guarded: MailServer, certificate: Certificate
    ) -> None:
        async with sender_to(
            guarded,
            security=Security.STARTTLS,
            ca_file=certificate.chain,
            username="clinic",
            password="pässword",
        ) as sender:
            await sender.send(RAHIM.email, letter())
        assert len(guarded.received) == 1

    async def test_a_wrong_password_is_for_later_and_said(
        self, guarded: MailServer, certificate: Certificate
    ) -> None:
        async with sender_to(
            guarded,
            security=Security.STARTTLS,
            ca_file=certificate.chain,
            username="clinic",
            password="wrong",
        ) as sender:
            error = await refusal(sender)
        assert (type(error), error.fault, error.code) == (SendFailed, Fault.LOGIN, 535)

    async def test_no_login_where_one_is_wanted(
        self, guarded: MailServer, certificate: Certificate
    ) -> None:
        async with sender_to(
            guarded, security=Security.STARTTLS, ca_file=certificate.chain
        ) as sender:
            error = await refusal(sender)
        assert (type(error), error.fault, error.code) == (SendFailed, Fault.LOGIN, 530)

    async def test_a_server_that_knows_no_login(self, server: MailServer) -> None:
        async with sender_to(server, username="clinic", password="x") as sender:
            assert (await refusal(sender)).fault is Fault.LOGIN

    def test_the_password_is_not_shown(self) -> None:
        options = SmtpOptions(host="h", port=1, sender="a@example.org", password="pässword")
        assert "pässword" not in repr(options)


class TestInternationalAddresses:
    async def test_a_local_part_beyond_ascii_goes_by_smtputf8(self, server: MailServer) -> None:
        to = "জহির@example.org"
        async with sender_to(server) as sender:
            await sender.send(to, letter())
        assert server.received[0].recipients == (to,)
        assert "SMTPUTF8" in server.received[0].options

    async def test_a_closed_connection_says_nothing_about_the_server(
        self, server: MailServer
    ) -> None:
        async with sender_to(server) as sender:
            await sender.send(RAHIM.email, letter())
            server.hang_up()
            await asyncio.sleep(0.1)
            await sender.send("জহির@example.org", letter())
        assert len(server.received) == 2

    async def test_a_server_without_smtputf8_is_not_tried_with_it(self) -> None:
        with mail_server(smtputf8=False) as server:
            async with sender_to(server) as sender:
                error = await refusal(sender, "জহির@example.org")
                assert (type(error), error.fault) == (SendRefused, Fault.SMTPUTF8)
                await sender.send(RAHIM.email, letter())
                server.hang_up()
                assert (await refusal(sender, "জহির@example.org")).fault is Fault.SMTPUTF8
            assert len(server.received) == 1

    async def test_a_domain_beyond_ascii_goes_everywhere(self) -> None:
        with mail_server(smtputf8=False) as server:
            async with sender_to(server) as sender:
                await sender.send("rahim@exämple.org", letter())
            assert server.received[0].recipients == ("rahim@xn--exmple-cua.org",)

    @pytest.mark.parametrize(
        "to", ["", "rahim", "a@", "@b.org", "a@b.org>\r\nRCPT TO:<x@y.org", "a b@c.org", "a@b@.ö"]
    )
    async def test_what_is_no_address_is_refused_before_it_is_sent(
        self, server: MailServer, to: str
    ) -> None:
        async with sender_to(server) as sender:
            error = await refusal(sender, to)
        assert (type(error), error.fault) == (SendRefused, Fault.ADDRESS)
        assert server.connections == 0
