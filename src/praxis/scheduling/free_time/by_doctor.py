"""The statement that asks each doctor who fits for their first free times.

It costs what there are of such doctors, however much of anybody's time is taken: of each it reads
so many stretches and no more, and says from when on that may leave something out.
"""

from datetime import datetime

from praxis.scheduling.free_time.repository import BUCKET, BUCKETS_FROM
from praxis.scheduling.free_time.statements import (
    ASKED,
    FIRST_START,
    LENGTH,
    OFFERS,
    PEOPLE,
    TICK,
    Statement,
    Wanted,
    asked_of,
    at_least,
    conditions_on_doctors,
    fits,
)

ACTIVE = "f.location_id IN (SELECT id FROM locations WHERE active)"
# Of the places of each zone, the window that the dates mean there; see `Wanted.home`.
_AT_HOME = """
    CROSS JOIN LATERAL (
        SELECT h.time_zone FROM free_time_doctors k JOIN locations h
          ON h.id = ANY (k.location_ids) AND h.active {places}
        WHERE k.doctor_id = d.id ORDER BY h.id LIMIT 1) home
    JOIN unnest({zones}, {since}, {until}) AS z (zone, since, until) ON z.zone = home.time_zone
"""
# The stretches of a doctor `d`, by time, from an instant on.
_STRETCHES = """
    SELECT {what} FROM free_stretches f
    WHERE f.doctor_id = d.id AND f.starts_at >= {begin} AND f.starts_at < d.until {more}
    ORDER BY f.starts_at
"""


def by_doctor(wanted: Wanted, limit: int, rows: int, last: datetime | None) -> Statement:
    """The first times of all doctors who fit, up to a `last`, looking at so many `rows` of each.

    First some early time of each doctor, which bounds the last that is wanted; then all up to it.
    `cut_at` is when the first of the rows that were left out begins: what starts earlier is right.
    """
    statement = Statement()
    asked = asked_of(statement, wanted)
    most = at_least(limit)
    fitting = _fitting(statement, wanted, last)
    fitting_in = f"{fits(statement, wanted, 'at', 'd.length')} AND {ACTIVE}"

    def cut(begin: str, more: str = "") -> str:
        stretches = _STRETCHES.format(what="f.starts_at", begin=begin, more=more)
        return f"({stretches} OFFSET {rows} - 1 LIMIT 1)"

    def own(begin: str, more: str = "") -> str:
        stretches = _STRETCHES.format(what="f.*", begin=begin, more=more)
        return f"""
            SELECT at, f.starts_at AS row_at, f.location_id
            FROM ({stretches} LIMIT {rows}) f CROSS JOIN LATERAL generate_series(
                {FIRST_START.format(begin="f.starts_at", grid="f.grid_from", since="d.since")},
                least(f.bucket + {BUCKET}, d.until, f.starts_before,
                      f.ends_at - d.length + {TICK}) - {TICK},
                a.step) AS at
            WHERE f.ends_at > d.since AND {fitting_in}
        """  # noqa: S608

    first = f"date_bin({BUCKET}, d.since, {BUCKETS_FROM})"
    until_last = "AND f.starts_at <= d.last"
    statement.text = f"""
        {asked} {ASKED}, found.*
        FROM asked a LEFT JOIN LATERAL (
            WITH wanted AS MATERIALIZED ({fitting}), firsts AS MATERIALIZED (
                SELECT d.*, n.at AS first_at, n.row_at,
                       CASE WHEN n.at IS NULL THEN {cut(first)} END AS cut_at
                FROM wanted d LEFT JOIN LATERAL ({own(first)} LIMIT 1) n ON true
            ), last AS (
                SELECT first_at FROM firsts ORDER BY first_at OFFSET {most} - 1 LIMIT 1
            ), early AS MATERIALIZED (
                SELECT d.id, d.uid, d.resource_id, d.specialty, d.full_name, d.length, d.since,
                       d.until, d.row_at, d.last, {cut("d.row_at", until_last)} AS cut_at
                FROM (SELECT firsts.*, coalesce((SELECT first_at FROM last), 'infinity') AS last
                      FROM firsts) d
                WHERE d.row_at <= d.last
            )
            SELECT c.cut_at, t.*
            FROM (SELECT least((SELECT min(cut_at) FROM firsts),
                               (SELECT min(cut_at) FROM early)) AS cut_at) c
            LEFT JOIN (
                SELECT n.at AS starts_at, n.at + d.length AS ends_at, d.length, d.id AS doctor_id,
                       d.uid::text AS doctor_uid, d.full_name, d.specialty, l.id AS location_id,
                       l.uid::text AS location_uid, l.time_zone
                FROM early d
                CROSS JOIN LATERAL (
                    SELECT * FROM ({own("d.row_at", until_last)}) o WHERE o.at <= d.last
                    ORDER BY o.at, o.location_id LIMIT {most}
                ) n
                JOIN locations l ON l.id = n.location_id
                ORDER BY n.at, d.id, l.id LIMIT {most}
            ) t ON true
        ) found ON a.begun
    """  # noqa: S608 -- put together of statements that stand in the code
    return statement


def _fitting(statement: Statement, wanted: Wanted, last: datetime | None) -> str:
    """The doctors who fit, each with their own length and the window as their home has it."""
    end = f"least(a.kept_until, {statement.put(last, 'timestamptz')} + {TICK})"
    since, until, home = "a.since", end, ""
    if wanted.home:
        places = ""
        if wanted.region is not None:
            places = f"AND h.id = ANY ({statement.put(sorted(wanted.region), 'bigint[]')})"
        windows = [window for _, window in wanted.home]
        home = _AT_HOME.format(
            places=places,
            zones=statement.put([zone for zone, _ in wanted.home], "text[]"),
            since=statement.put([window.start for window in windows], "timestamptz[]"),
            until=statement.put([window.end for window in windows], "timestamptz[]"),
        )
        since, until = "greatest(a.since, z.since)", f"least({end}, z.until)"
    here = ""
    if wanted.places is not None:
        ids = statement.put(wanted.places, "bigint[]")
        here = f"JOIN free_time_doctors w ON w.doctor_id = d.id AND w.location_ids && {ids}"
    return f"""
        SELECT d.id, d.uid, d.resource_id, d.specialty, u.full_name, {LENGTH} AS length,
               {since} AS since, {until} AS until
        FROM doctors d {PEOPLE} {here} {home}
        WHERE {conditions_on_doctors(statement, wanted)} AND {OFFERS}
          AND d.id NOT IN (SELECT doctor_id FROM apart)
    """  # noqa: S608
