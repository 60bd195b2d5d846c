"""What the benchmark of bookings makes of its turns."""

import pytest

from bench.booking_figures import audit_shares, tell
from bench.kit.contenders import Turn
from bench.kit.results import Figure, Results

CONTENDERS = (
    *("pgbench", "pgbench, no key", "pgbench, no audit", "pgbench, unguarded"),
    *("one worker", "one worker, no key", "two workers", "delivery apart", "answering alone"),
    *("hello GET", "hello POST", "hello POST, paced", "inserts", "inserts, unguarded"),
)


def turn(**cpu_ms: float) -> Turn:
    return Turn(rate=1, cpu_ms=cpu_ms, later_ms={"database": 100})


def test_the_share_of_the_audit_is_of_all_that_a_booking_takes() -> None:
    whole = [turn(database=0.5), turn(database=0.6)]
    without = [turn(database=0.4), turn(database=0.4)]
    through_api = [turn(server=1.2, database=0.8), turn(server=1.0, database=1.0)]
    assert audit_shares(whole, without, through_api) == pytest.approx([0.05, 0.1])


def told(**cpu_ms: float) -> dict[str, Figure]:
    """The figures of contenders who all took so much, and bookings without audit half of it."""
    turns = {name: [turn(**cpu_ms)] for name in CONTENDERS}
    half = {process: used / 2 for process, used in cpu_ms.items()}
    turns["pgbench, no audit"] = [Turn(rate=2, cpu_ms=half)]
    results = Results("sample", {})
    tell(results, turns)
    return {figure.name: figure for figure in results.figures}


def test_what_is_promised_of_the_audit_is_of_the_whole_booking() -> None:
    found = told(server=3.0, delivery=1.0, database=1.0)
    alone = found["share of the audit, of the statements alone"]
    whole = found["share of the audit, of a booking through the API"]
    assert (alone.value, alone.target) == (0.5, None)
    assert (whole.value, whole.met) == (0.125, False)
    assert "server and PostgreSQL" in whole.basis


def test_no_share_of_cpu_is_told_of_a_database_that_is_another_s() -> None:
    found = told(server=3.0, delivery=1.0)
    assert [name for name in found if "share of the audit" in name] == [
        "share of the audit, of the statements alone"
    ]
