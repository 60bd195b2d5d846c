"""Which of several backups a restore takes."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from praxis.backup import manifest as manifests
from praxis.backup.choosing import Chosen, best_of, choose
from praxis.backup.errors import NotToThatTime
from praxis.backup.manifest import Kind, Manifest
from tests.unit.backup.test_folder import KEY, NOW, manifest

DAY = timedelta(days=1)
A, B = "praxis_archive_a", "praxis_archive_b"


def made(day: int, *, archive: str | None = A, ok: bool | None = True) -> Manifest:
    return replace(manifest(f"{day}", NOW + day * DAY, ok=ok), archive=archive)


@pytest.mark.parametrize(
    ("known", "reach", "at", "best"),
    [
        # All go to the same end: the newest that was proven.
        ([made(0), made(1), made(2)], {A: 9}, None, "2"),
        ([made(0), made(1), made(2, ok=False)], {A: 9}, None, "1"),
        ([made(0), made(1, ok=None), made(2, ok=False)], {A: 9}, 3, "0"),
        ([made(0, ok=None), made(1, ok=False)], {A: 9}, None, "1"),
        # What a restored server wrote since is in its own archive alone.
        ([made(0), made(5, archive=B, ok=False)], {A: 3, B: 9}, None, "5"),
        ([made(0), made(5, archive=B, ok=False)], {A: 3, B: 9}, 6, "5"),
        # One without a log, made after those with one.
        ([made(0), made(2, archive=None)], {A: 1}, None, "2"),
        ([made(0), made(2, archive=None)], {A: 9}, None, "0"),
        ([made(0), made(2, archive=None)], {A: 9}, 3, "0"),
        ([made(0), made(2, archive=None, ok=False)], {A: 1}, None, "2"),
        # The newest does not go as far as is asked for, and an older one does.
        ([made(0), made(2, archive=B)], {A: 9, B: 3}, 5, "0"),
        ([made(0), made(2, archive=B)], {A: 9, B: 3}, 2.5, "2"),
        # None does: the words for that are those of the newest.
        ([made(0), made(2, archive=B)], {A: 1, B: 3}, 5, "2"),
        ([made(2, archive=None)], {}, 5, "2"),
    ],
)
def test_one_that_was_proven_is_taken_unless_something_would_be_lost(
    known: list[Manifest], reach: dict[str, int], at: float | None, best: str
) -> None:
    until = {name: NOW + day * DAY for name, day in reach.items()}
    when = None if at is None else NOW + at * DAY
    assert best_of(known, until, when).name == best


def chosen(place: Path, at: datetime | None, *known: Manifest) -> Chosen:
    for one in known:
        folder = place / "base" / one.name
        folder.mkdir(parents=True)
        manifests.write(folder, one, KEY)
    return choose(place, KEY, at)


def test_what_was_passed_over_is_said(tmp_path: Path) -> None:
    found = chosen(tmp_path, None, made(0), made(1, ok=False))
    assert found.backup.name == "0"
    assert found.note == "1, the newest, was not proven: 0 is taken, and the log since."


def test_that_it_was_never_proven_is_said(tmp_path: Path) -> None:
    found = chosen(tmp_path, None, made(0), made(1, ok=None, archive=B))
    assert found.backup.name == "1"
    assert found.note is not None
    assert "1 was never shown to come back" in found.note
    assert "The newest that was, and holds less, is 0." in found.note


def test_of_the_newest_proven_one_nothing_is_said(tmp_path: Path) -> None:
    assert chosen(tmp_path, None, made(0), made(1)).note is None


def test_where_none_has_a_log_no_second_can_be_chosen(tmp_path: Path) -> None:
    dump = replace(made(0, archive=None), kind=Kind.DUMP)
    with pytest.raises(NotToThatTime, match="leave --at out"):
        chosen(tmp_path, NOW + DAY, dump)


def test_one_is_known_by_a_link_and_by_the_way_from_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(tmp_path, None, made(0), made(1))
    (tmp_path / "latest").symlink_to("base/1")
    assert choose(tmp_path / "latest", KEY, None).backup.name == "1"
    monkeypatch.chdir(tmp_path / "base" / "0")
    found = choose(Path("../1"), KEY, None)
    assert (found.backup.name, found.folder.path) == ("1", tmp_path)
