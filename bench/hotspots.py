"""Where everybody wants the same: `script/bench hotspots`.

One doctor is booked by all, against bookings spread over many; thirty-two people want the same time
at once, again and again; and a flu morning, when people come in bursts, most of them for few
doctors, and many find that somebody was faster.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import typer

from bench.kit.books import deadlocks, tally, wait_until_delivered
from bench.kit.command import run
from bench.kit.contenders import Api, Turn, ratios
from bench.kit.load import Load, arrivals, http
from bench.kit.postgres import Ground, postgres
from bench.kit.practice import Practice, Size, fill
from bench.kit.results import Results, Target, add_median, step
from bench.kit.rounds import interleaved
from bench.kit.server import Running, praxis
from bench.kit.visits import SEED
from bench.kit.wishes import Wish, booking, wishes
from praxis.identity.models import Role

OK, CREATED, CONFLICT, FAULT = 200, 201, 409, 500
# Mails wait so long that their writing does not fall into what is measured.
LATER = {"PRAXIS_NOTIFICATIONS__SETTLE": "PT10M"}
HOT_DOCTOR = 1
RIVALS = 32
# Between two races, so that each begins on a quiet server.
RACE_SECONDS = 0.4
# On a flu morning these share of all come for these share of the doctors.
HOT_SHARE, HOT_DOCTORS = 0.8, 0.05
# A burst of three times as many lasts a second, every five seconds.
BURST, BURST_SECONDS, BURST_EVERY = 3.0, 1.0, 5.0
# Whoever has seen the free times takes one of the first after so long.
THINKING = (0.2, 1.5)
TEMPTING = 30
SEARCHED_DAYS = 14
MANY_CONNECTIONS = 64
NONE = Target(at_most=0)


@dataclass(frozen=True, slots=True)
class Options:
    bookings: int = 150
    rounds: int = 5
    clients: int = 8
    races: int = 40
    doctors: int = 100
    visits: int = 20_000
    visitors: float = 40.0
    seconds: float = 20.0
    warm: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A filled database with its server."""

    ground: Ground
    dsn: str
    practice: Practice
    server: Running


def hot_and_uniform(place: Place, options: Options) -> dict[str, list[Turn]]:
    """Distinct times of one doctor, and as many spread over the others, in turn."""
    count = options.bookings * (options.rounds + options.warm)
    hot = wishes(place.dsn, place.practice, count, doctors=[HOT_DOCTOR], first_account=0)
    others = range(HOT_DOCTOR + 1, options.doctors + 1)
    # Other people, for somebody cannot be at two places at once.
    spread_out = wishes(
        place.dsn, place.practice, count, doctors=others, first_account=place.practice.accounts // 2
    )
    contenders: dict[str, Callable[[], Turn]] = {
        name: _api(place, some, options) for name, some in (("hot", hot), ("uniform", spread_out))
    }
    return interleaved(contenders, options.rounds, warm=options.warm)


def _api(place: Place, wanted: Iterable[Wish], options: Options) -> Api:
    requests = (booking(place.practice, wish) for wish in wanted)
    return Api(place.ground, place.dsn, place.server, requests, options.bookings, options.clients)


@dataclass(frozen=True, slots=True)
class Races:
    load: Load
    winners: Counter[int]
    deadlocks: int


def race(place: Place, races: int) -> Races:
    """Thirty-two people want one time, each over a connection of their own; race after race."""
    times = wishes(place.dsn, place.practice, races, seed=7)
    accounts = place.practice.accounts
    requests = [
        booking(
            place.practice,
            Wish(wish.doctor, (number * RIVALS + rival) % accounts + 1, wish.starts_at),
        )
        for number, wish in enumerate(times)
        for rival in range(RIVALS)
    ]
    at = [number * RACE_SECONDS for number in range(races) for _ in range(RIVALS)]
    before = deadlocks(place.dsn)
    load = arrivals(place.server.base_url, requests, at=at, connections=RIVALS)
    won = [
        request // RIVALS
        for request, status in zip(load.requests, load.statuses, strict=True)
        if status == CREATED
    ]
    winners = Counter(Counter(won)[number] for number in range(races))
    return Races(load, winners, deadlocks(place.dsn) - before)


@dataclass(frozen=True, slots=True)
class Morning:
    """Everybody searches first, and books a little later."""

    searches: Load
    bookings: Load


def flu_morning(place: Place, options: Options) -> Morning:
    chance = random.Random(11)  # noqa: S311 -- the same morning each time
    came = list(_comings(options, chance))
    tempting = _tempting(place)
    asked: list[tuple[float, bool, bytes]] = []
    for number, at in enumerate(came):
        doctor = _doctor(options.doctors, chance)
        asked.append((at, True, _search(place.practice, doctor, number)))
        wish = Wish(doctor, number % place.practice.accounts + 1, chance.choice(tempting[doctor]))
        later = at + chance.uniform(*THINKING)
        asked.append((later, False, booking(place.practice, wish)))
    asked.sort(key=lambda one: one[0])
    load = arrivals(
        place.server.base_url,
        [request for _, _, request in asked],
        at=[at for at, _, _ in asked],
        connections=MANY_CONNECTIONS,
    )
    searches = {place for place, (_, is_search, _) in enumerate(asked) if is_search}
    return Morning(load.only(searches), load.only(set(range(len(asked))) - searches))


def _comings(options: Options, chance: random.Random) -> Iterable[float]:
    """When visitors come: by chance (Poisson), and three times as many in bursts."""
    # So that it is the given number a second on the whole.
    mean = 1 + (BURST - 1) * BURST_SECONDS / BURST_EVERY
    at = 0.0
    while True:
        is_burst = at % BURST_EVERY >= BURST_EVERY - BURST_SECONDS
        at += chance.expovariate(options.visitors / mean * (BURST if is_burst else 1.0))
        if at >= options.seconds:
            return
        yield at


def _doctor(doctors: int, chance: random.Random) -> int:
    hot = max(1, round(doctors * HOT_DOCTORS))
    if chance.random() < HOT_SHARE:
        return chance.randint(1, hot)
    return chance.randint(hot + 1, doctors)


def _tempting(place: Place) -> dict[int, Sequence[datetime]]:
    """The first free times of each doctor, of which everybody takes one."""
    free: dict[int, list[datetime]] = {n: [] for n in range(1, place.practice.size.doctors + 1)}
    for wish in sorted(wishes(place.dsn, place.practice, None), key=lambda wish: wish.starts_at):
        free[wish.doctor].append(wish.starts_at)
    return {doctor: times[:TEMPTING] for doctor, times in free.items()}


def _search(practice: Practice, doctor: int, number: int) -> bytes:
    until = datetime.now(UTC) + timedelta(days=SEARCHED_DAYS)
    kind = practice.visit_type_uids[0]
    query = f"visit_type_id={kind}&to={until:%Y-%m-%dT%H:%M:%SZ}"
    path = f"/api/v1/doctors/{practice.doctor_uids[doctor - 1]}/slots?{query}"
    token = practice.token(Role.PATIENT, number % practice.accounts)
    return http("GET", path, token=token)


def main(
    bookings: int = typer.Option(150, min=20, help="for one doctor, and for many, in each round"),
    rounds: int = typer.Option(5, min=1, help="after one to warm up"),
    races: int = typer.Option(40, min=1, help="of 32 people for one time"),
    doctors: int = typer.Option(100, min=20, help="of the practice"),
    visitors: float = typer.Option(40.0, min=1.0, help="a second, on a flu morning"),
    seconds: float = typer.Option(20.0, min=5.0, help="that the flu morning lasts"),
) -> None:
    """Measure one wanted doctor, one wanted time, and a flu morning. Takes two minutes."""
    options = Options(
        bookings=bookings,
        rounds=rounds,
        races=races,
        doctors=doctors,
        visitors=visitors,
        seconds=seconds,
    )
    results = Results("hotspots", {**asdict(options), "seed": SEED})
    with postgres() as ground, ExitStack() as stack:
        dsn = stack.enter_context(ground.database("hotspots"))
        practice = fill(dsn, Size(doctors=doctors, visits=options.visits, patients=10_000))
        server = stack.enter_context(praxis(dsn, environment=LATER))
        place = Place(ground, dsn, practice, server)
        with step("one doctor, and many"):
            _tell_hot(results, hot_and_uniform(place, options))
        with step(f"{races} races"):
            _tell_races(results, race(place, races), races)
        with step("a flu morning"):
            wait_until_delivered(dsn)
            _tell_morning(results, flu_morning(place, options), options)
        held = tally(dsn, options.visits)
        results.add("visits that overlap", held.doubled, target=NONE, basis="SQL")
        results.add("faults in the server's log", len(server.faults()), target=NONE)
    results.show()
    results.write()


def _tell_hot(results: Results, turns: dict[str, list[Turn]]) -> None:
    add_median(
        results,
        "bookings/s, one doctor ÷ many",
        ratios(turns["hot"], turns["uniform"]),
        target=Target(at_least=0.7),
        basis="distinct times, round by round",
    )
    for name, found in turns.items():
        add_median(results, f"bookings/s, {name}", [turn.rate for turn in found], unit="/s")
        refused = sum(turn.answers.total() - turn.answers[CREATED] for turn in found)
        results.add(f"answers other than 201, {name}", refused, target=NONE)


def _faults(load: Load) -> int:
    return sum(count for status, count in load.answers.items() if status >= FAULT or not status)


def _tell_races(results: Results, found: Races, races: int) -> None:
    basis = f"{RIVALS} connections, {races} races"
    results.add(
        "races without exactly one winner", races - found.winners[1], target=NONE, basis=basis
    )
    losers = RIVALS * races - found.load.answers[CREATED] - found.load.answers[CONFLICT]
    results.add("races, answers other than 201 and 409", losers, target=NONE, basis=basis)
    results.add("races, deadlocks", found.deadlocks, target=NONE, basis="pg_stat_database")
    results.add("races, faults", _faults(found.load), target=NONE, basis="5xx, or no answer")
    results.add("races, p50", found.load.p(0.5), unit="ms", basis=basis)
    target = Target(at_most=150)
    results.add("races, p99", found.load.p(0.99), unit="ms", target=target, basis=basis)


def _tell_morning(results: Results, found: Morning, options: Options) -> None:
    basis = f"{options.visitors:g} visitors a second, in bursts"
    for name, load in (("searches", found.searches), ("bookings", found.bookings)):
        asked = len(load.statuses) / load.seconds
        results.add(f"flu morning, {name} asked for a second", asked, unit="/s", basis=basis)
        for label, share in (("p50", 0.5), ("p99", 0.99)):
            results.add(f"flu morning, {name}, {label}", load.p(share), unit="ms", basis=basis)
        target = Target(at_most=1000)
        results.add(f"flu morning, {name}, longest", load.p(1), unit="ms", target=target)
        results.add(f"flu morning, {name}, faults", _faults(load), target=NONE)
    made = found.bookings.answers[CREATED] / found.bookings.seconds
    results.add("flu morning, bookings made a second", made, unit="/s", basis=basis)
    refused = found.bookings.answers[CONFLICT] / len(found.bookings.statuses)
    results.add("flu morning, bookings refused", refused, basis="somebody was faster")
    for name, load, known in (
        ("searches, answers other than 200", found.searches, {OK}),
        ("bookings, answers other than 201 and 409", found.bookings, {CREATED, CONFLICT}),
    ):
        unexpected = sum(load.answers[status] for status in load.answers.keys() - known)
        results.add(f"flu morning, {name}", unexpected, target=NONE)


if __name__ == "__main__":
    run(main, "hotspots")
