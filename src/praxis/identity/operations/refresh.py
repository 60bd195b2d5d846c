from dataclasses import dataclass
from datetime import datetime

import asyncpg

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.account_rules import PresentedToken, RefreshVerdict, judge_refresh
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.errors import SessionEnded
from praxis.identity.operations.open_session import Grant
from praxis.identity.sessions.repository import note_use
from praxis.identity.tokens import hash_refresh_token, new_refresh_token
from praxis.kit.db.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class Presented:
    """A refresh token, and who presents it when."""

    token_hash: bytes
    visitor: Actor
    now: datetime
    address: str | None = None


async def refresh(
    context: IdentityContext, visitor: Actor, token: str, address: str | None = None
) -> Grant:
    """Exchange a refresh token for a new pair. Raises `SessionEnded`.

    A token that was used before ends its whole session, and that end is kept although the
    request is refused.
    """
    presented = Presented(hash_refresh_token(token), visitor, context.clock.now(), address)
    grant = await context.database.transact(lambda unit: _rotate(unit, context, presented))
    if grant is None:
        raise SessionEnded
    return grant


async def _rotate(unit: UnitOfWork, context: IdentityContext, presented: Presented) -> Grant | None:
    row = await repository.lock_refresh_token(unit, presented.token_hash)
    verdict = judge_refresh(_facts(row), presented.now)
    if row is None or verdict is RefreshVerdict.ENDED:
        return None
    if verdict is RefreshVerdict.REUSED:
        await _end_stolen(unit, row, presented)
        return None
    new_token = new_refresh_token()
    await repository.use_refresh_token(unit, presented.token_hash, presented.now)
    await note_use(unit, row["id"], presented.address, presented.now)
    await repository.insert_refresh_token(
        unit, row["id"], hash_refresh_token(new_token), presented.now
    )
    actor = Actor(row["user_id"], row["user_uid"], row["role"], presented.visitor.request_id)
    await audit.record(unit, actor, "session.refreshed", "session", row["uid"])
    return Grant(
        context.tokens.access_token(row["user_uid"], row["uid"], presented.now),
        context.tokens.access_lifetime,
        new_token,
        row["expires_at"] - presented.now,
    )


def _facts(row: asyncpg.Record | None) -> PresentedToken | None:
    if row is None:
        return None
    return PresentedToken(row["used_at"], row["expires_at"], row["revoked_at"], row["active"])


async def _end_stolen(unit: UnitOfWork, row: asyncpg.Record, presented: Presented) -> None:
    await repository.end_session(unit, row["uid"], "token_reused", presented.now)
    # Whether this is the owner or the thief is not known: nobody is named as the actor.
    await audit.record(
        unit,
        presented.visitor,
        "session.reuse_detected",
        "session",
        row["uid"],
        user=row["user_uid"],
    )
