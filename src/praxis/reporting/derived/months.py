"""Visits counted by month, kept so that long periods need not read every visit.

What happens to a visit marks the month of its doctor stale. What is stale, was told and not heard
of yet, or was never counted is read from the visits: the figures are right at any moment, and only
how fast they come depends on how current the tables are.
"""

from datetime import datetime

from praxis.kit.db.types import SqlConnection
from praxis.reporting.matching import Matching
from praxis.reporting.repository import Counted, count_visits


async def count_in_months(sql: SqlConnection, matching: Matching, now: datetime) -> Counted:
    """The visits of a long period; its series is by month."""
    return (await count_visits(sql, matching, matching.period, now)).by_month()
