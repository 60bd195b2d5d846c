import os
import subprocess
import sys
import time

import pytest

from bench.kit import machine
from bench.kit.machine import (
    TICKS,
    Cpu,
    Process,
    describe,
    read_process,
    tree_seconds,
    wait_until_idle,
)

LINE = "4711 (a (very) odd name) S 17 1 1 0 -1 4194560 9 8 7 6 300 50 40 10 20 0 1 0 5 0 0"


def test_a_process_is_read_whatever_its_name_holds() -> None:
    assert read_process(LINE) == Process(pid=4711, parent=17, seconds=400 / TICKS)


def test_the_seconds_of_a_tree_leave_others_out() -> None:
    processes = [Process(2, 1, 1.0), Process(3, 2, 2.0), Process(4, 3, 4.0), Process(5, 1, 8.0)]
    assert tree_seconds({process.pid: process for process in processes}, 2) == 7.0
    assert tree_seconds({}, 2) == 0.0


BURN = "import time\nend = time.process_time() + {0}\nwhile time.process_time() < end: pass\n"


def test_the_work_of_a_child_counts_while_it_runs_and_after_it_ended() -> None:
    inner = BURN.format(0.3)
    outer = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {inner!r}])\ninput()"
    process = subprocess.Popen(  # noqa: S603 -- the lines above
        [sys.executable, "-c", outer], stdin=subprocess.PIPE
    )
    try:
        cpu = Cpu.of(child=process.pid)
        deadline = time.monotonic() + 30
        while cpu.since()["child"] < 0.3 and time.monotonic() < deadline:
            time.sleep(0.02)
        seen = cpu.since()["child"]
    finally:
        process.communicate(b"\n", timeout=30)
    assert seen == pytest.approx(0.35, abs=0.15)


def test_own_work_counts() -> None:
    cpu = Cpu.of(me=os.getpid())
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    assert cpu.since()["me"] == pytest.approx(0.2, abs=0.1)


def test_a_machine_that_is_not_idle_is_kept_with_the_results(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "_noted", {})
    # Less than nothing: no machine is so idle.
    used = wait_until_idle(cores=-1, seconds=0)
    assert describe()["cores_used_by_others"] == round(used, 1)
    assert "not idle" in capsys.readouterr().err


def test_the_machine_is_described_without_its_name() -> None:
    told = describe()
    assert {"cores", "model", "memory_gb", "load", "kernel", "python"} <= told.keys()
    assert os.uname().nodename not in map(str, told.values())
