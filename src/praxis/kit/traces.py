"""A fault as a log may have it: where it happened and of what kind, without what it was about.

The message of an exception quotes what it met: a value that is no number, a whole row that breaks a
rule of the database. So no message is written, whoever raised it.
"""

import traceback
from collections.abc import Iterator

HEADING = "Traceback (most recent call last):\n"
CAUSED, WHILE = "which led to", "and while that was dealt with"


def trace(error: BaseException) -> str:
    """The way to a fault and to those before it, oldest first, with the lines of the program."""
    return "\n".join(_parts(error, set()))


def _parts(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    earlier, word = error.__cause__, CAUSED
    if earlier is None and not error.__suppress_context__:
        earlier, word = error.__context__, WHILE
    if earlier is not None and id(earlier) not in seen:
        yield from _parts(earlier, seen)
        yield f"{word}:"
    yield HEADING + "".join(traceback.format_tb(error.__traceback__)) + describe(error)
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            if id(inner) not in seen:
                yield "of which one is:"
                yield from _parts(inner, seen)


def describe(error: BaseException) -> str:
    """What kind of fault: its class, and of the database the code and the rule that was broken."""
    kind = type(error)
    facts = [f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")]
    for name in ("sqlstate", "table_name", "constraint_name", "errno"):
        value = getattr(error, name, None)
        if value is not None:
            facts.append(f"{name}={value}")
    return " ".join(facts)
