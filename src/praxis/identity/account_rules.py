"""Decisions about sign-ins, sessions and administrators, from facts alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from praxis.identity.errors import LastAdmin, OwnRole
from praxis.identity.models import Role, User


class SignInRefusal(StrEnum):
    UNKNOWN_ACCOUNT = "unknown_account"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 -- a reason, no secret
    INACTIVE = "inactive"
    EMAIL_NOT_VERIFIED = "email_not_verified"


def judge_sign_in(user: User | None, *, fits: bool, require_verified: bool) -> SignInRefusal | None:
    """Why this sign-in is refused, if it is. The e-mail counts only once the password was right."""
    if user is None:
        return SignInRefusal.UNKNOWN_ACCOUNT
    if not user.active:
        return SignInRefusal.INACTIVE
    if not fits:
        return SignInRefusal.WRONG_PASSWORD
    if require_verified and user.email_verified_at is None:
        return SignInRefusal.EMAIL_NOT_VERIFIED
    return None


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """What is known of a refresh token that somebody presents."""

    used_at: datetime | None
    session_expires_at: datetime
    session_revoked_at: datetime | None
    user_active: bool


class RefreshVerdict(StrEnum):
    GRANTED = "granted"
    ENDED = "ended"
    REUSED = "reused"


def judge_refresh(token: PresentedToken | None, now: datetime) -> RefreshVerdict:
    """A used token in a live session is in two hands, one of them a thief's."""
    if token is None or not token.user_active:
        return RefreshVerdict.ENDED
    if token.session_revoked_at is not None or token.session_expires_at <= now:
        return RefreshVerdict.ENDED
    return RefreshVerdict.GRANTED if token.used_at is None else RefreshVerdict.REUSED


def check_standing(
    user: User, *, by_user_id: int | None, role: str, active: bool, other_admin: bool
) -> None:
    """Raise `LastAdmin` or `OwnRole` if this user may not get this role and state."""
    is_admin = user.role == Role.ADMIN and user.active
    stays_admin = role == Role.ADMIN and active
    if is_admin and not stays_admin and not other_admin:
        raise LastAdmin
    if role != user.role and user.id == by_user_id:
        raise OwnRole


def gives_access(user: User, fields: Mapping[str, object]) -> bool:
    """Whether these changes let somebody in, or further in: the mail at the e-mail sets passwords.

    Taking a right away is not among them: that may have to be quick.
    """
    for name in ("role", "email"):
        if fields.get(name, getattr(user, name)) != getattr(user, name):
            return True
    return bool(fields.get("active", False)) and not user.active
