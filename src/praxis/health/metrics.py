"""What of the database is worth an alarm, asked when somebody looks."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import structlog
from prometheus_client.core import GaugeMetricFamily

from praxis.kit.db.database import Database, Reader
from praxis.kit.db.metrics import measure_pool
from praxis.kit.telemetry.registry import expose

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 3.0

# Figures that another part looks up when somebody asks; it may read files.
Measure = Callable[[], Iterable[GaugeMetricFamily]]

# Each is the beginning, or all, of a partial index of what is still to be done.
BACKLOG = """
    SELECT extract(epoch FROM greatest(now() - (
               SELECT min(available_at) FROM outbox_messages WHERE dead_at IS NULL
           ), interval '0'))::float8 AS messages_age,
           extract(epoch FROM greatest(now() - (
               SELECT min(available_at) FROM mails WHERE outcome IS NULL
           ), interval '0'))::float8 AS mails_age,
           (SELECT count(*) FROM outbox_messages WHERE dead_at IS NOT NULL) AS messages_dead,
           (SELECT count(*) FROM mails WHERE outcome = 'dead') AS mails_dead,
           (SELECT count(*) FROM holds WHERE expires_at <= now())
           + (SELECT count(*) FROM appointments WHERE status = 'pending' AND expires_at <= now())
               AS claims_overdue
"""


async def read_metrics(database: Database, measures: Sequence[Measure]) -> bytes:
    """All figures of this server, and of its other processes, as Prometheus reads them."""
    measure_pool(database.connections)
    backlog = await _find_backlog(database)

    def collect() -> bytes:
        looked_up = [family for measure in measures for family in measure()]
        return expose([*_families(backlog), *looked_up])

    # Reads the files of other processes, and makes a text of some hundred lines.
    return await asyncio.to_thread(collect)


async def _find_backlog(database: Database) -> Mapping[str, float] | None:
    """What waits in the database; none if it does not say so soon."""

    async def ask(reader: Reader) -> Mapping[str, float] | None:
        row = await reader.sql.fetchrow(BACKLOG)
        return None if row is None else {name: float(value or 0) for name, value in row.items()}

    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await database.read(ask)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the other figures are there
        log.warning("metrics.database", cause=type(error).__name__)
        return None


def _families(backlog: Mapping[str, float] | None) -> Iterator[GaugeMetricFamily]:
    yield GaugeMetricFamily(
        "praxis_database_up", "Whether the database answered", value=float(backlog is not None)
    )
    if backlog is None:
        return
    age = GaugeMetricFamily(
        "praxis_outbox_oldest_seconds",
        "For how long the oldest that is due has waited: of the outbox, of the queue of mails",
        labels=("queue",),
    )
    dead = GaugeMetricFamily(
        "praxis_dead_letters", "What was given up and waits for somebody", labels=("queue",)
    )
    for queue in ("messages", "mails"):
        age.add_metric((queue,), backlog[f"{queue}_age"])
        dead.add_metric((queue,), backlog[f"{queue}_dead"])
    yield age
    yield dead
    yield GaugeMetricFamily(
        "praxis_claims_overdue",
        "Holds and requests that have run out and are still there",
        value=backlog["claims_overdue"],
    )
