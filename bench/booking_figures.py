"""What the benchmark of bookings tells of the turns of its contenders."""

from collections.abc import Mapping, Sequence

from bench.kit.contenders import Turn, cpu_ratios, ratios
from bench.kit.results import Results, Target, add_median

TENTH = Target(at_most=0.10)


def tell(results: Results, turns: Mapping[str, list[Turn]]) -> None:
    _tell_rates(results, turns)
    _tell_cpu(results, turns)
    _tell_parts(results, turns)


def _tell_rates(results: Results, turns: Mapping[str, list[Turn]]) -> None:
    for name, target, basis in (
        ("one worker", Target(at_least=0.30), "pgbench"),
        ("two workers", None, "pgbench"),
        ("answering alone", None, "pgbench"),
        ("one worker, no key", Target(at_least=0.30), "pgbench, no key"),
    ):
        values = ratios(turns[name], turns[basis])
        add_median(results, f"bookings/s, {name} ÷ pgbench", values, target=target, basis=basis)
    for name, found in turns.items():
        what = {"hello": "requests", "inserts": "claims"}.get(
            name.split()[0].strip(","), "bookings"
        )
        add_median(results, f"{what}/s, {name}", [turn.rate for turn in found], unit="/s")
    for name in ("one worker", "two workers"):
        add_median(results, f"p50, {name}", [turn.p50_ms for turn in turns[name]], unit="ms")
        add_median(results, f"p99, {name}", [turn.p99_ms for turn in turns[name]], unit="ms")


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
        add_median(results, text, values, target=wanted, basis="bare FastAPI, POST, never idle")
    paced = cpu_ratios(turns["delivery apart"], turns["hello POST, paced"])
    text = "CPU of a booking of the process that answers ÷ hello POST as often"
    add_median(
        results, text, paced, target=target, basis="bare FastAPI, POST, at the rate of bookings"
    )
    served = (
        "delivery apart",
        "answering alone",
        "one worker",
        "one worker, no key",
        "two workers",
    )
    for name in served:
        used = [turn.cpu_ms["server"] for turn in turns[name]]
        add_median(results, f"CPU of a booking, server, {name}", used, unit="ms")
    for name in ("hello GET", "hello POST", "hello POST, paced"):
        used = [turn.cpu_ms["server"] for turn in turns[name]]
        add_median(results, f"CPU of {name}", used, unit="ms")
    for name in ("pgbench", "answering alone", "one worker"):
        if all("database" in turn.cpu_ms for turn in turns[name]):
            used = [turn.cpu_ms["database"] for turn in turns[name]]
            add_median(results, f"CPU of a booking, PostgreSQL, {name}", used, unit="ms")


def _tell_parts(results: Results, turns: Mapping[str, list[Turn]]) -> None:
    """What audit and guard take of the statements, by pgbench."""
    whole, without = turns["pgbench"], turns["pgbench, no audit"]
    share = [1 - ratio for ratio in ratios(whole, without)]
    basis = "rate of pgbench with and without its insert"
    add_median(results, "share of the audit, of the statements alone", share, basis=basis)
    # None is seen of a server that is another's.
    if all("database" in turn.cpu_ms for turn in whole):
        share = audit_shares(whole, without, turns["answering alone"])
        name = "share of the audit, of a booking through the API"
        basis = "PostgreSQL's CPU for its insert ÷ CPU of a booking, server and PostgreSQL"
        add_median(results, name, share, target=TENTH, basis=basis)
    guard = ratios(whole, turns["pgbench, unguarded"])
    basis = "pgbench without the exclusion constraint"
    add_median(
        results, "booking guarded ÷ unguarded", guard, target=Target(at_least=0.6), basis=basis
    )
    insert = ratios(turns["inserts"], turns["inserts, unguarded"])
    name = "insert of a claim guarded ÷ unguarded"
    add_median(results, name, insert, target=Target(at_least=0.6), basis=basis)


def audit_shares(
    whole: Sequence[Turn], without: Sequence[Turn], through_api: Sequence[Turn]
) -> list[float]:
    """What PostgreSQL takes for the audit's insert, of all that a booking takes, round by round.

    A booking is what is done until it is answered: the server and PostgreSQL, without delivery.
    """
    return [
        (one.cpu_ms["database"] - other.cpu_ms["database"])
        / (booking.cpu_ms["server"] + booking.cpu_ms["database"])
        for one, other, booking in zip(whole, without, through_api, strict=True)
    ]
