"""How large a backup is going to be, as far as that can be known before."""

from dataclasses import replace

import pytest

from praxis.backup.manifest import Kind, Manifest, SealedFile
from praxis.backup.take import expected_size
from tests.unit.backup.test_folder import manifest

GIB = 2**30


def taken(size: int, of: int | None, kind: Kind = Kind.BASE) -> Manifest:
    file = SealedFile("ab", size)
    return replace(manifest("one"), kind=kind, files={"one": file}, database_bytes=of)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([], 10 * GIB),
        ([taken(GIB, None)], 10 * GIB),
        ([taken(GIB, 5 * GIB, Kind.DUMP)], 10 * GIB),
        ([taken(GIB, 5 * GIB)], 4 * GIB),
        ([taken(4 * GIB, 5 * GIB)], 10 * GIB),
        ([taken(4 * GIB, 5 * GIB), taken(GIB, 8 * GIB)], 10 * GIB // 4),
    ],
    ids=["first", "of an older release", "of another kind", "packed well", "badly", "the newest"],
)
def test_it_is_no_larger_than_the_database_and_packed_as_the_last_one(
    kept: list[Manifest], expected: int
) -> None:
    assert expected_size(kept, Kind.BASE, 10 * GIB) == expected
