"""Words for people and for scripts: colour and bars on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Advance(Protocol):
    def __call__(self, step: str, done: int, total: int) -> None: ...


def fail(message: str, *, code: int) -> NoReturn:
    err.print(f"praxis: {message}", markup=False)
    sys.exit(code)


@contextmanager
def progress() -> Iterator[Advance]:
    """Something to call with the step, how much is done, and of how much."""
    if not err.is_terminal:
        yield _plain_lines()
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, int] = {}

        def advance(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(bars.task_ids[tasks[step]], completed=done, total=total)

        yield advance


def _plain_lines() -> Advance:
    def advance(step: str, done: int, total: int) -> None:
        if done == total:
            err.print(f"{step}: {total} rows", markup=False)

    return advance
