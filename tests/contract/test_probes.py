"""Values that made naive programs answer 500. Here each is refused, and the answer says why."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.asking import Route, json_operations, refused, send, state_of
from tests.contract.world import World

# Each stands where a whole body, or any value in it, could.
NOT_JSON = {
    "NaN": b'{"x": NaN}',
    "Infinity": b'{"x": -Infinity}',
    "overflow": b'{"x": 1e400}',
    "NUL": b'{"x": "a\\u0000b"}',
    "NUL in a name": b'{"a\\u0000b": 1}',
    "half a character": b'{"x": "\\ud800"}',
    "half a character in a name": b'{"\\udfff": 1}',
    "invalid UTF-8": b'{"x": "\xff\xfe"}',
    "overlong UTF-8": b'{"x": "\xc0\x80"}',
    "deep": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "less deep": b'{"x": ' + b"[" * 1000 + b"]" * 1000 + b"}",
    "cut short": b'{"x": ',
    "byte order mark": b'\xef\xbb\xbf{"x": 1}',
    "UTF-16": '{"x": 1}'.encode("utf-16"),
    "an array": b"[]",
    "text": b'"x"',
    "a number": b"1",
}

POISON: list[Any] = [
    *(2**63, -(2**63), 2**64, -1, 0, 1, 1.5, 1e308, True, False, None, "", " ", "1", "true"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2027-02-30T10:00:00Z"),
    *("2027-01-04T10:00:00", "1767520800", "\uff12027-01-04T10:00:00Z", "2027-W01-1", "24:01"),
    *([], {}, [[]], {"a": 1}, "x" * 100_000, "\u202e\u0007", "'; DROP TABLE users; --", "%", "\\"),
    *("00000000-0000-0000-0000-000000000000", "../../etc/passwd", "<script>alert(1)</script>"),
]

BAD_IDS = [True, 1, 2**63, "1", "", None, "0" * 32, "{01994d3e-7a00-7000-8000-000000000001}"]
BAD_INSTANTS = [
    *(True, 0, 1767520800, 1767520800.5, "1767520800", "2027-01-04", "2027-01-04T10:00:00", ""),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2027-01-04T10:00:00+25:00"),
    *("2027-01-04T24:00:01Z", "2027-02-29T10:00:00Z", "now", [], {}),
]


@pytest.mark.parametrize("name", NOT_JSON)
async def test_what_is_no_json_object_is_refused_everywhere(
    stocked: World, routes: dict[str, Route], name: str
) -> None:
    headers = {"content-type": "application/json"}
    for operation, _ in json_operations(stocked):
        by = "doctor" if "medical_record" in operation else "admin_reason"
        before = await state_of(stocked.database)

        response = await send(
            stocked, routes[operation], by, content=NOT_JSON[name], headers=headers
        )

        refused(response, operation)
        assert await state_of(stocked.database) == before, operation


async def test_a_name_that_stands_twice_is_refused(
    stocked: World, routes: dict[str, Route]
) -> None:
    headers = {"content-type": "application/json"}
    for operation, body in json_operations(stocked):
        name, value = next(iter(body.items()))
        twice = f"{json.dumps(body)[:-1]}, {json.dumps(name)}: {json.dumps(value)}}}"
        by = "doctor" if "medical_record" in operation else "admin_reason"

        response = await send(stocked, routes[operation], by, content=twice, headers=headers)

        problem = refused(response, operation)
        assert problem["errors"][0]["pointer"] == ""
        assert "twice" in problem["errors"][0]["detail"]


async def test_broken_json_says_what_is_broken(stocked: World, routes: dict[str, Route]) -> None:
    headers = {"content-type": "application/json"}
    response = await send(stocked, routes["create_patient"], content=b'{"x": ', headers=headers)

    (error,) = refused(response, "broken")["errors"]
    assert error["pointer"] == ""
    assert error["code"] == "json_invalid"
    assert "at character 6" in error["detail"]


async def test_a_backslash_before_u0000_is_text(stocked: World, routes: dict[str, Route]) -> None:
    response = await send(stocked, routes["create_patient"], json={"full_name": r"C:\u0000"})

    assert response.status_code == 201, response.text


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(body))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


async def test_no_value_in_any_field_is_a_fault(stocked: World, routes: dict[str, Route]) -> None:
    for operation, body in json_operations(stocked):
        by = "doctor" if "medical_record" in operation else "admin_reason"
        for path in leaves(body):
            for value in POISON:
                response = await send(
                    stocked, routes[operation], by, json=replaced(body, path, value)
                )
                if not response.is_success:
                    refused(response, (operation, path, value))
                    assert "x" * 300 not in response.text, "input is not sent back at length"


async def test_ids_and_instants_are_text_of_one_form(
    stocked: World, routes: dict[str, Route]
) -> None:
    tried = 0
    for operation, body in json_operations(stocked):
        by = "doctor" if "medical_record" in operation else "admin_reason"
        for path in leaves(body):
            name = str(next(key for key in reversed(path) if isinstance(key, str)))
            bad = BAD_IDS if name.endswith("_id") else BAD_INSTANTS if name.endswith("_at") else []
            for value in bad:
                if value is None:
                    continue
                tried += 1
                response = await send(
                    stocked, routes[operation], by, json=replaced(body, path, value)
                )
                problem = refused(response, (operation, path, value))
                assert response.status_code == 422, (operation, path, value)
                pointers = {error["pointer"] for error in problem["errors"]}
                assert "/" + "/".join(map(str, path)) in pointers, (operation, path, value)
    assert tried > 100


async def test_passwords_are_never_echoed(stocked: World) -> None:
    secret = "correct horse battery staple"
    for path, body in (
        ("/auth/login", {"email": 1, "password": secret}),
        ("/auth/login", {"email": "a@example.org", "password": [secret]}),
        ("/auth/register", {"role": "patient", "password": secret, "email": secret}),
        ("/auth/register", {"role": secret, "password": secret}),
        ("/auth/password/reset", {"token": secret, "password": {"x": secret}}),
        ("/auth/login", {"email": "a@example.org", "password": secret, "extra": secret}),
    ):
        response = await stocked.api.post(path, body)
        refused(response, path)
        assert secret not in response.text
    form = {"username": "a@example.org", "password": secret * 100, "scope": secret * 100}
    response = await stocked.api.client.post("/api/v1/auth/token", data=form)
    refused(response, "form")
    assert secret not in response.text
