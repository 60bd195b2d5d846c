"""A try of which nobody knows whether it was right is not held against anyone."""

import asyncio

import pytest
from fastapi import FastAPI

from praxis.identity.attempts.service import Try, guarded
from praxis.identity.auth import visitor
from praxis.identity.context import IdentityContext
from praxis.kit.db.database import Database
from tests.support.identity import new_email

HERE = "203.0.113.7"


@pytest.mark.parametrize("ends", [RuntimeError, asyncio.CancelledError])
async def test_a_try_that_is_cut_off_is_taken_back(
    app: FastAPI, database: Database, ends: type[BaseException]
) -> None:
    state = app.state
    context = IdentityContext(database, state.clock, state.passwords, state.tokens, state.settings)
    email = new_email()

    async def cut_off() -> None:
        raise ends

    with pytest.raises(ends):
        await guarded(context, visitor(None), email, HERE, cut_off)

    tried = Try.of(context.tokens.attempts_key, email, HERE)
    failures = "SELECT failures FROM sign_in_attempts WHERE key = ANY ($1)"
    rows = await database.read(
        lambda reader: reader.sql.fetch(failures, [tried.here, tried.anywhere])
    )
    assert [row["failures"] for row in rows] == [0, 0]
