"""Where the server's time goes while visits are booked: `script/bench booking --profile`.

The looks from outside slow the server down, so it is a run of its own that tells shares alone.
"""

from bench.kit.errors import BenchError
from bench.kit.profiler import PY_SPY, Samples, sampled
from bench.kit.results import Results, add_median, step
from bench.kit.ward import NO_TASKS, Ward

LOWEST = 0.005
CREATED = 201


def profile(ward: Ward) -> Results:
    """Bookings through one worker that delivers no messages meanwhile."""
    with step("install py-spy"):
        PY_SPY.programs()
    dsn = ward.copy("profiled")
    api = ward.api("profiled", ward.serve(dsn, NO_TASKS), dsn)
    api.is_delivered = False
    with step("the first bookings, which read the hours of doctors"):
        api()
    with step(f"{ward.options.rounds} rounds of bookings, sampled"), sampled(api.server) as samples:
        turns = [api() for _ in range(ward.options.rounds)]
    if any(set(turn.answers) != {CREATED} for turn in turns):
        raise BenchError(f"Some bookings were refused: {[dict(turn.answers) for turn in turns]}")
    results = Results("booking-profile", ward.options.told)
    tell_shares(results, samples)
    for tree in turns[0].cpu_ms:
        used = [turn.cpu_ms[tree] for turn in turns]
        basis = "of a booking, while it is sampled"
        add_median(results, f"CPU, {tree}", used, unit="ms", basis=basis)
    return results


def tell_shares(results: Results, samples: Samples) -> None:
    count = samples.stacks.total()
    if not count:
        raise BenchError("py-spy saw the server at rest only.")
    for name, share in samples.shares(LOWEST).items():
        basis = f"of {count:,} samples of the server"
        results.add(name, 100 * share, unit="%", basis=basis)
