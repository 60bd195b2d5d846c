"""Whoever runs all benchmarks and stops leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

# A benchmark as it ends when told to: it takes a while to clear away what it started.
BENCHMARK = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.default_int_handler)
try:
    print("ready", flush=True)
    time.sleep(60)
finally:
    time.sleep(1)
    open(sys.argv[1], "w").close()
"""
ALL = """
import sys
from bench.__main__ import run
run([sys.executable, "-c", *sys.argv[1:]])
print("went on")
"""


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_benchmark_that_is_stopped_clears_up_first(told: signal.Signals, tmp_path: Path) -> None:
    cleared = tmp_path / "cleared"
    with subprocess.Popen(  # noqa: S603 -- our own programs
        [sys.executable, "-c", ALL, BENCHMARK, str(cleared)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as everything:
        assert everything.stdout is not None
        assert everything.stdout.readline() == b"ready\n"
        if told == signal.SIGINT:
            # A terminal tells all of them.
            os.killpg(everything.pid, told)
        else:
            everything.send_signal(told)
        assert everything.stdout.read() == b""
        assert everything.wait(10) == 128 + told
    assert cleared.exists()
