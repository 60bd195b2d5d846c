"""Facts that stop an operation. They know nothing of HTTP; `problems` maps a kind to a status.

The docstring of a class is its message; what is said in its place is a literal or a `Told`, so
that every language can have it (`locales/<language>/problems.json`). Data given to the
constructor is safe to show: it never holds patient data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    STALE = "stale"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Told:
    """An English sentence with places to fill in, such as {days}.

    Other languages have theirs under the template, so it is written out where it is used.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def fill(self, **values: object) -> "Told":
        return Told(self.template, values)

    def __str__(self) -> str:
        return self.template.format_map(self.values) if self.values else self.template


class DomainError(Exception):
    """The request cannot be carried out."""

    code: ClassVar[str] = "praxis.refused"
    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, detail: str | Told | None = None, **data: object) -> None:
        said = detail or " ".join((type(self).__doc__ or "").split())
        self.told = said if isinstance(said, Told) else Told(said)
        self.detail = str(self.told)
        self.data: Mapping[str, object] = data
        super().__init__(self.detail)


class NotFound(DomainError):
    """There is nothing here under this id that you may know of."""

    code = "not_found"
    kind = Kind.NOT_FOUND


class Forbidden(DomainError):
    """Your role does not allow this."""

    code = "forbidden"
    kind = Kind.FORBIDDEN


class Stale(DomainError):
    """This has changed since you read it: read it again, then repeat your change."""

    code = "stale"
    kind = Kind.STALE


class Invalid(DomainError):
    """A value is not acceptable. `pointer` is the JSON pointer of the field at fault."""

    code = "invalid"
    kind = Kind.INVALID

    def __init__(
        self, detail: str | Told | None = None, *, pointer: str = "", **data: object
    ) -> None:
        super().__init__(detail, **data)
        self.pointer = pointer


class Unavailable(DomainError):
    """The service cannot answer just now: try again in a moment."""

    code = "service.unavailable"
    kind = Kind.UNAVAILABLE


class OutcomeUnknown(Unavailable):
    """The line broke while this was saved: repeat it with the same Idempotency-Key."""

    code = "service.outcome_unknown"
