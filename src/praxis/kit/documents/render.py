"""Paginated documents as PDF, set by Typst (https://typst.app/docs) from templates of ours.

A template of a module lies in its `templates` folder and begins with

    #import "/kit/documents/page.typ": *
    #show: document.with(data)

and lays out `data`, which `render_pdf` was given. It words nothing: texts, numbers and dates come
in the language of the reader.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
import typst

ROOT = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).with_name("fonts")
# PDF/UA: what a screen reader needs is in the file, or it is not made at all.
STANDARD: Final = "ua-1"
# What Typst says of text that the standard forbids, since no font can show it.
UNWRITABLE = "could not be displayed"
# One at a time: Typst itself spreads over the cores, and bookings need them, too.
_setter = ThreadPoolExecutor(1, "documents")


async def render_pdf(template: Path, data: Mapping[str, object], *, language: str) -> bytes:
    """Return the PDF of a template below the package, off the event loop.

    `data` is what JSON can hold. `document` of page.typ wants of it: `title`; `letterhead`
    {`name`, `lines`: [text]}; `made`, when and by whom it was made; `page_of`, the words around
    page numbers such as ["Page", "of", ""].
    """
    # Typst takes the language alone, without the script or region of such as zh-Hant or pt-BR.
    told = {**data, "language": language.split("-", maxsplit=1)[0]}
    inputs = {"data": orjson.dumps(told).decode()}
    return await asyncio.get_running_loop().run_in_executor(_setter, _compile, template, inputs)


def _compile(template: Path, inputs: dict[str, str]) -> bytes:
    source, compiler = template.read_bytes(), _compiler()
    try:
        made: Any = compiler.compile(
            source, format="pdf", sys_inputs=inputs, pdf_standards=STANDARD
        )
    except typst.TypstError as error:
        if UNWRITABLE not in str(error):
            raise
        # The name of a person in letters that no font here has: a document with empty boxes for
        # them, which is no PDF/UA, serves better than none.
        made = compiler.compile(source, format="pdf", sys_inputs=inputs)
    return bytes(made)


@cache
def _compiler() -> typst.Compiler:
    # Fonts of the system stand in where a name has letters that ours lack.
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(root=ROOT, font_paths=fonts)
