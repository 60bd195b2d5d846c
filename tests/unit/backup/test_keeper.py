"""When the next backup is due."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from praxis.backup import keeper as keeping
from praxis.backup import manifest as manifests
from praxis.backup.errors import AnotherRuns
from praxis.backup.folder import BackupFolder, has_start
from praxis.backup.keeper import ANOTHER_ENDS, RETRY_AFTER, Keeper, Plan
from praxis.kit.clock import FixedClock
from tests.unit.backup.test_folder import KEY, NOW, manifest
from tests.unit.backup.test_metrics import keep

# Who decides without the database does not reach it.
NOWHERE = "postgresql://nowhere.invalid/practice"


def keeper_of(place: Path) -> Keeper:
    plan = Plan(
        dsn=NOWHERE,
        data_dir=place,
        folder=BackupFolder(place / "backups"),
        key_file=place / "backup.key",
        uploads=None,
        hour=2,
        interval=timedelta(minutes=1),
    )
    return Keeper(plan, FixedClock(NOW))


def test_into_a_folder_that_cannot_be_read_one_is_tried_for_its_failure_is_told(
    tmp_path: Path,
) -> None:
    keeper = keeper_of(tmp_path)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "base").write_text("")
    assert keeper.is_due(NOW)
    keeper._tried = NOW  # noqa: SLF001 -- without the process that it would start
    assert not keeper.is_due(NOW + RETRY_AFTER / 2)
    assert keeper.is_due(NOW + RETRY_AFTER)


@pytest.mark.parametrize("ok", [False, None], ids=["failed", "cut off"])
def test_until_one_of_a_new_archive_is_proven_it_is_tried_each_hour(
    tmp_path: Path, ok: bool | None
) -> None:
    keeper = keeper_of(tmp_path)
    keeper._archive, keeper._is_archive_known = "praxis_archive_b", True  # noqa: SLF001 -- as seen
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    # That of before the restore is of another archive, and of today.
    keep(folder, "20270104-a", hours_ago=1, ok=True)
    assert keeper.is_due(NOW)
    lay(folder, "20270104-b", archive="praxis_archive_b", ok=ok)
    keeper._tried = NOW  # noqa: SLF001 -- without the process that it would start
    assert not keeper.is_due(NOW + RETRY_AFTER / 2)
    assert keeper.is_due(NOW + RETRY_AFTER)
    assert not has_start(folder.listed(), "praxis_archive_b")
    lay(folder, "20270104-c", archive="praxis_archive_b", ok=True)
    assert has_start(folder.listed(), "praxis_archive_b")


def lay(folder: BackupFolder, name: str, *, archive: str, ok: bool | None) -> None:
    (folder.base / name).mkdir()
    manifests.write(folder.base / name, replace(manifest(name, NOW, ok=ok), archive=archive), KEY)


def test_one_that_found_another_at_work_was_no_try(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path)
    # Nothing can be read here, so one is due unless it was tried.
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "base").write_text("")
    keeper._tried = NOW  # noqa: SLF001 -- as if it had been started now
    code = AnotherRuns.EXIT_CODE
    ended = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])  # noqa: S603 -- ours
    ended.wait(30)
    keeper.backup = ended
    keeper.back_up_if_due(NOW)
    assert not keeper.is_due(NOW)
    assert keeper.is_due(NOW + ANOTHER_ENDS)


def test_a_clock_that_was_set_back_stops_neither_log_nor_backup(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "base").write_text("")
    earlier = NOW - timedelta(days=3)
    keeper._tried = NOW  # noqa: SLF001 -- as if one had been started before the clock was set
    assert keeper.is_due(earlier)
    keeper._shipped = NOW  # noqa: SLF001 -- as above
    keeper._clock = FixedClock(earlier)  # noqa: SLF001 -- set back
    keeper._tried = earlier  # noqa: SLF001 -- no process is started here
    keeper._look()  # noqa: SLF001 -- one look
    assert keeper._shipped == earlier  # noqa: SLF001 -- what it looked at


STUBBORN = """
import signal, sys, time
told = []
signal.signal(signal.SIGTERM, lambda *_: told.append(1) if len(told) < {deaf} else sys.exit(0))
print(flush=True)
while True:
    time.sleep(0.05)
"""


@pytest.mark.parametrize(("deaf", "code"), [(0, 0), (1, 0), (9, -9)])
def test_a_backup_that_does_not_hear_is_told_again_and_then_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaf: int, code: int
) -> None:
    monkeypatch.setattr(keeping, "ENDS_SECONDS", 0.5)
    keeper = keeper_of(tmp_path)
    words = [sys.executable, "-c", STUBBORN.format(deaf=deaf)]
    keeper.backup = subprocess.Popen(words, stdout=subprocess.PIPE)  # noqa: S603 -- ours
    assert keeper.backup.stdout is not None
    with keeper.backup.stdout as ready:
        ready.readline()
        keeper._stop()  # noqa: SLF001 -- as the server ends
    assert keeper.backup.returncode == code
