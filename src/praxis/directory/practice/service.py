"""What is told of the practice, to anyone."""

from praxis.audit import service as audit
from praxis.directory.practice import repository
from praxis.directory.practice.schemas import PracticeRead, PracticeUpdate, read_practice
from praxis.directory.updates import apply_changes
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.etags import IfMatch


async def get_practice(reader: Reader) -> PracticeRead:
    return read_practice(await repository.get_practice(reader.session))


async def update_practice(
    unit: UnitOfWork, actor: Actor, wanted: PracticeUpdate, if_match: IfMatch
) -> PracticeRead:
    """Raises `Stale`."""
    row = await repository.get_practice(unit.session, to_change=True)
    if_match.check(row.version)
    changed = apply_changes(row, wanted.named())
    if changed:
        await unit.flush()
        await audit.record(unit, actor, "practice.updated", "practice", None, fields=changed)
    return read_practice(row)
