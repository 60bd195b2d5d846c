"""By its exit code whoever called a restore knows what came of it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from praxis.cli.ending import telling_failures
from praxis.kit.errors import OutcomeUnknown, Unavailable

RESTORE = [sys.executable, "-m", "praxis.cli", "restore"]


def test_a_disk_that_fails_is_told_as_such_and_not_as_a_database_that_is_away(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    words = [*RESTORE, str(tmp_path), "--to", str(tmp_path / "file" / "in")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 -- ours
    assert done.returncode == 1
    assert done.stderr == f"praxis: The restore failed: {words[-1]}: Not a directory.\n"


@pytest.mark.parametrize(
    ("told", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
def test_one_that_is_told_to_end_is_not_taken_for_done(
    tmp_path: Path, told: signal.Signals, code: int
) -> None:
    # It waits for its key until it is told to end.
    os.mkfifo(tmp_path / "backup.key")
    words = [*RESTORE, str(tmp_path), "--to", str(tmp_path / "new"), "--keys", str(tmp_path)]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)  # noqa: S603 -- ours
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "new").exists() or not _waits(process.pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert _tell(process, told) == code
    finally:
        process.kill()
        process.wait()


def _waits(pid: int) -> bool:
    return psutil.Process(pid).status() == psutil.STATUS_SLEEPING


def _tell(process: "subprocess.Popen[bytes]", to_end: signal.Signals) -> int:
    """More than once: Python looks for signals between its steps, not in the one that waits.

    Seldom: one that comes while it ends already kills it.
    """
    for _ in range(4):
        process.send_signal(to_end)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(30)
    raise AssertionError("It does not end.")


@pytest.mark.parametrize(
    ("words", "said"),
    [(("list",), "The list failed: "), (("keys", "--to"), "The copy of the keys failed: ")],
    ids=["list", "keys"],
)
def test_no_command_of_backups_takes_a_disk_for_a_database(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "base").write_text("")
    (tmp_path / "secret.key").write_text("x" * 32)
    place = tmp_path if words[0] == "list" else tmp_path / "base" / "new"
    line = [sys.executable, "-m", "praxis.cli", "backup", *words, str(place)]
    environment = {**os.environ, "PRAXIS_DATA_DIR": str(tmp_path)}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 -- ours
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"praxis: {said}")


@pytest.mark.parametrize("fault", [Unavailable, OutcomeUnknown])
def test_a_scratch_server_that_went_away_is_not_taken_for_the_database(
    fault: type[Unavailable], capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        with telling_failures("The restore"):
            raise fault

    with pytest.raises(SystemExit) as ended:
        fail()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("praxis: The restore failed: ")
