from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from praxis.directory.practice.models import THE_ONE, Practice


async def get_practice(session: AsyncSession, *, to_change: bool = False) -> Practice:
    statement = select(Practice).where(Practice.id == THE_ONE)
    if to_change:
        statement = statement.with_for_update()
    return (await session.scalars(statement)).one()
