"""RFC 9457 problem documents: the one table from kinds of error to HTTP, and its handlers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from praxis.kit.errors import DomainError, Invalid, Kind

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


def problem_response(
    status: int,
    title: str,
    detail: str,
    code: str,
    *,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    body = {
        "type": f"urn:praxis:problem:{code}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "code": code,
        **members,
    }
    return Response(orjson.dumps(body, default=str), int(status), headers, MEDIA_TYPE)


def domain_problem(error: DomainError) -> Response:
    status, title = STATUS[error.kind]
    members: dict[str, object] = dict(error.data)
    if isinstance(error, Invalid):
        members["errors"] = [{"pointer": error.pointer, "code": error.code, "detail": error.detail}]
    headers: dict[str, str] = {}
    if error.kind is Kind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    if error.kind is Kind.UNAVAILABLE:
        headers["Retry-After"] = "1"
    return problem_response(status, title, error.detail, error.code, headers=headers, **members)


def _field_error(error: Mapping[str, Any]) -> dict[str, str]:
    # Pydantic's own report repeats the input, passwords included: only place, code and words leave.
    place, *path = error["loc"]
    parts = path if place == "body" else [place, *path]
    # Of a body that is no JSON there is only a position, and no field to point at.
    pointer = "" if error["type"] == "json_invalid" else "".join(f"/{part}" for part in parts)
    code = str(error["type"])
    detail = str(error["msg"])
    if code == "json_invalid":
        # Its place is an offset in the text, and no field.
        where = f" at character {parts[-1]}" if parts and parts[-1] else ""
        return {"pointer": "", "code": code, "detail": f"No JSON: {error['ctx']['error']}{where}"}
    if code == "value_error":
        detail = detail.removeprefix("Value error, ")
    return {"pointer": pointer, "code": code, "detail": detail}


def _printable(text: str) -> str:
    """A message may quote a key of the input: what JSON cannot carry is replaced."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


async def _on_domain_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)  # noqa: S101 -- registered for this class only
    return domain_problem(error)


async def _on_invalid_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- registered for this class only
    errors = [
        {name: _printable(value) for name, value in _field_error(item).items()}
        for item in error.errors()
    ]
    status, title = STATUS[Kind.INVALID]
    named = ", ".join(sorted({item["pointer"] or "/" for item in errors}))
    detail = f"Mend these and send the request again: {named}."
    code = errors[0]["code"] if len(errors) == 1 else "invalid"
    return problem_response(status, title, detail, code, errors=errors)


async def _on_http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for this class only
    phrase = HTTPStatus(error.status_code).phrase
    code = "http." + phrase.lower().replace(" ", "_").replace("-", "_")
    return problem_response(
        error.status_code, phrase, str(error.detail), code, headers=error.headers
    )


async def _on_fault(request: Request, error: Exception) -> Response:
    log.error("request.failed", path=request.scope.get("path"), exc_info=error)
    detail = "Something went wrong on our side. It has been logged."
    return problem_response(500, "Internal error", detail, "internal")


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
