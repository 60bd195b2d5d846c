"""Which Content-Security-Policy belongs to what: pure texts, no requests and no answers here.

Nowhere is there 'unsafe-inline' or another host: a script that was smuggled into a page does not
run, and what it would have read could not leave.
"""

import secrets
from collections.abc import Mapping

# Data is not a page: shown in a frame or as a document, it loads and runs nothing.
# `sandbox` keeps a file that somebody uploaded out of our origin, whatever it turns out to be.
DATA = "default-src 'none'; frame-ancestors 'none'; sandbox"

# ReDoc writes two style elements without a nonce. One is empty (the hash of nothing) and is filled
# by rule, which no policy hinders; the other is the look of its scroll bar, always the same.
_REDOC = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"
)


def new_nonce() -> str:
    """128 bits that nobody can guess, for one answer only."""
    return secrets.token_urlsafe(16)


def page_policy(nonce: str) -> str:
    """For the web app: its own files, and style elements that carry the nonce."""
    return _written(
        {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": f"'self' 'nonce-{nonce}'",
            "img-src": "'self' data: blob:",
            "connect-src": "'self'",
            "font-src": "'self'",
            "manifest-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }
    )


def documentation_policy(nonce: str) -> str:
    """For Swagger UI and ReDoc: the one script of the page, and the worker of ReDoc's search."""
    return _written(
        {
            "default-src": "'none'",
            "script-src": f"'self' 'nonce-{nonce}'",
            "style-src": f"'self' 'nonce-{nonce}' {_REDOC}",
            "worker-src": "blob:",
            "img-src": "'self' data:",
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }
    )


def notice_policy(nonce: str) -> str:
    """For a page of plain words: a style element with the nonce and nothing else."""
    return _written(
        {
            "default-src": "'none'",
            "style-src": f"'nonce-{nonce}'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
    )


def _written(directives: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
