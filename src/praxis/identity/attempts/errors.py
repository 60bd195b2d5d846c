from praxis.kit.errors import DomainError, Kind


class TooManyAttempts(DomainError):
    """Too many wrong passwords: wait a little, a quarter of an hour at most, and try again."""

    code = "auth.too_many_attempts"
    kind = Kind.TOO_MANY
