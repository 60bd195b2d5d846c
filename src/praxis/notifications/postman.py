"""Sends what waits in `mails`.

A mail is leased before it is sent and settled after: whoever takes it up when its sender died sends
it under the same Message-ID. So none is lost; one that a server accepted in the very moment when
its sender died may arrive twice, with the same id, and a folder keeps it once.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
import structlog

from praxis.kit.backoff import Backoff
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.notifications.facts import VisitFacts, load_visits
from praxis.notifications.judgement import (
    Addressee,
    Drop,
    Send,
    Verdict,
    Wait,
    WaitingMail,
    judge,
)
from praxis.notifications.letters import Item, Letter, Writer
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.mail.message import NotAnAddressError
from praxis.notifications.mail.senders import Sender, SendFailed, SendRefused
from praxis.notifications.models import Outcome
from praxis.notifications.recipients import Recipient
from praxis.notifications.repository import Letterhead, load_addressees, load_letterhead

log = structlog.get_logger(__name__)

# A day and a half of a server that is down.
BACKOFF = Backoff(first=timedelta(seconds=20), longest=timedelta(hours=2), attempts=25)
# How many mails are taken at once for each connection: the statements for it are paid once.
ROUNDS = 25
KINDS = [str(kind) for kind in MailKind]

# Kinds that this release does not know are left to the newer one that runs beside it.
TAKE = """
    SELECT id, kind, user_id, patient_id, visit_on, envelope_uid FROM mails
    WHERE outcome IS NULL AND available_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
      AND kind = ANY ($3)
    ORDER BY available_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
"""

# What goes into the same e-mail: what went with it before, and what may wait a little longer for
# more of its kind.
TAKE_ALONG = """
    SELECT m.id FROM mails m
    WHERE m.outcome IS NULL AND m.id <> ALL ($1)
      AND (m.leased_until IS NULL OR m.leased_until <= $2)
      AND (m.envelope_uid = ANY ($3)
           OR m.envelope_uid IS NULL AND m.available_at <= $4 AND EXISTS (
              SELECT FROM unnest($5::text[], $6::bigint[], $7::bigint[], $8::date[])
                   AS lead(kind, user_id, patient_id, visit_on)
              WHERE lead.kind = m.kind AND lead.visit_on = m.visit_on
                AND lead.user_id IS NOT DISTINCT FROM m.user_id
                AND lead.patient_id IS NOT DISTINCT FROM m.patient_id))
    FOR UPDATE SKIP LOCKED
"""

LEASE = """
    UPDATE mails m SET leased_until = $2, attempts = attempts + 1
    WHERE m.id = ANY ($1)
    RETURNING m.id, m.uid, m.kind, m.user_id, m.patient_id, m.appointment_id, m.sequence,
              m.visit_on, m.due_at, m.data, m.attempts, m.envelope_uid, m.created_at
"""

NAME = """
    UPDATE mails m SET envelope_uid = n.envelope_uid
    FROM unnest($1::bigint[], $2::uuid[]) AS n(id, envelope_uid)
    WHERE m.id = n.id AND m.envelope_uid IS NULL
"""

# Nobody waits for the disk here: what a power cut takes back is sent again, as the same mail.
SETTLE = """
    UPDATE mails SET outcome = $2, outcome_reason = $3, finished_at = $4, leased_until = NULL
    WHERE id = ANY ($1) AND outcome IS NULL
      AND set_config('synchronous_commit', 'off', true) = 'off'
"""

# What was tried may have arrived: it keeps its company. What was not may find more by then.
PUT_BACK = """
    UPDATE mails SET available_at = $2, leased_until = NULL, outcome_reason = $3,
           attempts = attempts - $4,
           envelope_uid = CASE WHEN attempts > $4 THEN envelope_uid END
    WHERE id = ANY ($1) AND outcome IS NULL
"""


@dataclass(frozen=True, slots=True)
class Round:
    """What was taken at once: letters to send, on this paper."""

    letters: tuple[Letter, ...]
    head: Letterhead
    taken: int
    leased_until: datetime


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
        self._stopping = False

    def stop(self) -> None:
        """Let what is under way end, and begin nothing more."""
        self._stopping = True

    async def drain(self) -> int:
        """Send all that is due; returns how many mails were taken up."""
        total = 0
        while not self._stopping:
            found = await self._database.transact(self._take)
            await asyncio.gather(*(self._deliver(letter, found) for letter in found.letters))
            total += found.taken
            if found.taken < self._batch:
                break
        return total

    async def _take(self, unit: UnitOfWork) -> Round:
        now = self._clock.now()
        leads = await unit.sql.fetch(TAKE, now, self._batch, KINDS)
        head = await load_letterhead(unit)
        if not leads:
            return Round((), head, 0, now)
        along = await self._along(unit, leads, now)
        until = now + self._lease
        rows = await unit.sql.fetch(LEASE, [row["id"] for row in leads] + along, until)
        letters = await self._sort(unit, sorted(rows, key=lambda row: row["id"]), head, now)
        return Round(tuple(letters), head, len(leads), until)

    async def _along(
        self, unit: UnitOfWork, leads: Sequence[asyncpg.Record], now: datetime
    ) -> list[int]:
        fresh = [row for row in leads if row["envelope_uid"] is None and row["visit_on"]]
        rows = await unit.sql.fetch(
            TAKE_ALONG,
            [row["id"] for row in leads],
            now,
            [row["envelope_uid"] for row in leads if row["envelope_uid"] is not None],
            now + self._settle,
            [row["kind"] for row in fresh],
            [row["user_id"] for row in fresh],
            [row["patient_id"] for row in fresh],
            [row["visit_on"] for row in fresh],
        )
        return [row["id"] for row in rows]

    async def _sort(
        self, unit: UnitOfWork, rows: Sequence[asyncpg.Record], head: Letterhead, now: datetime
    ) -> list[Letter]:
        """Judge each mail; what is to be sent goes into letters, the rest is settled or waits."""
        groups = _groups(rows)
        named = [(mail.id, mail.envelope_uid) for group in groups for mail in group]
        await unit.sql.execute(NAME, [id_ for id_, _ in named], [uid for _, uid in named])
        mails = [mail for group in groups for mail in group]
        visits = await load_visits(
            unit, [m.appointment_id for m in mails if m.appointment_id is not None], now
        )
        people = await load_addressees(unit, {m.recipient for m in mails}, head.default_locale)
        letters = []
        for group in groups:
            addressee = people.get(group[0].recipient)
            items = []
            judged = [_judged(mail, visits, addressee, now) for mail in group]
            goes = any(isinstance(verdict, Send) for _, verdict in judged)
            for item, verdict in judged:
                # What would wait for the morning goes along: later it would be another e-mail
                # under an id that was used.
                if isinstance(verdict, Send) or (goes and isinstance(verdict, Wait)):
                    items.append(item)
                else:
                    await _set_aside(unit, item.mail, verdict, now)
            if items and addressee is not None and addressee.email:
                first = group[0]
                letters.append(
                    Letter(first.envelope_uid, first.kind, addressee, addressee.email, tuple(items))
                )
        return letters

    async def _deliver(self, letter: Letter, found: Round) -> None:
        ids = [item.mail.id for item in letter.items]
        attempts = max(item.mail.attempts for item in letter.items)
        async with self._doors:
            now = self._clock.now()
            if self._stopping:
                await self._put_back(ids, now)
                return
            if now + self._timeout > found.leased_until:
                return
            try:
                raw = await asyncio.to_thread(self._writer.write, letter, found.head, now)
                await self._sender.send(letter.to, raw)
            except SendRefused as error:
                await self._settle_all(ids, Outcome.DEAD, str(error))
            except NotAnAddressError:
                await self._settle_all(ids, Outcome.DEAD, "address")
            except SendFailed as error:
                await self._try_later(ids, attempts, str(error))
            except Exception as error:  # noqa: BLE001 -- a fault of ours: the others still go
                log.warning("mail.failed", kind=letter.kind, cause=type(error).__name__)
                await self._try_later(ids, attempts, type(error).__name__)
            else:
                await self._settle_all(ids, Outcome.SENT, None)

    async def _put_back(self, ids: Sequence[int], now: datetime) -> None:
        """Leave it to the next who looks; it was no attempt."""
        await self._database.transact(lambda unit: unit.sql.execute(PUT_BACK, ids, now, None, 1))

    async def _settle_all(self, ids: Sequence[int], outcome: Outcome, reason: str | None) -> None:
        await self._database.transact(
            lambda unit: unit.sql.execute(SETTLE, ids, outcome, reason, self._clock.now())
        )

    async def _try_later(self, ids: Sequence[int], attempts: int, cause: str) -> None:
        pause = BACKOFF.pause_after(attempts)
        if pause is None:
            await self._settle_all(ids, Outcome.DEAD, cause)
            return
        again_at = self._clock.now() + pause
        await self._database.transact(
            lambda unit: unit.sql.execute(PUT_BACK, ids, again_at, cause, 0)
        )


def _judged(
    mail: WaitingMail,
    visits: Mapping[int, VisitFacts],
    addressee: Addressee | None,
    now: datetime,
) -> tuple[Item, Verdict]:
    visit = visits.get(mail.appointment_id) if mail.appointment_id else None
    return Item(mail, visit), judge(mail, visit, addressee, now)


async def _set_aside(
    unit: UnitOfWork, mail: WaitingMail, verdict: Drop | Wait, now: datetime
) -> None:
    if isinstance(verdict, Drop):
        await unit.sql.execute(SETTLE, [mail.id], Outcome.DROPPED, verdict.reason, now)
    else:
        # Not an attempt.
        await unit.sql.execute(PUT_BACK, [mail.id], verdict.until, None, 1)


def _groups(rows: Sequence[asyncpg.Record]) -> list[list[WaitingMail]]:
    """What goes into one e-mail each: what went together before, else of one kind and day."""
    by_key: dict[object, list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        recipient = (row["user_id"], row["patient_id"])
        if row["envelope_uid"] is not None:
            by_key[row["envelope_uid"]].append(row)
        elif row["visit_on"] is None:
            by_key[row["id"]].append(row)
        else:
            by_key[recipient, row["kind"], row["visit_on"]].append(row)
    return [[_mail(row, group[0]) for row in group] for group in by_key.values()]


def _mail(row: asyncpg.Record, first: asyncpg.Record) -> WaitingMail:
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
        envelope_uid=first["envelope_uid"] or first["uid"],
        created_at=row["created_at"],
    )
