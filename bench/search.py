"""How fast the first free times among many doctors come: `script/bench search`.

The first 20 of a specialty of 500 doctors and of all of them within 30 days: the product's own
function over one connection, in turn with a row by its key, and through the API of a real server,
in turn with a bare FastAPI application. The doctors of a second specialty have their whole first
week taken. Then how long a time that was cancelled takes until it is offered again, and whether one
that was booked is ever offered once more; and how long all that is kept takes to make anew.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any

import httpx
import typer

from bench.kit.command import Calls, Rounds, Seconds, run
from bench.kit.direct import Direct, Operation, asked, must_offer, probes, ratios
from bench.kit.errors import BenchError
from bench.kit.load import http
from bench.kit.machine import wait_until_idle
from bench.kit.postgres import postgres
from bench.kit.practice import SPECIALTY_NAMES, Practice, Size, fill
from bench.kit.results import Results, Target, add_median, step
from bench.kit.rounds import interleaved, median
from bench.kit.served import measure_served
from bench.lag import measure_lag
from praxis.directory.doctors.repository import DoctorFilter
from praxis.identity.models import Role
from praxis.kit.db.database import Reader
from praxis.scheduling.free_time.search import find_first_slots

DAYS, FIRST = 30, 20
# What is kept of free time, and rebuilt.
KEPT_DAYS = 90
NORMAL, BOOKED_UP = SPECIALTY_NAMES[:2]
TEN_PROBES, NO_DEARER = Target(at_most=10), Target(at_most=1.3)
# Every quarter of an hour of the first seven days that is not taken yet.
BOOK_UP = """
    INSERT INTO claims (resource_id, during, kind)
    SELECT d.resource_id, tstzrange(t.at, t.at + interval '15 minutes'), 'block'
    FROM doctors d
    JOIN availability_rules r ON r.doctor_id = d.id
    JOIN locations l ON l.id = r.location_id
    JOIN generate_series(0, 6) n ON extract(isodow FROM $2::date + n::int) = r.weekday + 1
    CROSS JOIN generate_series(r.start_minute, r.end_minute - 15, 15) m
    CROSS JOIN LATERAL (SELECT ($2::date + n::int + make_interval(mins => m::int))
                               AT TIME ZONE l.time_zone AS at) t
    WHERE d.specialty = $1
    ON CONFLICT DO NOTHING
"""


def book_up_first_week(direct: Direct, specialty: str) -> None:
    async def work(reader: Reader) -> None:
        await reader.sql.execute("SET statement_timeout = 0")
        await reader.sql.execute(BOOK_UP, specialty, datetime.now(UTC).date())
        await reader.sql.execute("VACUUM ANALYZE claims")

    direct.once(work)


def rebuild(dsn: str) -> float:
    """Make anew all that is kept of free time, by the command; returns the seconds."""
    begun = time.perf_counter()
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "praxis.cli", "slots", "rebuild", "--days", str(KEPT_DAYS)],
        env={**os.environ, "DATABASE_URL": dsn, "PRAXIS_LOG_LEVEL": "warning"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"praxis slots rebuild failed: {done.stderr[-2000:]}")
    return time.perf_counter() - begun


def first_free(practice: Practice, specialty: str | None) -> Operation:
    """The first 20 within 30 days, of a specialty or of everybody, as the endpoint asks."""
    question, actor = asked(practice.visit_type_uids[1], DAYS), practice.actor(Role.PATIENT)
    wanted = DoctorFilter(hours_from=question.window.now.date(), specialty=specialty)
    return lambda reader: find_first_slots(
        reader, actor=actor, wanted=wanted, region_uid=None, asked=question, limit=FIRST
    )


def must_have_first(direct: Direct, practice: Practice, specialty: str | None) -> datetime:
    """When the first of as many times as are asked for begins. Raises `BenchError`."""
    found: Any = direct.once(first_free(practice, specialty))
    must_offer(found["items"], specialty or "everybody", count=FIRST)
    begins: datetime = found["items"][0]["starts_at"]
    return begins


def must_be_booked_up(direct: Direct, practice: Practice) -> None:
    """Raises `BenchError` if something is free in what was taken."""
    begins = must_have_first(direct, practice, BOOKED_UP)
    # Days of the places, which are ahead of UTC and begin before now.
    if begins - datetime.now(UTC) < timedelta(days=5):
        raise BenchError(f"The first week of {BOOKED_UP} is not taken: {begins} is free.")


def in_turn(direct: Direct, practice: Practice, rounds: int, calls: int) -> dict[str, list[float]]:
    """The median milliseconds of each round."""
    chance = random.Random(4)  # noqa: S311 -- the same rows each time
    for specialty in (NORMAL, BOOKED_UP, None):
        must_have_first(direct, practice, specialty)

    def batch(specialty: str | None) -> float:
        return median(direct.timed([first_free(practice, specialty) for _ in range(calls)]))

    contenders: dict[str, Callable[[], float]] = {
        "probe": lambda: median(direct.timed(probes(practice.size.visits, calls, chance))),
        "500": partial(batch, NORMAL),
        "booked up": partial(batch, BOOKED_UP),
        "all": partial(batch, None),
    }
    return interleaved(contenders, rounds, warm=2)


def measure_search(
    results: Results, direct: Direct, practice: Practice, *, rounds: int, calls: int
) -> float:
    """The function over one connection; returns the milliseconds of a probe."""
    found = in_turn(direct, practice, rounds, calls)
    probe, normal, full = found["probe"], found["500"], found["booked up"]
    many = f"{len(practice.doctors_of(0)):,}"
    everybody = f"{practice.size.doctors:,}"
    by_round = "p50 ÷ p50, round by round"
    title = f"first {FIRST} free of"
    add_median(results, "primary key probe", probe, unit="ms", basis="p50, asyncpg, one connection")
    basis = f"p50, {DAYS} days, {practice.size.visits:,} visits, one connection"
    add_median(results, f"{title} {many}", normal, unit="ms", basis=basis)
    add_median(
        results,
        f"{title} {many} ÷ probe",
        ratios(normal, probe),
        target=TEN_PROBES,
        basis=by_round,
    )
    add_median(
        results,
        f"{title} {many}, first week taken ÷ normal",
        ratios(full, normal),
        target=NO_DEARER,
        basis=by_round,
    )
    add_median(results, f"{title} {everybody}", found["all"], unit="ms", basis=basis)
    add_median(results, f"{title} {everybody} ÷ probe", ratios(found["all"], probe), basis=by_round)
    return median(probe)


def request(practice: Practice, specialty: str | None) -> bytes:
    until = datetime.now(UTC) + timedelta(days=DAYS)
    params: dict[str, Any] = {
        "visit_type_id": practice.visit_type_uids[1],
        "to": f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "limit": FIRST,
    }
    if specialty is not None:
        params["specialty"] = specialty
    path = f"/api/v1/slots?{httpx.QueryParams(params)}"
    return http("GET", path, token=practice.token(Role.PATIENT))


def requests(practice: Practice) -> dict[str, list[bytes]]:
    title = f"API, first {FIRST} of"
    some, everybody = len(practice.doctors_of(0)), practice.size.doctors
    return {
        f"{title} {some:,}": [request(practice, NORMAL)],
        f"{title} {everybody:,}": [request(practice, None)],
    }


def main(
    visits: Annotated[
        int, typer.Option(min=1000, help="what is promised is of 5,000,000")
    ] = 2_500_000,
    doctors: Annotated[int, typer.Option(min=100, help="ten specialties")] = 5000,
    rounds: Rounds = 15,
    calls: Calls = 60,
    seconds: Seconds = 1.5,
    lags: Annotated[int, typer.Option(min=10, help="times that are cancelled and booked")] = 100,
) -> None:
    """Measure the first free times among many doctors. Takes about ten minutes."""
    with postgres() as ground, ground.database("search") as dsn:
        practice = fill(dsn, Size(doctors, visits))
        options = {"rounds": rounds, "calls": calls, "seconds": seconds, "lags": lags}
        results = Results("search", {**practice.told, **options})
        with Direct(dsn) as direct:
            with step(f"take the whole first week of {BOOKED_UP}"):
                book_up_first_week(direct, BOOKED_UP)
            with step("praxis slots rebuild"):
                taken = rebuild(dsn)
            basis = f"{doctors:,} doctors, {KEPT_DAYS} days each"
            results.add("praxis slots rebuild", taken, unit="s", basis=basis)
            must_be_booked_up(direct, practice)
            wait_until_idle()
            with step("function, and rows by key, in turn"):
                probe = measure_search(results, direct, practice, rounds=rounds, calls=calls)
        few = max(3, rounds // 2)
        with step("through the API, and hello, in turn"):
            measure_served(
                results,
                ground,
                dsn,
                requests(practice),
                probe_ms=probe,
                rounds=few,
                seconds=seconds,
            )
        with step("cancel and book, and look"):
            measure_lag(results, ground, dsn, practice, lags)
    results.show()
    results.write()


if __name__ == "__main__":
    run(main, "search")
