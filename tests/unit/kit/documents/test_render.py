"""Documents are set by the real Typst and read back by another program (PDFium)."""

from collections.abc import Mapping
from pathlib import Path

import pypdfium2
import pytest
import typst

from praxis.kit.documents.render import ROOT, render_pdf

TEMPLATE = """
#import "/kit/documents/page.typ": *
#show: document.with(data)
#pairs(data.pairs)
#tiles(data.tiles)
#bars(data.bars)
#heat(data.hours, data.days)
#listing(data.columns, data.rows, total: data.total)
"""


@pytest.fixture(name="template")
def make_template(tmp_path_factory: pytest.TempPathFactory) -> Path:

    path = tmp_path_factory.mktemp("documents") / "sample.typ"
    path.write_text(TEMPLATE)
    return path


def sample(**changes: object) -> Mapping[str, object]:
    return {
        "title": "Report of a month",
        "letterhead": {"name": "Dhanmondi Heart Centre", "lines": ["Road 5", "+880 2 5566"]},
        "made": "Made on 3 November 2026",
        "page_of": ["Page", "of", ""],
        "pairs": [{"label": "Patient", "value": "রহিম উদ্দিন ক্ষত্রিয়"}],
        "tiles": [{"label": "Visits", "value": "1,234", "note": "of all"}],
        "bars": [{"label": "Monday", "value": "12", "share": 1.0}],
        "hours": ["08:00"],
        "days": [{"label": "Monday", "cells": [{"value": "7", "share": 0.9}]}],
        "columns": [{"label": "Name of the doctor"}, {"label": "Visits", "align": "right"}],
        "rows": [[f"Doctor {number}", str(number)] for number in range(90)],
        "total": ["Together", "4005"],
        **changes,
    }


async def pages_of(template: Path, data: Mapping[str, object], language: str = "en") -> list[str]:
    content = await render_pdf(template, data, language=language)
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


async def test_a_long_table_goes_over_pages_each_with_its_header_and_number(template: Path) -> None:
    first, *others = await pages_of(template, sample())
    assert len(others) == 2
    assert "Dhanmondi Heart Centre" in first
    for number, text in enumerate([first, *others], start=1):
        assert "Name of the doctor" in text
        assert f"Page {number} of 3" in text
    assert "Doctor 89" in others[-1]
    assert "Together" in others[-1]


async def test_bangla_is_shaped_and_can_be_read_back(template: Path) -> None:
    data = sample(
        title="চিকিৎসকের প্রতিবেদন", rows=[], digits="০১২৩৪৫৬৭৮৯", page_of=["পৃষ্ঠা", "/", ""]
    )
    (text,) = await pages_of(template, data, "bn")
    assert "চিকিৎসকের প্রতিবেদন" in text
    assert "রহিম উদ্দিন ক্ষত্রিয়" in text
    assert "পৃষ্ঠা ১ / ১" in text


async def test_what_people_typed_is_text_and_no_program(template: Path) -> None:
    hostile = '#panic("no") *bold* $x$ \\ "]} <b> #read("/settings.py")'
    (text,) = await pages_of(template, sample(rows=[[hostile, "1"]]))
    assert hostile in text.replace("\r\n", " ")


async def test_a_name_that_no_font_can_write_stops_no_document(template: Path) -> None:
    # Of private use: no font has it. The same happens to 王 on a machine without Chinese fonts.
    content = await render_pdf(template, sample(rows=[["Wang \ue000", "1"]]), language="en")
    document = pypdfium2.PdfDocument(content)
    text = document[0].get_textpage().get_text_range()
    assert "Wang" in text
    assert "Report of a month" in text
    # It keeps its structure, and claims the standard no longer.
    assert document.is_tagged()
    assert b"pdfuaid" not in content
    document.close()


async def test_a_document_says_what_it_is_to_a_screen_reader(template: Path) -> None:
    content = await render_pdf(template, sample(rows=[]), language="en")
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_value("Title") == "Report of a month"
    assert b"pdfuaid" in content
    assert document.is_tagged()
    document.close()


async def test_a_template_reads_no_file_outside_the_package(tmp_path: Path) -> None:
    path = tmp_path / "greedy.typ"
    path.write_text('#read("/../../pyproject.toml")')
    with pytest.raises(typst.TypstError):
        await render_pdf(path, {}, language="en")
    assert (ROOT / "kit").is_dir()


@pytest.mark.parametrize("language", ["pt-BR", "zh-Hant", "fil"])
async def test_a_language_may_name_its_region_or_script(template: Path, language: str) -> None:
    (text,) = await pages_of(template, sample(rows=[]), language)
    assert "Report of a month" in text


# In points.
A4_WIDTH, MARGIN = 595.28, 51.0
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 5


@pytest.fixture(name="narrow")
def make_narrow_template(template: Path) -> Path:
    """Nothing but a table with two columns of names."""
    listing = "#listing(data.columns, data.rows, widths: (1fr, 1fr, auto))"
    template.write_text("\n".join([*TEMPLATE.splitlines()[:3], listing]))
    return template


async def edges_of(template: Path, data: Mapping[str, object]) -> list[tuple[str, float, float]]:
    """Each letter of the first page with its left edge and right edge, in points."""
    document = pypdfium2.PdfDocument(await render_pdf(template, data, language="en"))
    text = document[0].get_textpage()
    letters = []
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if not letter.strip("\u200b\r\n"):
            continue
        left, _, right, _ = text.get_charbox(index)
        letters.append((letter, left, right))
    document.close()
    return letters


async def test_fault_a_name_without_a_break_was_printed_over_its_neighbours(
    narrow: Path,
) -> None:
    columns = [{"label": "Name"}, {"label": "Doctor"}, {"label": "Visits", "align": "right"}]
    rows = [[LONG, LONG.upper(), "7"]]
    letters = await edges_of(narrow, sample(columns=columns, rows=rows))
    start = "".join(letter for letter, _, _ in letters).index("Wolfe")
    end = start + len(LONG)
    first, second = letters[start:end], letters[end : end + len(LONG)]
    assert "".join(letter for letter, _, _ in first + second) == LONG + LONG.upper()
    assert max(right for _, _, right in first) < min(left for _, left, _ in second)
    assert max(right for _, _, right in letters) < A4_WIDTH - MARGIN


async def test_fault_a_long_amount_was_printed_beyond_its_tile(template: Path) -> None:
    tiles = [
        {"label": "Received", "value": "BDT 1,234,567,890,123.45", "note": "of all"},
        {"label": "Given back", "value": LONG},
        {"label": "Visits", "value": "7"},
        {"label": "Patients", "value": "8"},
    ]
    letters = await edges_of(template, sample(tiles=tiles, rows=[]))
    assert max(right for _, _, right in letters) < A4_WIDTH - MARGIN
    quarter = MARGIN + (A4_WIDTH - 2 * MARGIN) / 4
    text = "".join(letter for letter, _, _ in letters)
    start = text.index("BDT 1")
    assert max(right for _, _, right in letters[start : start + 24]) < quarter
