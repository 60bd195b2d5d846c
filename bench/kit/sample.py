"""One turn of a server under load: how long answers took, and whose CPU they cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bench.kit.errors import BenchError
from bench.kit.load import closed_loop
from bench.kit.machine import Cpu
from bench.kit.server import Running


@dataclass(frozen=True, slots=True)
class Sample:
    """Milliseconds, of CPU for one answer. `database_ms` is 0 where the server is another's."""

    p50_ms: float
    p99_ms: float
    rate: float
    server_ms: float
    database_ms: float

    @classmethod
    def of(
        cls,
        running: Running,
        database_pid: int | None,
        requests: Sequence[bytes],
        *,
        seconds: float,
        connections: int = 1,
    ) -> Self:
        """Ask these over and over for so long. Raises `BenchError` unless all are answered well."""
        trees = {"server": running.pid} | ({"database": database_pid} if database_pid else {})
        cpu = Cpu.of(**trees)
        load = closed_loop(running.base_url, requests, connections=connections, seconds=seconds)
        used = cpu.since()
        count = len(load.statuses)
        wrong = {status: n for status, n in load.answers.items() if status not in {200, 201}}
        if wrong or not count:
            raise BenchError(f"Of {count} answers some were no good: {wrong} {running.faults()}")
        return cls(
            load.p(0.5),
            load.p(0.99),
            load.rate,
            used["server"] * 1000 / count,
            used.get("database", 0.0) * 1000 / count,
        )
