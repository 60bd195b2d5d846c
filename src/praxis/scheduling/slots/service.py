from uuid import UUID

from praxis.kit.db.database import Reader
from praxis.kit.db.types import SqlConnection
from praxis.regions.service import check_region
from praxis.scheduling.slots.errors import UnknownDoctor, UnknownVisitType, VisitTypeNotOffered
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.repository import FactsRequest, load_facts, places_in

MISSING = """
    SELECT
        EXISTS (SELECT FROM doctors d JOIN users u ON u.id = d.user_id
                WHERE d.uid = $1 AND d.active AND d.approved_at IS NOT NULL AND u.active
                  AND u.role = 'doctor') AS doctor,
        EXISTS (SELECT FROM visit_types WHERE uid = $2 AND active) AS visit_type
"""


async def get_facts(
    sql: SqlConnection, request: FactsRequest, *, visit_type_pointer: str
) -> SlotFacts:
    """The facts of the one doctor asked for.

    Raises `UnknownDoctor`, `UnknownVisitType` or `VisitTypeNotOffered`.
    """
    found = await load_facts(sql, request)
    if found:
        return found[0]
    row = await sql.fetchrow(MISSING, request.doctor_uids[0], request.visit_type_uid)
    if row is None or not row["doctor"]:
        raise UnknownDoctor
    if not row["visit_type"]:
        raise UnknownVisitType(pointer=visit_type_pointer)
    raise VisitTypeNotOffered(pointer=visit_type_pointer)


async def check_visit_type(sql: SqlConnection, uid: UUID, *, pointer: str) -> None:
    """Raise `UnknownVisitType` unless it is in use."""
    if not await sql.fetchval("SELECT 1 FROM visit_types WHERE uid = $1 AND active", uid):
        raise UnknownVisitType(pointer=pointer)


async def find_places(reader: Reader, region_uid: UUID | None) -> frozenset[int] | None:
    """The places in a region; None, which is all of them, without one. Raises `UnknownRegion`."""
    if region_uid is None:
        return None
    await check_region(reader, region_uid)
    return frozenset(await reader.session.scalars(places_in(region_uid)))
