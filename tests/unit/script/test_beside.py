"""script/support/beside.sh: two commands at once, of which neither failure is lost."""

import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """\
set -eu
. script/support/beside.sh
beside sh -c 'echo said beside; {beside}'
sh -c '{first}'
together
echo reached the end
"""


def run(beside: str, first: str) -> subprocess.CompletedProcess[str]:
    program = PROGRAM.format(beside=beside, first=first)
    return subprocess.run(  # noqa: S603 -- written above
        ["/bin/sh", "-c", program], cwd=ROOT, check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("beside", "first", "code"),
    [("exit 0", "exit 0", 0), ("exit 3", "exit 0", 3), ("exit 0", "sleep 0.2; exit 4", 4)],
)
def test_either_failure_ends_the_script_and_both_are_heard(
    beside: str, first: str, code: int
) -> None:
    done = run(beside, first)

    assert done.returncode == code
    assert done.stdout.count("said beside") == 1
    assert ("reached the end" in done.stdout) is (code == 0)


def test_what_runs_beside_does_not_outlive_a_failure() -> None:
    started = time.monotonic()

    done = run("exec sleep 30", "sleep 0.2; exit 5")

    assert done.returncode == 5
    assert time.monotonic() - started < 10
