"""What happens to accounts. Flushes, never commits; every write is audited."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.account_rules import check_standing, gives_access
from praxis.identity.auth import Actor
from praxis.identity.emails import normalise_email
from praxis.identity.errors import (
    EmailTaken,
    OwnEmail,
    StepUpRequired,
    UserNotFound,
    WeakPassword,
)
from praxis.identity.factors import repository as factors
from praxis.identity.links import EMAIL_CHANGED, send_verification, void_all_links
from praxis.identity.mobiles import parse_mobile
from praxis.identity.models import Role, User
from praxis.identity.passwords import PasswordHasher
from praxis.identity.repository import UserFilter
from praxis.identity.rules import (
    MAX_PASSWORD_LENGTH,
    PasswordPolicy,
    Weakness,
    find_weakness,
)
from praxis.identity.schemas import UserCreate, UserRead, UserUpdate
from praxis.kit import outbox
from praxis.kit.db.database import Reader, UnitOfWork, violated_constraint
from praxis.kit.errors import Told
from praxis.kit.etags import IfMatch
from praxis.kit.pagination import Keyset, Page, PageRequest, paginate
from praxis.regions.models import Region
from praxis.regions.service import choose_region
from praxis.settings import Settings

SESSIONS_KEPT_FOR = timedelta(days=30)

ADVICE = {
    Weakness.TOO_SHORT: Told("A password has at least {min_length} characters: longer is better."),
    Weakness.TOO_LONG: Told("A password has at most {max_length} characters."),
    Weakness.COMMON: Told("This password is among the first that anyone guesses: choose another."),
    Weakness.ABOUT_YOU: Told("A password must not be made of your name or e-mail: choose another."),
    Weakness.TOO_PLAIN: Told(
        "A password here has a capital letter, a digit and a special character."
    ),
}


def refuse_weak_password(password: str, policy: PasswordPolicy, about: Iterable[str]) -> None:
    """Raise `WeakPassword`, with the `reason`, if this password is easy to guess."""
    weakness = find_weakness(password, policy, about)
    if weakness is not None:
        detail = ADVICE[weakness].fill(min_length=policy.min_length, max_length=MAX_PASSWORD_LENGTH)
        raise WeakPassword(detail, pointer="/password", reason=weakness)


async def prepare_password(
    hasher: PasswordHasher, policy: PasswordPolicy, password: str, *, about: Iterable[str]
) -> str:
    """The hash of a new password that keeps the rules. Raises `WeakPassword`.

    Call it before the unit of work begins: a transaction does not wait for a hash.
    """
    refuse_weak_password(password, policy, about)
    return await hasher.hash(password)


async def insert_user(
    unit: UnitOfWork,
    *,
    email: str,
    full_name: str,
    role: Role,
    password_hash: str,
    mobile: str | None = None,
    locale: str = "en",
    time_zone: str | None = None,
    region: Region | None = None,
    email_verified_at: datetime | None = None,
) -> User:
    """Write an account and no trace of it: the caller audits. Raises `BadEmail`, `EmailTaken`."""
    user = User(
        email=normalise_email(email),
        full_name=full_name,
        role=role,
        password_hash=password_hash,
        mobile=mobile,
        locale=locale,
        time_zone=time_zone,
        region=region,
        email_verified_at=email_verified_at,
    )
    await flush_unique_email(unit, user)
    return user


async def create_user(
    unit: UnitOfWork,
    author: Actor,
    *,
    email: str,
    full_name: str,
    role: Role,
    password_hash: str,
    mobile: str | None = None,
    locale: str = "en",
    time_zone: str | None = None,
    region: Region | None = None,
    email_verified_at: datetime | None = None,
) -> User:
    """Write and audit an account of any role; `mobile` is E.164 already.

    `password_hash` comes from `prepare_password`. Raises `BadEmail`, `EmailTaken`.
    """
    user = await insert_user(
        unit,
        email=email,
        full_name=full_name,
        role=role,
        password_hash=password_hash,
        mobile=mobile,
        locale=locale,
        time_zone=time_zone,
        region=region,
        email_verified_at=email_verified_at,
    )
    await audit.record(unit, author, "user.created", "user", user.uid, role=user.role)
    return user


async def flush_unique_email(unit: UnitOfWork, user: User) -> None:
    """Write this user; raises `EmailTaken`, after which the unit goes on."""
    try:
        async with unit.session.begin_nested():
            unit.session.add(user)
    except IntegrityError as error:
        if violated_constraint(error) != "uq_users_email":
            raise
        raise EmailTaken from None


async def add_user(
    unit: UnitOfWork,
    actor: Actor,
    wanted: UserCreate,
    *,
    password_hash: str,
    settings: Settings,
    now: datetime,
) -> UserRead:
    """An administrator adds an account; its owner is asked to confirm the e-mail."""
    user = await create_user(
        unit,
        actor,
        email=wanted.email,
        full_name=wanted.full_name,
        role=wanted.role,
        password_hash=password_hash,
        mobile=e164(wanted.mobile, settings),
        locale=wanted.locale,
        time_zone=wanted.time_zone,
        region=await choose_region(unit, wanted.region_id),
    )
    await send_verification(unit, user.email, now, settings.auth.verification_lifetime)
    return UserRead.of(user)


def e164(mobile: str | None, settings: Settings) -> str | None:
    return None if mobile is None else parse_mobile(mobile, settings.default_region)


async def get_user(reader: Reader, uid: UUID) -> User:
    """Raises `UserNotFound`."""
    user = await repository.find_user(reader, uid)
    if user is None:
        raise UserNotFound
    return user


async def open_user(unit: UnitOfWork, actor: Actor, uid: UUID) -> UserRead:
    """Read the account of another, which leaves a trace. Raises `UserNotFound`."""
    user = await get_user(unit, uid)
    await audit.record(unit, actor, "user.read", "user", user.uid)
    return UserRead.of(user)


async def list_users(
    unit: UnitOfWork, actor: Actor, wanted: UserFilter, page: PageRequest
) -> Page[UserRead]:
    keyset = Keyset((User.full_name, User.id), (str, int))
    statement = repository.matching_users(wanted)
    found = await paginate(unit.session, statement, keyset, page, UserRead.of)
    count = len(found.items)
    await audit.record(
        unit, actor, "user.listed", "user", None, count=count, filters=wanted.names()
    )
    return found


async def update_user(
    unit: UnitOfWork,
    actor: Actor,
    uid: UUID,
    changes: UserUpdate,
    if_match: IfMatch,
    settings: Settings,
    now: datetime,
    *,
    proven: bool,
) -> UserRead:
    """An administrator changes an account. What it may do changes with its very next request.

    Another role or e-mail, and a closed account opened again, are given only by one who is
    `proven` to be there. Raises `StepUpRequired`, `UserNotFound`, `Stale`, `EmailTaken`,
    `LastAdmin`, `OwnRole`, `OwnEmail`, `BadMobile`.
    """
    await repository.lock_admin_changes(unit)
    user = await _lock(unit, uid, if_match)
    fields = changes.model_dump(exclude_unset=True)
    if "mobile" in fields:
        fields["mobile"] = e164(changes.mobile, settings)
    if fields.get("email", user.email) != user.email and user.id == actor.user_id:
        raise OwnEmail
    if gives_access(user, fields) and not proven:
        raise StepUpRequired
    await _check_standing(unit, actor, user, fields)
    changed = await apply_changes(unit, user, fields, settings, now)
    if "active" in changed and not user.active:
        await shut_out(unit, user, "deactivated", now)
    if "role" in changed:
        await outbox.enqueue(unit, "identity.role_changed", user_id=user.id)
    if changed:
        await audit.record(
            unit, actor, "user.updated", "user", user.uid, fields=changed, role=user.role
        )
    return UserRead.of(user)


async def deactivate_user(
    unit: UnitOfWork, actor: Actor, uid: UUID, if_match: IfMatch, now: datetime
) -> None:
    """Close an account and end its sessions; what it did stays. Closed already is no error.

    Raises `UserNotFound`, `Stale`, `LastAdmin`.
    """
    await repository.lock_admin_changes(unit)
    user = await _lock(unit, uid, if_match)
    if not user.active:
        return
    await _check_standing(unit, actor, user, {"active": False})
    user.active = False
    user.version += 1
    await shut_out(unit, user, "deactivated", now)
    await audit.record(unit, actor, "user.deactivated", "user", user.uid, fields=["active"])


async def _lock(unit: UnitOfWork, uid: UUID, if_match: IfMatch) -> User:
    user = await repository.lock_user(unit, uid)
    if user is None:
        raise UserNotFound
    if_match.check(user.version)
    return user


async def _check_standing(
    unit: UnitOfWork, actor: Actor, user: User, fields: Mapping[str, object]
) -> None:
    check_standing(
        user,
        by_user_id=actor.user_id,
        role=str(fields.get("role", user.role)),
        active=bool(fields.get("active", user.active)),
        other_admin=await repository.has_other_admin(unit, user.id),
    )


async def apply_changes(
    unit: UnitOfWork, user: User, fields: Mapping[str, object], settings: Settings, now: datetime
) -> list[str]:
    """Write new values and count the version on; returns the names of what differs.

    A new e-mail has to be confirmed again, and links that went to the old one are void.
    Raises `EmailTaken` or `UnknownRegion`.
    """
    fields = await _with_region(unit, user, fields)
    changed = [name for name, value in fields.items() if getattr(user, name) != value]
    if not changed:
        return []
    former = user.email
    for name in changed:
        setattr(user, name, fields[name])
    user.version += 1
    if "email" in changed:
        user.email_verified_at = None
    await flush_unique_email(unit, user)
    if "email" in changed:
        await void_all_links(unit, user.id, now)
        await send_verification(unit, user.email, now, settings.auth.verification_lifetime)
        await outbox.enqueue(unit, EMAIL_CHANGED, user=user.uid, former=former)
    return changed


async def _with_region(
    unit: UnitOfWork, user: User, fields: Mapping[str, object]
) -> Mapping[str, object]:
    """The fields with the region itself in place of its public id."""
    if "region_id" not in fields:
        return fields
    uid = fields["region_id"]
    assert uid is None or isinstance(uid, UUID)  # noqa: S101 -- the schema has read it
    region = await choose_region(unit, uid, present_id=user.region_id)
    return {name: value for name, value in fields.items() if name != "region_id"} | {
        "region": region
    }


async def shut_out(unit: UnitOfWork, user: User, because: str, now: datetime) -> int:
    """End every session of the user and every link they were sent; returns how many sessions.

    A sign-in that waits for its second step ends, too.
    """
    await factors.forget_pending(unit, user.id)
    await void_all_links(unit, user.id, now)
    return await repository.end_sessions(unit, user.id, because, now)


async def forget_ended_sessions(unit: UnitOfWork, now: datetime) -> int:
    """Delete sessions that ended 30 days ago and links as old; returns how many sessions."""
    before = now - SESSIONS_KEPT_FOR
    await repository.delete_dead_links(unit, before)
    await factors.delete_outdated(unit, now)
    return await repository.delete_ended_sessions(unit, before)
