"""How fast the free times of one doctor come: `script/bench slots`.

First the product's own functions over one connection, in turn with the least that one can ask of a
database through the same driver: one row by its key. Then the same through the API of a real
server, in turn with a bare FastAPI application on the same uvicorn.
"""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

import orjson
import typer

from bench.kit.command import Calls, Rounds, Seconds, run
from bench.kit.direct import Direct, Operation, asked, must_offer, probes, ratios
from bench.kit.load import http
from bench.kit.machine import wait_until_idle
from bench.kit.postgres import postgres
from bench.kit.practice import Practice, Size, fill
from bench.kit.results import Results, Target, add_median, step
from bench.kit.rounds import interleaved, median
from bench.kit.served import measure_served
from praxis.identity.models import Role
from praxis.kit.db.database import Reader
from praxis.scheduling.slots.repository import FactsRequest
from praxis.scheduling.slots.search import find_slots, search_window
from praxis.scheduling.slots.service import get_facts

NEAR, FAR = 14, 90
FIVE_PROBES, THREE_TIMES = Target(at_most=5), Target(at_most=3)
ASKED_DOCTORS = 200
API_DAYS = (NEAR, FAR)


def searching(practice: Practice, days: int, doctor_uid: UUID) -> Operation:
    """Facts and engine, as every search and every booking has them."""
    wanted, actor = asked(practice.visit_type_uids[1], days), practice.actor(Role.PATIENT)

    async def search(reader: Reader) -> object:
        window = wanted.window
        request = FactsRequest(
            (doctor_uid,), wanted.visit_type_uid, window.rough(), window.now, actor.user_id
        )
        facts = await get_facts(reader.sql, request, visit_type_pointer="")
        return search_window(facts, window.exact(facts, None), wanted)

    return search


def answering(practice: Practice, days: int, doctor_uid: UUID) -> Operation:
    """All that stands between the question and the answer's bytes."""
    wanted, actor = asked(practice.visit_type_uids[1], days), practice.actor(Role.PATIENT)
    return lambda reader: find_slots(reader, actor=actor, doctor_uid=doctor_uid, asked=wanted)


def must_have_slots(direct: Direct, practice: Practice, doctor_uids: Sequence[UUID]) -> None:
    """Each of these within the shorter window. Raises `BenchError`."""
    for uid in doctor_uids:
        found: bytes = direct.once(partial(_answer, practice, uid))
        must_offer(orjson.loads(found)["items"], f"doctor {uid}, {NEAR} days")


async def _answer(practice: Practice, doctor_uid: UUID, reader: Reader) -> bytes:
    wanted, actor = asked(practice.visit_type_uids[1], NEAR), practice.actor(Role.PATIENT)
    return await find_slots(reader, actor=actor, doctor_uid=doctor_uid, asked=wanted)


Make = Callable[[Practice, int, UUID], Operation]


def asked_doctors(practice: Practice, chance: random.Random) -> list[UUID]:
    """Many, so that what one search read does not help the next."""
    return chance.sample(practice.doctor_uids, min(ASKED_DOCTORS, practice.size.doctors))


def in_turn(direct: Direct, practice: Practice, rounds: int, calls: int) -> dict[str, list[float]]:
    """The median milliseconds of each round; `cold` are those of the first search of each doctor.

    A server keeps the hours of doctors that it was asked about, until they change.
    """
    chance = random.Random(2)  # noqa: S311 -- the same doctors each time
    doctors = asked_doctors(practice, chance)

    def batch(make: Make, days: int) -> float:
        some = chance.choices(doctors, k=calls)
        return median(direct.timed([make(practice, days, uid) for uid in some]))

    def probe() -> float:
        return median(direct.timed(probes(practice.size.visits, calls, chance)))

    cold = direct.timed([searching(practice, NEAR, uid) for uid in doctors])
    direct.timed([searching(practice, FAR, uid) for uid in doctors])
    must_have_slots(direct, practice, doctors)
    contenders: dict[str, Callable[[], float]] = {"probe": probe}
    for days in (NEAR, FAR):
        contenders[f"search {days}"] = partial(batch, searching, days)
        contenders[f"answer {days}"] = partial(batch, answering, days)
    return interleaved(contenders, rounds, warm=2) | {"cold": [median(cold)]}


def measure_engine(
    results: Results, dsn: str, practice: Practice, *, rounds: int, calls: int
) -> float:
    """Searches over one connection; returns the milliseconds of a probe."""
    with Direct(dsn) as direct:
        found = in_turn(direct, practice, rounds, calls)
    near, far, probe = found[f"search {NEAR}"], found[f"search {FAR}"], found["probe"]
    add_median(results, "primary key probe", probe, unit="ms", basis="p50, asyncpg, one connection")
    basis = "p50 of facts and engine, one connection"
    title = f"slots of one doctor, {NEAR} days, the first time"
    results.add(title, median(found["cold"]), unit="ms", basis="hours are read, too")
    add_median(results, f"slots of one doctor, {NEAR} days", near, unit="ms", basis=basis)
    add_median(results, f"slots of one doctor, {FAR} days", far, unit="ms", basis=basis)
    add_median(
        results,
        f"slots, {NEAR} days ÷ probe",
        ratios(near, probe),
        target=FIVE_PROBES,
        basis="p50 ÷ p50, round by round",
    )
    add_median(
        results,
        f"slots, {FAR} days ÷ {NEAR} days",
        ratios(far, near),
        target=THREE_TIMES,
        basis="p50 ÷ p50, round by round",
    )
    for days in (NEAR, FAR):
        add_median(
            results,
            f"slots with the answer written, {days} days ÷ probe",
            ratios(found[f"answer {days}"], probe),
            basis="p50 ÷ p50, round by round",
        )
    return median(probe)


def requests(practice: Practice, days: int) -> list[bytes]:
    chance = random.Random(3)  # noqa: S311 -- the same doctors each time
    window = asked(practice.visit_type_uids[1], days).window
    token = practice.token(Role.PATIENT)
    kind = practice.visit_type_uids[1]
    query = f"visit_type_id={kind}&to={window.until:%Y-%m-%dT%H:%M:%SZ}"
    return [
        http("GET", f"/api/v1/doctors/{uid}/slots?{query}", token=token)
        for uid in asked_doctors(practice, chance)
    ]


def main(
    visits: Annotated[int, typer.Option(min=1000, help="rows of the table of visits")] = 1_000_000,
    doctors: Annotated[int, typer.Option(min=10, help="who share the visits")] = 500,
    rounds: Rounds = 15,
    calls: Calls = 60,
    seconds: Seconds = 1.5,
) -> None:
    """Measure the free times of one doctor in 14 and in 90 days. Takes about five minutes."""
    with postgres() as ground, ground.database("slots") as dsn:
        practice = fill(dsn, Size(doctors, visits))
        options = {"rounds": rounds, "calls": calls, "seconds": seconds}
        results = Results("slots", {**practice.told, **options})
        wait_until_idle()
        with step("functions, and rows by key, in turn"):
            probe = measure_engine(results, dsn, practice, rounds=rounds, calls=calls)
        with step("through the API, and hello, in turn"):
            wanted = {f"API slots, {days} days": requests(practice, days) for days in API_DAYS}
            few = max(3, rounds // 2)
            measure_served(
                results, ground, dsn, wanted, probe_ms=probe, rounds=few, seconds=seconds
            )
    results.show()
    results.write()


if __name__ == "__main__":
    run(main, "slots")
