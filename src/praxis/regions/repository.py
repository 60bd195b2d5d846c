"""Every query that asks for regions; `tree_repository` has those that write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession

from praxis.kit.db.types import SqlConnection
from praxis.kit.pagination import Keyset
from praxis.regions.models import Region
from praxis.regions.names import folded

BY_NAME = Keyset((Region.level, Region.name, Region.id), (int, str, int))

COUNT = """
    SELECT country, level, kind, count(*) AS regions FROM regions WHERE ended_at IS NULL
    GROUP BY country, level, kind ORDER BY country, level, kind
"""


@dataclass(frozen=True, slots=True)
class RegionFilter:
    parent_uid: UUID | None = None
    level: int | None = None
    country: str | None = None
    q: str | None = None


def listed_regions(wanted: RegionFilter) -> Select[Region]:
    statement = select(Region).where(Region.ended_at.is_(None))
    if wanted.parent_uid is not None:
        parent = select(Region.id).where(Region.uid == wanted.parent_uid).scalar_subquery()
        statement = statement.where(Region.parent_id == parent)
    if wanted.level is not None:
        statement = statement.where(Region.level == wanted.level)
    if wanted.country is not None:
        statement = statement.where(Region.country == wanted.country)
    if wanted.q is not None:
        statement = statement.where(Region.search.contains(folded(wanted.q), autoescape=True))
    return statement


async def find_region(session: AsyncSession, uid: UUID) -> Region | None:
    found: Region | None = await session.scalar(select(Region).where(Region.uid == uid))
    return found


def ids_within(uid: UUID) -> Select[int]:
    """Return the ids of a region and of all below it."""
    top = select(Region.id).where(Region.uid == uid).scalar_subquery()
    return select(Region.id).where(Region.path.contains(array([top])))


async def count_by_kind(sql: SqlConnection) -> Sequence[tuple[str, int, str, int]]:
    """Country, level, kind and how many regions that did not end."""
    return [
        (row["country"], row["level"], row["kind"], row["regions"])
        for row in await sql.fetch(COUNT)
    ]
