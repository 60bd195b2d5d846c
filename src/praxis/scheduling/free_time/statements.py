"""What the statements that find the first free times are put together of.

What is offered is checked once more, against the claims, by the statement that offers it: the rows
that are kept may be behind, never ahead.
"""

from collections.abc import Sequence

from praxis.scheduling.free_time.model import Statement, Wanted
from praxis.scheduling.free_time.rooms import room_times, rooms_of

# No visit is shorter: a constraint says so.
SHORTEST = "interval '5 minutes'"
# The sweeper keeps them few. Both limits are there for the planner, which expects a third of all.
MOST_EXPIRED = 100
TICK = "interval '1 microsecond'"
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


SHOWN = """
    d.id AS doctor_id, d.uid::text AS doctor_uid, u.full_name, d.specialty, l.id AS location_id,
    l.uid::text AS location_uid, l.time_zone
"""
CHOICES = """
    LEFT JOIN doctor_visit_types o
           ON o.doctor_id = d.id AND o.visit_type_id = a.visit_type_id
"""
LENGTH = "coalesce(make_interval(mins => o.duration_minutes::int), a.duration)"
FIRST_START = f"""
    date_bin(a.step, greatest({{begin}}, {{since}}) - {TICK}, {{grid}}) + a.step
"""

ASKED = """
    SELECT a.visit_type_id, a.pooled, a.covered, a.begun, a.chosen, a.since, a.until,
           a.kept_until, ARRAY(SELECT doctor_id FROM apart) AS apart
"""


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
