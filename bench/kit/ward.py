"""The databases, servers and wishes of a benchmark of bookings, all of the same practice."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field

from bench.kit.capture import Said, capture
from bench.kit.contenders import Api, Pgbench
from bench.kit.postgres import Ground
from bench.kit.practice import Practice, Size, fill
from bench.kit.replay import replay
from bench.kit.results import step
from bench.kit.server import Running, praxis
from bench.kit.visits import SEED
from bench.kit.wishes import Wish, booking, wishes

# Mails wait so long, or their writing would fall into another contender's turn.
LATER = {"PRAXIS_NOTIFICATIONS__SETTLE": "PT10M"}
AT_ONCE = {"PRAXIS_NOTIFICATIONS__SETTLE": "PT0S"}
NO_TASKS = {"PRAXIS_TASKS": "off"}


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
    def told(self) -> dict[str, object]:
        """What a run says of itself."""
        return {**asdict(self), "seed": SEED}

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

    def pgbench(self, name: str, heard: list[list[Said]]) -> Pgbench:
        template = self.copy(f"{name}_template")
        said = replay(heard)
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


def prepare(ground: Ground, options: Options, stack: ExitStack, *, sets: int = 2) -> Ward:
    filled = stack.enter_context(ground.database("filled"))
    practice = fill(filled, Size(doctors=options.doctors, visits=options.visits))
    with step("free times"):
        wanted = wishes(filled, practice, sets * options.all)
    return Ward(ground, options, filled, practice, wanted, stack)
