"""Text that others wrote, made fit for a header or a line."""

import unicodedata

# They turn the order of what follows around, so that a name can pass for something else. The
# joiners, of the same category, are letters' business: Bangla is not written without them.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """The text on one line: no line break of any kind, no control character, single spaces."""
    marks = ("" if mark in _TURNING else _visible(mark) for mark in text)
    return " ".join("".join(marks).split())


def _visible(mark: str) -> str:
    return " " if unicodedata.category(mark) == "Cc" else mark
