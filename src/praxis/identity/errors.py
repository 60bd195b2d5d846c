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
