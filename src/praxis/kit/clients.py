"""Who is at the other end of a connection, through proxies that are trusted and no others.

What follows it (log, limits, sessions) reads the address of the client here, and nowhere else.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

Network = IPv4Network | IPv6Network

UNKNOWN = "unknown"
# Who is given one IPv6 address is given all of its network.
IPV6_CLIENT_BITS = 64


def parse_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks, like `10.0.0.0/8`. Raises `ValueError` for what is neither."""
    return tuple(ip_network(text) for text in texts)


def client_address(scope: Scope) -> str:
    """The address of the client of this request, as `Proxies` found it out."""
    client = scope.get("client")
    return str(client[0]) if client else UNKNOWN


@lru_cache(4096)
def client_key(address: str) -> str:
    """One name for all addresses that belong to the same client for certain."""
    plain = plain_address(address)
    if plain is None:
        return address
    found = ip_address(plain)
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found), IPV6_CLIENT_BITS), strict=False))
    return plain


def plain_address(text: str) -> str | None:
    """The address in an entry of `X-Forwarded-For`, which may have a port; None if there is none.

    An IPv4 address that was written as IPv6 is written as IPv4.
    """
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(found)


def forwarded_client(peer: str, entries: Sequence[str], is_trusted: Callable[[str], bool]) -> str:
    """The client of a trusted `peer`: the rightmost address that is not a trusted proxy's.

    Each proxy adds on the right whom it answers, so only what stands left of an address that is
    not trusted can be made up.
    """
    found = peer
    for entry in reversed(entries):
        address = plain_address(entry)
        if address is None:
            # Whoever wrote this down knew no address: they stand for their client themselves.
            return found
        found = address
        if not is_trusted(address):
            return found
    return found


class Proxies:
    """ASGI middleware: client and scheme as a trusted proxy tells them; others are not believed."""

    def __init__(self, app: ASGIApp, networks: Sequence[Network]) -> None:
        self._app = app
        self._networks = tuple(networks)
        self._is_trusted = lru_cache(1024)(self._lies_in_networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if self._networks and client and self._is_trusted(client[0]):
            _believe(scope, client[0], self._is_trusted)
        await self._app(scope, receive, send)

    def _lies_in_networks(self, address: str) -> bool:
        plain = plain_address(address)
        if plain is None:
            return False
        found = ip_address(plain)
        return any(found in network for network in self._networks)


def _believe(scope: Scope, peer: str, is_trusted: Callable[[str], bool]) -> None:
    entries: list[str] = []
    scheme = ""
    for name, value in scope["headers"]:
        if name == b"x-forwarded-for":
            entries += value.decode("latin-1").split(",")
        elif name == b"x-forwarded-proto":
            # Of several the last is what the nearest proxy saw.
            scheme = value.decode("latin-1").rpartition(",")[2].strip().lower()
    if entries:
        scope["client"] = (forwarded_client(peer, entries, is_trusted), 0)
    if scheme in {"http", "https"}:
        is_socket = scope["type"] == "websocket"
        scope["scheme"] = scheme.replace("http", "ws") if is_socket else scheme
