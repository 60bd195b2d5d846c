"""Free stretches as statements: what claims leave of the open ones, and who may write it."""

from collections.abc import Iterable

from praxis.kit.db.database import UnitOfWork

BUCKET = "interval '2 hours'"
BUCKETS_FROM = "timestamptz '2000-01-01 00:00+00'"
# No buffer is longer: so far around hours it matters what is claimed.
AROUND = "interval '4 hours'"

# The rows that belong to some open stretches `o`, as claims are in the snapshot of the statement.
# A claim takes its doctor's time whoever holds it and whether or not it has run out: who searches
# asks the engine about those that have.
FREE = f"""
    SELECT o.id AS open_id, greatest(lower(p.piece), b.bucket) AS starts_at, b.bucket, o.grid_from,
           o.doctor_id, o.location_id, upper(p.piece) AS ends_at, o.starts_before, o.for_types,
           o.not_for_types, lower(p.clear) AS clear_from, upper(p.clear) AS clear_until,
           lower(d.specialty) AS specialty
    FROM open_stretches o
    JOIN doctors d ON d.id = o.doctor_id
    CROSS JOIN LATERAL (
        SELECT c.clear, c.clear * tstzrange(o.starts_at, o.ends_at) AS piece
        FROM (
            SELECT unnest(
                tstzmultirange(tstzrange(o.starts_at - {AROUND}, o.ends_at + {AROUND}))
                - coalesce(range_agg(c.during), '{{}}')) AS clear
            FROM claims c
            WHERE c.resource_id = d.resource_id
              AND lower(c.during) > o.starts_at - {AROUND} - interval '1 day'
              AND lower(c.during) < o.ends_at + {AROUND}
              AND upper(c.during) > o.starts_at - {AROUND}
        ) c
        WHERE c.clear && tstzrange(o.starts_at, o.ends_at)
    ) p
    CROSS JOIN LATERAL generate_series(
        date_bin({BUCKET}, lower(p.piece), {BUCKETS_FROM}),
        least(upper(p.piece), o.starts_before) - interval '1 microsecond',
        {BUCKET}) AS b (bucket)
"""  # noqa: S608 -- put together of constants

COLUMNS = """
    (open_id, starts_at, bucket, grid_from, doctor_id, location_id, ends_at, starts_before,
     for_types, not_for_types, clear_from, clear_until, specialty)
"""
# In the order of their ids: two that write rows of the same doctors never wait for each other.
LOCK = """
    SELECT FROM free_time_doctors WHERE doctor_id = ANY ($1) ORDER BY doctor_id FOR NO KEY UPDATE
"""

FILL = f"INSERT INTO free_stretches {COLUMNS} {FREE} WHERE o.id = ANY ($1)"
FILL_OF = f"INSERT INTO free_stretches {COLUMNS} {FREE} WHERE o.doctor_id = ANY ($1)"

# Only what differs is written: most of a day is as it was.
REFRESH = f"""
    WITH made AS MATERIALIZED ({FREE} WHERE o.id = ANY ($1)), kept AS MATERIALIZED (
        SELECT open_id, starts_at, ends_at, clear_from, clear_until, specialty FROM free_stretches
        WHERE open_id = ANY ($1)
    ), gone AS (
        DELETE FROM free_stretches f USING (
            SELECT open_id, starts_at FROM kept EXCEPT SELECT open_id, starts_at FROM made) x
        WHERE f.open_id = x.open_id AND f.starts_at = x.starts_at
    )
    INSERT INTO free_stretches AS f {COLUMNS}
    SELECT m.* FROM made m LEFT JOIN kept k USING (open_id, starts_at)
    WHERE (k.ends_at, k.clear_from, k.clear_until, k.specialty)
          IS DISTINCT FROM (m.ends_at, m.clear_from, m.clear_until, m.specialty)
    ON CONFLICT (open_id, starts_at) DO UPDATE
    SET (ends_at, clear_from, clear_until, specialty)
        = (excluded.ends_at, excluded.clear_from, excluded.clear_until, excluded.specialty)
"""  # noqa: S608 -- put together of constants


async def lock(unit: UnitOfWork, doctor_ids: Iterable[int]) -> None:
    """Let nobody else write rows of these doctors; what is read next is newer than theirs."""
    await unit.sql.execute(LOCK, sorted(doctor_ids))


async def fill(unit: UnitOfWork, open_ids: Iterable[int]) -> None:
    """Write the free stretches of open ones that have none yet; their doctors are locked."""
    await unit.sql.execute(FILL, sorted(open_ids))


async def fill_of(unit: UnitOfWork, doctor_ids: Iterable[int]) -> None:
    """The same for all of the open stretches of doctors."""
    await unit.sql.execute(FILL_OF, sorted(doctor_ids))


async def refresh(unit: UnitOfWork, open_ids: Iterable[int]) -> None:
    """Make the free stretches of these open ones what claims leave; their doctors are locked."""
    ids = sorted(open_ids)
    if ids:
        await unit.sql.execute(REFRESH, ids)
