"""Answers that a browser saves as a file."""

import unicodedata
from urllib.parse import quote

from starlette.responses import Response

from praxis.kit.languages import tell_language


def disposition(filename: str) -> str:
    """Return a `Content-Disposition` (RFC 6266) that saves under `filename` and never opens."""
    filename = "".join(c for c in filename if unicodedata.category(c) != "Cc")
    ascii_only = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    fallback = "".join("_" if c in '"\\%;' else c for c in ascii_only)
    if fallback.startswith("."):
        fallback = f"attachment{fallback}"
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(filename, safe='')}"


def pdf_response(filename: str, content: bytes, language: str) -> Response:
    """A PDF made for whoever asked, in their language: nobody else may keep it."""
    return private_file(filename, content, "application/pdf", language)


def private_file(filename: str, content: str | bytes, media_type: str, language: str) -> Response:
    """A file worded for whoever asked."""
    headers = {"Content-Disposition": disposition(filename), "Cache-Control": "private, no-store"}
    response = Response(content, media_type=media_type, headers=headers)
    tell_language(response, language)
    return response
