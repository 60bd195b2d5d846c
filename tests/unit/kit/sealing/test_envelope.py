from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from praxis.kit.sealing.envelope import (
    OVERHEAD,
    Place,
    _derive,
    is_unsealed,
    key_number,
    open_sealed,
    seal,
)
from praxis.kit.sealing.errors import KeyMissing, SealBroken
from praxis.kit.sealing.keys import KeyRing, new_key

RING = KeyRing([new_key(1, "2027-01-04")])
HERE = Place("medical_record_versions", "sealed", "r/1", "p")
TEXT = "তীব্র ব্রঙ্কাইটিস".encode()


@given(st.binary(max_size=5000))
def test_what_is_sealed_opens_where_it_stands_and_shows_nothing(text: bytes) -> None:
    sealed = seal(RING, HERE, text)
    assert open_sealed(RING, HERE, sealed) == text
    assert len(sealed) == len(text) + OVERHEAD
    assert len(text) < 8 or text not in sealed


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({seal(RING, HERE, TEXT) for _ in range(100)}) == 100


@pytest.mark.parametrize("part", ["table", "column", "row", "patient"])
def test_what_was_moved_is_refused(part: str) -> None:
    sealed = seal(RING, HERE, TEXT)
    with pytest.raises(SealBroken):
        open_sealed(RING, replace(HERE, **{part: "another"}), sealed)


def test_no_two_places_look_alike() -> None:
    assert Place("ab", "c", "d").encode() != Place("a", "bc", "d").encode()
    assert Place("a", "b", "c", "d").encode() != Place("a", "b", "cd").encode()


def test_each_altered_bit_is_refused() -> None:
    sealed = seal(RING, HERE, TEXT)
    for position in range(len(sealed)):
        for bit in range(8):
            altered = bytearray(sealed)
            altered[position] ^= 1 << bit
            with pytest.raises((SealBroken, KeyMissing)):
                open_sealed(RING, HERE, bytes(altered))


@pytest.mark.parametrize("length", range(0, OVERHEAD + 1, 5))
def test_what_was_cut_short_is_refused(length: int) -> None:
    with pytest.raises(SealBroken):
        open_sealed(RING, HERE, seal(RING, HERE, TEXT)[:length])


def test_open_text_in_the_place_of_sealed_is_refused() -> None:
    kept = b"\x00" + b'{"diagnosis": "none", "prescription": []}' + b" " * OVERHEAD
    assert is_unsealed(kept)
    with pytest.raises(SealBroken):
        open_sealed(RING, HERE, kept)


def test_older_keys_open_and_the_newest_seals() -> None:
    before = seal(RING, HERE, TEXT)
    ring = RING.with_new_key("2027-02-01")
    after = seal(ring, HERE, TEXT)
    assert (key_number(before), key_number(after)) == (1, 2)
    assert open_sealed(ring, HERE, before) == open_sealed(ring, HERE, after) == TEXT
    with pytest.raises(KeyMissing):
        open_sealed(RING, HERE, after)


def test_another_key_of_the_same_number_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        open_sealed(KeyRing([new_key(1, "")]), HERE, seal(RING, HERE, TEXT))


def test_the_key_of_a_place_is_that_of_rfc_5869() -> None:
    expanded = HKDFExpand(SHA256(), 32, HERE.encode()).derive(RING.current.secret)
    assert _derive(RING.current, HERE.encode()) == expanded
