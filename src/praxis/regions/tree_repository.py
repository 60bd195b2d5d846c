"""The statements that write trees of regions."""

from collections.abc import Sequence

from praxis.kit.db.types import SqlConnection

# Any number that no other part of Praxis locks on.
TREES_LOCK = 7_226_009

# $1 country $2 level $3 its regions
PUT_LEVEL = """
    INSERT INTO regions
        (uid, country, code, level, kind, name, names, aliases, parent_id, search)
    SELECT n.uid, $1, n.code, $2, n.kind, n.name, n.names,
           ARRAY(SELECT jsonb_array_elements_text(n.aliases)), p.id, n.search
    FROM jsonb_to_recordset($3::text::jsonb) AS n
        (uid uuid, code text, parent_code text, kind text, name text, names jsonb, aliases jsonb,
         search text)
    LEFT JOIN regions p ON p.country = $1 AND p.code = n.parent_code
    ON CONFLICT (country, code) DO UPDATE SET
        level = excluded.level, kind = excluded.kind, name = excluded.name,
        names = excluded.names, aliases = excluded.aliases, parent_id = excluded.parent_id,
        search = excluded.search, ended_at = NULL, updated_at = now()
    WHERE (regions.level, regions.kind, regions.name, regions.names, regions.aliases,
           regions.parent_id, regions.search, regions.ended_at)
        IS DISTINCT FROM (excluded.level, excluded.kind, excluded.name, excluded.names,
           excluded.aliases, excluded.parent_id, excluded.search, NULL::timestamptz)
    RETURNING xmax = 0 AS added
"""

# What has ended keeps its place below what it lay in, wherever that is now.
DERIVE = """
    WITH RECURSIVE tree AS (
        SELECT id, 1 AS level, ARRAY[id] AS path,
               jsonb_build_array(jsonb_build_object('id', uid, 'name', name, 'names', names))
                   AS lineage
        FROM regions WHERE country = $1 AND parent_id IS NULL
        UNION ALL
        SELECT r.id, t.level + 1, t.path || r.id,
               t.lineage || jsonb_build_object('id', r.uid, 'name', r.name, 'names', r.names)
        FROM regions r JOIN tree t ON r.parent_id = t.id
    )
    UPDATE regions r SET level = t.level, path = t.path, lineage = t.lineage
    FROM tree t
    WHERE r.id = t.id AND (r.level, r.path, r.lineage) IS DISTINCT FROM
                          (t.level, t.path, t.lineage)
"""

PUT_TREE = """
    INSERT INTO region_trees (country, shipped, digest) VALUES ($1, $2, $3)
    ON CONFLICT (country) DO UPDATE
    SET shipped = excluded.shipped, digest = excluded.digest, imported_at = now()
"""


async def lock_trees(sql: SqlConnection) -> None:
    """Let only one import write until the transaction ends."""
    await sql.execute("SELECT pg_advisory_xact_lock($1)", TREES_LOCK)


async def known_trees(sql: SqlConnection) -> dict[str, str | None]:
    """By country the digest of the shipped tree, or None where the practice has its own."""
    rows = await sql.fetch("SELECT country, shipped, digest FROM region_trees")
    return {row["country"]: row["digest"] if row["shipped"] else None for row in rows}


async def list_missing(sql: SqlConnection, country: str, codes: Sequence[str]) -> list[str]:
    """The codes of known regions, other than these, that have not ended."""
    rows = await sql.fetch(
        "SELECT code FROM regions WHERE country = $1 AND ended_at IS NULL"
        " AND NOT code IN (SELECT unnest($2::text[])) ORDER BY code",
        country,
        codes,
    )
    return [row["code"] for row in rows]


async def put_level(sql: SqlConnection, country: str, level: int, regions: str) -> list[bool]:
    """Write the regions of one level, after the one above.

    Returns for each that differs from what there was whether it is new.
    """
    return [row["added"] for row in await sql.fetch(PUT_LEVEL, country, level, regions)]


async def end_regions(sql: SqlConnection, country: str, codes: Sequence[str]) -> None:
    await sql.execute(
        "UPDATE regions SET ended_at = now(), updated_at = now()"
        " WHERE country = $1 AND code = ANY ($2)",
        country,
        codes,
    )


async def derive_paths(sql: SqlConnection, country: str) -> None:
    await sql.execute(DERIVE, country)


async def put_tree(sql: SqlConnection, country: str, digest: str, *, shipped: bool) -> None:
    await sql.execute(PUT_TREE, country, shipped, digest)
