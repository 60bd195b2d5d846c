"""How soon one is seen: days to the third next available appointment, measured once a day.

The third, because a first free time is often one that somebody has just cancelled: the measure of
the Institute for Healthcare Improvement.
"""

from datetime import date

from praxis.kit.db.types import SqlConnection
from praxis.reporting.figures import Measure
from praxis.reporting.matching import Matching

# The newest measure of each doctor and type; one that was not made for a while says nothing.
# $1 doctors, all if null $2 places
NEWEST = """
    SELECT DISTINCT ON (m.doctor_id, m.visit_type_id)
           m.doctor_id, m.visit_type_id, m.days, m.measured_on
    FROM report_access m
    WHERE m.measured_on > (SELECT max(measured_on) FROM report_access) - 2
      AND ($1::bigint[] IS NULL OR m.doctor_id = ANY ($1))
      AND m.doctor_id IN (SELECT doctor_id FROM doctor_locations WHERE location_id = ANY ($2))
    ORDER BY m.doctor_id, m.visit_type_id, m.measured_on DESC
"""


async def load_access(
    sql: SqlConnection, matching: Matching
) -> tuple[date | None, tuple[Measure, ...]]:
    """When was last measured, and what."""
    doctors = None if matching.doctor_ids is None else list(matching.doctor_ids)
    rows = await sql.fetch(NEWEST, doctors, [place.id for place in matching.places])
    measured_on = max((row["measured_on"] for row in rows), default=None)
    measures = (Measure(row["doctor_id"], row["visit_type_id"], row["days"]) for row in rows)
    return measured_on, tuple(measures)
