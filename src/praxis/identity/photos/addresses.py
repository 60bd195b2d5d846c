"""Where a photo is found. Pure.

Whoever may see an account is told the address of its photo, and `<img>`, which cannot send a token,
opens it: the name in it is random, of this one picture, and gone with it.
"""

import secrets
from enum import StrEnum

NAME_BYTES = 16
NAME_PATTERN = r"^[0-9a-f]{32}$"
BASE = "/api/v1/photos"
# What leads their keys in the storage.
PHOTOS = "photos/"


class PhotoSize(StrEnum):
    SMALL = "small"
    LARGE = "large"


def new_name() -> str:
    return secrets.token_hex(NAME_BYTES)


def address_of(name: str | None, size: PhotoSize) -> str | None:
    return None if name is None else f"{BASE}/{name}?size={size}"


def key_of(name: str, size: PhotoSize) -> str:
    """Where the storage keeps it."""
    return f"{PHOTOS}{name[:2]}/{name}-{size}.webp"
