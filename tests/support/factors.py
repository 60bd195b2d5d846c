"""Second factors and API keys that accounts have already."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import FastAPI

from praxis.identity.api_keys import repository as api_keys
from praxis.identity.api_keys.writing import hash_secret, new_secret, write_key
from praxis.identity.factors import codes, repository
from praxis.identity.factors.passkeys import Registered
from praxis.identity.models import User
from praxis.identity.tokens import TokenMaker, hash_refresh_token
from praxis.kit.db.database import Database, UnitOfWork
from tests.support.passkeys import SoftPasskey

SECRET = b"twenty bytes of seed"
RECOVERY_CODE = "abcde-fghjk"


def code_now(now: datetime, *, steps: int = 0) -> str:
    """What the app of `give_totp` shows, or showed so many half minutes later."""
    return codes.code_of(SECRET, codes.step_of(now) + steps)


def _parts(app: FastAPI) -> tuple[Database, TokenMaker, datetime]:
    return app.state.database, app.state.tokens, app.state.clock.now()


async def mark(app: FastAPI, user: User) -> None:
    """From now on the sign-in of this account asks for a factor."""
    database: Database = app.state.database
    await database.transact(lambda unit: repository.mark_factors(unit, user.id, has_factor=True))


async def give_totp(app: FastAPI, user: User, *, confirmed: bool = True) -> None:
    database, tokens, now = _parts(app)
    sealed = codes.seal_secret(tokens.factor_key, user.uid, SECRET)

    async def give(unit: UnitOfWork) -> None:
        await unit.sql.execute("DELETE FROM totp_factors WHERE user_id = $1", user.id)
        await repository.put_totp(unit, user.id, sealed, now)
        if confirmed:
            await repository.confirm_totp(unit, user.id, now)

    await database.transact(give)


async def give_recovery_code(app: FastAPI, user: User, code: str = RECOVERY_CODE) -> None:
    database, tokens, now = _parts(app)
    digest = codes.hash_recovery_code(tokens.recovery_key, user.uid, code)
    await database.transact(
        lambda unit: repository.replace_recovery_codes(unit, user.id, [digest], now)
    )


async def give_passkey(app: FastAPI, user: User) -> SoftPasskey:
    database, _, now = _parts(app)
    passkey = SoftPasskey()
    kept = Registered(passkey.id, passkey.public_key, 0, ("internal",))
    passkey.uid = await database.transact(
        lambda unit: repository.add_passkey(unit, user.id, kept, "Phone", now)
    )
    return passkey


async def give_pending_sign_in(app: FastAPI, user: User) -> str:
    """The token of a sign-in whose password was right."""
    database, _, now = _parts(app)
    token = secrets.token_urlsafe(32)
    await database.transact(
        lambda unit: repository.add_pending(
            unit,
            hash_refresh_token(token),
            user.id,
            with_cookie=True,
            now=now,
            lifetime=timedelta(minutes=5),
        )
    )
    return token


@dataclass(frozen=True)
class GivenKey:
    uid: UUID
    text: str


async def give_api_key(app: FastAPI, maker: User, scopes: list[str], *, days: int = 30) -> GivenKey:
    database, _, now = _parts(app)
    secret = new_secret()
    uid = await database.transact(
        lambda unit: api_keys.insert_key(
            unit,
            name="Laboratory",
            scopes=scopes,
            secret_hash=hash_secret(secret),
            created_by=maker.id,
            now=now,
            expires_at=now + timedelta(days=days),
        )
    )
    return GivenKey(uid, write_key(uid, secret))
