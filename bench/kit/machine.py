"""What a benchmark ran on, and how much CPU its processes took."""

import os
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/<pid>/stat after the name, which may hold spaces: the 4th (parent) is the first
# but one, and the 14th to 17th are user and system time, of itself and of children waited for.
PARENT = 1
TIMES = slice(11, 15)

_noted: dict[str, object] = {}


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    seconds: float


def read_process(line: str) -> Process:
    """A line of /proc/<pid>/stat; its CPU seconds hold those of children that ended."""
    head, _, tail = line.rpartition(")")
    fields = tail.split()
    ticks = sum(int(field) for field in fields[TIMES])
    return Process(int(head.split(maxsplit=1)[0]), int(fields[PARENT]), ticks / TICKS)


def _processes() -> Iterator[Process]:
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                yield read_process((folder / "stat").read_text(errors="replace"))
            except (FileNotFoundError, ProcessLookupError):
                continue


def tree_seconds(processes: Mapping[int, Process], root: int) -> float:
    """CPU seconds of `root` and everything below it."""
    children: dict[int, list[int]] = defaultdict(list)
    for process in processes.values():
        children[process.parent].append(process.pid)
    total, left = 0.0, [root]
    while left:
        pid = left.pop()
        if pid in processes:
            total += processes[pid].seconds
            left += children[pid]
    return total


class Cpu:
    """CPU seconds (user and system) of trees of processes since this was made."""

    def __init__(self, trees: Mapping[str, int]) -> None:
        self._trees = dict(trees)
        self._begun = self._read()

    @classmethod
    def of(cls, **trees: int) -> Self:
        """Each tree by the process at its root: `Cpu.of(server=4711)`."""
        return cls(trees)

    def since(self) -> dict[str, float]:
        now = self._read()
        return {name: now[name] - self._begun[name] for name in self._trees}

    def _read(self) -> dict[str, float]:
        processes = {process.pid: process for process in _processes()}
        return {name: tree_seconds(processes, root) for name, root in self._trees.items()}


def wait_until_idle(*, cores: float = 0.3, seconds: float = 20.0) -> float:
    """Wait until all others together use fewer `cores`, at most so long; returns their use.

    Where they do not, it is said and kept with the results: on a busy machine what waits most, as a
    row by its key, suffers most, and ratios to it look better than they are.
    """
    deadline = time.monotonic() + seconds
    while (used := _used_cores(0.5)) > cores and time.monotonic() < deadline:
        pass
    if used > cores:
        note(cores_used_by_others=round(used, 1))
        sys.stderr.write(f"The machine is not idle: others use {used:.1f} cores.\n")
    return used


def _used_cores(seconds: float) -> float:
    def busy() -> int:
        fields = [int(field) for field in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:]]
        return sum(fields[:3]) + sum(fields[5:8])

    before = busy()
    time.sleep(seconds)
    return (busy() - before) / TICKS / seconds


def note(**facts: object) -> None:
    """Facts for `describe` that only somebody else can know, like the version of the database."""
    _noted.update(facts)


def describe() -> dict[str, object]:
    """The machine, as far as it matters to figures; nothing that names it."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "model": _line_of(PROC / "cpuinfo", "model name"),
        "memory_gb": round(_memory_kb() / 1024 / 1024, 1),
        "load": [round(load, 2) for load in os.getloadavg()],
        "kernel": platform.release(),
        "python": platform.python_version(),
        **_noted,
    }


def _line_of(path: Path, name: str) -> str:
    for line in path.read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def _memory_kb() -> int:
    text = _line_of(PROC / "meminfo", "MemTotal").split()
    return int(text[0]) if text[0].isdigit() else 0
