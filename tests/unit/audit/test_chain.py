import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis.audit.chain import FORMAT, GENESIS, Bounds, Link, canonical

NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
BOUNDS = Bounds(10, 20, NOW)

values = st.recursive(
    st.none() | st.binary(max_size=8), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


def _leaves(value: object) -> object:
    """A list is to the chain the bytes of its canonical form."""
    return canonical(value) if isinstance(value, list) else value


@given(st.lists(values, max_size=4), st.lists(values, max_size=4))
def test_different_values_are_different_bytes(one: list[object], other: list[object]) -> None:
    same = [_leaves(value) for value in one] == [_leaves(value) for value in other]
    assert (canonical(one) == canonical(other)) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        ((None,), ("",)),
        ((None, "a"), ("a", None)),
        ((["a", "b"],), (["ab"],)),
        ((["a"], "b"), (["a", "b"],)),
        (("1:a,",), ("a",)),
    ],
)
def test_shifting_a_border_is_seen(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert canonical(one) != canonical(other)


def test_an_instant_counts_and_not_the_zone_it_is_told_in() -> None:
    dhaka = NOW.astimezone(timezone(timedelta(hours=6)))
    assert canonical((dhaka,)) == canonical((NOW,))
    assert canonical((NOW + timedelta(microseconds=1),)) != canonical((NOW,))


def test_the_form_that_was_sealed_once_stays() -> None:
    """A seal of yesterday is checked by tomorrow's code: these bytes must never change."""
    assert canonical(("é", None, 7, ["a"], NOW)) == (
        b"2:\xc3\xa9,-1:7,4:1:a,,32:2027-01-04T06:00:00.000000+00:00,"
    )
    assert Link(GENESIS, BOUNDS).digest().hex() == (
        "403e7fdcb79e7a6184d149b2599293ddc6937e3ee2b88a2a2d7d78d1bcbe5c6f"
    )


def test_a_link_is_the_sha_256_of_its_parts() -> None:
    head = canonical((FORMAT, GENESIS, BOUNDS.from_transaction, BOUNDS.until_transaction, NOW))
    expected = hashlib.sha256(head + canonical((0,))).hexdigest()
    assert Link(GENESIS, BOUNDS).digest().hex() == expected


@pytest.mark.parametrize(
    ("previous", "bounds"),
    [
        (bytes([1]) + bytes(31), BOUNDS),
        (GENESIS, Bounds(11, 20, NOW)),
        (GENESIS, Bounds(10, 21, NOW)),
        (GENESIS, Bounds(10, 20, NOW + timedelta(seconds=1))),
    ],
)
def test_a_link_depends_on_its_place(previous: bytes, bounds: Bounds) -> None:
    assert Link(previous, bounds).digest() != Link(GENESIS, BOUNDS).digest()
