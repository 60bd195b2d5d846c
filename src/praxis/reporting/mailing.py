"""The report of each month by mail, to doctors their own and to administrators the practice's.

Nothing is scheduled: a look, a few times an hour, finds who wants a report and has not had it. The
row in `report_mailings` is written with the mail, and there is one for a person and month.
"""

from datetime import date, datetime
from functools import partial

import asyncpg

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.documents.render import render_pdf
from praxis.kit.languages import language_of
from praxis.notifications.judgement import WaitingMail
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.queue import NewMail, add_mails
from praxis.notifications.recipients import Recipient
from praxis.reporting.papers.paper import TEMPLATE, Heading, report_data
from praxis.reporting.papers.service import open_doctor_report, open_overview
from praxis.reporting.periods import month_of, previous_month
from praxis.reporting.repository import zone_of
from praxis.reporting.schemas import OverviewRead
from praxis.reporting.service import Asked

# On these days of a month the report of the one before goes; who begins to want it later gets the
# next one.
DAYS = 5
# Not in the night: most of what is late of a month is written down by then.
FROM_HOUR = 6
BATCH = 100

# $1 the zone of who has none $2 now
WANTED = """
    WITH wanted AS (
        SELECT u.id, u.role, d.uid AS doctor_uid,
               $2::timestamptz AT TIME ZONE coalesce(u.time_zone, $1) AS local
        FROM notification_preferences n
        JOIN users u ON u.id = n.user_id AND u.active
        LEFT JOIN doctors d ON d.user_id = u.id AND d.active AND d.approved_at IS NOT NULL
        WHERE n.email_reports AND (u.role = 'admin' OR (u.role = 'doctor' AND d.id IS NOT NULL)))
    SELECT id, role, doctor_uid, local FROM wanted w
    WHERE extract(day FROM local) <= $3 AND extract(hour FROM local) >= $4
      AND NOT EXISTS (
        SELECT FROM report_mailings m WHERE m.user_id = w.id
        AND m.month = (date_trunc('month', local) - interval '1 month')::date)
    ORDER BY id LIMIT $5
"""

# Of two that look at once, one gets the row.
TAKE = """
    INSERT INTO report_mailings (user_id, month, queued_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING RETURNING user_id
"""

READER = """
    SELECT u.id, u.uid, u.role, d.uid AS doctor_uid FROM users u
    LEFT JOIN doctors d ON d.user_id = u.id AND d.active AND d.approved_at IS NOT NULL
    WHERE u.id = $1 AND u.active
"""


async def queue_reports(unit: UnitOfWork, now: datetime) -> int:
    """Queue the report of last month for whoever wants it and has not had it; how many."""
    zone = await zone_of(unit.sql, None)
    rows = await unit.sql.fetch(WANTED, zone, now, DAYS, FROM_HOUR, BATCH)
    mails = []
    for row in rows:
        month = previous_month(row["local"].date())
        if await unit.sql.fetchval(TAKE, row["id"], month, now):
            mails.append(_mail(row, month, now))
    await add_mails(unit, mails, now)
    return len(mails)


def _mail(row: asyncpg.Record, month: date, now: datetime) -> NewMail:
    page = f"/reports/doctors/{row['doctor_uid']}" if row["role"] == Role.DOCTOR else "/reports"
    period = month_of(month)
    return NewMail(
        MailKind.MONTHLY_REPORT,
        Recipient(row["id"], None),
        now,
        data={"month": str(month), "page": f"{page}?from={period.first}&to={period.last}"},
    )


async def enclose_report(
    database: Database, mail: WaitingMail, locale: str, now: datetime
) -> tuple[tuple[str, bytes], ...] | None:
    """The report as a PDF, of the figures of now; None to whom it is no business any more."""
    opened = await database.read(partial(_open, mail=mail, now=now))
    if opened is None:
        return None
    report, heading = opened
    language = language_of(locale)
    content = await render_pdf(TEMPLATE, report_data(report, heading, language), language=language)
    return ((f"report-{report.period.first:%Y-%m}.pdf", content),)


async def _open(
    reader: Reader, *, mail: WaitingMail, now: datetime
) -> tuple[OverviewRead, Heading] | None:
    row = await reader.sql.fetchrow(READER, mail.recipient.user_id)
    if row is None or mail.month is None:
        return None
    actor = Actor(row["id"], row["uid"], row["role"])
    period = month_of(mail.month)
    asked = Asked(period.first, period.last)
    if actor.role == Role.ADMIN:
        return await open_overview(reader, actor=actor, asked=asked, now=now)
    if actor.role != Role.DOCTOR or row["doctor_uid"] is None:
        return None
    own = Asked(period.first, period.last, doctor_uid=row["doctor_uid"])
    return await open_doctor_report(reader, actor=actor, asked=own, now=now)
