from datetime import datetime
from functools import partial

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.attempts.service import guarded
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.errors import UserNotFound, WrongPassword
from praxis.identity.factors import repository as factors
from praxis.identity.links import PASSWORD_CHANGED
from praxis.identity.models import TokenPurpose, User
from praxis.identity.schemas import SelfUpdate, UserRead
from praxis.identity.service import apply_changes, e164, prepare_password
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork
from praxis.kit.errors import Stale
from praxis.kit.etags import IfMatch

NOT_COLUMNS = {"password", "current_password"}


async def change_own_account(
    context: IdentityContext, actor: Actor, changes: SelfUpdate, if_match: IfMatch
) -> UserRead:
    """Change the account of whoever is signed in.

    Password and e-mail, with which an account can be taken over, need the present password too.
    Raises `WrongPassword`, `TooManyAttempts`, `WeakPassword`, `EmailTaken`, `BadMobile`, `Stale`.
    """
    user = await context.database.read(
        lambda reader: repository.find_user_by_id(reader, actor.known_id)
    )
    if user is None:
        raise UserNotFound
    fields = changes.model_dump(exclude_unset=True, exclude=NOT_COLUMNS)
    if "mobile" in fields:
        fields["mobile"] = e164(changes.mobile, context.settings)
    confirmed_hash = None
    if changes.password is not None or fields.get("email", user.email) != user.email:
        await guarded(
            context,
            actor,
            # Apart from signing in: who found a browser open shall not slow down its owner there;
            # and nobody can type this name where e-mails are typed.
            f"confirm\0{user.uid}",
            "",
            partial(_confirm_password, context, actor, user, changes.current_password),
            wrong=WrongPassword,
        )
        confirmed_hash = user.password_hash
    if changes.password is not None:
        about = (user.email, user.full_name, changes.email or "", changes.full_name or "")
        fields["password_hash"] = await prepare_password(
            context.passwords, context.policy, changes.password, about=about
        )
    now = context.clock.now()
    return await context.database.transact(
        partial(
            _write,
            context=context,
            actor=actor,
            fields=fields,
            confirmed_hash=confirmed_hash,
            if_match=if_match,
            now=now,
        )
    )


async def _confirm_password(
    context: IdentityContext, actor: Actor, user: User, password: str | None
) -> None:
    if password is None:
        raise WrongPassword(pointer="/current_password")
    verdict = await context.passwords.verify(password, user.password_hash)
    if not verdict.fits:
        await context.database.transact(
            lambda unit: audit.record(unit, actor, "user.password_refused", "user", user.uid)
        )
        raise WrongPassword(pointer="/current_password")


async def _write(
    unit: UnitOfWork,
    *,
    context: IdentityContext,
    actor: Actor,
    fields: dict[str, object],
    confirmed_hash: str | None,
    if_match: IfMatch,
    now: datetime,
) -> UserRead:
    assert actor.uid is not None  # noqa: S101 -- the endpoint asks for somebody signed in
    user = await repository.lock_user(unit, actor.uid)
    if user is None:
        raise UserNotFound
    if_match.check(user.version)
    if confirmed_hash is not None and user.password_hash != confirmed_hash:
        raise Stale
    former = user.email
    changed = await apply_changes(unit, user, fields, context.settings, now)
    named = ["password" if name == "password_hash" else name for name in changed]
    if "password" in named:
        await factors.forget_pending(unit, user.id)
        await repository.end_sessions(unit, user.id, "password_changed", now, but=actor.session_uid)
        await repository.void_links(unit, user.id, (TokenPurpose.PASSWORD_RESET,), now)
        await outbox.enqueue(unit, PASSWORD_CHANGED, user=user.uid, former=former)
    if changed:
        await audit.record(unit, actor, "user.updated", "user", user.uid, fields=named)
    return UserRead.of(user)
