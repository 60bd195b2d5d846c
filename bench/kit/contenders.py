"""What takes turns in the benchmark of bookings, each called once a round."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bench.kit.books import visits, wait_until_delivered
from bench.kit.errors import BenchError
from bench.kit.load import Load, arrivals, closed_loop, http
from bench.kit.machine import Cpu
from bench.kit.postgres import Ground, pgbench
from bench.kit.replay import Replay
from bench.kit.server import Running

# Of each client of pgbench; the servers' connections have had theirs in the first round.
WARM = 20
WELL = {200, 201}


@dataclass(frozen=True, slots=True)
class Turn:
    """Of one contender in one round.

    CPU is in milliseconds for each thing done, by process; `later_ms` is what came after the last
    answer.
    """

    rate: float
    cpu_ms: dict[str, float]
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    later_ms: dict[str, float] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)


def _each(seconds: dict[str, float], count: int) -> dict[str, float]:
    return {name: 1000 * used / count for name, used in seconds.items()}


def _trees(ground: Ground, **pids: int) -> dict[str, int]:
    return {**pids, "database": ground.pid} if ground.pid is not None else pids


@dataclass
class Pgbench:
    """The same statements, on a new copy of `template` each time, for the values are the same.

    What it takes to fetch the values is measured in the same turn and taken off.
    """

    ground: Ground
    template: str
    replay: Replay
    clients: int
    name: str

    def __call__(self) -> Turn:
        each = len(self.replay.rows) // self.clients
        with self.ground.copy(self.template, self.name) as dsn:
            whole, cpu = self.book(dsn)
            look_up, spared = self._run(dsn, self.replay.look_up, each)
        seconds = 1 / whole[0] - 1 / look_up[0]
        return Turn(
            rate=1 / seconds,
            cpu_ms={name: cpu[name] - spared[name] for name in cpu},
            p50_ms=whole[1] - look_up[1],
        )

    def book(self, dsn: str) -> tuple[tuple[float, float], dict[str, float]]:
        """Everything once. Raises `BenchError` if some of it was refused."""
        each = len(self.replay.rows) // self.clients
        before = visits(dsn)
        found = self._run(dsn, self.replay.script, each, warm=min(WARM, each // 3))
        # A refusal is no error to pgbench, and takes far less.
        booked, wanted = visits(dsn) - before, each * self.clients
        if booked != wanted:
            raise BenchError(f"pgbench booked {booked:,} visits of {wanted:,}: {self.name}.")
        return found

    def _run(
        self, dsn: str, script: str, each: int, *, warm: int = 0
    ) -> tuple[tuple[float, float], dict[str, float]]:
        cpu = Cpu(_trees(self.ground))
        variables = self.replay.variables(self.clients)
        done = pgbench(
            self.ground,
            dsn,
            script,
            clients=self.clients,
            transactions=each,
            variables=variables,
            warm=warm,
        )
        return (done.tps, done.latency_ms), _each(cpu.since(), done.transactions)


@dataclass
class Inserts:
    """A script of nothing but so many inserts, on a new copy of `template` each time."""

    ground: Ground
    template: str
    script: str
    inserts: int
    clients: int
    name: str
    seconds: float = 2.0

    def __call__(self) -> Turn:
        with self.ground.copy(self.template, self.name) as dsn:
            cpu = Cpu(_trees(self.ground))
            done = pgbench(
                self.ground,
                dsn,
                self.script,
                clients=self.clients,
                seconds=self.seconds,
                variables={"turn": -1},
            )
            used = _each(cpu.since(), done.transactions * self.inserts)
        return Turn(rate=done.tps * self.inserts, cpu_ms=used)


@dataclass
class Api:
    """So many of `requests` a turn, each sent once."""

    ground: Ground
    dsn: str
    server: Running
    requests: Iterator[bytes]
    each: int
    clients: int
    delivery: Running | None = None
    mails: bool = False
    # With tasks switched off nobody delivers.
    is_delivered: bool = True
    last_rate: float = 200.0

    def __call__(self) -> Turn:
        part = list(islice(self.requests, self.each))
        pids = {"server": self.server.pid}
        if self.delivery is not None:
            pids["delivery"] = self.delivery.pid
        cpu = Cpu(_trees(self.ground, **pids))
        load = closed_loop(self.server.base_url, part, connections=self.clients)
        used = cpu.since()
        self.last_rate = load.rate
        if self.is_delivered:
            wait_until_delivered(self.dsn, mails=self.mails)
        after = cpu.since()
        later = {name: after[name] - used[name] for name in used}
        return Turn(
            rate=load.rate,
            cpu_ms=_each(used, len(part)),
            p50_ms=load.p(0.5),
            p99_ms=load.p(0.99),
            later_ms=_each(later, len(part)),
            answers=load.answers,
        )


def _well(load: Load) -> Load:
    """The same, if the bare application answered everything. Raises `BenchError` otherwise."""
    if not load.answers or set(load.answers) - WELL:
        raise BenchError(f"The bare application answered {dict(load.answers)}.")
    return load


def _bare_turn(load: Load, cpu: Cpu) -> Turn:
    return Turn(
        rate=load.rate,
        cpu_ms=_each(cpu.since(), len(load.statuses)),
        p50_ms=load.p(0.5),
        p99_ms=load.p(0.99),
        answers=load.answers,
    )


@dataclass
class Hello:
    """The bare application, asked the same one thing."""

    server: Running
    request: bytes
    seconds: float
    clients: int

    def __call__(self) -> Turn:
        cpu = Cpu.of(server=self.server.pid)
        load = _well(
            closed_loop(
                self.server.base_url, [self.request], connections=self.clients, seconds=self.seconds
            )
        )
        return _bare_turn(load, cpu)


@dataclass
class Paced:
    """The bare application, asked as seldom as `other` has just been.

    A process that is woken for each request finds caches cold and takes more CPU than one that is
    never idle; so this is the fairer measure of the two, and the other the stricter.
    """

    server: Running
    request: bytes
    other: "Api"
    clients: int
    requests: int = 300

    def __call__(self) -> Turn:
        at = [number / self.other.last_rate for number in range(self.requests)]
        cpu = Cpu.of(server=self.server.pid)
        asked = [self.request] * self.requests
        load = _well(arrivals(self.server.base_url, asked, at=at, connections=self.clients))
        return _bare_turn(load, cpu)


def hellos(
    server: Running, other: Api, seconds: float, clients: int
) -> dict[str, Callable[[], Turn]]:
    greet = http("POST", "/hello", body={"name": "Somebody who books", "times": 2})
    return {
        "hello GET": Hello(server, http("GET", "/hello"), seconds, clients),
        "hello POST": Hello(server, greet, seconds, clients),
        "hello POST, paced": Paced(server, greet, other, clients),
    }


def ratios(turns: Sequence[Turn], to: Sequence[Turn]) -> list[float]:
    """Of rates, round by round."""
    return [turn.rate / other.rate for turn, other in zip(turns, to, strict=True)]


def cpu_ratios(turns: Sequence[Turn], to: Sequence[Turn], name: str = "server") -> list[float]:
    """Of the CPU of a process, all of it, to that of the bare application."""
    return [
        (turn.cpu_ms[name] + turn.later_ms.get(name, 0.0)) / other.cpu_ms["server"]
        for turn, other in zip(turns, to, strict=True)
    ]
