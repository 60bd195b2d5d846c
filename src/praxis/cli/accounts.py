import asyncio
import os
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import typer

from praxis.audit import service as audit
from praxis.cli.runtime import load_settings, running_database, with_secret
from praxis.cli.terminal import fail, out
from praxis.identity.attempts.service import Try, forget_attempts
from praxis.identity.auth import SYSTEM
from praxis.identity.emails import fold_email
from praxis.identity.factors.enrolment import reset_factors
from praxis.identity.models import Role, User
from praxis.identity.passwords import PasswordHasher
from praxis.identity.repository import find_user_by_email
from praxis.identity.rules import PasswordPolicy
from praxis.identity.service import create_user, prepare_password
from praxis.identity.tokens import TokenMaker
from praxis.kit.clients import plain_address
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.migrations import upgrade as migrations

app = typer.Typer(help="Accounts.", no_args_is_help=True)


@app.callback()
def accounts() -> None:
    """Accounts."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    role: Role
    email: str
    name: str
    password: str


@app.command("create")
def create(
    role: Annotated[Role, typer.Option(help="what the account may do")],
    email: Annotated[str, typer.Option(prompt="E-mail", help="asked for when absent")],
    name: Annotated[str, typer.Option(prompt="Full name", help="asked for when absent")],
) -> None:
    """Create an account. The password comes from PRAXIS_PASSWORD, or is asked for."""
    if role is Role.DOCTOR:
        fail("A doctor has a licence, too: use POST /api/v1/doctors or register.", code=2)
    settings = load_settings()
    password = os.environ.get("PRAXIS_PASSWORD") or typer.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )
    policy = PasswordPolicy(
        settings.auth.password_min_length, settings.auth.password_character_classes
    )
    with running_database(settings) as dsn:
        asyncio.run(migrations.upgrade(dsn))
        user = asyncio.run(_create(dsn, policy, NewAccount(role, email, name, password)))
    out.print(f"{user.email} can sign in as {user.role}.", markup=False)


@app.command("reset-factors")
def reset(
    email: Annotated[str, typer.Option(prompt="E-mail", help="asked for when absent")],
) -> None:
    """Take every second factor from an account whose owner has lost them all.

    Only the password is asked for afterwards: make sure who it is that asks you.
    """
    settings = load_settings()
    with running_database(settings) as dsn:
        asyncio.run(migrations.upgrade(dsn))
        count = asyncio.run(_reset(dsn, email))
    if count is None:
        fail("There is no account with this e-mail.", code=1)
    out.print(f"{count} factors were removed.", markup=False)


async def _reset(dsn: str, email: str) -> int | None:
    database = Database(dsn, pool_size=1)

    async def taken(unit: UnitOfWork) -> int | None:
        user = await find_user_by_email(unit, fold_email(email))
        return None if user is None else await reset_factors(unit, SYSTEM, user)

    try:
        return await database.transact(taken)
    finally:
        await database.close()


SIGN_IN_ELSEWHERE = (
    "They can sign in without waiting, but not where ten were given wrong: name that place with"
    " --address (the log's `client`)."
)
SIGN_IN_THERE = (
    "They can sign in without waiting, at this address too, but not at others where ten were given"
    " wrong."
)


@app.command("forget-attempts")
def forget(
    email: Annotated[str, typer.Option(prompt="E-mail", help="asked for when absent")],
    address: Annotated[str, typer.Option(help="where they are kept out by tries made there")] = "",
) -> None:
    """Forget wrong passwords that were given for an account, so that its owner need not wait.

    Nobody waits for more than a quarter of an hour: this is for who must not wait that long.
    """
    settings = with_secret(load_settings())
    secret = settings.auth.secret_key
    assert secret is not None  # noqa: S101 -- made above where there was none
    tokens = TokenMaker(secret.get_secret_value(), settings.auth.access_token_lifetime)
    if address and plain_address(address) is None:
        fail("This is no address: write one such as 203.0.113.7.", code=2)
    tried = Try.of(tokens.attempts_key, email, address)
    with running_database(settings) as dsn:
        asyncio.run(migrations.upgrade(dsn))
        done = asyncio.run(_forget(dsn, email, tried))
    if not done:
        fail("There is no account with this e-mail.", code=1)
    out.print(SIGN_IN_THERE if address else SIGN_IN_ELSEWHERE, markup=False)


async def _forget(dsn: str, email: str, tried: Try) -> bool:
    database = Database(dsn, pool_size=1)

    async def done(unit: UnitOfWork) -> bool:
        user = await find_user_by_email(unit, fold_email(email))
        if user is not None:
            await forget_attempts(unit, tried, SystemClock().now())
            await audit.record(unit, SYSTEM, "user.attempts_forgotten", "user", user.uid)
        return user is not None

    try:
        return await database.transact(done)
    finally:
        await database.close()


async def _create(dsn: str, policy: PasswordPolicy, account: NewAccount) -> User:
    database = Database(dsn, pool_size=1)
    try:
        about = (account.email, account.name)
        password_hash = await prepare_password(
            PasswordHasher(), policy, account.password, about=about
        )
        return await database.transact(
            partial(
                create_user,
                author=SYSTEM,
                email=account.email,
                full_name=account.name,
                role=account.role,
                password_hash=password_hash,
            )
        )
    finally:
        await database.close()
