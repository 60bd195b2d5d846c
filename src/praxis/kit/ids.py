from uuid import UUID

from uuid_utils.compat import uuid7


def new_uid() -> UUID:
    """An unguessable, time-ordered public id (UUIDv7, RFC 9562)."""
    return uuid7()
