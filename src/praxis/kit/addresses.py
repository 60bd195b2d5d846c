from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox and, if it is to be told, whose it is."""

    name: str | None
    email: str
