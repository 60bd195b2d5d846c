"""Whether people who sign in keep others waiting: `script/bench login`.

A password is hashed in threads, and takes long on purpose. While forty people sign in at once, a
task in the same process that wants to run every millisecond is watched: what it waits longer is the
lag of the event loop. From outside, another process asks for `/livez` meanwhile; on a machine with
few cores that also waits for the cores that hash.
"""

import asyncio
import gc
import tempfile
import threading
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer
import uvloop
from pydantic import SecretStr

from bench.kit.capture import ask
from bench.kit.command import run
from bench.kit.errors import BenchError
from bench.kit.load import Load, arrivals, closed_loop, http
from bench.kit.logs import only_warnings
from bench.kit.postgres import postgres
from bench.kit.practice import Practice, Size, fill
from bench.kit.results import Results, Target, add_median, step
from bench.kit.rounds import percentile
from bench.kit.server import Running, praxis
from praxis.app import create_app
from praxis.settings import Settings
from praxis.settings.groups import AuthSettings, TaskMode
from tests.factories.identity import PASSWORD
from tests.support.server import SECRET

OK = 200
TICK_SECONDS = 0.001
LOOKS_A_SECOND = 100
CONNECTIONS = 4
# Longer than any run: the looks end with the logins, or here.
LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Inside:
    """Milliseconds that the event loop was late at each tick, quiet and while people sign in."""

    quiet: Sequence[float]
    busy: Sequence[float]
    seconds: float


def logins(practice: Practice, people: int, *, first: int = 0) -> list[bytes]:
    emails = [f"patient-{n}@example.org" for n in range(first, first + people)]
    if first + people > practice.accounts:
        raise BenchError(f"only {practice.accounts} people have an account")
    return [
        http("POST", "/api/v1/auth/login", body={"email": email, "password": PASSWORD})
        for email in emails
    ]


def measure_inside(dsn: str, practice: Practice, people: int, *, quiet_seconds: float) -> Inside:
    """In this process, on the loop that the server runs on."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(_inside(dsn, practice, people, quiet_seconds))
        finally:
            gc.unfreeze()


async def _inside(dsn: str, practice: Practice, people: int, quiet_seconds: float) -> Inside:
    with only_warnings(), tempfile.TemporaryDirectory(prefix="praxis-bench-login-") as folder:
        auth = AuthSettings(secret_key=SecretStr(SECRET))
        settings = Settings(data_dir=Path(folder), tasks=TaskMode.OFF, auth=auth)
        app = create_app(settings, dsn)
        async with app.router.lifespan_context(app):
            # The first one imports, connects and prepares.
            await ask(app, logins(practice, 1)[0])
            # As the server does when it begins to answer.
            gc.collect()
            gc.freeze()
            quiet = await _late(asyncio.sleep(quiet_seconds))
            asked = logins(practice, people, first=1)
            begun = time.perf_counter()
            together = asyncio.gather(*(ask(app, request) for request in asked))
            busy = await _late(together)
            seconds = time.perf_counter() - begun
            refused = [status for status, _ in together.result() if status != OK]
    if refused:
        raise BenchError(f"Signing in was answered with {set(refused)}.")
    return Inside(quiet, busy, seconds)


async def _late(work: Awaitable[object]) -> list[float]:
    """How late a task was that wants to run every millisecond, until the work is done."""
    working = asyncio.ensure_future(work)
    late: list[float] = []
    while not working.done():
        begun = time.perf_counter()
        await asyncio.sleep(TICK_SECONDS)
        late.append(max(0.0, time.perf_counter() - begun - TICK_SECONDS) * 1000)
    await working
    return late


def looks(server: Running, seconds: float) -> Load:
    """`/livez`, a hundred times a second."""
    count = round(LOOKS_A_SECOND * seconds)
    at = [number / LOOKS_A_SECOND for number in range(count)]
    return arrivals(
        server.base_url, [http("GET", "/livez")] * count, at=at, connections=CONNECTIONS
    )


def measure_outside(
    server: Running, practice: Practice, people: int, *, seconds: float
) -> tuple[Load, Load]:
    """Looks at a quiet server, and at one where people sign in, again and again."""
    quiet = looks(server, seconds)
    asked = logins(practice, people, first=practice.accounts - people)
    found: list[Load] = []
    # It ends when the looks do, for as many sign in again and again.
    signing = threading.Thread(
        target=lambda: found.append(
            closed_loop(server.base_url, asked, connections=people, seconds=seconds)
        )
    )
    signing.start()
    time.sleep(0.5)
    busy = looks(server, seconds - 1)
    signing.join(LONGEST_SECONDS + seconds)
    if not found or set(found[0].answers) != {OK}:
        raise BenchError(f"Signing in was answered with {found and found[0].answers}.")
    return quiet, busy


def main(
    people: int = typer.Option(40, min=1, help="who sign in at once"),
    rounds: int = typer.Option(5, min=1, help="within the process"),
    seconds: float = typer.Option(6.0, min=3.0, help="that the server is watched from outside"),
) -> None:
    """Measure the lag of the event loop while people sign in. Takes about a minute."""
    with postgres() as ground, ground.database("login") as dsn:
        practice = fill(dsn, Size(doctors=10, visits=1000))
        options = {"people": people, "rounds": rounds, "seconds": seconds}
        results = Results("login", {**practice.told, **options})
        with step(f"{rounds} rounds within the process"):
            once = partial(measure_inside, dsn, practice, people, quiet_seconds=1.0)
            inside = [once() for _ in range(rounds)]
        with step("from outside"), praxis(dsn) as server:
            quiet, busy = measure_outside(server, practice, people, seconds=seconds)
    tell_inside(results, inside, people)
    basis = "/livez, 100 a second, another process"
    results.add("/livez p50, quiet", quiet.p(0.5), unit="ms", basis=basis)
    results.add("/livez p99, quiet", quiet.p(0.99), unit="ms", basis=basis)
    results.add(f"/livez p50, {people} sign in", busy.p(0.5), unit="ms", basis=basis)
    late = busy.p(0.99) - quiet.p(0.5)
    results.add(f"/livez p99 less its quiet p50, {people} sign in", late, unit="ms", basis=basis)
    results.show()
    results.write()


def tell_inside(results: Results, inside: Sequence[Inside], people: int) -> None:
    def p99(late: Sequence[float]) -> float:
        return percentile(late, 0.99)

    name, basis = f"event-loop lag p99, {people} sign in", "a task that sleeps 1 ms, same process"
    busy, target = [p99(one.busy) for one in inside], Target(at_most=10)
    add_median(results, name, busy, unit="ms", target=target, basis=basis)
    quiet = [p99(one.quiet) for one in inside]
    add_median(results, "event-loop lag p99, quiet", quiet, unit="ms", basis=basis)
    longest = max(max(one.busy) for one in inside)
    results.add("event-loop lag, longest", longest, unit="ms", basis=basis)
    add_median(results, "logins a second", [people / one.seconds for one in inside], unit="/s")


if __name__ == "__main__":
    run(main, "login")
