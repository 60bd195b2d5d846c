"""Requests by the form of their address; the address itself could name somebody."""

from prometheus_client import Counter, Histogram

from praxis.kit.telemetry.registry import REGISTRY

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)

REQUESTS = Counter(
    "praxis_requests",
    "Requests answered; the status is 0 where nobody waited for the answer",
    ("method", "route", "status"),
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "praxis_request_seconds",
    "From a request to the beginning of its answer",
    ("route",),
    buckets=SECONDS,
    registry=REGISTRY,
)

# What `labels` finds again each time, under a lock and after making text of it all.
_requests: dict[tuple[str, str | None, int], Counter] = {}
_seconds: dict[str | None, Histogram] = {}


def count_request(method: str, route: str | None, status: int, seconds: float | None) -> None:
    """`route` is a template. Without `seconds` nothing began to be answered."""
    named = (method, route, status)
    counter = _requests.get(named)
    if counter is None:
        counter = _counter(*named)
    counter.inc()
    if seconds is None:
        return
    histogram = _seconds.get(route)
    if histogram is None:
        histogram = _seconds[route] = REQUEST_SECONDS.labels(route or "")
    histogram.observe(seconds)


def _counter(method: str, route: str | None, status: int) -> Counter:
    # A caller may make up any word as a method, and each would be kept for good.
    known = method if method in METHODS else "other"
    counter = REQUESTS.labels(known, route or "", str(status))
    if known == method:
        _requests[method, route, status] = counter
    return counter
