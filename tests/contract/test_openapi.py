"""The OpenAPI file as its readers need it: programs that are generated from it, and people."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from praxis.api import create_router
from tests.support.api import Api

Operation = dict[str, Any]

# What needs no token by nature.
OPEN = {
    *("login", "create_token", "refresh_token", "forget_password", "reset_password"),
    *("verify_email", "get_health", "get_liveness", "get_readiness", "list_specialties"),
    *("get_photo", "get_practice", "list_regions", "get_region"),
    *("finish_login", "start_passkey_second_factor", "start_passkey_login", "login_with_passkey"),
    *("read_visit_link", "confirm_by_visit_link", "cancel_by_visit_link"),
}
METHODS_WITH_BODY = {"post", "put", "patch"}


@pytest.fixture(scope="module")
def described(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


@pytest.fixture(scope="module")
def operations(described: dict[str, Any]) -> dict[tuple[str, str], Operation]:
    return {
        (method, path): operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


async def test_the_file_is_served_as_it_is_made(api: Api, described: dict[str, Any]) -> None:
    response = await api.client.get("/openapi.json")

    assert response.json() == described
    assert described["openapi"].startswith("3.1")


async def test_the_documentation_is_served_without_a_cdn(api: Api) -> None:
    for page in ("/docs", "/redoc"):
        text = (await api.client.get(page)).text
        assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", text), page


def test_every_route_is_described(operations: dict[tuple[str, str], Operation]) -> None:
    routes = {
        (method.lower(), route.path)
        for route in iter_route_contexts(create_router().routes)
        for method in route.methods or ()
    }

    assert len(routes) > 80
    assert routes <= operations.keys()


def test_operations_have_names_of_their_own_and_summaries(
    operations: dict[tuple[str, str], Operation],
) -> None:
    names = [operation["operationId"] for operation in operations.values()]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+|login|logout|register", name) for name in names)
    assert all(operation["summary"] for operation in operations.values())


def test_every_operation_says_whether_it_needs_a_token(
    operations: dict[tuple[str, str], Operation],
) -> None:
    for operation in operations.values():
        security = operation.get("security")
        if operation["operationId"] in OPEN:
            assert security is None, operation["operationId"]
        else:
            assert security in ([{"Bearer": []}], [{}, {"Bearer": []}]), operation["operationId"]
            assert "401" in operation["responses"], operation["operationId"]


def test_every_error_is_a_problem_with_an_example(
    operations: dict[tuple[str, str], Operation],
) -> None:
    for operation in operations.values():
        for status, response in operation["responses"].items():
            if status >= "400" and "HealthRead" not in str(response):
                (media_type,) = response["content"]
                assert media_type == "application/problem+json", operation["operationId"]
                shown = response["content"][media_type]
                assert shown["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert shown.get("examples") or status in {"400", "422"}, operation["operationId"]


def test_every_body_has_an_example(
    described: dict[str, Any], operations: dict[tuple[str, str], Operation]
) -> None:
    schemas = described["components"]["schemas"]
    without = []
    for (method, _), operation in operations.items():
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            assert method in METHODS_WITH_BODY
            names = re.findall(r"#/components/schemas/(\w+)", str(content["schema"]))
            examples = [schemas[name].get("examples") for name in names]
            if media_type == "application/json" and not all(examples):
                without.append(operation["operationId"])
    assert without == []


def test_what_creates_can_be_repeated_safely(
    operations: dict[tuple[str, str], Operation],
) -> None:
    for (method, _), operation in operations.items():
        if method == "post" and "201" in operation["responses"]:
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert "Idempotency-Key" in names, operation["operationId"]
            assert "Idempotency-Replayed" in operation["responses"]["201"]["headers"]


def test_what_takes_if_match_can_answer_that_it_is_stale(
    operations: dict[tuple[str, str], Operation],
) -> None:
    for operation in operations.values():
        names = {parameter["name"].lower() for parameter in operation.get("parameters", [])}
        assert ("if-match" in names) == ("412" in operation["responses"]), operation["operationId"]


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for kind, name in re.findall(r"'#/components/(\w+)/([\w-]+)'", str(described)):
        assert name in described["components"][kind]
    used = set(re.findall(r"#/components/schemas/(\w+)", str(described)))
    assert set(described["components"]["schemas"]) == used
