"""What the exclusion constraint costs: claims on a table that has it, and on one that has not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.kit.direct import Direct, ratios
from bench.kit.postgres import Ground, pgbench
from bench.kit.practice import Practice
from bench.kit.rounds import interleaved
from praxis.kit.db.database import Reader

GUARDED, UNGUARDED = "claims", "claims_unguarded"
# The same rows, checks, references and indexes; the constraint and its index alone are missing.
INDEXES = """
    SELECT replace(replace(pg_get_indexdef(i.indexrelid), ' public.claims ', ' claims_unguarded '),
                   c.relname, c.relname || '_unguarded')
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = 'claims'::regclass AND NOT i.indisexclusion
"""
REFERENCES = """
    SELECT 'ALTER TABLE claims_unguarded ADD ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = 'claims'::regclass AND contype = 'f'
"""
COPY = """
    CREATE TABLE claims_unguarded (LIKE claims INCLUDING CONSTRAINTS INCLUDING IDENTITY
                                   INCLUDING DEFAULTS);
    INSERT INTO claims_unguarded OVERRIDING SYSTEM VALUE SELECT * FROM claims;
    SELECT setval(pg_get_serial_sequence('claims_unguarded', 'id'), (SELECT max(id) FROM claims));
"""
# Of a doctor and a patient, as a booking claims; at times where all are free, so hardly ever twice.
CLAIM = """
\\set doctor random(1, :doctors)
\\set patient random(:doctors + 1, :resources)
\\set visit random(1, :visits)
\\set quarter random(0, 40000)
INSERT INTO {table} (resource_id, during, kind, appointment_id)
SELECT r.id, tstzrange(t.at, t.at + interval '15 minutes'), 'visit', :visit::bigint
FROM (VALUES (:doctor::bigint), (:patient::bigint)) r (id),
     (SELECT '2100-01-01'::timestamptz + :quarter::int * interval '15 minutes' AS at) t
ON CONFLICT DO NOTHING RETURNING resource_id;
"""


@contextmanager
def both_tables(direct: Direct) -> Iterator[None]:
    """A second table of the same claims, without what guards them, for as long as this lasts."""

    async def make(reader: Reader) -> None:
        await reader.sql.execute("SET statement_timeout = 0")
        await reader.sql.execute(COPY)
        for query in (INDEXES, REFERENCES):
            for row in await reader.sql.fetch(query):
                await reader.sql.execute(row[0])
        await reader.sql.execute("VACUUM ANALYZE claims, claims_unguarded")

    direct.once(make)
    try:
        yield
    finally:
        direct.once(lambda reader: reader.sql.execute("DROP TABLE claims_unguarded"))


def shares(
    ground: Ground, dsn: str, practice: Practice, *, rounds: int, seconds: float, clients: int = 4
) -> list[float]:
    """The rate of guarded claims ÷ that of unguarded ones, by round. Needs `both_tables`."""
    variables = {
        "doctors": practice.size.doctors,
        "resources": practice.size.doctors + practice.patients,
        "visits": practice.size.visits,
    }

    def turn(table: str) -> Callable[[], float]:
        script = CLAIM.format(table=table)

        def run() -> float:
            done = pgbench(
                ground, dsn, script, clients=clients, seconds=seconds, variables=variables
            )
            return done.tps

        return run

    found = interleaved({table: turn(table) for table in (GUARDED, UNGUARDED)}, rounds)
    return ratios(found[GUARDED], found[UNGUARDED])
