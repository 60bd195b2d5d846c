"""What every way of signing in ends with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.links import NEW_DEVICE
from praxis.identity.operations.sign_out import end_session_of_token
from praxis.identity.sessions.devices import device_of, is_new
from praxis.identity.sessions.repository import known_user_agents, note_first_sign_in
from praxis.identity.tokens import hash_refresh_token, new_refresh_token
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork

USER_AGENT_LENGTH = 400
ADDRESS_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody who signed in goes on with."""

    access_token: str
    access_lifetime: timedelta
    refresh_token: str
    session_lifetime: timedelta


@dataclass(frozen=True, slots=True)
class Seen:
    """What a request tells of where it comes from."""

    user_agent: str | None
    address: str | None
    # Of the refresh token that the browser holds, where a cookie takes its place.
    earlier_token_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entering:
    """Whose session is opened; `factor`: how the second step was taken."""

    id: int
    uid: UUID
    role: str
    factor: str | None = None


async def open_session(
    unit: UnitOfWork,
    context: IdentityContext,
    visitor: Actor,
    user: Entering,
    seen: Seen,
    now: datetime,
    *,
    password_upgraded: bool = False,
) -> Grant:
    """A new session, of which its owner hears if the device was not seen before.

    It takes the place of the one that this browser was signed in with: nobody could end that by
    signing out here any more, and who has copied its token would keep it.
    """
    lifetime = context.auth.session_lifetime
    user_agent = _printable(seen.user_agent, USER_AGENT_LENGTH)
    address = _printable(seen.address, ADDRESS_LENGTH)
    device = device_of(user_agent)
    known = await known_user_agents(unit, user.id)
    # Whoever has sessions has signed in before.
    first_ever = not known and await note_first_sign_in(unit, user.id, now)
    if not known and not first_ever:
        # Of two at once this one had to wait: the other's device is known by now.
        known = await known_user_agents(unit, user.id)
    new = is_new(device, [device_of(agent) for agent in known], first_ever=first_ever)
    session_id, session_uid = await repository.insert_session(
        unit, user.id, now, now + lifetime, user_agent, address=address, factor=user.factor
    )
    if new:
        await outbox.enqueue(
            unit,
            NEW_DEVICE,
            user=user.uid,
            browser=device.browser,
            system=device.system,
            address=address,
            at=now.isoformat(),
        )
    refresh_token = new_refresh_token()
    await repository.insert_refresh_token(unit, session_id, hash_refresh_token(refresh_token), now)
    actor = Actor(user.id, user.uid, user.role, visitor.request_id)
    await audit.record(
        unit,
        actor,
        "session.opened",
        "session",
        session_uid,
        password_upgraded=password_upgraded,
        factor=user.factor,
    )
    if seen.earlier_token_hash is not None:
        await end_session_of_token(unit, visitor, seen.earlier_token_hash, "replaced", now)
    access_token = context.tokens.access_token(user.uid, session_uid, now)
    return Grant(access_token, context.tokens.access_lifetime, refresh_token, lifetime)


def _printable(text: str | None, length: int) -> str | None:
    if text is None:
        return None
    return "".join(c for c in text[:length] if c.isprintable())
