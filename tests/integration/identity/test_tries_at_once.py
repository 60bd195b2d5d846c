"""Many tries of one account at the same moment, by a clock that goes on."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from fastapi import FastAPI

from praxis.identity.attempts.rules import FREE_FROM_ADDRESS
from praxis.identity.attempts.service import Try, guarded
from praxis.identity.auth import visitor
from praxis.identity.context import IdentityContext
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, Reader
from praxis.settings import Settings
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api
from tests.support.applications import app_on
from tests.support.identity import new_email
from tests.support.streams import until

HERE = "203.0.113.7"
WRONG = "ten blue herons"


async def log_in_at_once(
    dsn: str, settings: Settings, folder: Path, password: str, times: int
) -> Counter[int]:
    clock = SystemClock()
    async with app_on(dsn, settings, folder, clock) as app, Api.of(app, clock) as api:
        user = await make_user(app.state.database)
        body = {"email": user.email, "password": password}
        answers = await asyncio.gather(*(api.post("/auth/login", body) for _ in range(times)))
        return Counter(answer.status_code for answer in answers)


async def test_forty_right_sign_ins_of_one_account_all_succeed(
    dsn: str, settings: Settings, tmp_path: Path
) -> None:
    assert await log_in_at_once(dsn, settings, tmp_path, PASSWORD, 40) == {200: 40}


async def test_forty_wrong_ones_are_no_forty_guesses(
    dsn: str, settings: Settings, tmp_path: Path
) -> None:
    seen = await log_in_at_once(dsn, settings, tmp_path, WRONG, 40)
    # While the last are hashed the first wait may be over: it is a second.
    guesses = seen.pop(401)
    assert FREE_FROM_ADDRESS <= guesses <= FREE_FROM_ADDRESS + 2
    assert seen == {429: 40 - guesses}


@pytest.fixture
def context(app: FastAPI, database: Database) -> IdentityContext:
    state = app.state
    return IdentityContext(database, state.clock, state.passwords, state.tokens, state.settings)


def tried_where(context: IdentityContext, holds: Callable[[Try], bool]) -> tuple[str, Try]:
    """An e-mail whose keys are as wanted."""
    while True:
        email = new_email()
        tried = Try.of(context.tokens.attempts_key, email, HERE)
        if holds(tried):
            return email, tried


@asynccontextmanager
async def succeeding_while_held(
    context: IdentityContext, dsn: str, email: str, key: bytes
) -> AsyncIterator[asyncio.Task[None]]:
    """A right try that has yet to write so, for somebody else holds the count under `key`."""
    other = await asyncpg.connect(dsn)
    begun = asyncio.Event()

    async def right() -> None:
        await other.execute("BEGIN")
        await other.execute("SELECT FROM sign_in_attempts WHERE key = $1 FOR UPDATE", key)
        begun.set()

    task = asyncio.create_task(guarded(context, visitor(None), email, HERE, right))
    try:
        await begun.wait()
        await until(lambda: context.database.read(waits_for_a_row))
        yield task
    finally:
        await other.close()
        await asyncio.wait([task])


async def waits_for_a_row(reader: Reader) -> bool:
    found: bool = await reader.sql.fetchval(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock' AND query LIKE '%sign_in_attempts%')"
    )
    return found


@pytest.mark.parametrize("here_first", [True, False])
async def test_whoever_waits_for_one_count_holds_none_that_comes_after(
    context: IdentityContext, dsn: str, *, here_first: bool
) -> None:
    email, tried = tried_where(context, lambda t: (t.here < t.anywhere) is here_first)
    first, second = sorted((tried.here, tried.anywhere))
    async with succeeding_while_held(context, dsn, email, first):
        # Raises if it were held: the two would then wait for each other.
        await context.database.read(
            lambda reader: reader.sql.execute(
                "SELECT FROM sign_in_attempts WHERE key = $1 FOR UPDATE NOWAIT", second
            )
        )


async def test_a_right_try_that_is_cut_off_at_the_end_leaves_no_failure(
    context: IdentityContext, dsn: str
) -> None:
    email, tried = tried_where(context, lambda _: True)
    async with succeeding_while_held(context, dsn, email, tried.here) as task:
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    async def is_taken_back() -> bool:
        rows = await context.database.read(
            lambda reader: reader.sql.fetch(
                "SELECT failures, succeeded_at IS NOT NULL AS known FROM sign_in_attempts"
                " WHERE key = ANY ($1) ORDER BY key = $2 DESC",
                [tried.here, tried.anywhere],
                tried.here,
            )
        )
        return [(row["failures"], row["known"]) for row in rows] == [(0, True), (0, False)]

    await until(is_taken_back)
