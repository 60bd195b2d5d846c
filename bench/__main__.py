"""All benchmarks of speed, one after the other: `script/bench`."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

import typer
from rich.table import Table

from bench.kit.results import FOLDER, err, out


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What it measures, what it needs besides this checkout, and its time on two quiet cores."""

    name: str
    what: str
    takes: str
    needs: str = ""
    in_all: bool = True


BENCHMARKS = (
    Benchmark("booking", "bookings against pgbench and a bare FastAPI", "5 min"),
    Benchmark("slots", "the free times of one doctor", "5 min"),
    Benchmark("search", "the first free times among many doctors", "10 min"),
    Benchmark("login", "what others wait while forty people sign in", "1 min"),
    Benchmark("hotspots", "one wanted doctor, one wanted time, a flu morning", "2 min"),
    Benchmark("peers", "the same at django-appointment", "5 min", "PyPI, the first time"),
    Benchmark("growth", "the same with ever more visits and doctors", "5 min"),
    Benchmark("web", "first loads and the calendar in a browser", "5 min", "Chromium", False),
    Benchmark("notifications", "messages, reminders and live streams", "4 min", in_all=False),
    Benchmark("reports", "reports of a million visits", "15 min", in_all=False),
)


def listed() -> str:
    """A line for each, as `--help` shows them."""
    lines = []
    for one in BENCHMARKS:
        needs = f"; needs {one.needs}" if one.needs else ""
        beside = "" if one.in_all else " (by its word only)"
        lines.append(f"{one.name:14}{one.what}: {one.takes}{needs}{beside}")
    return "\n".join(lines)


HELP = f"""Run all benchmarks of speed, about half an hour; or one of them by its word, which has
options of its own: script/bench slots --help.

\b
{listed()}

script/bench booking --profile tells where the server's time goes while visits are booked.

They need what this checkout has. With DATABASE_URL they make databases of their own there and drop
them; without it they start a PostgreSQL of their own. Results go to var/bench.
"""


def missed(name: str) -> list[str]:
    """The figures of the last run that did not reach their target."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return ["it left no results"]
    told = json.loads(path.read_text())
    return [figure["name"] for figure in told["figures"] if figure["met"] is False]


def run(words: Sequence[str]) -> int:
    """Run a program to its end, also when told to stop: it has servers and databases to clear away.

    Then this program ends, too.
    """
    told: list[int] = []
    program = subprocess.Popen(words)  # noqa: S603 -- our own programs

    def stop(number: int, _: FrameType | None) -> None:
        told.append(number)
        # Ctrl-C reaches both, and who is told twice leaves things lying about.
        if number == signal.SIGTERM:
            program.terminate()

    usual = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        code = program.wait()
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
    if told:
        sys.exit(128 + told[0])
    return code


def run_all() -> int:
    """Run those that belong to it; returns how many could not be run."""
    failed: list[str] = []
    for one in (one for one in BENCHMARKS if one.in_all):
        begun = time.perf_counter()
        out.rule(f"{one.name}: {one.what}")
        code = run([sys.executable, "-m", f"bench.{one.name}"])
        out.print(f"{one.name}: {time.perf_counter() - begun:.0f} s")
        if code:
            failed.append(one.name)
    table = Table("benchmark", "targets that were missed", title="In all")
    for one in (one for one in BENCHMARKS if one.in_all):
        told = "it did not run to its end" if one.name in failed else "; ".join(missed(one.name))
        table.add_row(one.name, told or "none")
    out.print(table)
    return len(failed)


app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(help=HELP)
def main(word: str = typer.Argument("", metavar="[WORD]", help="all when absent")) -> None:
    if word:
        err.print(f"bench: there is no benchmark {word}. There are:\n{listed()}", markup=False)
        raise typer.Exit(2)
    raise typer.Exit(1 if run_all() else 0)


if __name__ == "__main__":
    app(prog_name="script/bench")
