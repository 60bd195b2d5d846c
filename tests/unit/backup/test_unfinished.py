"""A restore that was killed is no obstacle to the next, and no practice to anything else."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from praxis.backup.errors import AnotherRuns, RestoreUnfinished
from praxis.backup.scratch import settle
from praxis.backup.unfinished import FILES, MARK, alone, refuse_unfinished
from tests.integration.kit.db.embedded_support import ground

KILLED = """
import os, sys
from pathlib import Path
from praxis.backup.scratch import settle
from praxis.backup.unfinished import FILES, alone

place = Path(sys.argv[1])
doing = alone(place, place / "cluster")
mark = doing.__enter__()
mark.begun()
if "placed" in sys.argv:
    (place / "draft").mkdir()
    (place / "draft" / "one").write_text("x")
    mark.placing(place / "draft")
    (place / "draft").rename(place / FILES)
if "done" in sys.argv:
    settle(place / "postgres").cluster.mkdir()
os.kill(os.getpid(), 9)
"""


def kill_one(place: Path, *words: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(place), *words], check=False)  # noqa: S603 -- ours
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("words", [(), ("placed",)])
def test_nothing_starts_where_one_was_killed_and_the_next_begins_anew(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    kill_one(tmp_path, *words)
    with pytest.raises(RestoreUnfinished, match="run the same `praxis restore` again"):
        refuse_unfinished(tmp_path)
    with alone(tmp_path, tmp_path / "cluster"):
        assert not (tmp_path / FILES).exists()
    refuse_unfinished(tmp_path)


def test_files_that_lay_there_before_are_not_touched(tmp_path: Path) -> None:
    kept = tmp_path / FILES / "of-another"
    kept.parent.mkdir()
    kept.write_text("x")
    kill_one(tmp_path)
    with alone(tmp_path, tmp_path / "cluster"):
        assert kept.exists()


def test_one_that_was_killed_when_all_was_there_is_a_practice() -> None:
    with ground() as place:
        kill_one(place, "placed", "done")
        refuse_unfinished(place)
        with alone(place, settle(place / "postgres").cluster):
            assert (place / FILES / "one").exists()
        assert not (place / MARK).exists()


def test_while_one_is_at_it_nothing_starts_and_no_other_begins(tmp_path: Path) -> None:
    with alone(tmp_path, tmp_path / "cluster") as mark:
        mark.begun()
        with pytest.raises(AnotherRuns):
            alone(tmp_path, tmp_path / "cluster").__enter__()
        with pytest.raises(RestoreUnfinished):
            refuse_unfinished(tmp_path)
    refuse_unfinished(tmp_path)


def test_one_that_fails_takes_its_files_back(tmp_path: Path) -> None:
    def fail() -> None:
        with alone(tmp_path, tmp_path / "cluster") as mark:
            mark.begun()
            draft = tmp_path / "draft"
            draft.mkdir()
            mark.placing(draft)
            draft.rename(tmp_path / FILES)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not (tmp_path / FILES).exists()
    refuse_unfinished(tmp_path)


def test_files_that_came_from_elsewhere_meanwhile_are_left_when_it_fails(tmp_path: Path) -> None:
    kept = tmp_path / FILES / "of-another"

    def fail() -> None:
        with alone(tmp_path, tmp_path / "cluster") as mark:
            mark.begun()
            (tmp_path / "draft").mkdir()
            mark.placing(tmp_path / "draft")
            kept.parent.mkdir()
            kept.write_text("x")
            (tmp_path / "draft").rename(tmp_path / FILES)

    with pytest.raises(OSError, match="not empty"):
        fail()
    assert kept.read_text() == "x"
    refuse_unfinished(tmp_path)
