"""Numbered keys. The highest number seals; all of them open. No file and no database here."""

import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from praxis.kit.sealing.errors import KeyMissing

KEY_BYTES = 32
HIGHEST_NUMBER = 0xFFFF
CHECK_BYTES = 16


@dataclass(frozen=True, slots=True)
class Key:
    number: int
    # When it was made, in ISO 8601; for people only.
    made_at: str
    secret: bytes

    def __post_init__(self) -> None:
        if not 1 <= self.number <= HIGHEST_NUMBER or len(self.secret) != KEY_BYTES:
            raise ValueError("a key has a number from 1 to 65535 and 32 bytes")

    def __repr__(self) -> str:
        """Without the secret: what is printed or logged must not hold it."""
        return f"Key(number={self.number})"

    @property
    def check(self) -> bytes:
        """What tells this key from another of its number, and says nothing about it."""
        return hmac.digest(self.secret, b"praxis key check", "sha256")[:CHECK_BYTES]


def new_key(number: int, made_at: str) -> Key:
    return Key(number, made_at, secrets.token_bytes(KEY_BYTES))


class KeyRing:
    """`all_sealed`: what a release before kept openly was sealed, so nothing may be open any more.

    That stands with the keys, for whoever can write to the database must not be able to unsay it.
    """

    def __init__(self, keys: Iterable[Key], *, all_sealed: bool = False) -> None:
        """Raise `ValueError` without any key, and for two of one number."""
        self.all_sealed = all_sealed
        listed = sorted(keys, key=lambda key: key.number)
        self._keys: Mapping[int, Key] = {key.number: key for key in listed}
        if not listed or len(self._keys) != len(listed):
            raise ValueError("a ring has at least one key, and one of each number")
        self.current = listed[-1]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys.values())

    def __contains__(self, number: object) -> bool:
        return number in self._keys

    def get(self, number: int) -> Key:
        """Raise `KeyMissing`."""
        key = self._keys.get(number)
        if key is None:
            raise KeyMissing
        return key

    def with_new_key(self, made_at: str) -> "KeyRing":
        """The same and one more, which is the current one from now on."""
        added = new_key(self.current.number + 1, made_at)
        return KeyRing((*self, added), all_sealed=self.all_sealed)

    def with_all_sealed(self) -> "KeyRing":
        return KeyRing(self, all_sealed=True)

    def succeeds(self, earlier: "KeyRing") -> bool:
        """Whether it has each key of `earlier`: a ring grows, and never changes a key."""
        return all(
            key.number in self and hmac.compare_digest(self.get(key.number).check, key.check)
            for key in earlier
        )
