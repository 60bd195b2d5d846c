"""A real SMTP server on 127.0.0.1, on a thread of its own, that keeps all it is given.

    with mail_server() as server:
        ...                                  # send to server.port
        server.wait_for(1)[0].content        # the bytes as they came

It can be told to misbehave: `answers` by step ("MAIL", "RCPT", "DATA") or by recipient, `delays` in
seconds by the same, `drops` by step, each once, and `hang_up()` on whoever is connected. `steps`
are those that it came to so far.
"""

import asyncio
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
WAIT_SECONDS = 20.0


@dataclass(frozen=True)
class Received:
    """A message that the server took, byte by byte, and how it came."""

    sender: str
    recipients: tuple[str, ...]
    options: tuple[str, ...]
    content: bytes
    connection: int
    encrypted: bool
    # By the clock of the machine, seconds since 1970.
    at: float = field(default_factory=time.time)


@dataclass(frozen=True)
class Certificate:
    """Self-made, for 127.0.0.1 and localhost; who trusts `chain` trusts the server."""

    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


@dataclass
class MailServer:
    certificate: Certificate | None = None
    implicit_tls: bool = False
    logins: Mapping[str, str] | None = None
    smtputf8: bool = True

    port: int = 0
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    steps: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    drops: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        # What a dropped client leaves behind is no news of a test.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._open: set[SMTP] = set()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(WAIT_SECONDS)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT_SECONDS)

    def wait_for(self, count: int, seconds: float = WAIT_SECONDS) -> list[Received]:
        """What was received, once it is at least so many."""
        with self._arrived:
            arrived = self._arrived.wait_for(lambda: len(self.received) >= count, seconds)
            assert arrived, f"{len(self.received)} of {count} mails came"
            return list(self.received)

    def hang_up(self) -> None:
        """Close every connection, as servers do when a client was silent for long."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(WAIT_SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        wrapped = self.certificate.context() if self.certificate and self.implicit_tls else None
        server = self._loop.run_until_complete(
            self._loop.create_server(self._protocol, HOST, 0, ssl=wrapped)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._loop.call_soon(self._ready.set)
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._hang_up())
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _protocol(self) -> SMTP:
        self.connections += 1
        starttls = self.certificate is not None and not self.implicit_tls
        protocol = SMTP(
            _Handler(self, self.connections),
            hostname="mail.test",
            enable_SMTPUTF8=self.smtputf8,
            tls_context=self.certificate.context() if self.certificate and starttls else None,
            require_starttls=starttls,
            auth_required=self.logins is not None,
            authenticator=self._authenticate,
            loop=self._loop,
        )
        self._open.add(protocol)
        return protocol

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        known = (self.logins or {}).get(data.login.decode())
        # Not handled: the server says 535 by itself.
        return AuthResult(success=known == data.password.decode(), handled=False)

    async def _hang_up(self) -> None:
        for protocol in self._open:
            if protocol.transport is not None:
                protocol.transport.close()
        self._open.clear()
        await asyncio.sleep(0.05)

    def _keep(self, received: Received) -> None:
        with self._arrived:
            self.received.append(received)
            self._arrived.notify_all()


class _Handler:
    """The names are those that aiosmtpd looks for."""

    def __init__(self, server: MailServer, connection: int) -> None:
        self._server = server
        self._connection = connection

    async def handle_MAIL(  # noqa: N802 -- as above
        self, smtp: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._answer(smtp, "MAIL")
        if answer.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802 -- as above
        self, smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        await asyncio.sleep(self._server.delays.get(address, 0.0))
        answer = self._server.answers.get(address) or await self._answer(smtp, "RCPT")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 -- as above
        self, smtp: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = await self._answer(smtp, "DATA")
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self._server._keep(  # noqa: SLF001 -- the server's own handler
                Received(
                    str(envelope.mail_from),
                    tuple(map(str, envelope.rcpt_tos)),
                    tuple(envelope.mail_options),
                    envelope.content,
                    self._connection,
                    encrypted=session.ssl is not None or self._server.implicit_tls,
                )
            )
            await self._maybe_drop(smtp, "TAKEN")
        return answer

    async def _answer(self, smtp: SMTP, step: str) -> str:
        self._server.steps.append(step)
        await asyncio.sleep(self._server.delays.get(step, 0.0))
        await self._maybe_drop(smtp, step)
        return self._server.answers.get(step, "250 OK")

    async def _maybe_drop(self, smtp: SMTP, step: str) -> None:
        if step in self._server.drops:
            self._server.drops.remove(step)
            assert isinstance(smtp.transport, asyncio.WriteTransport)
            smtp.transport.abort()
            # Until the lost connection ends this task.
            await asyncio.sleep(WAIT_SECONDS)


@contextmanager
def mail_server(
    *,
    certificate: Certificate | None = None,
    implicit_tls: bool = False,
    logins: Mapping[str, str] | None = None,
    smtputf8: bool = True,
) -> Iterator[MailServer]:
    server = MailServer(certificate, implicit_tls, logins, smtputf8)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def make_certificate(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return Certificate(chain, secret)
