"""Where a server's time goes: its stacks sampled by py-spy, told by the package that works."""

import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.kit.environment import Environment
from bench.kit.errors import BenchError
from bench.kit.server import Running

PY_SPY = Environment("profiler", Path(__file__).with_name("profiler.txt"))
TIMES_A_SECOND = 250
LAST_WORDS_SECONDS = 60.0
# `name (path/of/file.py:12)`, and what stands below the event loop.
FRAME = re.compile(r"(?P<name>.*) \((?P<path>.+?)(?::\d+)?\)")
LOOP = "asyncio/runners.py"
BELOW_ALL = "event loop"
Stack = tuple[str, ...]


@dataclass
class Samples:
    """How often each stack was seen; its outermost frame comes first."""

    stacks: Counter[Stack] = field(default_factory=Counter)

    def shares(self, lowest: float = 0.0) -> dict[str, float]:
        """The share of each package, from the largest; those below `lowest` as one."""
        seen: Counter[str] = Counter()
        for stack, count in self.stacks.items():
            seen[package_of(stack)] += count
        found = {name: count / seen.total() for name, count in seen.most_common()}
        told = {name: share for name, share in found.items() if share >= lowest}
        rest = sum(share for share in found.values() if share < lowest)
        return told | ({"others": rest} if rest else {})


def read_stacks(lines: Iterable[str]) -> Samples:
    """Of the raw form: frames with semicolons between, and how often this stack was seen."""
    samples = Samples()
    for line in lines:
        stack, _, count = line.rpartition(" ")
        samples.stacks[tuple(stack.split(";"))] += int(count)
    return samples


def package_of(stack: Sequence[str]) -> str:
    """Whose code works: what the standard library does, it does for whoever called it.

    C code has no frame of its own, so what the driver waits for and reads counts as the driver's.
    """
    paths = [match["path"] if (match := FRAME.fullmatch(frame)) else "<" for frame in stack]
    if LOOP in paths:
        paths = paths[paths.index(LOOP) + 1 :]
    for path in reversed(paths):
        top, *inner = path.split("/")
        if top.startswith("<") or top.removesuffix(".py") in sys.stdlib_module_names:
            continue
        # The product's own parts are told apart.
        return f"{top}.{inner[0].removesuffix('.py')}" if top == "praxis" and inner else top
    return BELOW_ALL


@contextmanager
def sampled(server: Running) -> Iterator[Samples]:
    """The samples are there when this ends. Raises `BenchError` if none can be taken."""
    program = PY_SPY.programs() / "py-spy"
    samples = Samples()
    with tempfile.TemporaryDirectory(prefix="praxis-bench-profile-") as folder:
        raw = Path(folder, "stacks")
        words = ["record", "--format", "raw", "--rate", str(TIMES_A_SECOND), "--output", str(raw)]
        process = subprocess.Popen(  # noqa: S603 -- of the environment that the bench made
            [program, *words, "--pid", str(server.pid)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            _wait_until_begun(process)
            yield samples
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=LAST_WORDS_SECONDS)
        finally:
            process.kill()
            process.wait(10)
        if not raw.exists():
            raise BenchError(f"py-spy left no samples: {said.strip()[-300:]}")
        samples.stacks.update(read_stacks(raw.read_text().splitlines()).stacks)


def _wait_until_begun(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None  # noqa: S101 -- a pipe
    said = ""
    for line in process.stdout:
        said += line
        if "Sampling process" in line:
            return
    raise BenchError(
        f"py-spy may not look into the server, which needs root: {said.strip()[-300:]}"
    )
