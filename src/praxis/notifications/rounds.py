"""Taking mails out of the queue to send them, and writing down what became of them.

A lease is by the clock of the database, so that those who send need not agree on the time.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from praxis.kit.db.database import UnitOfWork
from praxis.notifications.holding import held_since
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.models import Outcome

# Any number that no other part of Praxis locks on.
TAKING_LOCK = 7_226_071
KINDS = [str(kind) for kind in MailKind]
REPORT = str(MailKind.MONTHLY_REPORT)

# Mails about accounts first: a link to set a password does not wait behind ten thousand reminders,
# nor behind the reports of a month, each of which takes a while to make.
# Kinds that this release does not know are left to the newer one that runs beside it.
TAKE = """
    SELECT id, kind, user_id, patient_id, visit_on, envelope_uid FROM mails m
    WHERE outcome IS NULL AND available_at <= $1 AND kind = ANY ($4)
      AND (leased_until IS NULL OR leased_until <= now()) AND (visit_on IS NULL) = $3
    ORDER BY {first}available_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
TAKE_ACCOUNTS = TAKE.format(first=f"kind = '{REPORT}', ")
TAKE_VISITS = TAKE.format(first="")

# What goes into the same e-mail: what was tried with it before, and what may wait a little longer
# for more of its kind.
ENVELOPES = """
    SELECT id FROM mails
    WHERE outcome IS NULL AND envelope_uid = ANY ($1) AND id <> ALL ($2)
      AND (leased_until IS NULL OR leased_until <= now())
"""

COMPANY = """
    SELECT m.id FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::date[])
         AS lead(kind, user_id, patient_id, visit_on)
    JOIN mails m ON m.user_id = lead.user_id AND m.visit_on = lead.visit_on AND m.kind = lead.kind
    WHERE m.outcome IS NULL AND m.envelope_uid IS NULL AND m.available_at <= $5
      AND m.id <> ALL ($6) AND (m.leased_until IS NULL OR m.leased_until <= now())
    UNION
    SELECT m.id FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::date[])
         AS lead(kind, user_id, patient_id, visit_on)
    JOIN mails m ON m.patient_id = lead.patient_id AND m.visit_on = lead.visit_on
         AND m.kind = lead.kind
    WHERE m.outcome IS NULL AND m.envelope_uid IS NULL AND m.available_at <= $5
      AND m.id <> ALL ($6) AND (m.leased_until IS NULL OR m.leased_until <= now())
"""

READ = """
    SELECT id, uid, kind, user_id, patient_id, visit_on, envelope_uid FROM mails
    WHERE id = ANY ($1) ORDER BY id
"""

LEASE = """
    UPDATE mails m SET leased_until = now() + $3::interval, envelope_uid = n.envelope_uid
    FROM unnest($1::bigint[], $2::uuid[]) AS n(id, envelope_uid)
    WHERE m.id = n.id
    RETURNING m.id, m.uid, m.kind, m.user_id, m.patient_id, m.appointment_id, m.sequence,
              m.visit_on, m.due_at, m.data, m.attempts, m.envelope_uid, m.created_at
"""

# The disk is not waited for: what a power cut takes back here is one in the count of attempts.
BEGIN = """
    UPDATE mails SET attempts = attempts + 1
    WHERE id = ANY ($1) AND outcome IS NULL AND leased_until > now()
      AND set_config('synchronous_commit', 'off', true) = 'off'
    RETURNING id
"""

SETTLE = """
    UPDATE mails SET outcome = $2, outcome_reason = $3, finished_at = $4, leased_until = NULL
    WHERE id = ANY ($1) AND outcome IS NULL
"""

RETRY = """
    UPDATE mails SET available_at = $2, leased_until = NULL, outcome_reason = $3
    WHERE id = ANY ($1) AND outcome IS NULL
"""

# What was tried may have arrived: it keeps its company. What was not may find more by then.
PUT_BACK = """
    UPDATE mails SET available_at = coalesce($2, available_at), leased_until = NULL,
           envelope_uid = CASE WHEN attempts > 0 THEN envelope_uid END, data = data || $3::jsonb
    WHERE id = ANY ($1) AND outcome IS NULL
"""

Group = list[asyncpg.Record]


async def take(
    unit: UnitOfWork, now: datetime, *, batch: int, lease: timedelta, company_until: datetime
) -> list[Group]:
    """Lease mails that are due; those of one group go in one e-mail, which then has its name.

    None while messages are held. One after the other: of two who took at once, each could get a
    part of what belongs together.
    """
    await unit.sql.execute("SELECT pg_advisory_xact_lock($1)", TAKING_LOCK)
    if await held_since(unit.sql) is not None:
        return []
    leads = await unit.sql.fetch(TAKE_ACCOUNTS, now, batch, True, KINDS)
    if len(leads) < batch:
        leads += await unit.sql.fetch(TAKE_VISITS, now, batch - len(leads), False, KINDS)
    if not leads:
        return []
    along = await _along(unit, leads, company_until)
    ids = [row["id"] for row in leads] + along
    groups = _groups(await unit.sql.fetch(READ, ids))
    named = [(row["id"], _name_of(group)) for group in groups for row in group]
    rows = await unit.sql.fetch(LEASE, [id_ for id_, _ in named], [uid for _, uid in named], lease)
    return _groups(sorted(rows, key=lambda row: (row["kind"] == REPORT, row["id"])))


def _name_of(group: Group) -> UUID:
    name: UUID = group[0]["envelope_uid"] or group[0]["uid"]
    return name


async def _along(
    unit: UnitOfWork, leads: Sequence[asyncpg.Record], company_until: datetime
) -> list[int]:
    taken = [row["id"] for row in leads]
    named = [row["envelope_uid"] for row in leads if row["envelope_uid"] is not None]
    fresh = [row for row in leads if row["envelope_uid"] is None and row["visit_on"]]
    found = []
    if named:
        found += await unit.sql.fetch(ENVELOPES, named, taken)
    if fresh:
        keys = [[row[name] for row in fresh] for name in ("kind", "user_id", "patient_id")]
        days = [row["visit_on"] for row in fresh]
        found += await unit.sql.fetch(COMPANY, *keys, days, company_until, taken)
    return sorted({row["id"] for row in found})


def _groups(rows: Sequence[asyncpg.Record]) -> list[Group]:
    """What goes into one e-mail each: what went together before, else of one kind and day."""
    by_key: dict[object, Group] = defaultdict(list)
    for row in rows:
        recipient = (row["user_id"], row["patient_id"])
        if row["envelope_uid"] is not None:
            by_key[row["envelope_uid"]].append(row)
        elif row["visit_on"] is None:
            by_key[row["id"]].append(row)
        else:
            by_key[recipient, row["kind"], row["visit_on"]].append(row)
    return list(by_key.values())


async def begin(unit: UnitOfWork, ids: Sequence[int]) -> bool:
    """Count an attempt; false when the lease is over, and another may be sending them."""
    return len(await unit.sql.fetch(BEGIN, ids)) == len(ids)


async def settle(
    unit: UnitOfWork,
    ids: Sequence[int],
    outcome: Outcome,
    reason: str | None,
    now: datetime,
) -> None:
    await unit.sql.execute(SETTLE, ids, outcome, reason, now)


async def retry_at(unit: UnitOfWork, ids: Sequence[int], at: datetime, cause: str) -> None:
    """After an attempt that failed."""
    await unit.sql.execute(RETRY, ids, at, cause)


async def put_back(unit: UnitOfWork, ids: Sequence[int], *, until: datetime | None = None) -> None:
    """Nothing was attempted: leave it to whoever looks next, or `until` quiet hours end."""
    waited = "{}" if until is None else f'{{"waited_until": "{until.isoformat()}"}}'
    await unit.sql.execute(PUT_BACK, ids, until, waited)
