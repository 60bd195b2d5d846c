"""The account behind a new doctor's profile: one that is there, or one that is made with it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from praxis.directory.doctors import repository
from praxis.directory.doctors.errors import NotADoctor
from praxis.directory.doctors.schemas import AccountCreate
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.models import Role, User
from praxis.identity.schemas import UserCreate
from praxis.identity.service import add_user, prepare_password
from praxis.kit.db.database import UnitOfWork
from praxis.kit.errors import Invalid
from praxis.settings import Settings


@dataclass(frozen=True, slots=True)
class NewAccount:
    wanted: UserCreate
    password_hash: str
    settings: Settings
    now: datetime


async def prepare_account(context: IdentityContext, wanted: AccountCreate) -> NewAccount:
    """Hash the password, before any transaction. Raises `WeakPassword`."""
    try:
        password_hash = await prepare_password(
            context.passwords,
            context.policy,
            wanted.password,
            about=(wanted.email, wanted.full_name),
        )
    except Invalid as error:
        raise _in_account(error) from None
    user = UserCreate(role=Role.DOCTOR, **wanted.model_dump())
    return NewAccount(user, password_hash, context.settings, context.clock.now())


async def add_account(unit: UnitOfWork, actor: Actor, account: NewAccount) -> User:
    """Write the account and ask its owner to confirm the e-mail.

    Raises `EmailTaken` or `BadMobile`.
    """
    try:
        made = await add_user(
            unit,
            actor,
            account.wanted,
            password_hash=account.password_hash,
            settings=account.settings,
            now=account.now,
        )
    except Invalid as error:
        raise _in_account(error) from None
    return await find_account(unit, made.id)


async def find_account(unit: UnitOfWork, uid: UUID | None) -> User:
    """Raise `NotADoctor` unless this is an active account of the role doctor."""
    user = None if uid is None else await repository.find_doctor_account(unit.session, uid)
    if user is None:
        raise NotADoctor(pointer="/user_id")
    return user


def _in_account(error: Invalid) -> Invalid:
    error.pointer = f"/account{error.pointer}"
    return error
