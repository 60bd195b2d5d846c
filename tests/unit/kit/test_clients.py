from collections.abc import Sequence
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from praxis.kit.clients import (
    Proxies,
    client_address,
    client_key,
    forwarded_client,
    parse_networks,
    plain_address,
)

TRUSTED = {"10.0.0.1", "10.0.0.2"}


@pytest.mark.parametrize(
    ("entries", "client"),
    [
        ([], "10.0.0.1"),
        (["203.0.113.9"], "203.0.113.9"),
        # What the client itself wrote stands on the left, and is not believed.
        (["127.0.0.1", "203.0.113.9"], "203.0.113.9"),
        (["198.51.100.1", "203.0.113.9", "10.0.0.2"], "203.0.113.9"),
        (["10.0.0.2"], "10.0.0.2"),
        (["nonsense", "203.0.113.9", " 10.0.0.2 "], "203.0.113.9"),
        (["198.51.100.1", "unknown"], "10.0.0.1"),
        (["198.51.100.1", "", "10.0.0.2"], "10.0.0.2"),
    ],
)
def test_the_client_is_the_rightmost_address_that_is_no_proxy_of_ours(
    entries: Sequence[str], client: str
) -> None:
    assert forwarded_client("10.0.0.1", entries, TRUSTED.__contains__) == client


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9:4711", "203.0.113.9"),
        ('"[2001:db8::1]:4711"', "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("_hidden", None),
        ("", None),
        ("300.1.1.1", None),
    ],
)
def test_addresses_are_read_in_all_their_forms(text: str, address: str | None) -> None:
    assert plain_address(text) == address


def test_all_addresses_of_one_ipv6_network_are_one_client() -> None:
    assert client_key("2001:db8:1:2::3") == client_key("2001:db8:1:2:ffff::9")
    assert client_key("2001:db8:1:2::3") != client_key("2001:db8:1:3::3")
    assert client_key("203.0.113.9") != client_key("203.0.113.10")
    assert client_key("testclient") == "testclient"


async def seen(
    peer: str,
    headers: list[tuple[bytes, bytes]],
    *,
    kind: str = "http",
    trusted: str = "10.0.0.0/8",
) -> tuple[str, str]:
    """Address and scheme, as they are behind the middleware."""
    found: list[Scope] = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        found.append(scope)

    async def nothing(*_: Any) -> Any:
        return None

    scheme = "ws" if kind == "websocket" else "http"
    scope = {"type": kind, "client": (peer, 4711), "scheme": scheme, "headers": headers}
    networks = parse_networks([trusted] if trusted else [])
    await Proxies(app, networks)(scope, nothing, nothing)
    return client_address(found[0]), found[0]["scheme"]


FORWARDED = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")]


async def test_a_trusted_proxy_is_believed() -> None:
    assert await seen("10.1.2.3", FORWARDED) == ("203.0.113.9", "https")
    assert await seen("::ffff:10.1.2.3", FORWARDED) == ("203.0.113.9", "https")
    assert await seen("10.1.2.3", FORWARDED, kind="websocket") == ("203.0.113.9", "wss")


async def test_nobody_else_is_believed() -> None:
    assert await seen("203.0.113.1", FORWARDED) == ("203.0.113.1", "http")
    assert await seen("127.0.0.1", FORWARDED, trusted="") == ("127.0.0.1", "http")


async def test_several_lines_of_a_header_are_one_list() -> None:
    lines = [(b"x-forwarded-for", b"1.1.1.1"), (b"x-forwarded-for", b"203.0.113.9, 10.0.0.7")]
    assert (await seen("10.1.2.3", lines))[0] == "203.0.113.9"


@pytest.mark.parametrize(
    ("told", "scheme"),
    [(b"HTTPS", "https"), (b"https,http", "http"), (b"gopher", "http"), (b"", "http")],
)
async def test_a_scheme_is_one_of_two(told: bytes, scheme: str) -> None:
    assert (await seen("10.1.2.3", [(b"x-forwarded-proto", told)]))[1] == scheme


@pytest.mark.parametrize("text", ["10.0.0.0/33", "localhost", "10.0.0.1/8", ""])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_networks([text])
