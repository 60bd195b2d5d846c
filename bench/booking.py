"""How fast visits are booked: `script/bench booking`.

Bookings through the API of a real server against pgbench, which says to PostgreSQL what the server
says (`bench.kit.capture`), and against a bare FastAPI application. Every contender has a database
of its own, equal to the others', and everything is on: tokens, policies, audit, messages, fsync.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack

import asyncpg
import typer

from bench.booking_figures import tell
from bench.booking_profile import profile
from bench.kit.books import Tally, tally
from bench.kit.command import run
from bench.kit.contenders import Api, Inserts, Pgbench, Turn, hellos
from bench.kit.errors import BenchError
from bench.kit.postgres import postgres
from bench.kit.results import Results, Target, step
from bench.kit.rounds import interleaved
from bench.kit.server import hello
from bench.kit.ward import AT_ONCE, NO_TASKS, Options, Ward, prepare

# Names of contenders that book nothing through a server.
NOT_SERVED = ("pgbench", "hello", "inserts")
AUDIT = "INSERT INTO audit_events"
CLAIMS_A_TRANSACTION = 50
FIRST_CLAIM = "timestamptz '2031-01-06 00:00Z'"


Contenders = dict[str, Callable[[], Turn]]


def essential(ward: Ward) -> Contenders:
    """Of the short form, too: pgbench, one worker, and the bare application."""
    one = ward.copy("one")
    server = ward.serve(one)
    bare = ward.stack.enter_context(hello())
    api = ward.api("one worker", server, one)
    return {
        "pgbench": ward.pgbench("pg_key", ward.heard("heard_key", key=True)),
        "one worker": api,
        **hellos(bare, api, ward.options.hello_seconds, ward.options.clients),
    }


def further(ward: Ward, contenders: Contenders) -> Contenders:
    """Without a key, two workers, delivery apart, without audit, and without the guard."""
    keyed = contenders["pgbench"]
    one = contenders["one worker"]
    assert isinstance(keyed, Pgbench) and isinstance(one, Api)  # noqa: S101, PT018 -- made above
    two, apart, answering = ward.copy("two"), ward.copy("apart"), ward.copy("answering")
    plain = ward.api("one worker, no key", one.server, one.dsn, first=ward.options.all, key=False)
    beside = ward.api("delivery apart", ward.serve(apart, NO_TASKS), apart)
    beside.delivery, beside.mails = ward.serve(apart, AT_ONCE), True
    alone = ward.api("answering alone", ward.serve(answering, NO_TASKS), answering)
    alone.is_delivered = False
    return {
        "pgbench, no key": ward.pgbench("pg_plain", ward.heard("heard_plain", key=False)),
        "pgbench, no audit": _without_audit(ward, keyed),
        "pgbench, unguarded": (unguarded := _unguarded(ward, keyed)),
        "inserts": _inserts(ward, keyed, "inserts"),
        "inserts, unguarded": _inserts(ward, unguarded, "inserts_unguarded"),
        "one worker, no key": plain,
        "two workers": ward.api("two workers", ward.serve(two, workers=2), two),
        "delivery apart": beside,
        "answering alone": alone,
    }


def _variant(ward: Ward, of: Pgbench, name: str, change: str | None = None) -> Pgbench:
    template = ward.stack.enter_context(ward.ground.copy(of.template, f"{name}_template"))
    if change is not None:
        asyncio.run(_execute(template, change))
    return Pgbench(ward.ground, template, of.replay, of.clients, name)


def _without_audit(ward: Ward, keyed: Pgbench) -> Pgbench:
    """The function that books, without the one statement that writes the audit."""
    change = asyncio.run(_audit_cut_out(keyed.template))
    return _variant(ward, keyed, "pg_no_audit", change)


def _unguarded(ward: Ward, keyed: Pgbench) -> Pgbench:
    drop = "ALTER TABLE claims DROP CONSTRAINT ex_claims_no_overlap"
    return _variant(ward, keyed, "pg_unguarded", drop)


def _inserts(ward: Ward, of: Pgbench, name: str) -> Inserts:
    script = claims_script(ward.options.doctors)
    return Inserts(
        ward.ground, of.template, script, CLAIMS_A_TRANSACTION, ward.options.clients, name
    )


async def _audit_cut_out(dsn: str) -> str:
    sql = await asyncpg.connect(dsn)
    try:
        text: str = await sql.fetchval("SELECT pg_get_functiondef('book_visit'::regproc)")
    finally:
        await sql.close()
    # The statement that begins with it, not the one of holds, which begins with WITH.
    found = re.findall(rf";\s+({AUDIT}\s[^;]*;)", text)
    if len(found) != 1:
        raise BenchError(f"book_visit writes the audit in {len(found)} statements, not in one.")
    return text.replace(found[0], "")


async def _execute(dsn: str, statement: str) -> None:
    sql = await asyncpg.connect(dsn)
    try:
        await sql.execute(statement)
    finally:
        await sql.close()


def measure(ward: Ward, contenders: Contenders) -> dict[str, list[Turn]]:
    with step(f"{ward.options.rounds} rounds of {len(contenders)} contenders"):
        return interleaved(contenders, ward.options.rounds, warm=ward.options.warm)


def tallies(ward: Ward) -> dict[str, Tally]:
    """What each server's database holds of the bookings, by its address."""
    return {dsn: tally(dsn, ward.options.visits) for dsn in set(ward.dsns.values())}


def astray(ward: Ward, held: Mapping[str, Tally]) -> int:
    """Visits that are missing in a database, and those that nobody asked for."""
    asked = Counter(ward.dsns.values())
    return sum(abs(asked[dsn] * ward.options.all - book.visits) for dsn, book in held.items())


def claims_script(doctors: int) -> str:
    """Claims of a quarter of an hour, one after the other, none of which overlaps another."""
    number = f"(:client_id * 1000000 + :turn * {CLAIMS_A_TRANSACTION} + {{at}})"
    insert = (
        "INSERT INTO claims (resource_id, during, kind, appointment_id) SELECT "  # noqa: S608 -- numbers of ours
        f"1 + n % {doctors}, tstzrange(t, t + interval '15 minutes'), 'visit', 1 FROM (SELECT n, "
        f"{FIRST_CLAIM} + n / {doctors} * interval '15 minutes' AS t "
        f"FROM (SELECT {number}::bigint AS n) x) y;\n"
    )
    inserts = "".join(insert.format(at=at) for at in range(CLAIMS_A_TRANSACTION))
    return f"\\set turn :turn + 1\nBEGIN;\n{inserts}COMMIT;\n"


def _tell_books(results: Results, ward: Ward, turns: Mapping[str, list[Turn]]) -> None:
    """Whether everything that was answered is there, and nothing twice."""
    answers: Counter[int] = Counter()
    for name, found in turns.items():
        if not name.startswith(NOT_SERVED):
            for turn in found:
                answers.update(turn.answers)
    held = tallies(ward)
    none = Target(at_most=0)
    lost = astray(ward, held)
    results.add("visits missing, or more than were booked", lost, target=none, basis="SQL")
    doubled = sum(book.doubled for book in held.values())
    results.add("visits that overlap", doubled, target=none, basis="SQL")
    lacking = sum(book.incomplete for book in held.values())
    results.add("visits without claims, audit or history", lacking, target=none, basis="SQL")
    refused = sum(count for status, count in answers.items() if status != 201)  # noqa: PLR2004 -- created
    results.add("answers other than 201", refused, target=none)
    faults = sum(len(server.faults()) for server in ward.servers)
    results.add("faults in the servers' logs", faults, target=none)


def compare(ward: Ward) -> Results:
    """All contenders in turn."""
    results = Results("booking", ward.options.told)
    contenders = essential(ward)
    contenders |= further(ward, contenders)
    turns = measure(ward, contenders)
    tell(results, turns)
    _tell_books(results, ward, turns)
    return results


def main(
    bookings: int = typer.Option(1000, min=50, help="of each contender in each round"),
    rounds: int = typer.Option(5, min=1, help="after one to warm up"),
    clients: int = typer.Option(8, min=1, help="connections of pgbench and to the server"),
    doctors: int = typer.Option(200, min=1, help="of the practice"),
    visits: int = typer.Option(50_000, min=1000, help="that it holds already"),
    *,
    sampled: bool = typer.Option(
        False, "--profile", help="tell where the server's time goes instead; needs PyPI once"
    ),
) -> None:
    """Measure bookings through the API against pgbench and a bare FastAPI application.

    Takes some five minutes on two quiet cores, and with --profile one.
    """
    options = Options(bookings, rounds, clients, doctors, visits)
    with postgres() as ground, ExitStack() as stack:
        ward = prepare(ground, options, stack, sets=1 if sampled else 2)
        results = profile(ward) if sampled else compare(ward)
    results.show()
    results.write()


if __name__ == "__main__":
    run(main, "booking")
