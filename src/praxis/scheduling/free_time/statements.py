"""The statements that find the first free times, put together for what is asked.

They walk along the clock, bucket by bucket and start by start, and stop at the last time wanted:
so they cost what they find, not what there is. What is offered is checked once more, against the
claims, by the statement that offers it: the rows that are kept may be behind, never ahead.
"""

from collections.abc import Sequence

from praxis.scheduling.free_time.model import Statement, Wanted
from praxis.scheduling.free_time.repository import BUCKET
from praxis.scheduling.free_time.rooms import room_times, rooms_of

# No visit is shorter: a constraint says so.
SHORTEST = "interval '5 minutes'"
# The sweeper keeps them few. Both limits are there for the planner, which expects a third of all.
MOST_EXPIRED = 100
TICK = "interval '1 microsecond'"
# Of so many stretches for each time that is wanted, one is expected to be of a doctor who fits.
LOOKED_AT = 20
MOST_LOOKED_AT = 2000
# Of so many buckets, all stretches may be looked at: nearly always, the first have enough.
MOST_BUCKETS = 3
# Where more stretches than so many begin alike and are long enough, it does not pay to choose them.
MANY = 100
# A doctor with rows of their own offers what they name, each at a length of their own or not.
OFFERS = """
    (o.doctor_id IS NOT NULL
     OR NOT EXISTS (SELECT FROM doctor_visit_types x WHERE x.doctor_id = d.id))
"""
LISTED = "d.active AND d.approved_at IS NOT NULL"
A_DOCTOR = "u.active AND u.role = 'doctor'"
WORKING = f"{LISTED} AND {A_DOCTOR}"


def at_least(limit: int) -> int:
    """A number of rows that stands in the text: the planner must know it, and texts be few."""
    return next((most for most in (20, 50, 200, 1000) if most >= limit), limit)


def asked_of(statement: Statement, wanted: Wanted) -> str:
    """The visit type, the starts that it allows, and the doctors whose rows do not answer.

    Those are stale, or have a claim that ran out, or one that is no obstacle to who asks.
    """
    uid = statement.put(wanted.visit_type_uid, "uuid")
    since = statement.put(wanted.window.start, "timestamptz")
    until = statement.put(wanted.window.end, "timestamptz")
    now = statement.put(wanted.now, "timestamptz")
    user = statement.put(wanted.user_id, "bigint")
    rooms = (
        "" if wanted.rooms is None else f"rooms AS MATERIALIZED ({rooms_of(statement, wanted)}),"
    )
    return f"""
        WITH {rooms} asked AS MATERIALIZED (
            SELECT v.id AS visit_type_id, v.needs <> '[]' AS pooled, w.since, w.until,
                   w.until <= coalesce(k.covered_until, w.until) AS covered,
                   coalesce(k.covered_from, w.since) <= w.since AS begun,
                   least(w.until, k.covered_until) AS kept_until,
                   make_interval(mins => v.slot_interval_minutes::int) AS step,
                   make_interval(mins => v.duration_minutes::int) AS duration,
                   make_interval(mins => least(v.duration_minutes, own.shortest)::int) AS shortest,
                   make_interval(mins => v.buffer_before_minutes::int) AS before,
                   make_interval(mins => v.buffer_after_minutes::int) AS after,
                   EXISTS (SELECT FROM doctor_visit_types) AS chosen
            FROM visit_types v
            CROSS JOIN LATERAL (SELECT
                greatest({since}, {now} + make_interval(mins => v.minimum_notice_minutes::int))
                    AS since,
                least({until}, {now} + make_interval(days => v.booking_horizon_days::int) + {TICK})
                    AS until) w
            CROSS JOIN (SELECT (SELECT min(covered_until) FROM free_time_doctors) AS covered_until,
                               (SELECT max(covered_from) FROM free_time_doctors) AS covered_from) k
            CROSS JOIN LATERAL (SELECT (
                SELECT x.duration_minutes FROM doctor_visit_types x
                WHERE x.visit_type_id = v.id AND x.duration_minutes IS NOT NULL
                ORDER BY x.visit_type_id, x.duration_minutes LIMIT 1) AS shortest) own
            WHERE v.uid = {uid} AND v.active
        ), apart AS MATERIALIZED (
            SELECT doctor_id FROM stale_free_time
            UNION SELECT doctor_id FROM holds WHERE user_id = {user}
            UNION SELECT d.id FROM (
                SELECT resource_id FROM claims WHERE expires_at <= {now}
                ORDER BY expires_at LIMIT {MOST_EXPIRED}) c
            CROSS JOIN LATERAL (
                SELECT id FROM doctors WHERE resource_id = c.resource_id LIMIT 1) d
        )
    """  # noqa: S608 -- put together of statements that stand in the code


def conditions_on_doctors(statement: Statement, wanted: Wanted, working: str = WORKING) -> str:
    """Conditions on doctors `d`, and on their users `u` unless left out of `working`."""
    found = [working]
    if wanted.specialty is not None:
        found.append(f"lower(d.specialty) = lower({statement.put(wanted.specialty, 'text')})")
    if wanted.language is not None:
        found.append(f"d.languages @> ARRAY[{statement.put(wanted.language, 'text')}]")
    return " AND ".join(found)


def may_hold(statement: Statement, wanted: Wanted, duration: str) -> str:
    """Conditions on a free stretch `f` in which a visit could start at some instant."""
    found = [
        # As an index has it. Nothing is claimed for so long, around what is free.
        f"f.clear_until - f.clear_from >= a.before + {duration} + a.after",
        "(f.for_types IS NULL OR a.visit_type_id = ANY (f.for_types))",
        "(f.not_for_types IS NULL OR a.visit_type_id <> ALL (f.not_for_types))",
    ]
    if wanted.places is not None:
        found.append(f"f.location_id = ANY ({statement.put(wanted.places, 'bigint[]')})")
    if wanted.rooms is not None:
        found.append(f"tstzrange(f.starts_at, f.ends_at) && {room_times(duration)}")
    return " AND ".join(found)


def fits(wanted: Wanted, at: str, duration: str) -> str:
    """Conditions on such a stretch for a visit that would start at an instant."""
    found = [
        f"{at} + {duration} <= f.ends_at",
        f"(f.starts_before IS NULL OR {at} < f.starts_before)",
        f"{at} - a.before >= f.clear_from AND {at} + {duration} + a.after <= f.clear_until",
    ]
    if wanted.rooms is not None:
        found.append(f"{at} <@ {room_times(duration)}")
    return " AND ".join(found)


def unclaimed(at: str, duration: str) -> str:
    """That nothing that doctor `d` does is in the way of a visit at an instant.

    A value, and no join: so it is looked up for one start after another, as they are wanted.
    """
    return f"""
        (SELECT true FROM claims c WHERE c.resource_id = d.resource_id
         AND lower(c.during) > {at} - a.before - interval '1 day'
         AND lower(c.during) < {at} + {duration} + a.after
         AND upper(c.during) > {at} - a.before LIMIT 1) IS NULL
    """  # noqa: S608


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


SHOWN = """
    d.id AS doctor_id, d.uid::text AS doctor_uid, u.full_name, d.specialty, l.id AS location_id,
    l.uid::text AS location_uid, l.time_zone
"""
NOTHING_SHOWN = "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
CHOICES = """
    LEFT JOIN doctor_visit_types o
           ON o.doctor_id = d.id AND o.visit_type_id = a.visit_type_id
"""
PEOPLE = f"JOIN users u ON u.id = d.user_id {CHOICES}"
LENGTH = "coalesce(make_interval(mins => o.duration_minutes::int), a.duration)"
FIRST_START = f"""
    date_bin(a.step, greatest({{begin}}, {{since}}) - {TICK}, {{grid}}) + a.step
"""

ASKED = """
    SELECT a.visit_type_id, a.pooled, a.covered, a.begun, a.chosen, a.since, a.until,
           a.kept_until, ARRAY(SELECT doctor_id FROM apart) AS apart
"""


# The stretches that begin as `g` does.
_BEGINS_SO = "f.bucket = b.bucket AND f.grid_from = g.grid_from AND f.starts_at = g.starts_at"
# The same as a range, in the order of the index that goes on by doctor and place, and of no other:
# for what it takes for one row the planner finds any index good enough, and then hundreds are
# looked at to find the first.
_BEGIN_SO_IN_ORDER = """
    SELECT f.* FROM free_stretches f
    WHERE f.bucket >= b.bucket
      AND (f.bucket, f.grid_from, f.starts_at) >= (b.bucket, g.grid_from, g.starts_at)
      AND (f.bucket, f.grid_from, f.starts_at) <= (b.bucket, g.grid_from, g.starts_at)
    ORDER BY f.bucket, f.grid_from, f.starts_at, f.doctor_id, f.location_id
"""
_LONG_ENOUGH = f"""
    SELECT f.* FROM free_stretches f
    WHERE {_BEGINS_SO} AND f.ends_at >= s.starts_at + a.shortest
    ORDER BY f.doctor_id, f.location_id
"""  # noqa: S608
# The planner takes it for a tenth of them: few enough to read them in order, one by one.
_ALL = "LIMIT (SELECT 1000000000)"
_BEGINS = "unnest(s.grids, s.begins, s.many) AS g (grid_from, starts_at, many)"
# The same, the longest first, in the order of an index and no other.
_LONGEST = """
    SELECT f.ends_at AS last, (f.bucket, f.grid_from, f.starts_at) AS begin FROM free_stretches f
    WHERE f.bucket >= b.bucket
      AND (f.bucket, f.grid_from, f.starts_at) <= (b.bucket, g.grid_from, g.starts_at) {more}
    ORDER BY f.bucket DESC, f.grid_from DESC, f.starts_at DESC, f.ends_at DESC
"""


def _starts(wanted: Wanted) -> str:
    """The starts in a bucket `b`, each with the beginnings of the stretches that may have it.

    There are few of those, whatever the number of doctors: each is found by a probe of the index,
    and so is the longest stretch that begins so. At the end of a day, nothing is long enough.
    """
    one_is = "AND e.last >= greatest(g.starts_at, a.since) + a.shortest"
    has_room = ""
    if wanted.rooms is not None:
        has_room = "WHERE at <@ (SELECT range_agg(r.starts) FROM rooms r)"
    return f"""
    WITH RECURSIVE begins (grid_from, starts_at) AS (
        (SELECT f.grid_from, f.starts_at FROM free_stretches f WHERE f.bucket = b.bucket
         ORDER BY f.grid_from, f.starts_at LIMIT 1)
        UNION ALL
        SELECT n.grid_from, n.starts_at FROM begins g CROSS JOIN LATERAL (
            SELECT f.grid_from, f.starts_at FROM free_stretches f
            WHERE f.bucket = b.bucket
              AND (f.grid_from, f.starts_at) > (g.grid_from, g.starts_at)
            ORDER BY f.grid_from, f.starts_at LIMIT 1
        ) n
    )
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


def by_time(wanted: Wanted, limit: int, *, everybody: bool) -> Statement:
    """The first times of all doctors, in the order of starts and doctors.

    Each row has what was asked, too; there is one without a time if none is found. There may be
    more times than are found. With `everybody`, only the first buckets are looked at, and nothing
    at all where some doctors have chosen their visit types. Without, some times may fit and others
    not: then only so many stretches are looked at, whoever's they are. Where too few are found, a
    row without a time says whether it `is_all`.
    """
    statement = Statement()
    asked = asked_of(statement, wanted)
    most = at_least(limit)
    find = _of_everybody if everybody else _of_some
    found = find(statement, wanted, most)
    gate = "NOT a.chosen" if everybody else "true"
    statement.text = f"""
        {asked} {ASKED}, found.*
        FROM asked a LEFT JOIN LATERAL (
            WITH RECURSIVE buckets (bucket) AS (
                (SELECT f.bucket FROM free_stretches f
                 WHERE f.bucket > a.since - {BUCKET} AND f.bucket < a.kept_until
                 ORDER BY f.bucket LIMIT 1)
                UNION ALL
                SELECT (SELECT f.bucket FROM free_stretches f
                        WHERE f.bucket > b.bucket AND f.bucket < a.kept_until
                        ORDER BY f.bucket LIMIT 1)
                FROM buckets b WHERE b.bucket IS NOT NULL
            )
            {found}
        ) found ON {gate} AND a.begun
    """  # noqa: S608 -- put together of statements that stand in the code
    return statement


def _of_everybody(statement: Statement, wanted: Wanted, most: int) -> str:
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
        CROSS JOIN LATERAL ({_starts(wanted)}) s CROSS JOIN LATERAL (
            SELECT y.*
            FROM {_BEGINS} CROSS JOIN LATERAL ({_either(found)}) y
            ORDER BY y.doctor_id, y.location_id LIMIT {most}
        ) x
        LIMIT {most}
    """  # noqa: S608


def _of_some(statement: Statement, wanted: Wanted, most: int) -> str:
    looked_at = min(most * LOOKED_AT, MOST_LOOKED_AT)
    found = f"{{stretches}} LIMIT {looked_at}"
    return f"""
        , looked_at AS MATERIALIZED (
            SELECT s.starts_at AS at, y.*
            FROM buckets b CROSS JOIN LATERAL ({_starts(wanted)}) s CROSS JOIN LATERAL (
                SELECT y.*
                FROM {_BEGINS} CROSS JOIN LATERAL ({_either(found)}) y
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
        SELECT NULL, NULL, (SELECT count(*) < {looked_at} FROM looked_at), {NOTHING_SHOWN}
        LIMIT {most}
    """  # noqa: S608


def _either(found: str) -> str:
    """Among stretches that are mostly long enough, by doctor; else only those that are."""
    is_common = "coalesce(s.starts_at + a.shortest <= g.many, false)"
    common = found.format(stretches=_BEGIN_SO_IN_ORDER)
    rare = found.format(stretches=_LONG_ENOUGH)
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


def bookable(
    wanted: Wanted, most: int | None, *, ids: Sequence[int] | None = None, after: int = 0
) -> Statement:
    """So many doctors who have any hours and offer the visit type, by id; see `Bookable`."""
    statement = Statement()
    uid = statement.put(wanted.visit_type_uid, "uuid")
    only = "" if ids is None else f"AND d.id = ANY ({statement.put(list(ids), 'bigint[]')})"
    places = "true"
    if wanted.places is not None:
        places = f"location_id = ANY ({statement.put(wanted.places, 'bigint[]')})"
    statement.text = f"""
        SELECT d.id, d.uid, u.full_name, d.specialty
        FROM visit_types a
        CROSS JOIN doctors d
        JOIN users u ON u.id = d.user_id
        LEFT JOIN doctor_visit_types o ON o.doctor_id = d.id AND o.visit_type_id = a.id
        WHERE a.uid = {uid} AND a.active AND {conditions_on_doctors(statement, wanted)} AND {OFFERS}
          AND d.id > {statement.put(after, "bigint")} {only}
          AND (EXISTS (SELECT FROM availability_rules WHERE doctor_id = d.id AND {places})
               OR EXISTS (SELECT FROM availability_exceptions
                          WHERE doctor_id = d.id AND {places}))
        ORDER BY d.id LIMIT {most or "ALL"}
    """  # noqa: S608
    return statement
