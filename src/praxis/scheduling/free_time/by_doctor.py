"""The statement that asks each doctor who fits for their first free times.

It costs what there are of such doctors, however much of anybody's time is taken: of each it reads
so many stretches and no more, and says from when on that may leave something out.
"""

from dataclasses import dataclass
from datetime import datetime

from praxis.scheduling.free_time.model import Statement, Wanted
from praxis.scheduling.free_time.repository import BUCKET, BUCKETS_FROM
from praxis.scheduling.free_time.statements import (
    A_DOCTOR,
    ASKED,
    CHOICES,
    FIRST_START,
    LENGTH,
    LISTED,
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

# As a value, it is looked up in a table that is made once.
_ACTIVE = "(f.location_id IN (SELECT id FROM locations WHERE active)) IS TRUE"
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
    WHERE f.doctor_id = d.id AND f.starts_at >= {begin} AND f.starts_at < d.until
      AND f.ends_at > d.since AND {holding} {more}
    ORDER BY f.starts_at
"""


def by_doctor(wanted: Wanted, limit: int, rows: int, last: datetime | None) -> Statement:
    """The first times of all doctors who fit, up to a `last`, looking at so many `rows` of each.

    The beginnings of each doctor's rows say in which order to look; the times of those who come
    first bound the last that is wanted, up to which all times are gathered. The claims are looked
    at for few of them. `cut_at` is when the first row that was left out begins: what starts
    earlier is right.
    """
    statement = Statement()
    asked = asked_of(statement, wanted)
    most = at_least(limit)
    fitting = _fitting(statement, wanted, last)
    holding = f"{may_hold(statement, wanted, 'd.length')} AND {_ACTIVE}"
    own = _Own(rows, holding, fits(wanted, "at", "d.length"))
    begin = f"date_bin({BUCKET}, d.since, {BUCKETS_FROM})"
    until_last = "AND f.starts_at <= d.last"
    is_doctor = f"EXISTS (SELECT FROM users u WHERE u.id = d.user_id AND {A_DOCTOR})"
    statement.text = f"""
        {asked} {ASKED}, found.*
        FROM asked a LEFT JOIN LATERAL (
            WITH wanted AS MATERIALIZED ({fitting}), firsts AS MATERIALIZED (
                SELECT d.*, n.at AS may_at, n.row_at,
                       CASE WHEN n.at IS NULL THEN {own.cut(begin)} END AS cut_at
                FROM wanted d LEFT JOIN LATERAL ({own.starts(begin)} LIMIT 1) n ON true
            ), last AS MATERIALIZED (
                SELECT CASE WHEN count(*) = {most} THEN max(at) ELSE 'infinity' END AS at
                FROM (
                    SELECT n.at
                    FROM (SELECT * FROM firsts WHERE row_at IS NOT NULL ORDER BY may_at, id) d
                    CROSS JOIN LATERAL (
                        {own.starts("d.row_at")} AND {unclaimed("at", "d.length")} AND {is_doctor}
                        LIMIT 1) n
                    LIMIT {most}
                ) n
            ), early AS MATERIALIZED (
                SELECT d.*, {own.cut("d.row_at", until_last)} AS more_at
                FROM (SELECT f.*, l.at AS last FROM firsts f CROSS JOIN last l
                      WHERE f.row_at <= l.at) d
            )
            SELECT c.cut_at, t.*
            FROM (SELECT least((SELECT min(cut_at) FROM firsts),
                               (SELECT min(more_at) FROM early)) AS cut_at) c
            LEFT JOIN (
                SELECT d.at AS starts_at, d.at + d.length AS ends_at, x.*
                FROM (
                    SELECT d.*, o.at, o.location_id
                    FROM early d CROSS JOIN LATERAL ({own.starts("d.row_at", until_last)}) o
                    WHERE o.at <= d.last
                    ORDER BY o.at, d.id, o.location_id OFFSET 0
                ) d
                CROSS JOIN LATERAL (
                    SELECT d.length, {SHOWN} FROM users u JOIN locations l ON l.id = d.location_id
                    WHERE u.id = d.user_id AND {A_DOCTOR} AND {unclaimed("d.at", "d.length")}
                    LIMIT 1
                ) x
                LIMIT {most}
            ) t ON true
        ) found ON a.begun
    """  # noqa: S608 -- put together of statements that stand in the code
    return statement


@dataclass(frozen=True, slots=True)
class _Own:
    """What is `fitting` of so many rows of a doctor `d`, from an instant on.

    Rows that are not `holding` a visit at all do not count.
    """

    rows: int
    holding: str
    fitting: str

    def starts(self, begin: str, more: str = "") -> str:
        stretches = self._stretches("f.*", begin, more)
        clear = "f.starts_at, f.clear_from + a.before"
        return f"""
            SELECT at, f.starts_at AS row_at, f.location_id
            FROM ({stretches} LIMIT {self.rows}) f CROSS JOIN LATERAL generate_series(
                {FIRST_START.format(begin=clear, grid="f.grid_from", since="d.since")},
                least(f.bucket + {BUCKET}, d.until, f.starts_before,
                      f.ends_at - d.length + {TICK},
                      f.clear_until - a.after - d.length + {TICK}) - {TICK},
                a.step) AS at
            WHERE {self.fitting}
        """  # noqa: S608

    def cut(self, begin: str, more: str = "") -> str:
        """When the last of so many rows begins; null if there are fewer."""
        return f"({self._stretches('f.starts_at', begin, more)} OFFSET {self.rows} - 1 LIMIT 1)"

    def _stretches(self, what: str, begin: str, more: str) -> str:
        return _STRETCHES.format(what=what, begin=begin, more=more, holding=self.holding)


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
        SELECT d.id, d.uid, d.user_id, d.resource_id, d.specialty, {LENGTH} AS length,
               {since} AS since, {until} AS until
        FROM doctors d {CHOICES} {here} {home}
        WHERE {conditions_on_doctors(statement, wanted, LISTED)} AND {OFFERS}
          AND d.id NOT IN (SELECT doctor_id FROM apart)
    """  # noqa: S608
