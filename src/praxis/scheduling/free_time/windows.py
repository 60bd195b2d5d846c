"""Which instants a search among doctors of several zones means."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import Interval
from praxis.scheduling.slots.facts import UTC_ZONE
from praxis.scheduling.slots.search import SlotsAsked, WindowAsked
from praxis.scheduling.slots.windows import choose_window

# No place has this id.
NOWHERE = 0


@dataclass(frozen=True, slots=True)
class Windows:
    """`all` holds what each doctor is asked about; `home` has it by zone where zones differ.

    `location_id` is the place that was asked for, None for anywhere.
    """

    all: Interval
    location_id: int | None = None
    home: tuple[tuple[str, Interval], ...] = ()


async def choose_windows(sql: SqlConnection, asked: SlotsAsked) -> Windows:
    """Raises `WindowTooLong`."""
    window = asked.window
    window.rough()
    if asked.location_uid is not None:
        place = await sql.fetchrow(
            "SELECT id, time_zone FROM locations WHERE uid = $1", asked.location_uid
        )
        if place is None:
            return Windows(_exact(window, UTC_ZONE), NOWHERE)
        return Windows(_exact(window, ZoneInfo(place["time_zone"])), place["id"])
    if window.zone is not None or not _depends_on_zone(window):
        return Windows(_exact(window, UTC_ZONE))
    rows = await sql.fetch("SELECT DISTINCT time_zone FROM locations WHERE active")
    home = {row["time_zone"]: _exact(window, ZoneInfo(row["time_zone"])) for row in rows}
    different = set(home.values()) or {_exact(window, UTC_ZONE)}
    whole = Interval(min(one.start for one in different), max(one.end for one in different))
    return Windows(whole, home=tuple(home.items()) if len(different) > 1 else ())


def _exact(window: WindowAsked, zone: ZoneInfo) -> Interval:
    zone = window.zone or zone
    return choose_window(window.since, window.until, zone, window.now, window.longest)


def _depends_on_zone(window: WindowAsked) -> bool:
    """Whether it has a date, or is as long as one with a change of the clocks may be."""
    since, until = window.since, window.until
    if not all(bound is None or isinstance(bound, datetime) for bound in (since, until)):
        return True
    if not isinstance(until, datetime):
        return False
    start = since if isinstance(since, datetime) else window.now
    return until - start > window.longest
