"""Adding and removing one's own factors. The last removed takes the recovery codes with it."""

from datetime import datetime
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.errors import UserNotFound
from praxis.identity.factors import codes, passkeys, repository
from praxis.identity.factors.errors import (
    BadPasskey,
    FactorNotFound,
    LastFactor,
    NoFactor,
    PasskeyExists,
    PasskeysUnavailable,
    TooManyPasskeys,
    TotpExists,
)
from praxis.identity.factors.passkeys import Place
from praxis.identity.factors.proofs import (
    CHALLENGE_LIFETIME,
    Account,
    Purpose,
    refuse_while_waiting,
)
from praxis.identity.factors.qr import draw_qr
from praxis.identity.factors.schemas import (
    FactorAddedRead,
    FactorsRead,
    PasskeyCreate,
    PasskeyOptions,
    PasskeyRead,
    QrRead,
    RecoveryCodesRead,
    TotpSetupRead,
)
from praxis.identity.links import FACTORS_CHANGED
from praxis.identity.models import User
from praxis.identity.repository import find_user_by_id
from praxis.kit import outbox
from praxis.kit.db.database import Reader, UnitOfWork

ISSUER = "Praxis"
MOST_PASSKEYS = 20


async def read_factors(reader: Reader, context: IdentityContext, actor: Actor) -> FactorsRead:
    totp = await repository.find_totp(reader, actor.known_id)
    rows = await repository.list_passkeys(reader, actor.known_id)
    return FactorsRead(
        required=context.auth.needs_factor(actor.role),
        totp_added_at=totp["confirmed_at"] if totp else None,
        passkeys=[PasskeyRead.of(row) for row in rows],
        passkeys_available=Place.of(context.settings.public_url) is not None,
        recovery_codes_left=await repository.count_recovery_codes(reader, actor.known_id),
    )


async def begin_totp(
    unit: UnitOfWork, context: IdentityContext, actor: Actor, now: datetime
) -> TotpSetupRead:
    """A secret for an authenticator app, which replaces one that was never confirmed."""
    user = await _user(unit, actor)
    secret = codes.new_secret()
    sealed = codes.seal_secret(context.tokens.factor_key, user.uid, secret)
    if not await repository.put_totp(unit, user.id, sealed, now):
        raise TotpExists
    await audit.record(unit, actor, "factor.totp_begun", "user", user.uid)
    uri = codes.enrolment_uri(secret, user.email, ISSUER)
    drawn = draw_qr(uri)
    return TotpSetupRead(
        secret=codes.shown_secret(secret), uri=uri, qr=QrRead(size=drawn.size, path=drawn.path)
    )


async def confirm_totp(
    unit: UnitOfWork, context: IdentityContext, actor: Actor, code: str, now: datetime
) -> FactorAddedRead | None:
    """Nothing where the code was wrong, which is counted. Raises `NoFactor`, `TotpExists`."""
    account = await _account(unit, actor)
    await refuse_while_waiting(unit, account, now)
    row = await repository.lock_totp(unit, account.id)
    if row is None:
        raise NoFactor
    if row["confirmed_at"] is not None:
        raise TotpExists
    secret = codes.open_secret(context.tokens.factor_key, account.uid, row["secret"])
    if secret is None:
        # Begun before the secret key was changed: to be begun anew, and nobody's miss.
        raise NoFactor
    step = codes.matching_step(secret, code, now, row["last_step"])
    if step is None:
        await repository.count_miss(unit, account.id, now)
        return None
    await repository.forget_misses(unit, account.id)
    await repository.take_step(unit, account.id, step)
    await repository.confirm_totp(unit, account.id, now)
    await audit.record(unit, actor, "factor.added", "user", account.uid, kind="totp")
    return await _added(unit, context, account, now)


async def remove_totp(unit: UnitOfWork, context: IdentityContext, actor: Actor) -> None:
    account = await _account(unit, actor)
    if not await repository.delete_totp(unit, account.id):
        raise FactorNotFound
    await _removed(unit, context, actor, account, "totp")


async def passkey_registration_options(
    unit: UnitOfWork, context: IdentityContext, actor: Actor, now: datetime
) -> PasskeyOptions:
    place = needed_place(context)
    user = await _user(unit, actor)
    present = [row["credential_id"] for row in await repository.list_passkeys(unit, user.id)]
    challenge = passkeys.new_challenge()
    await repository.add_challenge(
        unit, challenge, Purpose.REGISTRATION, user.id, now=now, lifetime=CHALLENGE_LIFETIME
    )
    return PasskeyOptions(
        public_key=passkeys.registration_options(
            place,
            challenge,
            user_uid=user.uid,
            account=user.email,
            name=user.full_name,
            present=present,
        )
    )


async def add_passkey(
    unit: UnitOfWork, context: IdentityContext, actor: Actor, wanted: PasskeyCreate, now: datetime
) -> FactorAddedRead:
    place = needed_place(context)
    account = await _account(unit, actor)
    challenge = passkeys.challenge_in(wanted.credential)
    if challenge is None or not await repository.take_challenge(
        unit, challenge, Purpose.REGISTRATION, account.id, now
    ):
        raise BadPasskey(pointer="/credential")
    key = passkeys.verify_registration(place, challenge, wanted.credential)
    if key is None:
        raise BadPasskey(pointer="/credential")
    if len(await repository.list_passkeys(unit, account.id)) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    uid = await repository.add_passkey(unit, account.id, key, wanted.name, now)
    if uid is None:
        raise PasskeyExists
    await audit.record(
        unit, actor, "factor.added", "user", account.uid, kind="passkey", passkey=uid
    )
    return await _added(unit, context, account, now)


async def rename_passkey(unit: UnitOfWork, actor: Actor, uid: UUID, name: str) -> None:
    if not await repository.rename_passkey(unit, actor.known_id, uid, name):
        raise FactorNotFound
    await audit.record(unit, actor, "factor.renamed", "user", actor.uid, passkey=uid)


async def remove_passkey(
    unit: UnitOfWork, context: IdentityContext, actor: Actor, uid: UUID
) -> None:
    account = await _account(unit, actor)
    if not await repository.delete_passkey(unit, account.id, uid):
        raise FactorNotFound
    await _removed(unit, context, actor, account, "passkey", passkey=uid)


async def replace_recovery_codes(
    unit: UnitOfWork, context: IdentityContext, actor: Actor, now: datetime
) -> RecoveryCodesRead:
    account = await _account(unit, actor)
    if not await repository.count_factors(unit, account.id):
        raise NoFactor
    made = await _new_codes(unit, context, account, now)
    await audit.record(unit, actor, "factor.recovery_codes_replaced", "user", account.uid)
    return RecoveryCodesRead(recovery_codes=made)


async def reset_factors(unit: UnitOfWork, author: Actor, user: User) -> int:
    """Take away every factor of an account; returns how many there were."""
    await repository.lock_account(unit, user.id)
    count = await repository.count_factors(unit, user.id)
    await repository.delete_all_factors(unit, user.id)
    await repository.forget_pending(unit, user.id)
    await audit.record(unit, author, "factor.reset", "user", user.uid, count=count)
    if count:
        await outbox.enqueue(unit, FACTORS_CHANGED, user=user.uid)
    return count


def needed_place(context: IdentityContext) -> Place:
    place = Place.of(context.settings.public_url)
    if place is None:
        raise PasskeysUnavailable
    return place


async def _user(reader: Reader, actor: Actor) -> User:
    user = await find_user_by_id(reader, actor.known_id)
    if user is None:
        raise UserNotFound
    return user


async def _account(unit: UnitOfWork, actor: Actor) -> Account:
    """The actor's account, of which nobody else changes the factors before this unit ends."""
    await repository.lock_account(unit, actor.known_id)
    assert actor.uid is not None  # noqa: S101 -- who is signed in has one
    return Account(actor.known_id, actor.uid)


async def _added(
    unit: UnitOfWork, context: IdentityContext, account: Account, now: datetime
) -> FactorAddedRead:
    await repository.mark_factors(unit, account.id, has_factor=True)
    await outbox.enqueue(unit, FACTORS_CHANGED, user=account.uid)
    if await repository.count_factors(unit, account.id) > 1:
        return FactorAddedRead(recovery_codes=None)
    return FactorAddedRead(recovery_codes=await _new_codes(unit, context, account, now))


async def _removed(
    unit: UnitOfWork,
    context: IdentityContext,
    actor: Actor,
    account: Account,
    kind: str,
    passkey: UUID | None = None,
) -> None:
    left = await repository.count_factors(unit, account.id)
    if not left:
        if context.auth.needs_factor(actor.role):
            raise LastFactor
        await repository.delete_all_factors(unit, account.id)
    await audit.record(
        unit, actor, "factor.removed", "user", account.uid, kind=kind, left=left, passkey=passkey
    )
    await outbox.enqueue(unit, FACTORS_CHANGED, user=account.uid)


async def _new_codes(
    unit: UnitOfWork, context: IdentityContext, account: Account, now: datetime
) -> list[str]:
    made = codes.new_recovery_codes()
    key = context.tokens.recovery_key
    hashes = [codes.hash_recovery_code(key, account.uid, code) for code in made]
    await repository.replace_recovery_codes(unit, account.id, hashes, now)
    return made
