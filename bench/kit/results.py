"""Figures with their targets: shown as a table, kept as JSON and as a table for the documents."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.kit import machine
from bench.kit.rounds import median, spread

FOLDER = Path("var/bench")
HEAD = ("figure", "value", "spread", "target", "met", "basis")

# Where nobody says how wide it is, as in a file, names stand on one line.
out = Console(highlight=False, width=None if sys.stdout.isatty() else 180)
err = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure must reach; both ends may be given."""

    at_most: float | None = None
    at_least: float | None = None

    def met(self, value: float) -> bool:
        # A figure that is no number (0 / 0) has reached nothing.
        low = self.at_least is None or value >= self.at_least
        high = self.at_most is None or value <= self.at_most
        return low and high and value == value  # noqa: PLR0124 -- NaN

    def __str__(self) -> str:
        ends = (("≥", self.at_least), ("≤", self.at_most))
        return " and ".join(f"{sign} {end:g}" for sign, end in ends if end is not None)


@dataclass(frozen=True, slots=True)
class Figure:
    """`spread` is the low and high of the rounds, `basis` what the value is counted from."""

    name: str
    value: float
    unit: str = ""
    target: Target | None = None
    basis: str = ""
    spread: tuple[float, float] | None = None

    @property
    def met(self) -> bool | None:
        return self.target.met(self.value) if self.target else None

    def cells(self) -> tuple[str, ...]:
        low_to_high = " to ".join(number(end) for end in self.spread) if self.spread else ""
        verdict = {None: "", True: "yes", False: "no"}[self.met]
        value = f"{number(self.value)} {self.unit}".strip()
        return (self.name, value, low_to_high, str(self.target or ""), verdict, self.basis)


def number(value: float) -> str:
    """Three digits that count."""
    if value == 0:
        return "0"
    if abs(value) >= 100:  # noqa: PLR2004 -- whole numbers have three digits by then
        return f"{value:,.0f}"
    return f"{value:.3g}"


class Run:
    """What was run with what options, when, on which commit and machine: it heads every JSON."""

    def __init__(self, benchmark: str, options: Mapping[str, object]) -> None:
        self.benchmark = benchmark
        self._options = dict(options)
        self._begun_at = datetime.now(UTC)
        # Afterwards much of the load is the benchmark's own.
        self._load_before = [round(load, 2) for load in os.getloadavg()]

    def write(self, figures: object, table: str | None = None) -> Path:
        """Keep the figures in `var/bench` as JSON, beside it the table; returns the JSON's path."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{self.benchmark}.json"
        told = {
            "benchmark": self.benchmark,
            "begun_at": self._begun_at.isoformat(timespec="seconds"),
            "ended_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": commit(),
            "options": {key: _plain(value) for key, value in self._options.items()},
            "machine": {**machine.describe(), "load_before": self._load_before},
            "figures": figures,
        }
        path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        if table is not None:
            path.with_suffix(".md").write_text(table)
        return path


class Results:
    def __init__(self, benchmark: str, options: Mapping[str, object]) -> None:
        self._run = Run(benchmark, options)
        self.figures: list[Figure] = []

    def add(
        self,
        name: str,
        value: float,
        *,
        unit: str = "",
        target: Target | None = None,
        basis: str = "",
        spread: tuple[float, float] | None = None,
    ) -> Figure:
        figure = Figure(name, value, unit, target, basis, spread)
        self.figures.append(figure)
        return figure

    @property
    def missed(self) -> list[Figure]:
        """Those that did not reach their target."""
        return [figure for figure in self.figures if figure.met is False]

    def show(self) -> None:
        table = Table(*HEAD, title=self._run.benchmark)
        for figure in self.figures:
            style = {None: "", True: "green", False: "bold red"}[figure.met]
            name, value, *rest = figure.cells()
            table.add_row(name, f"[{style}]{value}[/]" if style else value, *rest)
        out.print(table)

    def write(self) -> Path:
        """Keep the figures in `var/bench`, as JSON and as a table; returns the JSON's path."""
        return self._run.write([_figure_as_json(one) for one in self.figures], self.as_table())

    def as_table(self) -> str:
        lines = [HEAD, ("---",) * len(HEAD), *(figure.cells() for figure in self.figures)]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def add_median(
    results: Results,
    name: str,
    values: Sequence[float],
    *,
    unit: str = "",
    target: Target | None = None,
    basis: str = "",
) -> float:
    """Add the median of the rounds, with its spread; returns it."""
    value = median(values)
    results.add(name, value, unit=unit, target=target, basis=basis, spread=spread(values))
    return value


def _figure_as_json(figure: Figure) -> dict[str, object]:
    return {
        "name": figure.name,
        "value": figure.value if figure.value == figure.value else None,
        "unit": figure.unit,
        "target": str(figure.target) if figure.target else None,
        "met": figure.met,
        "spread": list(figure.spread) if figure.spread else None,
        "basis": figure.basis,
    }


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | str | None) else str(value)


def commit() -> str:
    """The commit of this tree, with a plus where files differ from it."""
    git = shutil.which("git")
    if git is None:
        return "unknown"

    def ask(*words: str) -> str:
        done = subprocess.run(  # noqa: S603 -- git, with words of ours
            [git, *words], capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    changed = ask("status", "--porcelain", "--untracked-files=no")
    return (ask("rev-parse", "--short", "HEAD") or "unknown") + ("+" if changed else "")


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say on stderr what is done, and how long it took."""
    begun = time.perf_counter()
    if err.is_terminal:
        with err.status(text):
            yield
    else:
        yield
    err.print(f"{text}: {time.perf_counter() - begun:.1f} s", markup=False)
