"""Mails over SMTP, on a few connections that are kept as long as there is something to send."""

import asyncio
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import aiosmtplib
from aiosmtplib import (
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from praxis.notifications.mail.message import NotAnAddressError, deliverable, needs_smtputf8
from praxis.notifications.mail.senders import Fault, SendFailed, SendRefused

PERMANENT = range(500, 600)
# The server wants a login, or a better one: the mail is not at fault.
LOGIN_CODES = frozenset({530, 534, 535, 538})
TOO_LARGE = 552
GOING_AWAY = 421
GOODBYE = timedelta(seconds=2)


class Security(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpOptions:
    """`timeout` is of one mail from the first byte to the last, connecting included.

    `sender` is the address that failures are returned to. `ca_file` holds certificates to trust
    besides the machine's own, as of a hospital's own authority.
    """

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    security: Security = Security.STARTTLS
    ca_file: Path | None = None
    timeout: timedelta = timedelta(seconds=30)
    connections: int = 4
    idle: timedelta = timedelta(seconds=30)


@dataclass(slots=True)
class _Kept:
    smtp: aiosmtplib.SMTP
    since: float


class SmtpSender:
    """Sends over at most `connections` at once, of one event loop."""

    def __init__(self, options: SmtpOptions) -> None:
        self._options = options
        self._places = asyncio.Semaphore(options.connections)
        self._kept: deque[_Kept] = deque()
        self._tls: ssl.SSLContext | None = None
        self._closer: asyncio.Task[None] | None = None
        self._closed = False

    async def send(self, to: str, raw: bytes) -> None:
        """Hand one mail over. Raises `SendRefused` or `SendFailed`.

        After a `SendFailed` the server may have taken the mail and only failed to say so.
        """
        options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_smtputf8(to) else []
        try:
            recipient = deliverable(to)
        except NotAnAddressError:
            raise SendRefused(Fault.ADDRESS) from None
        async with self._places:
            try:
                async with asyncio.timeout(self._options.timeout.total_seconds()):
                    await self._send(recipient, raw, options)
            except (TimeoutError, SMTPTimeoutError):
                raise SendFailed(Fault.TIMEOUT) from None

    async def close(self) -> None:
        """Say goodbye on every connection that is kept."""
        self._closed = True
        if self._closer is not None:
            self._closer.cancel()
            with suppress(asyncio.CancelledError):
                await self._closer
        while self._kept:
            await _goodbye(self._kept.popleft().smtp)

    async def _send(self, to: str, raw: bytes, options: list[str]) -> None:
        smtp = await self._begin(options)
        reusable = False
        try:
            await _hand_over(smtp, to, raw, "utf-8" if options else "ascii")
            reusable = True
        except (SendRefused, SendFailed):
            reusable = await _reset(smtp)
            raise
        finally:
            if reusable:
                self._keep(smtp)
            else:
                smtp.close()

    async def _begin(self, options: list[str]) -> aiosmtplib.SMTP:
        """A connection that has taken `MAIL`.

        A kept one may have been closed by the server meanwhile. That shows here, before anything
        of the mail went out, so the next is tried and nothing is sent twice.
        """
        while self._kept:
            smtp = self._kept.pop().smtp
            if smtp.is_connected:
                try:
                    return await self._mail(smtp, options)
                except SendFailed as failure:
                    if failure.fault is not Fault.CONNECTION and failure.code != GOING_AWAY:
                        raise
        return await self._mail(await self._connect(), options)

    async def _mail(self, smtp: aiosmtplib.SMTP, options: list[str]) -> aiosmtplib.SMTP:
        if options and not smtp.supports_extension("smtputf8"):
            self._keep(smtp)
            raise SendRefused(Fault.SMTPUTF8)
        taken = False
        try:
            await smtp.mail(deliverable(self._options.sender), options=options)
            taken = True
        except SMTPSenderRefused as refusal:
            # Whoever set the server up can mend it, so the mail waits.
            raise _failed(refusal, Fault.SENDER) from None
        except SMTPTimeoutError:
            raise
        except (SMTPException, OSError):
            raise SendFailed(Fault.CONNECTION) from None
        finally:
            if not taken:
                smtp.close()
        return smtp

    async def _connect(self) -> aiosmtplib.SMTP:
        options = self._options
        if options.security is not Security.NONE and self._tls is None:
            self._tls = await asyncio.to_thread(_trusting, options.ca_file)
        smtp = aiosmtplib.SMTP(
            hostname=options.host,
            port=options.port,
            timeout=options.timeout.total_seconds(),
            use_tls=options.security is Security.TLS,
            start_tls=False,
            tls_context=self._tls,
        )
        ready = False
        try:
            with _blaming(Fault.CONNECTION):
                await smtp.connect()
            if options.security is Security.STARTTLS:
                with _blaming(Fault.TLS):
                    await smtp.starttls()
            with _blaming(Fault.CONNECTION):
                await smtp.ehlo()
            if options.username is not None:
                with _blaming(Fault.LOGIN):
                    await smtp.login(options.username, options.password or "")
            ready = True
        finally:
            if not ready:
                smtp.close()
        return smtp

    def _keep(self, smtp: aiosmtplib.SMTP) -> None:
        if self._closed:
            smtp.close()
        if not smtp.is_connected:
            return
        self._kept.append(_Kept(smtp, asyncio.get_running_loop().time()))
        if self._closer is None or self._closer.done():
            self._closer = asyncio.create_task(self._close_idle())

    async def _close_idle(self) -> None:
        """Close what nobody used for a while, the longest unused first; ends when none is left."""
        loop, idle = asyncio.get_running_loop(), self._options.idle.total_seconds()
        while self._kept:
            await asyncio.sleep(max(0.0, self._kept[0].since + idle - loop.time()))
            while self._kept and self._kept[0].since + idle <= loop.time():
                await _goodbye(self._kept.popleft().smtp)


def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


@contextmanager
def _blaming(fault: Fault) -> Iterator[None]:
    """Errors of the library hold addresses and words of the server: none of them goes on."""
    try:
        yield
    except SMTPTimeoutError:
        raise
    except SMTPResponseException as refusal:
        raise SendFailed(fault, refusal.code) from None
    except (SMTPException, OSError) as error:
        in_tls = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
        raise SendFailed(Fault.TLS if in_tls else fault) from None


async def _hand_over(smtp: aiosmtplib.SMTP, to: str, raw: bytes, encoding: str) -> None:
    try:
        await smtp.rcpt(to, encoding=encoding)
        await smtp.data(raw)
    except SMTPTimeoutError:
        raise
    except SMTPServerDisconnected:
        raise SendFailed(Fault.CONNECTION) from None
    except SMTPRecipientRefused as refusal:
        raise _judged(refusal, Fault.RECIPIENT) from None
    except SMTPResponseException as refusal:
        raise _judged(refusal, Fault.CONTENT) from None
    except (SMTPException, OSError):
        raise SendFailed(Fault.CONNECTION) from None


def _judged(refusal: SMTPResponseException, fault: Fault) -> SendRefused | SendFailed:
    if refusal.code in PERMANENT and refusal.code not in LOGIN_CODES:
        return SendRefused(fault, refusal.code)
    return _failed(refusal, fault)


def _failed(refusal: SMTPResponseException, fault: Fault) -> SendFailed:
    return SendFailed(Fault.LOGIN if refusal.code in LOGIN_CODES else fault, refusal.code)


async def _reset(smtp: aiosmtplib.SMTP) -> bool:
    """Make a connection ready for the next mail; whether that worked."""
    if not smtp.is_connected:
        return False
    try:
        await smtp.rset()
    except (SMTPException, OSError):
        return False
    return True


async def _goodbye(smtp: aiosmtplib.SMTP) -> None:
    try:
        with suppress(SMTPException, OSError):
            await smtp.quit(timeout=GOODBYE.total_seconds())
    finally:
        smtp.close()
