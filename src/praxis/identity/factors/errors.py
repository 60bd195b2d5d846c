from praxis.kit.errors import DomainError, Invalid, Kind, NotFound


class MfaRequired(DomainError):
    """The password is right. Go on with a second factor: POST /auth/second-factor."""

    code = "auth.mfa_required"
    kind = Kind.UNAUTHENTICATED


class MfaEnded(DomainError):
    """This sign-in took too long or too many tries: begin again with the password."""

    code = "auth.mfa_ended"
    kind = Kind.UNAUTHENTICATED


class BadProof(DomainError):
    """This code or passkey does not fit, or was used already: take the next one."""

    code = "auth.bad_proof"
    kind = Kind.UNAUTHENTICATED


class SecretChanged(DomainError):
    """The secret key here has changed, so no code fits: ask an administrator to reset factors."""

    code = "factors.secret_changed"


class StepUpRefused(Invalid):
    """This does not show that it is you: try again."""

    code = "auth.step_up_refused"


class BadCode(Invalid):
    """This is not the code that your app shows now: type the next one."""

    code = "factors.bad_code"


class BadPasskey(Invalid):
    """This passkey could not be checked: try again."""

    code = "factors.bad_passkey"


class TotpExists(DomainError):
    """An authenticator app is set up already: remove it first."""

    code = "factors.totp_exists"


class PasskeyExists(DomainError):
    """This passkey is in use already."""

    code = "factors.passkey_exists"


class TooManyPasskeys(DomainError):
    """No account has more passkeys: remove one first."""

    code = "factors.too_many_passkeys"


class LastFactor(DomainError):
    """Your role needs a second factor: add another one before you remove this."""

    code = "factors.last"


class PasskeysUnavailable(DomainError):
    """Passkeys need a host name and HTTPS: the address of this installation has not both."""

    code = "factors.passkeys_unavailable"


class NoFactor(DomainError):
    """There is no second factor yet: add one first."""

    code = "factors.none"


class FactorNotFound(NotFound):
    """There is no such factor in your account."""

    code = "factors.not_found"
