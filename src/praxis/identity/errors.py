from praxis.kit.errors import DomainError, Forbidden, Invalid, Kind


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


class BadMobile(Invalid):
    """This is no telephone number: write it with its country, like +8801712345678."""

    code = "mobile.invalid"


class EmailTaken(DomainError):
    """An account with this e-mail exists already."""

    code = "users.email_taken"


class LastAdmin(DomainError):
    """This is the last active administrator: name another one first."""

    code = "users.last_admin"
