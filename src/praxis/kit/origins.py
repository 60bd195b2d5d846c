"""Origins of pages (RFC 6454) and names of hosts: pure functions over their texts."""

from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def host_name(host: str) -> str:
    """The name in a `Host` header, without port, brackets and case."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    if name.count(":") == 1:
        name = name.partition(":")[0]
    return name.removesuffix(".")


def read_origin(text: str) -> str:
    """An origin in its one form, like `https://clinic.example.org`. Raises `ValueError`."""
    parts = _read(text)
    if parts is None:
        raise ValueError("must be an origin like https://app.example.org")
    if parts.path not in {"", "/"}:
        raise ValueError("must be an origin alone, without path or asterisk")
    return origin_of(parts)


def read_address(text: str) -> str:
    """The address of a site as browsers name it, without a slash at its end. `ValueError`."""
    parts = _read(text)
    if parts is None:
        raise ValueError("must be an address like https://clinic.example.org")
    return origin_of(parts) + parts.path.rstrip("/")


def origin_of(parts: SplitResult) -> str:
    """The host in lower case and without the port that its scheme has anyway."""
    host = (parts.hostname or "").encode("idna").decode().lower()
    named = f"[{host}]" if ":" in host else host
    port = None if parts.port == DEFAULT_PORTS.get(parts.scheme) else parts.port
    return f"{parts.scheme}://{named}" + (f":{port}" if port is not None else "")


def _read(text: str) -> SplitResult | None:
    """Nothing where it is no address of a site, or more than that."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        origin_of(parts)
    except ValueError:
        return None
    extra = parts.query or parts.fragment or "@" in parts.netloc or "*" in parts.netloc
    strange = any(c.isspace() or not c.isprintable() for c in text)
    known = parts.scheme in DEFAULT_PORTS and parts.hostname
    return parts if known and not extra and not strange else None


def may_send_cookies(
    *,
    fetch_site: str | None,
    origin: str | None,
    host: str | None,
    own: Collection[str],
) -> bool:
    """Whether a request that may carry our cookie comes from a page of ours, or from no page.

    `own` are the origins that are ours or listed. A browser says by `Sec-Fetch-Site` how the page
    that asks is related to us; where it does not, its `Origin` must be ours. Programs send neither.
    """
    if origin is not None and origin in own:
        return True
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"}
    return origin is None or is_of_host(origin, host)


def is_of_host(origin: str, host: str | None) -> bool:
    """Whether a page of this origin was asked for by this `Host`.

    Behind a proxy that speaks TLS the schemes differ, so they are not compared.
    """
    try:
        netloc = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(netloc) and netloc.lower() == (host or "").lower()
