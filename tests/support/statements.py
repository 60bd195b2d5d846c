"""Which statements an operation sends to the database."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from asyncpg.connection import LoggedQuery
from sqlalchemy import event

from praxis.kit.db.database import Database, UnitOfWork

T = TypeVar("T")


async def first_words(
    database: Database, operation: Callable[[UnitOfWork], Awaitable[T]], words: int = 3
) -> list[str]:
    """The beginnings of the statements of one transaction, in order.

    The end of a savepoint is `END` whether it was kept or undone, and names of savepoints are
    left out.
    """
    seen: list[str] = []

    def note(statement: str) -> None:
        if "SAVEPOINT" in statement.upper():
            seen.append("SAVEPOINT" if statement.startswith("SAVEPOINT") else "END")
        else:
            seen.append(" ".join(statement.split()[:words]))

    def note_logged(query: LoggedQuery) -> None:
        note(query.query)

    def note_orm(*call: Any) -> None:
        note(call[2])

    async def watched(unit: UnitOfWork) -> T:
        with unit.sql.query_logger(note_logged):
            return await operation(unit)

    # The ORM prepares its statements, and the driver's logger does not hear of prepared ones.
    event.listen(database.engine.sync_engine, "before_cursor_execute", note_orm)
    try:
        await database.transact(watched)
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note_orm)
    return seen
