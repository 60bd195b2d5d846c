"""A benchmark as a command: `script/bench slots --visits 10000`."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, ParamSpec

import typer

from bench.kit.errors import sentences

P = ParamSpec("P")

Rounds = Annotated[int, typer.Option(min=3, help="that each contender has")]
Calls = Annotated[int, typer.Option(min=5, help="of a function in a round")]
Seconds = Annotated[float, typer.Option(min=0.2, help="of load in a round")]


def run(main: Callable[P, None], word: str) -> None:
    """Run it with the options that its signature names; its docstring is the help."""

    @wraps(main)
    def command(*args: P.args, **kwargs: P.kwargs) -> None:
        with sentences():
            main(*args, **kwargs)

    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command()(command)
    app(prog_name=f"script/bench {word}")
