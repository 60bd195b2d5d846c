"""Many requests at once, from a process of its own, so that its CPU is told from the server's.

Connections are kept open and requests written beforehand: what is asked costs next to nothing.
"""

import pickle
import subprocess
import sys
from array import array
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.kit.errors import BenchError
from bench.kit.http import http
from bench.kit.rounds import percentile

__all__ = ["Load", "Order", "arrivals", "closed_loop", "http"]

ROOT = Path(__file__).parents[2]
# For requests that are sent once each, and for the last answers after the time is up.
LONGEST_SECONDS = 600.0
LAST_ANSWERS_SECONDS = 60.0
# The status of a request whose connection broke, or that nobody answered in time.
UNANSWERED = 0

Requests = Sequence[bytes] | Sequence[Sequence[bytes]]


@dataclass
class Load:
    """What came back, in the order of the answers; `requests` are places in what was sent."""

    seconds: float
    cpu_seconds: float
    statuses: "array[int]"
    latencies_ms: "array[float]"
    requests: "array[int]"

    @property
    def answers(self) -> Counter[int]:
        return Counter(self.statuses)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.statuses) / self.seconds

    def p(self, share: float) -> float:
        """Milliseconds that this share of the answers did not exceed."""
        return percentile(self.latencies_ms, share)

    def only(self, wanted: Container[int]) -> "Load":
        """The part of it that is about these requests."""
        kept = [at for at, request in enumerate(self.requests) if request in wanted]
        return Load(
            self.seconds,
            self.cpu_seconds,
            array("i", [self.statuses[at] for at in kept]),
            array("d", [self.latencies_ms[at] for at in kept]),
            array("l", [self.requests[at] for at in kept]),
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What the process that asks is told, by pickle.

    `requests` has one list for all connections, or with `own` one for each. With `at`, each request
    is sent at its second; with `seconds`, connections ask until then, from the start again when
    `repeat`.
    """

    port: int
    requests: Requests
    connections: int
    limit: float
    own: bool = False
    seconds: float | None = None
    repeat: bool = True
    at: Sequence[float] = field(default=())


def closed_loop(
    base_url: str,
    requests: Requests,
    *,
    connections: int,
    seconds: float | None = None,
    repeat: bool = True,
) -> Load:
    """Each connection asks as soon as it has its answer.

    Requests are shared by all connections, or given as a list for each; places count through these
    lists one after the other. For `seconds`, from the start again when all are sent (`repeat`);
    without `seconds`, each is sent once.
    """
    own = not isinstance(requests[0], bytes)
    if own and len(requests) != connections:
        raise ValueError("one list of requests for each connection")
    limit = LONGEST_SECONDS if seconds is None else seconds + LAST_ANSWERS_SECONDS
    repeated = repeat and seconds is not None
    return _ask(Order(port_of(base_url), requests, connections, limit, own, seconds, repeated))


def arrivals(
    base_url: str, requests: Sequence[bytes], *, at: Sequence[float], connections: int
) -> Load:
    """Each request is sent at its second, however slow the answers before it are.

    Where all connections are busy it waits, and its latency counts from when it was due.
    """
    if len(at) != len(requests) or list(at) != sorted(at):
        raise ValueError("a time for each request, in order")
    limit = at[-1] + LAST_ANSWERS_SECONDS
    return _ask(Order(port_of(base_url), requests, connections, limit, at=at))


def port_of(base_url: str) -> int:
    return int(base_url.rstrip("/").rpartition(":")[2])


def _ask(order: Order) -> Load:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "bench.kit.asking"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        output, _ = process.communicate(pickle.dumps(order), order.limit + LAST_ANSWERS_SECONDS)
    finally:
        process.kill()
        process.wait(10)
    if process.returncode != 0:
        raise BenchError("The process that asks the server ended early; its words are above.")
    found: Load = pickle.loads(output)  # noqa: S301 -- from our own child
    return found
