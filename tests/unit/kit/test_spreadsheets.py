import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from praxis.kit.downloads import disposition
from praxis.kit.spreadsheets import BYTE_ORDER_MARK, Cell, csv_response, csv_text


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_what_is_written_is_read_back() -> None:
    rows: list[list[Cell]] = [['Rahim, "the" elder', "দুই\nlines", Decimal("-12.50"), 3, None, True]]
    assert read_back(csv_text(["a", "b", "c", "d", "e", "f"], rows)) == [
        ["a", "b", "c", "d", "e", "f"],
        ['Rahim, "the" elder', "দুই\nlines", "-12.50", "3", "", "true"],
    ]


def test_days_and_instants_are_written_as_the_api_writes_them() -> None:
    rows = [[date(2026, 3, 1), datetime(2026, 3, 1, 9, 30, tzinfo=UTC)]]
    assert read_back(csv_text(["day", "at"], rows))[1] == [
        "2026-03-01",
        "2026-03-01T09:30:00+00:00",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+880171", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"),
        # Excel folds what stands as wide as a Chinese character.
        *("\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "\u3000\uff1d1", "\u00a0=1"),
    ],
)
def test_no_text_is_run_by_a_spreadsheet(text: str) -> None:
    assert read_back(csv_text([text], [[text]])) == [[f"'{text}"], [f"'{text}"]]


def test_a_download_names_its_file_in_any_script() -> None:
    answer = csv_response("দিন 1.csv", ["a"], [], language="bn")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''%E0%A6%A6" in answer.headers["Content-Disposition"]
    assert bytes(answer.body).startswith(b"\xef\xbb\xbfa")


def test_a_name_cannot_break_out_of_its_header() -> None:
    header = disposition('a".csv\r\nX: y')
    assert header.isprintable()
    assert header.split('"')[1] == "a_.csvX: y"


def test_a_worded_file_says_its_language_and_belongs_to_who_asked() -> None:
    answer = csv_response("a.csv", ["a"], [], language="bn")
    assert answer.headers["Content-Language"] == "bn"
    assert answer.headers["Vary"] == "Accept-Language"
    assert answer.headers["Cache-Control"] == "private, no-store"
