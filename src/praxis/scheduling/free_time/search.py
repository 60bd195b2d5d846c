"""The first free times among all doctors that fit.

The rows that are kept of free time answer, in one statement. The engine is asked about doctors of
whom they do not tell, and its answers are merged in: together they are what each doctor's own
search would have said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from praxis.directory.doctors.repository import DoctorFilter
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader
from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import TICK, Interval
from praxis.scheduling.free_time.by_doctor import by_doctor
from praxis.scheduling.free_time.by_time import by_time, looks
from praxis.scheduling.free_time.engine import Engine, Found
from praxis.scheduling.free_time.model import Statement, Wanted
from praxis.scheduling.free_time.rooms import find_room_times
from praxis.scheduling.free_time.windows import choose_windows
from praxis.scheduling.slots.errors import UnknownVisitType
from praxis.scheduling.slots.search import Shown, SlotsAsked
from praxis.scheduling.slots.service import find_places

# Of each doctor, so many stretches are looked at first: mostly they have times enough for all.
FIRST_ROWS = 8
FURTHER_ROWS = 8
# Where rooms or devices are scarce, their time is looked up for so long, then for longer.
FIRST_OF_ROOMS = timedelta(days=7)
FURTHER = 4

Rank = tuple[datetime, int, int]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the rows say: the question as the visit type has it, and the times with their ranks."""

    state: asyncpg.Record
    rows: Sequence[asyncpg.Record]
    # Whether there are no others, as far as the walk along the clock can tell.
    is_all: bool = False

    @property
    def apart(self) -> list[int]:
        found: list[int] = self.state["apart"]
        return found

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out by looking at so many rows of each doctor."""
        return self.state["cut_at"] is None

    def is_right(self, most: int) -> bool:
        """Whether what was left out comes after so many times."""
        first: bool = self.rows[most - 1]["starts_at"] < self.state["cut_at"]
        return first


async def find_first_slots(
    reader: Reader,
    *,
    actor: Actor,
    wanted: DoctorFilter,
    region_uid: UUID | None,
    asked: SlotsAsked,
    limit: int,
) -> dict[str, Any]:
    """The first offers of all doctors that fit, in the form of `schemas.DoctorSlotList`.

    Only doctors whom anyone may know of can be booked, so who asks matters for their holds alone.
    Raises `UnknownRegion`, `UnknownVisitType` or `WindowTooLong`.
    """
    region = await find_places(reader, region_uid)
    windows = await choose_windows(reader.sql, asked)
    question = Wanted(
        visit_type_uid=asked.visit_type_uid,
        window=windows.all,
        now=asked.window.now,
        user_id=actor.user_id,
        specialty=wanted.specialty,
        language=wanted.language,
        location_id=windows.location_id,
        region=region,
        home=windows.home,
    )
    search = _Search(reader.sql, asked, question, limit)
    items = await search.run()
    reason = None if items else await search.engine.why_none()
    return {"items": items, "empty_reason": reason}


class _Search:
    def __init__(self, sql: SqlConnection, asked: SlotsAsked, wanted: Wanted, limit: int) -> None:
        self._sql = sql
        self._zone = asked.window.zone
        self._wanted = wanted
        self._limit = limit
        self._visit_type = str(asked.visit_type_uid)
        self.engine = Engine(sql, asked, wanted)

    async def run(self) -> list[dict[str, Any]]:
        kept = await self._kept(self._limit, self._wanted)
        rows = await self._with_rooms(kept) if kept.state["pooled"] else kept.rows
        items = [(_rank(row), self._show_row(row)) for row in rows]
        items += [(one.rank, self._show(one)) for one in await self._asked_engine(kept, items)]
        items.sort(key=lambda item: item[0])
        return [shown for _, shown in items[: self._limit]]

    async def _kept(self, most: int, wanted: Wanted) -> _Kept:
        """What the rows say: along the clock, or by doctor if that ends early."""
        for each in looks(wanted):
            kept = await self._fetch(by_time(wanted, most, each))
            if len(kept.rows) >= most or kept.is_all:
                return kept
        return await self._by_doctor(most, wanted)

    async def _by_doctor(self, most: int, wanted: Wanted) -> _Kept:
        """Look at more and more of each doctor's time, until nothing earlier can be left out."""
        rows, last = FIRST_ROWS, None
        while True:
            kept = await self._fetch(by_doctor(wanted, most, rows, last))
            enough = len(kept.rows) >= most
            if kept.is_whole and (enough or last is None):
                return kept
            if enough and kept.is_right(most):
                return _Kept(kept.state, kept.rows[:most])
            # With enough found, no time after the last comes into the answer.
            last = kept.rows[most - 1]["starts_at"] if enough else None
            rows *= FURTHER_ROWS

    async def _fetch(self, statement: Statement) -> _Kept:
        rows = await self._sql.fetch(statement.text, *statement.parameters)
        if not rows:
            raise UnknownVisitType(pointer="/query/visit_type_id")
        is_all = bool(rows[-1].get("is_all"))
        return _Kept(rows[0], [row for row in rows if row["starts_at"] is not None], is_all=is_all)

    async def _with_rooms(self, kept: _Kept) -> list[asyncpg.Record]:
        """Times for which a room or a device is free, too; these rows know of doctors alone.

        As far as they reach, and then for longer and longer, unless there are no others.
        """
        if not kept.rows:
            return []
        begin, until = kept.rows[0]["starts_at"], kept.rows[-1]["starts_at"] + TICK
        end = until if len(kept.rows) < self._limit else kept.state["kept_until"]
        found: list[asyncpg.Record] = []
        stretch = FIRST_OF_ROOMS
        while begin < end and len(found) < self._limit:
            found += await self._where_rooms_are_free(Interval(begin, until))
            begin, until, stretch = until, min(until + stretch, end), stretch * FURTHER
        return found

    async def _where_rooms_are_free(self, within: Interval) -> Sequence[asyncpg.Record]:
        wanted = replace(self._wanted, window=within)
        rooms = await find_room_times(self._sql, wanted)
        if not rooms:
            return []
        first = min(one.starts[0].start for one in rooms)
        last = max(one.starts[-1].end for one in rooms)
        wanted = replace(wanted, window=Interval(first, last), rooms=rooms)
        return (await self._kept(self._limit, wanted)).rows

    async def _asked_engine(
        self, kept: _Kept, items: Sequence[tuple[Rank, dict[str, Any]]]
    ) -> list[Found]:
        """Times of doctors of whom the rows do not tell, and of days for which there are none."""
        state = kept.state
        whole = None
        if len(items) >= self._limit:
            # Nobody who is offered later comes into the answer.
            whole = Interval(self._wanted.window.start, items[-1][0][0] + TICK)
        if not state["begun"]:
            return await self.engine.first_of_everybody(self._limit)
        found = []
        if kept.apart:
            apart = await self.engine.doctors(ids=kept.apart)
            found = await self.engine.first(apart, self._limit, whole)
        # Of times after the days that are kept, others may have earlier ones.
        early = [one for one in found if state["covered"] or one.rank[0] < state["kept_until"]]
        if not state["covered"] and len(items) + len(early) < self._limit:
            later = Interval(state["kept_until"], state["until"])
            found += await self.engine.first_of_everybody(self._limit, later, kept.apart)
        return found

    def _show_row(self, row: asyncpg.Record) -> dict[str, Any]:
        zone = self._zone or ZoneInfo(row["time_zone"])
        return {
            "starts_at": row["starts_at"].astimezone(zone),
            "ends_at": row["ends_at"].astimezone(zone),
            "location_id": row["location_uid"],
            "visit_type_id": self._visit_type,
            "doctor_id": row["doctor_uid"],
            "doctor_name": row["full_name"],
            "specialty": row["specialty"],
        }

    def _show(self, one: Found) -> dict[str, Any]:
        return {
            **Shown(one.facts, self._zone).slot(one.offer),
            "doctor_id": one.doctor.uid,
            "doctor_name": one.doctor.full_name,
            "specialty": one.doctor.specialty,
        }


def _rank(row: asyncpg.Record) -> Rank:
    return (row["starts_at"], row["doctor_id"], row["location_id"])
