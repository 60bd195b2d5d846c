from datetime import datetime, timedelta
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity.api_keys import repository
from praxis.identity.api_keys.errors import ApiKeyNotFound, ExpiryOutOfRange
from praxis.identity.api_keys.schemas import ApiKeyCreate, ApiKeyList, ApiKeyMadeRead, ApiKeyRead
from praxis.identity.api_keys.writing import hash_secret, new_secret, write_key
from praxis.identity.auth import Actor
from praxis.identity.links import API_KEY_MADE
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork

LONGEST = timedelta(days=366)


async def list_keys(unit: UnitOfWork, actor: Actor) -> ApiKeyList:
    rows = await repository.list_keys(unit)
    await audit.record(unit, actor, "api_key.listed", "api_key", None, count=len(rows))
    return ApiKeyList(items=[ApiKeyRead.of(row) for row in rows])


async def make_key(
    unit: UnitOfWork, actor: Actor, wanted: ApiKeyCreate, now: datetime
) -> ApiKeyMadeRead:
    """A new key, whose secret is in the answer and kept nowhere. Raises `ExpiryOutOfRange`."""
    if not now < wanted.expires_at <= now + LONGEST:
        raise ExpiryOutOfRange(pointer="/expires_at")
    secret = new_secret()
    scopes = [str(scope) for scope in wanted.scopes]
    uid = await repository.insert_key(
        unit,
        name=wanted.name,
        scopes=scopes,
        secret_hash=hash_secret(secret),
        created_by=actor.known_id,
        now=now,
        expires_at=wanted.expires_at,
    )
    await audit.record(
        unit,
        actor,
        "api_key.created",
        "api_key",
        uid,
        scopes=scopes,
        expires_at=wanted.expires_at.isoformat(),
    )
    # Whoever got into the account may have made it, to stay in.
    await outbox.enqueue(unit, API_KEY_MADE, user=actor.uid)
    row = await repository.find_key(unit, uid)
    assert row is not None  # noqa: S101 -- written above
    return ApiKeyMadeRead(**ApiKeyRead.of(row).model_dump(), key=write_key(uid, secret))


async def revoke_key(unit: UnitOfWork, actor: Actor, uid: UUID, now: datetime) -> None:
    """From the next request on it opens nothing. Revoked already is no error."""
    revoked = await repository.revoke_key(unit, uid, now)
    if revoked is None:
        raise ApiKeyNotFound
    if revoked:
        await audit.record(unit, actor, "api_key.revoked", "api_key", uid)
