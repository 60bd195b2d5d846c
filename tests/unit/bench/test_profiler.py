"""Whose time a sample of a server counts as."""

import pytest

from bench.booking_profile import tell_shares
from bench.kit.errors import BenchError
from bench.kit.profiler import Samples, package_of, read_stacks
from bench.kit.results import Results

SERVER = (
    "_run_module_as_main (<frozen runpy>:198)",
    "serve (praxis/cli/serving.py:57)",
    "Server.run (uvicorn/server.py:86)",
    "Runner.run (asyncio/runners.py:118)",
)
ENDPOINT = (*SERVER, "app (fastapi/routing.py:161)", "book (praxis/scheduling/book.py:76)")


@pytest.mark.parametrize(
    ("stack", "package"),
    [
        (SERVER, "event loop"),
        ((*SERVER, "_run_once (asyncio/base_events.py:1)"), "event loop"),
        ((*SERVER, "data_received (uvicorn/protocols/http/httptools_impl.py:174)"), "uvicorn"),
        (ENDPOINT, "praxis.scheduling"),
        ((*ENDPOINT, "digest (hmac.py:198)"), "praxis.scheduling"),
        ((*ENDPOINT, "__init__ (<string>:3)"), "praxis.scheduling"),
        ((*ENDPOINT, "_do_execute (asyncpg/connection.py:2066)"), "asyncpg"),
        ((*ENDPOINT, "__aenter__ (asyncpg/pool.py:9)", "wait (asyncio/tasks.py:2)"), "asyncpg"),
        (("_bootstrap (threading.py:1)", "run (praxis/app.py:2)"), "praxis.app"),
        (("<genexpr> (pydantic/main.py)",), "pydantic"),
    ],
)
def test_a_sample_counts_as_the_innermost_package_s(stack: tuple[str, ...], package: str) -> None:
    assert package_of(stack) == package


def test_samples_are_read_and_shared_out() -> None:
    loop, endpoint = ";".join(SERVER), ";".join(ENDPOINT)
    samples = read_stacks([f"{loop} 20", f"{endpoint} 30", f"{endpoint};f (jwt/a b.py:1) 1"])
    samples.stacks.update(read_stacks([f"{endpoint} 49"]).stacks)
    assert samples.shares() == {"praxis.scheduling": 0.79, "event loop": 0.2, "jwt": 0.01}
    assert samples.shares(0.05) == {"praxis.scheduling": 0.79, "event loop": 0.2, "others": 0.01}


def test_shares_are_told_in_per_cent() -> None:
    results = Results("sample", {})
    tell_shares(results, read_stacks([f"{';'.join(SERVER)} 4"]))
    assert [figure.cells()[:2] for figure in results.figures] == [("event loop", "100 %")]


def test_a_server_that_was_seen_at_rest_only_is_no_result() -> None:
    with pytest.raises(BenchError, match="at rest"):
        tell_shares(Results("sample", {}), Samples())
