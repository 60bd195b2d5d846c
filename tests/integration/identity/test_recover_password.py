from datetime import timedelta
from functools import partial

from praxis.identity.auth import SYSTEM
from praxis.identity.operations.recover_password import request_reset
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.identity import make_user
from tests.support.statements import first_words


async def test_an_unknown_email_sends_the_database_the_same_statements(
    database: Database, clock: FixedClock
) -> None:
    async def statements(email: str) -> list[str]:
        request = partial(
            request_reset,
            visitor=SYSTEM,
            email=email,
            now=clock.now(),
            lifetime=timedelta(hours=1),
        )
        return await first_words(database, request)

    known = await statements((await make_user(database)).email)
    unknown = await statements("nobody-at-all@example.org")
    assert known == [
        "WITH link AS",
        "SAVEPOINT",
        "INSERT INTO outbox_messages",
        "END",
        "INSERT INTO audit_events",
    ]
    assert unknown == known
