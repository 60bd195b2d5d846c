"""How times grow with the practice: `script/bench growth`.

Practices of all sizes stand side by side, and each is asked in turn, so that whatever else the
machine does falls on all of them alike: a row by its key, the free times of one doctor, the first
free times among all, a booking; and claims with the constraint that guards them and without it.

Visits grow with the number of doctors kept, and what is to come kept: it is as much as the smallest
practice can have. Doctors grow with as many visits each.
"""

import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from bench.kit.command import run
from bench.kit.direct import Direct, probes, ratios
from bench.kit.errors import BenchError
from bench.kit.guard import both_tables, shares
from bench.kit.machine import wait_until_idle
from bench.kit.plots import Curve, draw, exponent
from bench.kit.postgres import Ground, postgres
from bench.kit.practice import Practice, Size, fill
from bench.kit.results import FOLDER, Results, Target, add_median, out, step
from bench.kit.rounds import interleaved, median
from bench.kit.visits import SEED, plan
from bench.kit.wishes import Wish, wishes
from bench.search import TEN_PROBES, first_free, must_have_first, rebuild
from bench.slots import FIVE_PROBES, NEAR, asked_doctors, must_have_slots, searching
from praxis.identity.models import Role
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.scheduling.appointments.operations.book import book
from praxis.scheduling.appointments.schemas import AppointmentCreate
from praxis.settings.groups import SchedulingSettings

WHOLE_VISITS, WHOLE_DOCTORS = "10000,100000,1000000,5000000", "10,50,500,5000"
DOCS = Path("docs")
FLAT, ROOT, GUARD = Target(at_most=0.05), Target(at_most=0.35), Target(at_least=0.6)
PROBE, SLOTS, FIRST, BOOKING = "row by key", "slots of one doctor", "first 20 free", "booking"
READS = (PROBE, SLOTS, FIRST)
# Doctors whose free times are booked; looking for those of thousands takes longer than booking.
BOOKED_DOCTORS = 100
WARM = 2


@dataclass
class Stand:
    """A practice of one size that is open to questions."""

    at: int
    dsn: str
    practice: Practice
    direct: Direct
    # Of whom free times are asked for; a server knows the hours of those it was asked about.
    asked: list[UUID]
    wishes: list[Wish] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Axis:
    """What grows: `name` is the word of the flag and of the picture."""

    name: str
    sizes: dict[int, Size]
    target: Target
    across: str


def sizes_of_visits(counts: Sequence[int], doctors: int, today: date) -> dict[int, Size]:
    """With as much to come in each as the smallest can have."""
    busy = plan(Size(doctors, min(counts)), today).busy
    return {count: Size(doctors, count, busy=busy) for count in counts}


def sizes_of_doctors(counts: Sequence[int], visits_each: int) -> dict[int, Size]:
    return {count: Size(count, count * visits_each) for count in counts}


def open_all(stack: ExitStack, ground: Ground, axis: Axis) -> Iterator[Stand]:
    for at, size in axis.sizes.items():
        dsn = stack.enter_context(ground.database(f"growth_{axis.name}_{at}"))
        practice = fill(dsn, size)
        seconds = rebuild(dsn)
        out.print(f"  free time of {size.doctors:,} doctors kept: {seconds:.1f} s")
        asked = asked_doctors(practice, random.Random(6))  # noqa: S311 -- the same each time
        yield Stand(at, dsn, practice, stack.enter_context(Direct(dsn)), asked)


def measure_reads(stands: Sequence[Stand], rounds: int, calls: int) -> dict[str, list[float]]:
    """The median of each round by size and question, `key_of` names them."""
    chance = random.Random(5)  # noqa: S311 -- the same doctors and rows each time

    for stand in stands:
        stand.direct.timed([searching(stand.practice, NEAR, uid) for uid in stand.asked])
        must_have_slots(stand.direct, stand.practice, stand.asked)
        must_have_first(stand.direct, stand.practice, None)

    def batch(stand: Stand, question: str) -> float:
        practice = stand.practice
        if question == PROBE:
            operations = probes(practice.size.visits, calls, chance)
        elif question == SLOTS:
            some = chance.choices(stand.asked, k=calls)
            operations = [searching(practice, NEAR, uid) for uid in some]
        else:
            operations = [first_free(practice, None) for _ in range(calls)]
        return median(stand.direct.timed(operations))

    contenders: dict[str, Callable[[], float]] = {
        key_of(stand, question): partial(batch, stand, question)
        for stand in stands
        for question in READS
    }
    return interleaved(contenders, rounds, warm=WARM)


def key_of(stand: Stand, question: str) -> str:
    return f"{stand.at} {question}"


def measure_bookings(stands: Sequence[Stand], rounds: int, calls: int) -> dict[str, list[float]]:
    count = (rounds + WARM) * calls
    for stand in stands:
        doctors = range(1, min(stand.practice.size.doctors, BOOKED_DOCTORS) + 1)
        stand.wishes = wishes(stand.dsn, stand.practice, count, doctors=doctors)

    def turn(stand: Stand) -> Callable[[], float]:
        left = iter(stand.wishes)
        return lambda: median(
            stand.direct.timed_whole(_booking(stand.practice, one) for one in islice(left, calls))
        )

    contenders = {key_of(stand, BOOKING): turn(stand) for stand in stands}
    return interleaved(contenders, rounds, warm=WARM)


def _booking(practice: Practice, wish: Wish) -> Callable[[Database], Awaitable[object]]:
    body = AppointmentCreate(
        doctor_id=practice.doctor_uids[wish.doctor - 1],
        visit_type_id=practice.visit_type_uids[0],
        starts_at=wish.starts_at,
    )
    actor = practice.actor(Role.PATIENT, wish.patient - 1)
    lifetime = SchedulingSettings().pending_lifetime
    return lambda database: book(
        database, None, body=body, actor=actor, clock=SystemClock(), pending_lifetime=lifetime
    )


def tell(results: Results, axis: Axis, found: Mapping[str, Sequence[float]]) -> list[Curve]:
    """Add the times of all sizes and the exponents of their curves; returns the curves."""
    curves = []
    for question in (*READS, BOOKING):
        points = []
        for at in axis.sizes:
            name = f"{question}, {at:,} {axis.name}"
            basis = "p50 of functions, one connection"
            value = add_median(results, name, found[f"{at} {question}"], unit="ms", basis=basis)
            points.append((float(at), value))
        # What grows with the key's own index is not the product's.
        target = None if question == PROBE else axis.target
        title = f"exponent of {question} in {axis.name}"
        basis = "least squares on logs of p50, round by round"
        powers = exponents([found[f"{at} {question}"] for at in axis.sizes], list(axis.sizes))
        power = add_median(results, title, powers, target=target, basis=basis)
        curves.append(Curve(question.capitalize(), points, f"exponent {power:.2f}"))
    return curves


def tell_ratios(results: Results, axis: Axis, found: Mapping[str, Sequence[float]]) -> None:
    """The largest practice against a row by its key in the same database."""
    largest = max(axis.sizes)
    probe = found[f"{largest} {PROBE}"]
    for question, target in ((SLOTS, FIVE_PROBES), (FIRST, TEN_PROBES)):
        name = f"{question} ÷ {PROBE}, {largest:,} {axis.name}"
        values = ratios(found[f"{largest} {question}"], probe)
        add_median(results, name, values, target=target, basis="p50 ÷ p50, round by round")


def exponents(times: Sequence[Sequence[float]], sizes: Sequence[int]) -> list[float]:
    """That of each round: in one round all sizes met the same machine."""
    return [
        exponent([(float(size), ms) for size, ms in zip(sizes, one, strict=True)])
        for one in zip(*times, strict=True)
    ]


def picture(axis: Axis, curves: Sequence[Curve], folder: Path) -> Path:
    """Write `growth-<axis>.svg`; returns its path."""
    sizes = list(axis.sizes)
    lowest, highest = f"{min(sizes):,}", f"{max(sizes):,}"
    told = "; ".join(
        f"{curve.name}: {curve.points[0][1]:.2g} to {curve.points[-1][1]:.2g} ms, {curve.note}"
        for curve in curves
    )
    drawn = draw(
        f"Times from {lowest} to {highest} {axis.name}",
        f"Two logarithmic axes, {axis.across} across and milliseconds up. {told}.",
        across=axis.across,
        up="milliseconds, p50",
        curves=curves,
    )
    path = folder / f"growth-{axis.name}.svg"
    path.write_text(drawn)
    return path


def measure(
    results: Results, ground: Ground, axis: Axis, *, rounds: int, calls: int
) -> list[Curve]:
    """Fill all sizes, ask them in turn; returns the curves."""
    with ExitStack() as stack:
        stands = list(open_all(stack, ground, axis))
        wait_until_idle()
        with step(f"functions at {len(stands)} sizes, in turn"):
            found = measure_reads(stands, rounds, calls)
        with step(f"bookings at {len(stands)} sizes, in turn"):
            found |= measure_bookings(stands, rounds, calls)
        curves = tell(results, axis, found)
        if axis.name == "visits":
            tell_ratios(results, axis, found)
            for stand in stands:
                measure_guard(results, ground, stand, rounds=max(3, rounds // 2))
    return curves


def measure_guard(results: Results, ground: Ground, stand: Stand, *, rounds: int) -> None:
    size = stand.practice.size
    what = f"claims with and without the constraint, {size.visits:,} visits"
    with step(what), both_tables(stand.direct):
        found = shares(ground, stand.dsn, stand.practice, rounds=rounds, seconds=2)
    name = f"guarded ÷ unguarded claims, {size.visits:,} visits"
    add_median(results, name, found, target=GUARD, basis="pgbench, round by round")


def numbers(text: str) -> list[int]:
    """Sizes as given: `10000,100000`. Raises `BenchError`."""
    try:
        found = sorted({int(word) for word in text.split(",")})
    except ValueError:
        raise BenchError(f"Sizes are whole numbers with commas between: {text}") from None
    if len(found) < 2 or found[0] < 1:  # noqa: PLR2004 -- a line has two points
        raise BenchError(f"A curve needs two sizes or more: {text}")
    return found


def axes(visits: str, doctors: str, fixed: int, each: int) -> tuple[Axis, Axis]:
    by_visits = sizes_of_visits(numbers(visits), fixed, SystemClock().now().date())
    by_doctors = sizes_of_doctors(numbers(doctors), each)
    return (
        Axis("visits", by_visits, FLAT, f"visits in the database, of {fixed:,} doctors"),
        Axis("doctors", by_doctors, ROOT, f"doctors, with {each:,} visits each"),
    )


def main(
    visits: Annotated[str, typer.Option(help="sizes with so many visits")] = "10000,100000,500000",
    doctors: Annotated[str, typer.Option(help="sizes with so many doctors")] = "10,50,500",
    fixed: Annotated[int, typer.Option(min=10, help="doctors while visits grow")] = 500,
    each: Annotated[int, typer.Option(min=100, help="visits a doctor while doctors grow")] = 1000,
    rounds: Annotated[int, typer.Option(min=3, help="that each size has")] = 9,
    calls: Annotated[int, typer.Option(min=5, help="of a function in a round")] = 25,
    *,
    whole: Annotated[
        bool, typer.Option("--whole", help="to 5 million visits and 5,000 doctors, with pictures")
    ] = False,
) -> None:
    """Measure how times grow. Takes about five minutes, and with --whole half an hour."""
    if whole:
        visits, doctors = WHOLE_VISITS, WHOLE_DOCTORS
    with postgres() as ground:
        options = {"visits": visits, "doctors": doctors, "fixed": fixed, "each": each}
        more = {"rounds": rounds, "calls": calls, "whole": whole, "seed": SEED}
        results = Results("growth", {**options, **more})
        folder = DOCS if whole else FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for axis in axes(visits, doctors, fixed, each):
            curves = measure(results, ground, axis, rounds=rounds, calls=calls)
            out.print(f"drawn: {picture(axis, curves, folder)}")
    results.show()
    results.write()


if __name__ == "__main__":
    run(main, "growth")
