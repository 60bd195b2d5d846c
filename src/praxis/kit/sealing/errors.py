from praxis.kit.errors import DomainError, Unavailable


class SealBroken(DomainError):
    """What is kept here was changed outside Praxis: nothing of it is shown.

    Tell an administrator.
    """

    code = "sealing.broken"


class KeyMissing(Unavailable):
    """The key to what is kept here is not on this server: tell an administrator."""

    code = "sealing.key_missing"


class BadKeyFile(Exception):
    """A file of keys that cannot be used; the text says what to do, and holds no key."""
