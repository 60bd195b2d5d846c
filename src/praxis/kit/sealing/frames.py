"""A sealed stream, in frames of 64 KiB: neither order nor end can be changed unnoticed.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015): the nonce of a frame is its
number and whether it is the last, under a key that seals this one stream and nothing else.
"""

import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from praxis.kit.sealing.errors import SealBroken
from praxis.kit.sealing.keys import KEY_BYTES

FRAME_BYTES = 64 * 1024
TAG_BYTES = 16
SEALED_FRAME_BYTES = FRAME_BYTES + TAG_BYTES
COUNTER_BYTES = 11


def new_stream_key() -> bytes:
    """For one stream: with a second one under it, nonces would repeat."""
    return secrets.token_bytes(KEY_BYTES)


def seal_frames(key: bytes, bound: bytes, content: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed frames of `content`, in pieces of any size; `bound` is what they belong to."""
    cipher = AESGCM(key)
    for number, (piece, last) in enumerate(_cut(content, FRAME_BYTES)):
        yield cipher.encrypt(_nonce(number, last=last), piece, bound)


def open_frames(key: bytes, bound: bytes, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """What was sealed, a verified frame at a time. Raise `SealBroken` where it was changed.

    That it is whole is known only when the iterator has ended without an error.
    """
    cipher = AESGCM(key)
    for number, (frame, last) in enumerate(_cut(sealed, SEALED_FRAME_BYTES)):
        try:
            piece = cipher.decrypt(_nonce(number, last=last), frame, bound)
        except InvalidTag as error:
            raise SealBroken from error
        yield piece


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(COUNTER_BYTES, "big") + bytes((last,))


def _cut(content: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of `size`, and whether each is the last, which alone may be shorter, or empty."""
    kept = bytearray()
    for part in content:
        kept += part
        # One is held back, for it may turn out to be the last.
        while len(kept) > size:
            yield bytes(kept[:size]), False
            del kept[:size]
    yield bytes(kept), True
