"""The statement that finds the first free times along the clock.

It walks bucket by bucket and start by start, and stops at the last time wanted: so it costs what it
finds, not what there is. Of one specialty, only the rows of its doctors are walked along.
"""

from praxis.scheduling.free_time.model import Statement, Wanted
from praxis.scheduling.free_time.repository import BUCKET
from praxis.scheduling.free_time.statements import (
    ASKED,
    CHOICES,
    FIRST_START,
    LENGTH,
    OFFERS,
    SHOWN,
    TICK,
    asked_of,
    at_least,
    conditions_on_doctors,
    fits,
    may_hold,
    unclaimed,
)

# Of so many stretches for each time that is wanted, one is expected to be of a doctor who fits; of
# those of a specialty, where nothing else is asked for, nearly all are.
LOOKED_AT = 20
FEW = 2
MOST_LOOKED_AT = 2000
# In so many buckets, all stretches may be looked at: nearly always, the first have enough. Where
# some doctors are wanted, they may have many that are too short: then they are asked one by one.
MOST_BUCKETS = 3
MOST_BUCKETS_OF_SOME = 12
# Where more stretches than so many begin alike and are long enough, it does not pay to choose them.
MANY = 40
NOTHING_SHOWN = "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
PEOPLE = f"JOIN users u ON u.id = d.user_id {CHOICES}"

# The planner takes it for a tenth of them: few enough to read them in order, one by one.
_ALL = "LIMIT (SELECT 1000000000)"
_BEGINS = "unnest(s.grids, s.begins, s.many) AS g (grid_from, starts_at, many)"
# The stretches that begin as `g` does, the longest first, in the order of an index and no other.
_LONGEST = """
    SELECT f.ends_at AS last, (f.bucket, f.grid_from, f.starts_at) AS begin FROM free_stretches f
    WHERE f.bucket >= b.bucket
      AND (f.bucket, f.grid_from, f.starts_at) <= (b.bucket, g.grid_from, g.starts_at) {more}
    ORDER BY f.bucket DESC, f.grid_from DESC, f.starts_at DESC, f.ends_at DESC
"""


def _ours(statement: Statement, wanted: Wanted) -> str:
    """What leads the index of a specialty, as a condition; nothing where all rows are walked along.

    The conditions that follow are ranges in the order of that index or of the one without, and so
    are the orders: for what it takes for one row the planner finds any index good enough, and then
    hundreds are looked at to find the first. Before PostgreSQL 18 a comparison of rows ends a scan
    by its first column alone: so that is the bucket.
    """
    if wanted.specialty is None:
        return ""
    return f"f.specialty = lower({statement.put(wanted.specialty, 'text')}) AND"


def _buckets(ours: str) -> str:
    """The buckets in which anything is kept, in order; then null."""
    in_order = "f.bucket < a.kept_until ORDER BY f.bucket LIMIT 1"
    return f"""
        (SELECT f.bucket FROM free_stretches f
         WHERE {ours} f.bucket > a.since - {BUCKET} AND {in_order})
        UNION ALL
        SELECT (SELECT f.bucket FROM free_stretches f
                WHERE {ours} f.bucket > b.bucket AND {in_order})
        FROM buckets b WHERE b.bucket IS NOT NULL
    """  # noqa: S608


def _begins(ours: str) -> str:
    """How stretches of a bucket `b` begin, each once."""
    key = "f.bucket, f.grid_from, f.starts_at"
    in_order = f"f.bucket <= b.bucket ORDER BY {key} LIMIT 1"
    return f"""
        (SELECT f.grid_from, f.starts_at FROM free_stretches f
         WHERE {ours} f.bucket >= b.bucket AND {in_order})
        UNION ALL
        SELECT n.grid_from, n.starts_at FROM begins g CROSS JOIN LATERAL (
            SELECT f.grid_from, f.starts_at FROM free_stretches f
            WHERE {ours} ({key}) > (b.bucket, g.grid_from, g.starts_at) AND {in_order}
        ) n
    """  # noqa: S608


def _begin_so_in_order(ours: str) -> str:
    """The stretches that begin as `g` does, by doctor and place."""
    key, values = "f.bucket, f.grid_from, f.starts_at", "b.bucket, g.grid_from, g.starts_at"
    return f"""
        SELECT f.* FROM free_stretches f
        WHERE {ours} ({key}) >= ({values}) AND ({key}) <= ({values}) AND f.bucket <= b.bucket
        ORDER BY {key}, f.doctor_id, f.location_id
    """  # noqa: S608


def _long_enough(ours: str) -> str:
    """Those of them that are long enough for the shortest visit, in the same order."""
    return f"""
        SELECT f.* FROM free_stretches f
        WHERE {ours} f.bucket = b.bucket AND f.grid_from = g.grid_from
          AND f.starts_at = g.starts_at AND f.ends_at >= s.starts_at + a.shortest
        ORDER BY f.doctor_id, f.location_id
    """  # noqa: S608


def _starts(wanted: Wanted, ours: str) -> str:
    """The starts in a bucket `b`, each with the beginnings of the stretches that may have it.

    There are few of those, whatever the number of doctors: each is found by a probe of the index,
    and so is the longest stretch that begins so. At the end of a day, nothing is long enough.
    """
    one_is = "AND e.last >= greatest(g.starts_at, a.since) + a.shortest"
    has_room = ""
    if wanted.rooms is not None:
        has_room = "WHERE at <@ (SELECT range_agg(r.starts) FROM rooms r)"
    return f"""
        WITH RECURSIVE begins (grid_from, starts_at) AS ({_begins(ours)})
        SELECT at AS starts_at, array_agg(g.grid_from) AS grids, array_agg(g.starts_at) AS begins,
               array_agg(m.many) AS many
        FROM begins g
        CROSS JOIN LATERAL ({_LONGEST.format(more="")} LIMIT 1) e
        LEFT JOIN LATERAL ({_LONGEST.format(more=one_is)} OFFSET {MANY} LIMIT 1) m (many, begin)
          ON m.begin = (b.bucket, g.grid_from, g.starts_at)
        CROSS JOIN LATERAL generate_series(
            {FIRST_START.format(begin="g.starts_at", grid="g.grid_from", since="a.since")},
            least(b.bucket + {BUCKET} - {TICK}, a.kept_until - {TICK}, e.last - a.shortest),
            a.step) AS at
        {has_room}
        GROUP BY at ORDER BY at
    """  # noqa: S608


def looks(wanted: Wanted) -> tuple[int | None, ...]:
    """At how many stretches to look for each time that is wanted, in turn; None as `by_time`."""
    if not wanted.is_narrow:
        return (None, LOOKED_AT)
    if (wanted.language, wanted.places, wanted.rooms) == (None,) * 3:
        return (FEW, LOOKED_AT)
    return (LOOKED_AT,)


def by_time(wanted: Wanted, limit: int, each: int | None) -> Statement:
    """The first times of all doctors, in the order of starts and doctors.

    Each row has what was asked, too; there is one without a time if none is found. There may be
    more times than are found. Some times may fit and others not: in the first buckets, only so many
    stretches are looked at for `each` that is wanted, whether or not they fit, and where too few
    are found, a row without a time says whether it `is_all`. With None, everybody's fit: then the
    buckets are fewer, and nothing is looked at where some doctors have chosen their visit types.
    """
    statement = Statement()
    asked = asked_of(statement, wanted)
    most = at_least(limit)
    ours = _ours(statement, wanted)
    if each is None:
        gate, found = "NOT a.chosen", _of_everybody(statement, wanted, ours, most)
    else:
        looked_at = min(most * each, MOST_LOOKED_AT)
        gate, found = "true", _of_some(statement, wanted, ours, most, looked_at)
    statement.text = f"""
        {asked} {ASKED}, found.*
        FROM asked a LEFT JOIN LATERAL (
            WITH RECURSIVE buckets (bucket) AS ({_buckets(ours)})
            {found}
        ) found ON {gate} AND a.begun
    """
    return statement


def _of_everybody(statement: Statement, wanted: Wanted, ours: str, most: int) -> str:
    found = f"""
        SELECT a.duration AS length, x.* FROM ({{stretches}} {_ALL}) f CROSS JOIN LATERAL (
            SELECT {SHOWN}
            FROM doctors d
            JOIN users u ON u.id = d.user_id
            JOIN locations l ON l.id = f.location_id AND l.active
            WHERE d.id = f.doctor_id AND {_fits_by_time(statement, wanted, "a.duration")}
              AND {conditions_on_doctors(statement, wanted)}
              AND f.doctor_id NOT IN (SELECT doctor_id FROM apart)
            LIMIT 1
        ) x
        LIMIT {most}
    """  # noqa: S608
    return f"""
        SELECT s.starts_at, s.starts_at + x.length AS ends_at, x.*
        FROM (SELECT bucket FROM buckets LIMIT {MOST_BUCKETS}) b
        CROSS JOIN LATERAL ({_starts(wanted, ours)}) s CROSS JOIN LATERAL (
            SELECT y.*
            FROM {_BEGINS} CROSS JOIN LATERAL ({_either(ours, found)}) y
            ORDER BY y.doctor_id, y.location_id LIMIT {most}
        ) x
        LIMIT {most}
    """  # noqa: S608


def _of_some(statement: Statement, wanted: Wanted, ours: str, most: int, looked_at: int) -> str:
    found = f"{{stretches}} LIMIT {looked_at}"
    return f"""
        , looked_at AS MATERIALIZED (
            SELECT s.starts_at AS at, y.*
            FROM (SELECT bucket FROM buckets LIMIT {MOST_BUCKETS_OF_SOME}) b
            CROSS JOIN LATERAL ({_starts(wanted, ours)}) s CROSS JOIN LATERAL (
                SELECT y.*
                FROM {_BEGINS} CROSS JOIN LATERAL ({_either(ours, found)}) y
                ORDER BY y.doctor_id, y.location_id LIMIT {looked_at}
            ) y
            LIMIT {looked_at}
        )
        (SELECT s.starts_at, s.starts_at + x.length AS ends_at, NULL::boolean AS is_all, x.*
         FROM looked_at f
         CROSS JOIN LATERAL (SELECT f.at AS starts_at) s
         CROSS JOIN LATERAL (
             SELECT {LENGTH} AS length, {SHOWN}
             FROM doctors d {PEOPLE}
             JOIN locations l ON l.id = f.location_id AND l.active
             WHERE d.id = f.doctor_id AND {_fits_by_time(statement, wanted, LENGTH)}
               AND {conditions_on_doctors(statement, wanted)} AND {OFFERS}
               AND d.id NOT IN (SELECT doctor_id FROM apart)
             LIMIT 1
         ) x
         LIMIT {most})
        UNION ALL
        -- Only if too few are found.
        SELECT NULL, NULL, (SELECT count(*) < {looked_at} FROM looked_at) AND NOT EXISTS (
            SELECT FROM buckets WHERE bucket IS NOT NULL OFFSET {MOST_BUCKETS_OF_SOME}
        ), {NOTHING_SHOWN}
        LIMIT {most}
    """  # noqa: S608


def _either(ours: str, found: str) -> str:
    """Among stretches that are mostly long enough, by doctor; else only those that are."""
    is_common = "coalesce(s.starts_at + a.shortest <= g.many, false)"
    common = found.format(stretches=_begin_so_in_order(ours))
    rare = found.format(stretches=_long_enough(ours))
    return f"""
        (SELECT * FROM ({common}) one WHERE {is_common})
        UNION ALL
        (SELECT * FROM ({rare}) one WHERE NOT {is_common})
    """  # noqa: S608


def _fits_by_time(statement: Statement, wanted: Wanted, length: str) -> str:
    at = "s.starts_at"
    found = f"{fits(wanted, at, length)} AND {may_hold(statement, wanted, length)}"
    found += f" AND {unclaimed(at, length)}"
    return f"{found} AND {_at_home(statement, wanted, at)}" if wanted.home else found


def _at_home(statement: Statement, wanted: Wanted, at: str) -> str:
    """That an instant lies in the window as the first of the doctor's places has it."""
    places = ""
    if wanted.region is not None:
        places = f"AND h.id = ANY ({statement.put(sorted(wanted.region), 'bigint[]')})"
    zones = statement.put([zone for zone, _ in wanted.home], "text[]")
    since = statement.put([window.start for _, window in wanted.home], "timestamptz[]")
    until = statement.put([window.end for _, window in wanted.home], "timestamptz[]")
    return f"""EXISTS (
        SELECT FROM unnest({zones}, {since}, {until}) AS z(zone, since, until)
        WHERE {at} >= z.since AND {at} < z.until AND z.zone = (
            SELECT h.time_zone FROM free_time_doctors k JOIN locations h
              ON h.id = ANY (k.location_ids) AND h.active {places}
            WHERE k.doctor_id = d.id ORDER BY h.id LIMIT 1))"""  # noqa: S608
