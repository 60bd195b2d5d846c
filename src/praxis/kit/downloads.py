"""Answers that a browser saves as a file."""

import unicodedata
from urllib.parse import quote

from starlette.responses import Response


def disposition(filename: str) -> str:
    """Return a `Content-Disposition` (RFC 6266) that saves under `filename` and never opens."""
    filename = "".join(c for c in filename if unicodedata.category(c) != "Cc")
    ascii_only = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    fallback = "".join("_" if c in '"\\%;' else c for c in ascii_only)
    if fallback.startswith("."):
        fallback = f"attachment{fallback}"
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(filename, safe='')}"


def pdf_response(filename: str, content: bytes) -> Response:
    """A PDF made for whoever asked: nobody else may keep it."""
    headers = {"Content-Disposition": disposition(filename), "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
