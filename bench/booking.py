"""How fast visits are booked: `script/bench booking`.

Bookings through the API of a real server against pgbench, which says to PostgreSQL what the server
says (`bench.kit.capture`), and against a bare FastAPI application. Every contender has a database
of its own, equal to the others', and everything is on: tokens, policies, audit, messages, fsync.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field

import asyncpg
import typer

from bench.kit.books import Tally, tally
from bench.kit.capture import Said, capture
from bench.kit.contenders import Api, Inserts, Pgbench, Turn, cpu_ratios, hellos, ratios
from bench.kit.errors import BenchError, sentences
from bench.kit.postgres import Ground, postgres
from bench.kit.practice import Practice, Size, fill
from bench.kit.replay import replay
from bench.kit.results import Results, Target, step
from bench.kit.rounds import interleaved, median, spread
from bench.kit.server import Running, hello, praxis
from bench.kit.wishes import Wish, booking, wishes

# Names of contenders that book nothing through a server.
NOT_SERVED = ("pgbench", "hello", "inserts")
AUDIT = "INSERT INTO audit_events"
# Mails wait so long, or their writing would fall into another contender's turn.
LATER = {"PRAXIS_NOTIFICATIONS__SETTLE": "PT10M"}
AT_ONCE = {"PRAXIS_NOTIFICATIONS__SETTLE": "PT0S"}
NO_TASKS = {"PRAXIS_TASKS": "off"}
CLAIMS_A_TRANSACTION = 50
FIRST_CLAIM = "timestamptz '2031-01-06 00:00Z'"


@dataclass(frozen=True, slots=True)
class Options:
    """`bookings` are made by each contender in each of the `rounds`, and in one to warm up."""

    bookings: int = 1000
    rounds: int = 5
    clients: int = 8
    doctors: int = 200
    visits: int = 50_000
    warm: int = 1
    hello_seconds: float = 1.5

    @property
    def all(self) -> int:
        return self.bookings * (self.rounds + self.warm)


@dataclass
class Ward:
    """The databases, servers and wishes of one run; `stack` ends them."""

    ground: Ground
    options: Options
    filled: str
    practice: Practice
    wanted: Sequence[Wish]
    stack: ExitStack
    dsns: dict[str, str] = field(default_factory=dict)
    servers: list[Running] = field(default_factory=list)

    def copy(self, name: str) -> str:
        return self.stack.enter_context(self.ground.copy(self.filled, name))

    def serve(
        self, dsn: str, environment: Mapping[str, str] = LATER, *, workers: int = 1
    ) -> Running:
        running = praxis(dsn, workers=workers, environment=environment)
        self.servers.append(self.stack.enter_context(running))
        return self.servers[-1]

    def requests(self, *, first: int = 0, key: bool = True) -> Iterator[bytes]:
        return (booking(self.practice, wish, key=key) for wish in self.wanted[first:])

    def heard(self, name: str, *, key: bool) -> list[list[Said]]:
        """What the server says for as many bookings as a round has.

        Each doctor was booked once before, for a server remembers the hours of those it has seen.
        """
        firsts = list({wish.doctor: wish for wish in reversed(self.wanted)}.values())
        others = [wish for wish in self.wanted if wish not in set(firsts)]
        chosen = firsts + others[: self.options.bookings]
        requests = [booking(self.practice, wish, key=key) for wish in chosen]
        return capture(self.copy(name), requests, status=201, warm=len(firsts))

    def pgbench(self, name: str, heard: list[list[Said]], *, without: str | None = None) -> Pgbench:
        template = self.copy(f"{name}_template")
        said = replay(heard, without=without)
        said.load(template)
        return Pgbench(self.ground, template, said, self.options.clients, name)

    def api(self, name: str, server: Running, dsn: str, *, first: int = 0, key: bool = True) -> Api:
        self.dsns[name] = dsn
        return Api(
            self.ground,
            dsn,
            server,
            self.requests(first=first, key=key),
            self.options.bookings,
            self.options.clients,
        )


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


def prepare(ground: Ground, options: Options, stack: ExitStack, *, sets: int = 2) -> Ward:
    filled = stack.enter_context(ground.database("filled"))
    practice = fill(filled, Size(doctors=options.doctors, visits=options.visits))
    with step("free times"):
        wanted = wishes(filled, practice, sets * options.all)
    return Ward(ground, options, filled, practice, wanted, stack)


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


def _tell(results: Results, turns: Mapping[str, list[Turn]]) -> None:
    _tell_rates(results, turns)
    _tell_cpu(results, turns)
    _tell_parts(results, turns)


def _add(results: Results, name: str, values: list[float], **more: object) -> None:
    results.add(name, median(values), spread=spread(values), **more)  # type: ignore[arg-type]


def _tell_rates(results: Results, turns: Mapping[str, list[Turn]]) -> None:
    for name, target, basis in (
        ("one worker", Target(at_least=0.30), "pgbench"),
        ("two workers", None, "pgbench"),
        ("answering alone", None, "pgbench"),
        ("one worker, no key", Target(at_least=0.30), "pgbench, no key"),
    ):
        values = ratios(turns[name], turns[basis])
        _add(results, f"bookings/s, {name} ÷ pgbench", values, target=target, basis=basis)
    for name, found in turns.items():
        what = {"hello": "requests", "inserts": "claims"}.get(
            name.split()[0].strip(","), "bookings"
        )
        _add(results, f"{what}/s, {name}", [turn.rate for turn in found], unit="/s")
    for name in ("one worker", "two workers"):
        _add(results, f"p50, {name}", [turn.p50_ms for turn in turns[name]], unit="ms")
        _add(results, f"p99, {name}", [turn.p99_ms for turn in turns[name]], unit="ms")


def _tell_cpu(results: Results, turns: Mapping[str, list[Turn]]) -> None:
    bare = turns["hello POST"]
    target = Target(at_most=5)
    for name, process, what, wanted in (
        ("delivery apart", "server", "of the process that answers", target),
        ("one worker", "server", "with delivery in the same process", None),
        ("delivery apart", "delivery", "of delivery in a process of its own, mails sent", None),
    ):
        values = cpu_ratios(turns[name], bare, process)
        text = f"CPU of a booking {what} ÷ hello POST"
        _add(results, text, values, target=wanted, basis="bare FastAPI, POST, never idle")
    paced = cpu_ratios(turns["delivery apart"], turns["hello POST, paced"])
    text = "CPU of a booking of the process that answers ÷ hello POST as often"
    _add(results, text, paced, target=target, basis="bare FastAPI, POST, at the rate of bookings")
    served = (
        "delivery apart",
        "answering alone",
        "one worker",
        "one worker, no key",
        "two workers",
    )
    for name in served:
        used = [turn.cpu_ms["server"] for turn in turns[name]]
        _add(results, f"CPU of a booking, server, {name}", used, unit="ms")
    for name in ("hello GET", "hello POST", "hello POST, paced"):
        used = [turn.cpu_ms["server"] for turn in turns[name]]
        _add(results, f"CPU of {name}", used, unit="ms")
    for name in ("pgbench", "answering alone", "one worker"):
        if all("database" in turn.cpu_ms for turn in turns[name]):
            used = [turn.cpu_ms["database"] for turn in turns[name]]
            _add(results, f"CPU of a booking, PostgreSQL, {name}", used, unit="ms")


def _tell_parts(results: Results, turns: Mapping[str, list[Turn]]) -> None:
    """What audit and guard take of the statements, by pgbench."""
    whole = turns["pgbench"]
    audit = [1 - ratio for ratio in ratios(whole, turns["pgbench, no audit"])]
    basis = "pgbench with and without it"
    _add(results, "share of the audit", audit, target=Target(at_most=0.10), basis=basis)
    guard = ratios(whole, turns["pgbench, unguarded"])
    basis = "pgbench without the exclusion constraint"
    _add(results, "booking guarded ÷ unguarded", guard, target=Target(at_least=0.6), basis=basis)
    insert = ratios(turns["inserts"], turns["inserts, unguarded"])
    name = "insert of a claim guarded ÷ unguarded"
    _add(results, name, insert, target=Target(at_least=0.6), basis=basis)


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


def main(
    bookings: int = typer.Option(1000, min=50, help="of each contender in each round"),
    rounds: int = typer.Option(5, min=1, help="after one to warm up"),
    clients: int = typer.Option(8, min=1, help="connections of pgbench and to the server"),
    doctors: int = typer.Option(200, min=1, help="of the practice"),
    visits: int = typer.Option(50_000, min=1000, help="that it holds already"),
) -> None:
    """Measure bookings through the API against pgbench and a bare FastAPI application.

    Takes some five minutes on two quiet cores.
    """
    options = Options(bookings, rounds, clients, doctors, visits)
    results = Results("booking", asdict(options))
    with sentences(), postgres() as ground, ExitStack() as stack:
        ward = prepare(ground, options, stack)
        contenders = essential(ward)
        contenders |= further(ward, contenders)
        turns = measure(ward, contenders)
        _tell(results, turns)
        _tell_books(results, ward, turns)
    results.show()
    results.write()


if __name__ == "__main__":
    typer.run(main)
