"""PDFs read back by another program than the one that set them (PDFium)."""

import pypdfium2


def text_of(content: bytes) -> str:
    """The text of all pages, as one line."""
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def pages_in(content: bytes) -> int:
    document = pypdfium2.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()
