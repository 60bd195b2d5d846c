from praxis.kit.errors import DomainError, Kind


class TooManyRequests(DomainError):
    """Too many requests in a short time: wait a little and try again."""

    code = "request.too_many"
    kind = Kind.TOO_MANY
