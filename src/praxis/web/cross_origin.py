"""Which pages of other origins may use the API, and what they may read of its answers (CORS)."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ASKED = (
    *("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"),
    *("Last-Event-ID", "Praxis-Access-Reason", "X-Request-ID"),
)
TOLD = (
    *("ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID"),
    *("Idempotency-Replayed", "Content-Disposition", "WWW-Authenticate"),
)


def allow_origins(app: ASGIApp, origins: Sequence[str]) -> CORSMiddleware:
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=METHODS,
        allow_headers=ASKED,
        allow_credentials=True,
        expose_headers=TOLD,
    )
