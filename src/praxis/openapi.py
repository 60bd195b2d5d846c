"""What the OpenAPI file says of every operation alike; FastAPI writes the rest from the routes."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from praxis.identity.auth import BEARER_SCHEME, OPTIONAL_SCHEME
from praxis.identity.errors import NotSignedIn, SessionEnded
from praxis.kit.errors import DomainError, OutcomeUnknown, Stale, Unavailable
from praxis.kit.problems import MEDIA_TYPE, Problem, problems
from praxis.kit.rate_limits.errors import TooManyRequests
from praxis.kit.timeouts import TookTooLong

Described = dict[str, Any]

FIRST_ERROR = 400
UNAUTHENTICATED, TOO_MANY, UNAVAILABLE = 401, 429, 503
SCHEMAS = "#/components/schemas/"

_TEXT = {"type": "string"}
HEADERS: Described = {
    "X-Request-ID": {
        "description": "names this request in logs and audit: yours, if you sent one of this form",
        "required": True,
        "schema": {**_TEXT, "pattern": "^[A-Za-z0-9_-]{8,64}$"},
    },
    "ETag": {
        "description": "the version, for If-Match",
        "required": True,
        "schema": {**_TEXT, "pattern": '^"[0-9]+"$'},
    },
    "Idempotency-Replayed": {
        "description": "present when an earlier request with the same key was answered so",
        "schema": {**_TEXT, "enum": ["true"]},
    },
    "Content-Language": {
        "description": "of title and details: the best of Accept-Language, else English",
        "required": True,
        "schema": {**_TEXT, "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
    },
    "WWW-Authenticate": {"required": True, "schema": {**_TEXT, "enum": ["Bearer"]}},
    "Retry-After": {"description": "seconds", "schema": {**_TEXT, "pattern": "^[0-9]+$"}},
    "RateLimit": {
        "description": "of the policy that is used up: what remains and until when, in seconds",
        "schema": _TEXT,
    },
    "RateLimit-Policy": {"description": "the policy: requests and seconds", "schema": _TEXT},
}


LIMITS_TOLD = (
    "How often who may ask is limited: answers name their limits in `RateLimit-Policy` and what is "
    "left of them in `RateLimit`, and a refusal says in `Retry-After` when to ask again."
)
LANGUAGES_TOLD = (
    "Every operation reads `Accept-Language`: problems come with their `title` and details in the "
    "best of its languages that there is, else in English. Codes and names are the same in all."
)


def complete_openapi(app: FastAPI) -> None:
    """Have `app.openapi()` tell all that every operation can answer, and who may ask."""
    plain = app.openapi

    def completed() -> Described:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(plain())
        return app.openapi_schema

    app.openapi = completed  # type: ignore[method-assign] # FastAPI's own way to extend it


def operations(described: Described) -> Iterator[Described]:
    """Every operation of an OpenAPI file."""
    for methods in described["paths"].values():
        yield from methods.values()


def _complete(described: Described) -> Described:
    components = described["components"]
    components["headers"] = HEADERS
    described["info"]["description"] += f" {LANGUAGES_TOLD} {LIMITS_TOLD}"
    components["securitySchemes"].pop(OPTIONAL_SCHEME, None)
    schemas = components["schemas"]
    for replaced in ("HTTPValidationError", "ValidationError"):
        schemas.pop(replaced, None)
    for operation in operations(described):
        _tell_whether_a_token_is_needed(operation)
        _add_common_problems(operation)
        for status, response in operation["responses"].items():
            if int(status) >= FIRST_ERROR:
                _show_as_problem(response)
            names = _headers_of(operation, int(status), response, schemas)
            response["headers"] = {n: {"$ref": f"#/components/headers/{n}"} for n in names}
    return described


def _tell_whether_a_token_is_needed(operation: Described) -> None:
    """A token that may be left out is written as the choice between nothing and the scheme."""
    if any(OPTIONAL_SCHEME in choice for choice in operation.get("security", [])):
        operation["security"] = [{}, {BEARER_SCHEME: []}]


def _add_common_problems(operation: Described) -> None:
    errors: list[type[DomainError]] = []
    if "security" in operation:
        errors += [NotSignedIn, SessionEnded]
    if _takes(operation, "if-match"):
        errors.append(Stale)
    if operation["operationId"] != "get_liveness":
        errors += [Unavailable, TookTooLong, TooManyRequests]
        errors += [OutcomeUnknown] if "requestBody" in operation else []
    responses = operation["responses"]
    for status, added in (*_of_any_request(), *problems(*errors).items()):
        there = responses.setdefault(str(status), {"description": added["description"]})
        if not _answers_health(there):
            shown = there.setdefault("content", {}).setdefault(MEDIA_TYPE, {})
            shown.setdefault("examples", {}).update(added["content"][MEDIA_TYPE]["examples"])
    operation["responses"] = dict(sorted(responses.items()))


def _of_any_request() -> Iterator[tuple[int, Described]]:
    """Refusals that come before any operation is looked for."""
    for status, title, code, detail in (
        (400, "Bad request", "request.nul", "The address holds a NUL character."),
        (
            408,
            "Too slow",
            "request.too_slow",
            "The body did not arrive in time: send the request again.",
        ),
        (413, "Too large", "request.too_large", "The body may hold at most 262144 bytes."),
        (
            421,
            "Misdirected request",
            "request.foreign_host",
            "This server does not answer under that name: use its public address.",
        ),
    ):
        example = {
            "type": f"urn:praxis:problem:{code}",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
        }
        examples = {code: {"value": example}}
        yield status, {"description": title, "content": {MEDIA_TYPE: {"examples": examples}}}


def _takes(operation: Described, header: str) -> bool:
    return any(
        parameter["in"] == "header" and parameter["name"].lower() == header
        for parameter in operation.get("parameters", [])
    )


def _show_as_problem(response: Described) -> None:
    """FastAPI writes the model of an error under the media type of the successes."""
    if _answers_health(response):
        return
    content = response.setdefault("content", {})
    content.pop("application/json", None)
    content.setdefault(MEDIA_TYPE, {})["schema"] = {"$ref": SCHEMAS + Problem.__name__}


def _answers_health(response: Described) -> bool:
    """Health is answered in its own form, also when it is bad."""
    return "HealthRead" in str(_schema(response))


def _schema(response: Described) -> Described:
    found: Described = response.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _headers_of(
    operation: Described, status: int, response: Described, schemas: Described
) -> Iterator[str]:
    yield "X-Request-ID"
    if status >= FIRST_ERROR and not _answers_health(response):
        yield "Content-Language"
    if status == UNAUTHENTICATED:
        yield "WWW-Authenticate"
    if status in {TOO_MANY, UNAVAILABLE}:
        yield "Retry-After"
    if status == TOO_MANY:
        yield from ("RateLimit", "RateLimit-Policy")
    if status < FIRST_ERROR:
        name = _schema(response).get("$ref", "").removeprefix(SCHEMAS)
        if "version" in schemas.get(name, {}).get("properties", {}) and name != "HealthRead":
            yield "ETag"
        if _takes(operation, "idempotency-key"):
            yield "Idempotency-Replayed"
