"""The same for what stands in an address or a header."""

import base64
import json

from tests.contract.asking import Route, refused, send, state_of
from tests.contract.calls import make_call
from tests.contract.world import World


async def test_bad_ids_in_paths_are_refused(stocked: World, routes: dict[str, Route]) -> None:
    for operation, (method, path) in routes.items():
        for name in stocked.ids:
            if f"{{{name}}}" in path:
                for bad in ("1", "9223372036854775808", "null", "%F0%9F%92%A9", "a" * 5000, "%ff"):
                    address = path.format(**{**stocked.ids, name: bad})
                    call = make_call(operation, stocked).options()
                    caller = await stocked.caller("admin_reason")
                    response = await caller.anywhere(method, address, **call)
                    refused(response, (operation, bad))


LIMITS = ("0", "201", "-1", "abc", "1e3", "9223372036854775808", "", "\uff15")
CURSORS = [
    *("x", "====", "%00", "a" * 501, "é"),
    *(
        base64.urlsafe_b64encode(raw).decode().rstrip("=")
        for raw in (
            b"[9223372036854775808]",
            b"[-9223372036854775809]",
            b"[1e400]",
            b"[null]",
            b"[true]",
            b'["a\\u0000", 1]',
            b'["\\ud800", 1]',
            b"[1, 2, 3]",
            b"[1, 2, 3, 4]",
            b"{}",
            b"\xff",
            b"[" * 5000,
        )
    ),
]


async def test_lists_refuse_bad_limits_and_cursors(
    stocked: World, routes: dict[str, Route]
) -> None:
    paged = 0
    for methods in stocked.app.openapi()["paths"].values():
        for method in methods.values():
            operation = method["operationId"]
            names = {parameter["name"] for parameter in method.get("parameters", [])}
            required = make_call(operation, stocked).params
            for limit in LIMITS if "limit" in names else ():
                sent = {**required, "limit": limit}
                refused(await send(stocked, routes[operation], params=sent), (operation, limit))
            for cursor in CURSORS if "cursor" in names else ():
                paged += 1
                sent = {**required, "cursor": cursor}
                refused(await send(stocked, routes[operation], params=sent), (operation, cursor))
    assert paged > 100


async def test_cursors_beyond_the_end_find_nothing(
    stocked: World, routes: dict[str, Route]
) -> None:
    """Forged, but of the right form: whoever does that gets a page, or is told so."""
    far = 2**63 - 1
    forged = [
        *(["0001-01-01T00:00:00+14:00", 1], ["9999-12-31T23:59:59-14:00", 1]),
        *(["2027-01-01T00:00:00", 1], ["2027-01-01T00:00:00Z", 1.5]),
        *([far], ["2199-12-31T23:59:59+00:00", far], ["zz", far], [-far], [far, far]),
    ]
    for methods in stocked.app.openapi()["paths"].values():
        for method in methods.values():
            operation = method["operationId"]
            names = {parameter["name"] for parameter in method.get("parameters", [])}
            for key in forged if "cursor" in names else ():
                cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
                sent = {**make_call(operation, stocked).params, "cursor": cursor}
                response = await send(stocked, routes[operation], params=sent)
                if not response.is_success:
                    refused(response, (operation, key))


async def test_bad_values_in_any_query_parameter_are_refused(
    stocked: World, routes: dict[str, Route]
) -> None:
    for methods in stocked.app.openapi()["paths"].values():
        for method in methods.values():
            operation = method["operationId"]
            required = make_call(operation, stocked).params
            for parameter in method.get("parameters", []):
                if parameter["in"] == "query":
                    for bad in ("\x00", "a\x00b", "x" * 60_000, "\x07"):
                        sent = {**required, parameter["name"]: bad}
                        answer = await send(stocked, routes[operation], params=sent)
                        refused(answer, (operation, parameter["name"], bad[:9]))


async def test_bad_if_match_is_refused_or_stale(stocked: World, routes: dict[str, Route]) -> None:
    for tag in ("x", '"', '"99999999999999999999"', "W/", '"1', "\x7f", ",", '"-1"', " "):
        for operation in ("update_patient", "update_doctor", "update_user", "update_appointment"):
            sent = make_call(operation, stocked).options()
            before = await state_of(stocked.database)
            response = await send(stocked, routes[operation], headers={"If-Match": tag}, **sent)
            refused(response, (operation, tag))
            assert await state_of(stocked.database) == before


async def test_bad_authorization_headers_are_401(stocked: World, routes: dict[str, Route]) -> None:
    bad = (
        *("Bearer", "Bearer ", "Basic YTpi", "bearer x", "Bearer a.b.c", "Bearer \xff", "x" * 8000),
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
    )
    for value in bad:
        for operation in ("get_me", "list_doctors", "list_patients", "create_location"):
            sent = make_call(operation, stocked).options()
            method, path = routes[operation]
            headers = {b"Authorization": value.encode("latin-1")}
            response = await stocked.api.client.request(method, path, headers=headers, **sent)
            refused(response, (operation, value))
            assert response.status_code == 401, (operation, value)
