import pytest

from bench.kit.errors import BenchError
from bench.kit.postgres import PgbenchResult, dsn_of, postgres, read_pgbench, steady_tps

TOLD = """pgbench (18.0)
transaction type: /tmp/x.sql
scaling factor: 1
query mode: prepared
number of clients: 4
number of threads: 1
maximum number of tries: 1
duration: 2 s
number of transactions actually processed: 78629
number of failed transactions: 3 (0.004%)
latency average = 0.100 ms
initial connection time = 9.501 ms
tps = 39824.754669 (without initial connection time)
"""


def test_what_pgbench_says_is_read() -> None:
    assert read_pgbench(TOLD) == PgbenchResult(39824.754669, 0.1, 3, 78629)


def test_a_silent_pgbench_is_an_error() -> None:
    with pytest.raises(BenchError, match="nothing of its rate"):
        read_pgbench("pgbench (18.0)")


@pytest.mark.parametrize(
    ("server", "database"),
    [
        ("postgresql:///praxis?host=/s&port=1", "postgresql:///new?host=/s&port=1"),
        ("postgres://a:b@h:5432/x", "postgres://a:b@h:5432/new"),
        ("postgresql://h", "postgresql://h/new"),
    ],
)
def test_another_database_of_the_same_server(server: str, database: str) -> None:
    assert dsn_of(server, "new") == database


def test_another_kind_of_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root@localhost/x")
    with pytest.raises(BenchError, match="must be the address of a PostgreSQL"), postgres():
        pass


def test_a_server_that_does_not_answer_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/x")
    with pytest.raises(BenchError, match="cannot be used"), postgres():
        pass


def test_a_steady_rate_leaves_out_the_first_and_what_ran_alone() -> None:
    slow = [f"0 {n} 1000 0 100 {n * 100_000}" for n in range(8)]
    fast = [f"1 {n} 1000 0 100 {n * 50_000}" for n in range(8)]
    # From 0.1 s, when the slow one has had two, to 0.35 s, when the fast one ends: 2 and 5.
    assert steady_tps([*slow, *fast], 2) == pytest.approx(7 / 0.25)


def test_too_few_transactions_have_no_steady_rate() -> None:
    with pytest.raises(BenchError, match="fewer than 3"):
        steady_tps(["0 0 1000 0 100 0", "0 1 1000 0 100 5"], 2)
    with pytest.raises(BenchError, match="same time"):
        steady_tps(["0 0 9 0 1 0", "0 1 9 0 2 0", "1 0 9 0 5 0", "1 1 9 0 6 0"], 1)
