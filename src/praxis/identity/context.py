"""What signing in and out works with."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from praxis.identity.auth import TokenMakerDep
from praxis.identity.passwords import PasswordHasher, PasswordHasherDep
from praxis.identity.rules import PasswordPolicy
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import Clock
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.db.database import Database
from praxis.settings import Settings, SettingsDep
from praxis.settings.groups import AuthSettings


@dataclass(frozen=True, slots=True)
class IdentityContext:
    database: Database
    clock: Clock
    passwords: PasswordHasher
    tokens: TokenMaker
    settings: Settings

    @property
    def auth(self) -> AuthSettings:
        return self.settings.auth

    @property
    def policy(self) -> PasswordPolicy:
        return PasswordPolicy(self.auth.password_min_length, self.auth.password_character_classes)


async def _context(
    database: DatabaseDep,
    clock: ClockDep,
    passwords: PasswordHasherDep,
    tokens: TokenMakerDep,
    settings: SettingsDep,
) -> IdentityContext:
    return IdentityContext(database, clock, passwords, tokens, settings)


IdentityDep = Annotated[IdentityContext, Depends(_context)]
