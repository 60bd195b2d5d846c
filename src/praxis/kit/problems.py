"""RFC 9457 problem documents: the one table from kinds of error to HTTP, and its handlers.

Each is worded as it leaves, in the language that its request accepts.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from praxis.kit.errors import DomainError, Invalid, Kind, Told
from praxis.kit.languages import ENGLISH, Words, accepted_language, tell_language, words

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[Kind, tuple[HTTPStatus, str]] = {
    Kind.INVALID: (HTTPStatus.UNPROCESSABLE_ENTITY, "The request has values to mend"),
    Kind.UNAUTHENTICATED: (HTTPStatus.UNAUTHORIZED, "Sign in first"),
    Kind.FORBIDDEN: (HTTPStatus.FORBIDDEN, "Not allowed"),
    Kind.NOT_FOUND: (HTTPStatus.NOT_FOUND, "Not found"),
    Kind.CONFLICT: (HTTPStatus.CONFLICT, "Not possible as things stand"),
    Kind.STALE: (HTTPStatus.PRECONDITION_FAILED, "Changed meanwhile"),
    Kind.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large"),
    Kind.UNSUPPORTED: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Not an accepted type of content"),
    Kind.TOO_MANY: (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests"),
    Kind.UNAVAILABLE: (HTTPStatus.SERVICE_UNAVAILABLE, "Not available just now"),
}


class FieldError(BaseModel):
    pointer: str = Field(description="JSON pointer to the field", examples=["/starts_at"])
    code: str = Field(examples=["time.naive"])
    detail: str


class Problem(BaseModel):
    """RFC 9457. Codes are stable; further members depend on the code."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:praxis:problem:scheduling.slot_taken"])
    title: str
    status: int
    detail: str
    code: str = Field(examples=["scheduling.slot_taken"])
    errors: list[FieldError] | None = None


class Said:
    """What a problem says: English, and under which keys other languages have it."""

    __slots__ = ("english", "keys", "values")

    def __init__(self, english: str, keys: Sequence[str], values: Mapping[str, object]) -> None:
        self.english = english
        self.keys = keys
        self.values = values

    @classmethod
    def of(cls, detail: str | Told) -> "Said":
        told = detail if isinstance(detail, Told) else Told(detail)
        return cls(str(told), (f"details.{told.template}",), told.values)

    def worded(self, chosen: Words) -> str:
        found = (chosen.find(key, **self.values) for key in self.keys)
        return next((text for text in found if text is not None), self.english)


class ProblemResponse(Response):
    """In English until it is sent: then it is known who reads it."""

    media_type = MEDIA_TYPE

    def __init__(
        self, document: Mapping[str, object], status: int, headers: Mapping[str, str] | None
    ) -> None:
        self._document = document
        super().__init__(_worded(document, ENGLISH), status, headers)
        tell_language(self, ENGLISH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = accepted_language(Headers(scope=scope).get("accept-language")) or ENGLISH
        if language != ENGLISH:
            self.body = _worded(self._document, language)
            self.headers["Content-Language"] = language
            self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def _worded(document: Mapping[str, object], language: str) -> bytes:
    chosen = words(language, "problems")
    return orjson.dumps(
        document,
        default=lambda part: part.worded(chosen) if isinstance(part, Said) else str(part),
    )


def problem_response(
    status: int,
    title: str,
    detail: str | Told,
    code: str,
    *,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    document = {
        "type": f"urn:praxis:problem:{code}",
        "title": Said(title, (f"titles.{title}", f"http.{int(status)}"), {}),
        "status": int(status),
        "detail": Said.of(detail),
        "code": code,
        **members,
    }
    return ProblemResponse(document, int(status), headers)


def domain_problem(error: DomainError) -> Response:
    status, title = STATUS[error.kind]
    members: dict[str, object] = dict(error.data)
    if isinstance(error, Invalid):
        members["errors"] = [
            {"pointer": error.pointer, "code": error.code, "detail": Said.of(error.told)}
        ]
    headers: dict[str, str] = {}
    if error.kind is Kind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    if error.kind is Kind.TOO_MANY:
        headers["Retry-After"] = str(error.data.get("retry_after", 1))
    if error.kind is Kind.UNAVAILABLE:
        headers["Retry-After"] = "1"
    return problem_response(status, title, error.told, error.code, headers=headers, **members)


def _field_error(error: Mapping[str, Any]) -> dict[str, object]:
    # Pydantic's own report repeats the input, passwords included: only place, code and words leave.
    place, *path = error["loc"]
    parts = path if place == "body" else [place, *path]
    # Of a body that is no JSON there is only a position, and no field to point at.
    pointer = "" if error["type"] == "json_invalid" else "".join(f"/{part}" for part in parts)
    code = str(error["type"])
    detail = str(error["msg"])
    values = {name: _shown(value) for name, value in error.get("ctx", {}).items()}
    keys = [f"fields.{code}"]
    if code == "json_invalid":
        # Its place is an offset in the text, and no field.
        place = parts[-1] if parts and parts[-1] else None
        where = f" at character {place}" if place else ""
        detail = f"No JSON: {error['ctx']['error']}{where}"
        values["place"] = place
        keys = ["fields.json_invalid_at"] if place else keys
    if code == "value_error":
        detail = detail.removeprefix("Value error, ")
    detail = _printable(detail)
    # A fault of our own is known by its sentence first: one code may have several.
    said = Said(detail, [f"details.{detail}", *keys], values)
    return {"pointer": _printable(pointer), "code": _printable(code), "detail": said}


def _shown(value: object) -> object:
    """What a fault tells of itself; a list of choices without the English word between them."""
    return value if isinstance(value, int) else _printable(str(value)).replace("' or '", "', '")


def _printable(text: str) -> str:
    """A message may quote a key of the input: what JSON cannot carry is replaced."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


async def _on_domain_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)  # noqa: S101 -- registered for this class only
    return domain_problem(error)


async def _on_invalid_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- registered for this class only
    errors = [_field_error(item) for item in error.errors()]
    status, title = STATUS[Kind.INVALID]
    named = ", ".join(sorted({str(item["pointer"]) or "/" for item in errors}))
    detail = Told("Mend these and send the request again: {named}.").fill(named=named)
    code = str(errors[0]["code"]) if len(errors) == 1 else "invalid"
    return problem_response(status, title, detail, code, errors=errors)


async def _on_http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for this class only
    phrase = HTTPStatus(error.status_code).phrase
    code = "http." + phrase.lower().replace(" ", "_").replace("-", "_")
    return problem_response(
        error.status_code, phrase, str(error.detail), code, headers=error.headers
    )


async def _on_fault(request: Request, error: Exception) -> Response:
    route = getattr(request.scope.get("route"), "path", None)
    request_id = request.scope.get("request_id")
    log.error("request.failed", route=route, request_id=request_id, exc_info=error)
    detail = "Something went wrong on our side. It has been logged."
    # The server hangs up after a fault. Unsaid, the next request on this line would meet no one.
    closes = {"Connection": "close"}
    return problem_response(500, "Internal error", detail, "internal", headers=closes)


def install_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(DomainError, _on_domain_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_fault)


def problems(*errors: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation in the OpenAPI file: its errors by status, with examples."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        status, title = STATUS[error.kind]
        detail = " ".join((error.__doc__ or "").split())
        entry = by_status.setdefault(
            int(status),
            {
                "model": Problem,
                "description": title,
                "content": {MEDIA_TYPE: {"examples": {}}},
            },
        )
        entry["content"][MEDIA_TYPE]["examples"][error.code] = {
            "value": {
                "type": f"urn:praxis:problem:{error.code}",
                "title": title,
                "status": int(status),
                "detail": detail,
                "code": error.code,
            }
        }
    return by_status


# What an operation that takes a file can answer besides.
NOT_MULTIPART: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "Not a multipart body", "content": {MEDIA_TYPE: {}}}
}
