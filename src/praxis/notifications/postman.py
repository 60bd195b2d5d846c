"""Sends what waits in `mails`.

A mail is leased before it is sent and settled after: whoever takes it up when its sender died sends
it under the same Message-ID. So none is lost; one that a server accepted in the very moment when
its sender died may arrive twice, with the same id, and a folder keeps it once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import asyncpg
import structlog

from praxis.kit.backoff import Backoff
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.errors import OutcomeUnknown, Unavailable
from praxis.notifications import rounds
from praxis.notifications.facts import load_visits
from praxis.notifications.judgement import Drop, Judged, Send, Wait, WaitingMail, judge_together
from praxis.notifications.letters import Letter, Writer
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.mail.message import NotAnAddressError
from praxis.notifications.mail.senders import Sender, SendFailed, SendRefused
from praxis.notifications.models import Outcome
from praxis.notifications.recipients import Recipient
from praxis.notifications.repository import (
    Letterhead,
    link_is_good,
    load_addressees,
    load_letterhead,
)

log = structlog.get_logger(__name__)

# A day and a half of a server that is down.
BACKOFF = Backoff(first=timedelta(seconds=20), longest=timedelta(hours=2), attempts=25)
# How many mails are taken at once for each connection: the statements for it are paid once.
ROUNDS = 25
# Between attempts to write down that a mail was sent.
SETTLE_PAUSE = timedelta(milliseconds=500)
AWAY = (Unavailable, OutcomeUnknown)
Documents = tuple[tuple[str, bytes], ...]
# What goes with a mail is made when it is sent, by whoever knows how: PDFs by name. None: there is
# nothing to tell this recipient any more.
Enclose = Callable[[Database, WaitingMail, str, datetime], Awaitable[Documents | None]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What goes into one e-mail, and when it was leased by the clock of this process."""

    rows: rounds.Group
    at: datetime

    @property
    def ids(self) -> list[int]:
        return [row["id"] for row in self.rows]

    @property
    def attempts(self) -> int:
        return max(int(row["attempts"]) for row in self.rows)


class Postman:
    """Sends over `connections` at once; `settle` is how long news wait for company.

    `timeout` is how long one mail may take: what could not be sent before its lease ends is left
    to whoever takes it up then.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        writer: Writer,
        sender: Sender,
        *,
        connections: int,
        lease: timedelta,
        settle: timedelta,
        timeout: timedelta,
        enclose: Enclose | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._writer = writer
        self._sender = sender
        self._doors = asyncio.Semaphore(connections)
        self._batch = connections * ROUNDS
        self._lease = lease
        self._settle = settle
        self._timeout = timeout
        self._enclose = enclose
        self._stopping = False

    def stop(self) -> None:
        """Let what is under way end, and begin nothing more."""
        self._stopping = True

    async def drain(self) -> int:
        """Send all that is due; returns how many mails were taken up. Raises `Unavailable`."""
        total = 0
        while not self._stopping:
            now = self._clock.now()
            groups = await self._database.transact(partial(self._take, now=now))
            if not groups:
                break
            head = await self._database.read(load_letterhead)
            ends = await asyncio.gather(
                *(self._deliver(Taken(group, now), head) for group in groups),
                return_exceptions=True,
            )
            for end in ends:
                if isinstance(end, BaseException):
                    raise end
            taken = sum(map(len, groups))
            total += taken
            if taken < self._batch:
                break
        return total

    async def _take(self, unit: UnitOfWork, *, now: datetime) -> list[rounds.Group]:
        return await rounds.take(
            unit,
            now,
            batch=self._batch,
            lease=self._lease,
            company_until=now + self._settle,
        )

    async def _deliver(self, taken: Taken, head: Letterhead) -> None:
        async with self._doors:
            if self._stopping:
                await self._database.transact(lambda unit: rounds.put_back(unit, taken.ids))
                return
            # A lease that would not last belongs to whoever takes it up after.
            if self._clock.now() - taken.at + self._timeout > self._lease:
                return
            try:
                letter = await self._write_down_verdicts(taken, head)
            except (ValueError, KeyError, TypeError) as error:
                # A row that this release cannot read must not hold up the others.
                log.warning("mail.unreadable", cause=type(error).__name__)
                await self._keep_trying(taken, Outcome.DEAD, type(error).__name__)
                return
            if letter is not None:
                await self._send(taken, letter, head)

    async def _write_down_verdicts(self, taken: Taken, head: Letterhead) -> Letter | None:
        """Judge by the state of now; what is to be sent is the letter, the rest is put aside."""
        now = self._clock.now()
        mails = [_mail(row) for row in taken.rows]
        judged = await self._database.read(partial(self._judge, mails=mails, head=head, now=now))
        sent = [one for one in judged if isinstance(one.verdict, Send)]
        for one in judged:
            if not isinstance(one.verdict, Send):
                await self._database.transact(partial(_set_aside, one=one, now=now))
        if not sent:
            return None
        first, addressee = sent[0].mail, sent[0].addressee
        if addressee is None or not addressee.email:
            return None
        items = tuple(one.item for one in sent)
        to = first.data.get("to", addressee.email)
        return Letter(first.envelope_uid, first.kind, addressee, to, items, now)

    async def _judge(
        self, reader: Reader, *, mails: Sequence[WaitingMail], head: Letterhead, now: datetime
    ) -> list[Judged]:
        ids = [mail.appointment_id for mail in mails if mail.appointment_id is not None]
        visits = await load_visits(reader, ids, now) if ids else {}
        recipient = mails[0].recipient
        people = await load_addressees(reader, {recipient}, head.default_locale)
        link = mails[0].data.get("link")
        is_good = link is None or await link_is_good(reader, UUID(link), now)
        return judge_together(mails, visits, people.get(recipient), now, link_is_good=is_good)

    async def _send(self, taken: Taken, letter: Letter, head: Letterhead) -> None:
        ids = [item.mail.id for item in letter.items]
        sent = Taken([row for row in taken.rows if row["id"] in ids], taken.at)
        if not await self._database.transact(lambda unit: rounds.begin(unit, sent.ids)):
            return
        try:
            documents = await self._documents(letter, head)
            if documents is None:
                await self._keep_trying(sent, Outcome.DROPPED, "overtaken")
                return
            whole = replace(letter, documents=documents)
            raw = await asyncio.to_thread(self._writer.write, whole, head)
            await self._sender.send(letter.to, raw)
        except SendRefused as error:
            await self._keep_trying(sent, Outcome.DEAD, str(error))
        except NotAnAddressError:
            await self._keep_trying(sent, Outcome.DEAD, "address")
        except SendFailed as error:
            await self._try_later(sent, str(error))
        except Exception as error:  # noqa: BLE001 -- a fault of ours: the others still go
            log.warning("mail.failed", kind=letter.kind, cause=type(error).__name__)
            await self._try_later(sent, type(error).__name__)
        else:
            await self._keep_trying(sent, Outcome.SENT, None)

    async def _documents(self, letter: Letter, head: Letterhead) -> Documents | None:
        if letter.kind is not MailKind.MONTHLY_REPORT or self._enclose is None:
            return ()
        locale = letter.addressee.locale or head.default_locale
        mail = letter.items[0].mail
        return await self._enclose(self._database, mail, locale, letter.written_at)

    async def _keep_trying(self, taken: Taken, outcome: Outcome, reason: str | None) -> None:
        """Write down what became of it, for as long as it is ours.

        Meanwhile no other mail goes by this door: while the database is away, no more are sent
        than could be written down.
        """
        while True:
            now = self._clock.now()
            write = partial(rounds.settle, ids=taken.ids, outcome=outcome, reason=reason, now=now)
            try:
                await self._database.transact(write)
            except AWAY:
                if now - taken.at > self._lease:
                    raise
                await asyncio.sleep(SETTLE_PAUSE.total_seconds())
            else:
                return

    async def _try_later(self, taken: Taken, cause: str) -> None:
        pause = BACKOFF.pause_after(taken.attempts + 1)
        if pause is None:
            await self._keep_trying(taken, Outcome.DEAD, cause)
            return
        again_at = self._clock.now() + pause
        await self._database.transact(
            partial(rounds.retry_at, ids=taken.ids, at=again_at, cause=cause)
        )


async def _set_aside(unit: UnitOfWork, *, one: Judged, now: datetime) -> None:
    match one.verdict:
        case Drop(reason):
            await rounds.settle(unit, [one.mail.id], Outcome.DROPPED, reason, now)
        case Wait(until):
            await rounds.put_back(unit, [one.mail.id], until=until)


def _mail(row: asyncpg.Record) -> WaitingMail:
    return WaitingMail(
        id=row["id"],
        uid=row["uid"],
        kind=MailKind(row["kind"]),
        recipient=Recipient(row["user_id"], row["patient_id"]),
        appointment_id=row["appointment_id"],
        sequence=row["sequence"],
        due_at=row["due_at"],
        data=row["data"],
        attempts=row["attempts"],
        envelope_uid=row["envelope_uid"] or row["uid"],
        created_at=row["created_at"],
    )
