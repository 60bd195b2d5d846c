"""Questions to a real server by one connection, in turn with a bare FastAPI application."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from bench.kit.direct import ratios
from bench.kit.http import http
from bench.kit.machine import wait_until_idle
from bench.kit.postgres import Ground
from bench.kit.results import Results, Target, add_median
from bench.kit.rounds import interleaved
from bench.kit.sample import Sample
from bench.kit.server import hello, praxis

# Reports are counted anew after so many new visits, which is not what is measured.
QUIET = {"PRAXIS_TASKS": "off"}
HELLO = "hello"


def measure_served(
    results: Results,
    ground: Ground,
    dsn: str,
    asked: Mapping[str, Sequence[bytes]],
    *,
    probe_ms: float,
    rounds: int,
    seconds: float,
) -> None:
    """Tell of each kind of request, by its name, how long answers took and whose CPU they cost.

    Everything is on: tokens verified, policies checked.
    """
    with praxis(dsn, environment=QUIET) as server, hello() as bare:
        wait_until_idle()
        greeting = [http("GET", "/hello")]
        contenders: dict[str, Callable[[], Sample]] = {
            HELLO: partial(Sample.of, bare, ground.pid, greeting, seconds=seconds)
        }
        for name, wanted in asked.items():
            contenders[name] = partial(Sample.of, server, ground.pid, wanted, seconds=seconds)
        found = interleaved(contenders, rounds)
    tell_hello(results, found[HELLO])
    for name in asked:
        tell_api(results, name, found[name], found[HELLO], probe_ms)


def tell_hello(results: Results, bare: Sequence[Sample]) -> None:
    p50, cpu = [one.p50_ms for one in bare], [one.server_ms for one in bare]
    basis = "bare FastAPI, GET, one connection"
    add_median(results, "hello, p50", p50, unit="ms", basis=basis)
    add_median(results, "hello, CPU", cpu, unit="ms", basis=basis)


def tell_api(
    results: Results,
    name: str,
    samples: Sequence[Sample],
    bare: Sequence[Sample],
    probe_ms: float,
    *,
    target: Target | None = None,
) -> None:
    """The figures of one kind of request; `target` is for its p50 against the hello's."""
    p50, cpu = [one.p50_ms for one in samples], [one.server_ms for one in samples]
    add_median(results, f"{name}, p50", p50, unit="ms", basis="one connection")
    add_median(results, f"{name}, p99", [one.p99_ms for one in samples], unit="ms")
    add_median(results, f"{name}, CPU of the server", cpu, unit="ms", basis="for one answer")
    # None is seen of a server that is another's.
    if all(database := [one.database_ms for one in samples]):
        title = f"{name}, CPU of the database"
        add_median(results, title, database, unit="ms", basis="for one answer")
    add_median(
        results,
        f"{name}, p50 ÷ hello",
        ratios(p50, [one.p50_ms for one in bare]),
        target=target,
        basis="round by round",
    )
    add_median(
        results,
        f"{name}, CPU ÷ hello",
        ratios(cpu, [one.server_ms for one in bare]),
        basis="of the servers, round by round",
    )
    add_median(results, f"{name}, p50 ÷ probe", [one / probe_ms for one in p50])
