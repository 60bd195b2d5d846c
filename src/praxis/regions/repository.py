"""Every query that asks for regions; `tree_repository` has those that write them."""

from dataclasses import dataclass
from typing import Any
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
    SELECT r.country, r.level, r.kind, count(*) AS regions, t.shipped
    FROM regions r JOIN region_trees t ON t.country = r.country
    WHERE r.ended_at IS NULL
    GROUP BY r.country, r.level, r.kind, t.shipped ORDER BY r.country, r.level, r.kind
"""
LIST = """
    SELECT r.country, r.code, p.code AS parent_code, r.kind, r.name, r.names, r.aliases
    FROM regions r LEFT JOIN regions p ON p.id = r.parent_id
    WHERE r.country = $1 AND r.ended_at IS NULL ORDER BY r.level, p.code, r.code
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


async def count_by_kind(sql: SqlConnection) -> list[dict[str, Any]]:
    """How many regions that did not end each country has, of which level and kind."""
    return [dict(row) for row in await sql.fetch(COUNT)]


async def list_tree(sql: SqlConnection, country: str) -> list[dict[str, Any]]:
    """The regions of a country that did not end, what they lie in always first."""
    return [dict(row) for row in await sql.fetch(LIST, country)]
