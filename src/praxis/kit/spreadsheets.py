"""Tables as CSV that people open in a spreadsheet: RFC 4180, in UTF-8 that Excel recognises too."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from starlette.responses import Response

from praxis.kit.downloads import private_file

MEDIA_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# A spreadsheet takes a cell that begins so for a formula, and runs it:
# https://owasp.org/www-community/attacks/CSV_Injection
# The same signs as wide as a Chinese character are folded to these by Excel.
FORMULA_STARTS = (
    *("=", "+", "-", "@", "\t", "\r", "\n"),
    *("\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}"),
    *("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}"),
)
SPACES = " \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
Cell = str | int | float | Decimal | date | datetime | bool | None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as CSV. Text that a spreadsheet would run gets an apostrophe before it.

    Numbers stay numbers: a negative amount is no formula.
    """
    into = io.StringIO(newline="")
    writer = csv.writer(into)
    writer.writerow([_plain(cell) for cell in header])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + into.getvalue()


def csv_response(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, language: str
) -> Response:
    """The table as a download under `filename`, its header worded in `language`."""
    return private_file(filename, csv_text(header, rows), MEDIA_TYPE, language)


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.lstrip(SPACES).startswith(FORMULA_STARTS):
        return f"'{cell}"
    return str(cell)
