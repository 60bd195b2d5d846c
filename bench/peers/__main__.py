"""Praxis beside django-appointment: `script/bench peers`.

Both run on one PostgreSQL server with fsync, have the same practice, and are asked over HTTP by
the same client, in turn; while one is asked the other sleeps. Praxis is whole: tokens verified,
policies checked, audit and outbox rows written, bells and mails made beside. The peer is as its
documentation says, in its favour: no DEBUG, caches on, lasting connections, clients who have signed
in already, and of a booking the two posts alone count, not the three pages around them.
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from bench.kit.command import run
from bench.kit.environment import Environment
from bench.kit.postgres import Ground, postgres
from bench.kit.results import Results, Target, add_median, step
from bench.kit.rounds import interleaved
from bench.kit.server import praxis
from bench.peers.agenda import SEED, Agenda, make_agenda
from bench.peers.client import Line, Unexpected
from bench.peers.contender import Contender
from bench.peers.measure import Arena, Sample
from bench.peers.ours import Praxis, fill, take
from bench.peers.theirs import Peer, peer

PACKAGES = Environment("peers", Path(__file__).with_name("requirements.txt"))
OURS, THEIRS = "Praxis", "django-appointment"
# Longer than a round of bookings takes, and short enough to wait for where mails count.
SOON = {"PRAXIS_NOTIFICATIONS__SETTLE": "PT3S"}
REST_SECONDS = 5.0
TWENTIETH = Target(at_most=0.05)
ONE = Target(at_most=1, at_least=1)
COMPARED = 40
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


@contextmanager
def both(agenda: Agenda, workers: int) -> Iterator[tuple[Ground, dict[str, Contender]]]:
    with step("install django-appointment"):
        programs = PACKAGES.programs()
    with (
        postgres() as ground,
        ground.database("ours") as our_dsn,
        ground.database("theirs") as their_dsn,
        praxis(our_dsn, workers=workers, environment=SOON) as server,
    ):
        with step(f"book {len(agenda.taken)} visits at Praxis"):
            rows = asyncio.run(fill(our_dsn, agenda))
            ours = Praxis(our_dsn, server.base_url, server.pid, rows)
            asyncio.run(take(ours, agenda.taken))
            asyncio.run(ours.settle())
        asyncio.run(_execute(their_dsn, EMPTY))
        with ExitStack() as running:
            with step("fill and start django-appointment"):
                theirs = running.enter_context(peer(programs, their_dsn, agenda, workers))
                asyncio.run(_enter(theirs, agenda))
            asyncio.run(_compare(ours, theirs, agenda))
            yield ground, {OURS: ours, THEIRS: theirs}


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _enter(theirs: Peer, agenda: Agenda) -> None:
    line = Line(theirs.base_url)
    for client in range(agenda.clients):
        await theirs.enter(line, client)
    await line.close()


async def _compare(ours: Contender, theirs: Contender, agenda: Agenda) -> None:
    """The same question must have the same answer, or the figures are of two things."""
    our_line, their_line = Line(ours.base_url), Line(theirs.base_url)
    chance = random.Random(1)  # noqa: S311 -- the same days at every run
    offered = 0
    for _ in range(COMPARED):
        doctor, day = chance.randrange(agenda.doctors), chance.choice(agenda.days)
        here = await ours.search(our_line, doctor, day)
        there = await theirs.search(their_line, doctor, day)
        if here != there:
            raise Unexpected(f"Different times are free on {day}: {here} and {there}")
        offered += len(here)
    await our_line.close()
    await their_line.close()
    if not offered:
        raise Unexpected("No time is free at all.")


def _tell(results: Results, what: str, found: dict[str, list[Sample]], basis: str) -> None:
    figures: tuple[tuple[str, str, Callable[[Sample], float]], ...] = (
        ("CPU of the application", "ms", lambda sample: sample.app_ms),
        ("CPU of the database", "ms", lambda sample: sample.database_ms),
        ("p50", "ms", lambda sample: sample.p50_ms),
        ("rate", "/s", lambda sample: sample.rate),
    )
    for figure, unit, value in figures:
        for name, samples in found.items():
            values = [value(sample) for sample in samples]
            # Of a database that is another's, no CPU is seen.
            if not any(values):
                continue
            title = f"{what}, {figure}: {name}"
            add_median(results, title, values, unit=unit, basis=basis)


def _ratio(
    results: Results, what: str, found: dict[str, list[Sample]], target: Target | None
) -> None:
    rounds = zip(found[OURS], found[THEIRS], strict=True)
    ratios = [ours.cpu_ms / theirs.cpu_ms for ours, theirs in rounds]
    whole = all(sample.database_ms for samples in found.values() for sample in samples)
    of = "application and database" if whole else "application alone: the database is another's"
    basis = f"CPU of {OURS} ÷ {THEIRS}, {of}, round by round"
    add_median(results, f"{what}, CPU ratio", ratios, target=target, basis=basis)


def _measure(
    arena: Arena, results: Results, rounds: int, searches: int, bookings: int, races: int
) -> None:
    before = {name: asyncio.run(side.count()) for name, side in arena.sides.items()}

    def turns(work: Callable[[str, int], Sample], count: int, n: int) -> dict[str, list[Sample]]:
        return interleaved({name: partial(work, name, count) for name in arena.sides}, n)

    with step("search"):
        found = turns(arena.searches, searches, rounds)
    _tell(results, "search", found, "one doctor, one day")
    _ratio(results, "search", found, None)
    with step("book"):
        found = turns(arena.bookings, bookings, rounds)
    _tell(results, "booking", found, "one request at Praxis, two posts at the peer")
    _ratio(results, "booking", found, TWENTIETH)
    with step("book, with all that follows"):
        found = turns(arena.whole, bookings, 2)
    basis = "Praxis: until bells, mails and seals are done; the peer: with its pages and mails"
    _tell(results, "booking and all that follows", found, basis)
    _ratio(results, "booking and all that follows", found, None)

    # One round to warm up each time, and three for the third.
    expected = (rounds + 1) * bookings + 3 * bookings
    for name, side in arena.sides.items():
        booked = asyncio.run(side.count()) - before[name]
        if booked != expected:
            raise Unexpected(f"{name} has {booked} new visits instead of {expected}")
    _race(arena, results, races)
    for name in arena.sides:
        results.add(f"at rest, CPU: {name}", arena.rest(name, REST_SECONDS), unit="ms/s")


def _race(arena: Arena, results: Results, races: int) -> None:
    clients = arena.agenda.clients
    with step(f"{clients} clients book one time at once"):
        found = interleaved(
            {name: partial(arena.race, name, clients) for name in arena.sides}, races
        )
    for name, counts in found.items():
        title = f"visits in the database after {clients} clients booked one time: {name}"
        target = ONE if name == OURS else None
        basis = f"{races} races"
        add_median(results, title, counts, target=target, basis=basis)


def main(
    doctors: Annotated[int, typer.Option(min=1, help="with 14 times a day each")] = 10,
    days: Annotated[int, typer.Option(min=7, help="ahead, of which Monday to Friday count")] = 30,
    busy: Annotated[float, typer.Option(min=0, max=0.9, help="share that is taken")] = 0.5,
    clients: Annotated[int, typer.Option(min=2, help="with an account; as many race")] = 16,
    workers: Annotated[int, typer.Option(min=1, help="processes of each side")] = 1,
    connections: Annotated[int, typer.Option(min=1, help="to the side that is asked")] = 4,
    rounds: Annotated[int, typer.Option(min=1, help="that each side has")] = 5,
    searches: Annotated[int, typer.Option(min=1, help="a round")] = 200,
    bookings: Annotated[int, typer.Option(min=1, help="a round")] = 120,
    races: Annotated[int, typer.Option(min=1, help="for one time, by all clients")] = 5,
) -> None:
    """Measure the same searches and bookings at Praxis and at django-appointment.

    Takes about five minutes. The first time it needs PyPI, to install django-appointment apart.
    """
    results = Results("peers", {**locals(), "seed": SEED})
    agenda = make_agenda(doctors, clients, days, busy, datetime.now(UTC).date())
    with both(agenda, workers) as (ground, sides):
        wanted = {name: iter(agenda.wanted) for name in sides}
        arena = Arena(sides, agenda, ground.pid, connections, wanted)
        _measure(arena, results, rounds, searches, bookings, races)
    results.show()
    results.write()


if __name__ == "__main__":
    run(main, "peers")
