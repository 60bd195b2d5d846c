import asyncio
import os
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import typer

from praxis.cli.runtime import load_settings, running_database
from praxis.cli.terminal import fail, out
from praxis.identity.auth import SYSTEM
from praxis.identity.models import Role, User
from praxis.identity.passwords import PasswordHasher
from praxis.identity.rules import PasswordPolicy
from praxis.identity.service import create_user, prepare_password
from praxis.kit.db.database import Database
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
    password = os.environ.get("PRAXIS_PASSWORD") or typer.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )
    settings = load_settings()
    policy = PasswordPolicy(
        settings.auth.password_min_length, settings.auth.password_character_classes
    )
    with running_database(settings) as dsn:
        asyncio.run(migrations.upgrade(dsn))
        user = asyncio.run(_create(dsn, policy, NewAccount(role, email, name, password)))
    out.print(f"{user.email} can sign in as {user.role}.", markup=False)


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
