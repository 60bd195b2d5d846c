import math
from datetime import timedelta

from praxis.kit.errors import DomainError, Forbidden, Invalid, Kind, NotFound


class NotSignedIn(DomainError):
    """This needs a valid access token: sign in, or refresh the one you have."""

    code = "auth.required"
    kind = Kind.UNAUTHENTICATED


class SessionEnded(DomainError):
    """This session has ended: sign in again."""

    code = "auth.session_ended"
    kind = Kind.UNAUTHENTICATED


class BadCredentials(DomainError):
    """E-mail and password do not fit together."""

    code = "auth.bad_credentials"
    kind = Kind.UNAUTHENTICATED


class EmailNotVerified(Forbidden):
    """Open the link in the e-mail that we sent you first."""

    code = "auth.email_not_verified"


class PasswordFormOff(Forbidden):
    """Signing in by the OAuth2 password form is turned off here."""

    code = "auth.password_form_off"


class TooManyTries(DomainError):
    """Too many wrong tries for this account: wait a little."""

    code = "auth.too_many_tries"
    kind = Kind.TOO_MANY

    @classmethod
    def after(cls, wait: timedelta) -> "TooManyTries":
        return cls(retry_after=max(1, math.ceil(wait.total_seconds())))


class StepUpRequired(Forbidden):
    """This needs a fresh proof that it is you: POST /auth/step-up, then repeat the request."""

    code = "auth.step_up_required"


class SecondFactorRequired(Forbidden):
    """Your role needs a second factor here: add one first."""

    code = "auth.second_factor_required"


class ScopeMissing(Forbidden):
    """This API key is not made for that: it needs another scope, or no key may do it."""

    code = "auth.scope_missing"


class SessionNotFound(NotFound):
    """There is no such session of yours."""

    code = "sessions.not_found"


class RoleForbidden(Forbidden):
    """Your role does not allow this."""

    code = "auth.role_forbidden"


class ReasonRequired(Forbidden):
    """An administrator opens clinical data only with a reason: send it in Praxis-Access-Reason."""

    code = "auth.reason_required"


class BadOneTimeToken(Invalid):
    """This link is used up, too old, or not ours: ask for a new one."""

    code = "auth.bad_token"


class WeakPassword(Invalid):
    """This password is too easy to guess: choose another."""

    code = "auth.weak_password"


class WrongPassword(Invalid):
    """This is not your present password: it is needed to change the password or the e-mail."""

    code = "auth.wrong_password"


class RoleNotOpen(Invalid):
    """Only patients and doctors register themselves; an administrator adds everyone else."""

    code = "auth.role_not_open"


class BadEmail(Invalid):
    """This is no e-mail address: write it like name@example.org, at most 254 characters."""

    code = "email.invalid"


class BadMobile(Invalid):
    """This is no telephone number: write it with its country, like +8801712345678."""

    code = "mobile.invalid"


class UserNotFound(NotFound):
    """There is no user under this id."""

    code = "users.not_found"


class EmailTaken(DomainError):
    """An account with this e-mail exists already."""

    code = "users.email_taken"


class LastAdmin(DomainError):
    """This is the last active administrator: name another one first."""

    code = "users.last_admin"


class OwnRole(Forbidden):
    """Nobody changes their own role: ask another administrator."""

    code = "users.own_role"


class OwnEmail(Forbidden):
    """Your own e-mail is changed in your profile, with your password: PATCH /users/me."""

    code = "users.own_email"
