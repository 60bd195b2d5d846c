"""Places in the log and names of its segments."""

import pytest

from praxis.backup.positions import (
    is_between_pages,
    last_segment_before,
    nameless,
    position,
    segment_number,
    segment_with,
)


# As `pg_lsn - '0/0'` and `pg_walfile_name` of PostgreSQL 17 say it.
@pytest.mark.parametrize(
    ("lsn", "place", "name"),
    [
        ("0/1", 1, "000000010000000000000000"),
        ("0/3000110", 0x3000110, "000000010000000000000003"),
        ("1/8", 2**32 + 8, "000000010000000100000000"),
        ("1/FF000028", 2**32 + 0xFF000028, "0000000100000001000000FF"),
        ("A/12345678", 0xA12345678, "000000020000000A00000012"),
    ],
)
def test_they_are_counted_as_postgresql_does(lsn: str, place: int, name: str) -> None:
    assert position(lsn) == place
    assert segment_number(name) == segment_with(place)
    assert nameless(segment_with(place)) == name[8:]


def test_the_end_of_a_segment_needs_no_other() -> None:
    assert last_segment_before(position("0/2000000")) == 1
    assert last_segment_before(position("0/2000001")) == 2
    assert last_segment_before(0) == 0


def test_between_pages_a_record_may_be_torn() -> None:
    assert is_between_pages(position("0/3000000"))
    assert is_between_pages(position("0/3002000"))
    assert not is_between_pages(position("0/3000110"))
