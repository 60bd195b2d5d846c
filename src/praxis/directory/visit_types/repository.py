from uuid import UUID

from sqlalchemy import Select, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from praxis.directory.filters import contains
from praxis.directory.visit_types.errors import VisitTypeNotFound
from praxis.directory.visit_types.models import VisitType
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.pagination import Keyset

BY_NAME = Keyset((VisitType.name, VisitType.id), (str, int))


def visible_visit_types(actor: Actor) -> Select[VisitType]:
    """Return the visit types that the actor may know of: administrators see inactive ones too."""
    return select(VisitType).where(true() if actor.role == Role.ADMIN else VisitType.active)


def listed_visit_types(actor: Actor, *, q: str | None, inactive_too: bool) -> Select[VisitType]:
    statement = visible_visit_types(actor)
    if not inactive_too:
        statement = statement.where(VisitType.active)
    return statement if q is None else statement.where(contains(VisitType.name, q))


async def get_visit_type(
    session: AsyncSession, actor: Actor, uid: UUID, *, to_change: bool = False
) -> VisitType:
    """Raise `VisitTypeNotFound` for what is unknown or not visible."""
    statement = visible_visit_types(actor).where(VisitType.uid == uid)
    if to_change:
        statement = statement.with_for_update()
    visit_type = await session.scalar(statement)
    if visit_type is None:
        raise VisitTypeNotFound
    return visit_type
