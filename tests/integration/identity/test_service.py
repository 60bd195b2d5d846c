from datetime import timedelta
from functools import partial

import pytest

from praxis.identity.auth import SYSTEM
from praxis.identity.errors import BadEmail, EmailTaken, WeakPassword
from praxis.identity.models import Role, User
from praxis.identity.passwords import PasswordHasher
from praxis.identity.rules import PasswordPolicy
from praxis.identity.service import create_user, forget_ended_sessions, prepare_password
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from tests.factories.identity import PASSWORD_HASH, make_user
from tests.support.api import Api, ok
from tests.support.identity import audited


async def add(database: Database, email: str) -> User:
    return await database.transact(
        partial(
            create_user,
            author=SYSTEM,
            email=email,
            full_name="Nadia Karim",
            role=Role.ADMIN,
            password_hash=PASSWORD_HASH,
        )
    )


async def test_create_user_folds_the_email_and_audits(database: Database) -> None:
    tail = new_uid().hex
    user = await add(database, f" Nadia-{tail}@Example.Org")
    assert user.email == f"nadia-{tail}@example.org"
    assert (user.role, user.active, user.email_verified_at) == (Role.ADMIN, True, None)
    assert await audited(database, user.uid) == ["user.created"]


async def test_create_user_refuses_a_known_email_and_what_is_none(database: Database) -> None:
    user = await make_user(database)
    with pytest.raises(EmailTaken):
        await add(database, user.email.upper())
    with pytest.raises(BadEmail):
        await add(database, "nadia")


async def test_after_a_taken_email_the_unit_of_work_goes_on(database: Database) -> None:
    user = await make_user(database)
    other = f"other-{new_uid().hex}@example.org"

    async def add_both(unit: UnitOfWork) -> User:
        create = partial(
            create_user,
            unit,
            SYSTEM,
            full_name="Nadia Karim",
            role=Role.STAFF,
            password_hash=PASSWORD_HASH,
        )
        with pytest.raises(EmailTaken):
            await create(email=user.email)
        return await create(email=other)

    assert (await database.transact(add_both)).email == other


async def test_prepare_password_says_what_is_wrong() -> None:
    hasher = PasswordHasher(memory_kib=64, rounds=1)
    with pytest.raises(WeakPassword) as refused:
        await prepare_password(hasher, PasswordPolicy(min_length=12), "short", about=())
    assert "at least 12 characters" in refused.value.detail
    with pytest.raises(WeakPassword) as refused:
        await prepare_password(hasher, PasswordPolicy(), "x y z " * 22, about=())
    assert "at most 128 characters" in refused.value.detail
    assert refused.value.data["reason"] == "too_long"


async def test_sessions_that_ended_are_forgotten_a_month_later_and_live_ones_kept(
    api: Api, database: Database, clock: FixedClock
) -> None:
    user = await make_user(database)
    ended, live = await api.signed_in(user), await api.signed_in(user)
    ok(await ended.post("/auth/logout"), 204)
    now = clock.now()
    await database.transact(partial(forget_ended_sessions, now=now + timedelta(days=30)))
    assert await count_sessions(database, user) == 2
    after = now + timedelta(days=30, seconds=1)
    assert await database.transact(partial(forget_ended_sessions, now=after)) >= 1
    assert await count_sessions(database, user) == 1
    ok(await live.get("/users/me"))
    await database.transact(partial(forget_ended_sessions, now=after + timedelta(days=30)))
    assert await count_sessions(database, user) == 0


async def count_sessions(database: Database, user: User) -> int:
    async with database.reading() as reader:
        found: int = await reader.sql.fetchval(
            "SELECT count(*) FROM sessions WHERE user_id = $1", user.id
        )
    return found
