"""What a browser asks for in its headers: pure functions over their texts."""

from collections.abc import Collection, Iterator


def accepts_html(accept: str | None) -> bool:
    """Whether a page is an answer; without the header, anything is."""
    if accept is None or not accept.strip():
        return True
    weights = dict(_weighted(accept))
    for kind in ("text/html", "text/*", "*/*"):
        if kind in weights:
            return weights[kind] > 0
    return False


def best_encoding(accept_encoding: str | None, available: Collection[str]) -> str | None:
    """The wanted one of the encodings that there are, in their order; None is the plain file."""
    weights = dict(_weighted(accept_encoding or ""))
    wanted = {name: weights.get(name, weights.get("*", 0.0)) for name in available}
    best = max(wanted, key=lambda name: wanted[name], default=None)
    return best if best is not None and wanted[best] > 0 else None


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    """Each choice of an `Accept…` header with its weight: 0 if that cannot be read."""
    for entry in header.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            yield name, float(weight)
        except ValueError:
            yield name, 0.0
