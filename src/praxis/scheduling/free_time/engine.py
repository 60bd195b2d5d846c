"""The first free times as each doctor's own search has them, for doctors of whom rows do not tell.

It reads all facts of a doctor and computes their times, so it is asked about as few as possible.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import TICK, Interval
from praxis.scheduling.free_time.model import Bookable, Statement, Wanted
from praxis.scheduling.free_time.statements import bookable
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.model import EmptyReason, Offer
from praxis.scheduling.slots.repository import FactsRequest, load_facts
from praxis.scheduling.slots.search import SlotsAsked, search_window

# Most searches are answered by the next days; only then look further.
FIRST_STRETCH = timedelta(days=3)
# So many doctors are read together.
TOGETHER = 100
# Why there is nothing is a matter of the kind: more doctors would hardly have another reason.
MOST_ASKED_WHY = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One offer of one doctor; by start, doctor and place, as answers are sorted."""

    doctor: Bookable
    facts: SlotFacts
    offer: Offer

    @property
    def rank(self) -> tuple[datetime, int, int]:
        return (self.offer.period.start, self.doctor.id, self.offer.location_id)


class Engine:
    """Asked for one question: what, when, and which doctors count at all."""

    def __init__(self, sql: SqlConnection, asked: SlotsAsked, wanted: Wanted) -> None:
        self._sql = sql
        self._asked = asked
        self._wanted = wanted

    async def first(
        self, doctors: Sequence[Bookable], limit: int, within: Interval | None = None
    ) -> list[Found]:
        """The first offers of these doctors, those that start within an interval alone."""

        async def batches() -> AsyncIterator[Sequence[Bookable]]:
            for begin in range(0, len(doctors), TOGETHER):
                yield doctors[begin : begin + TOGETHER]

        return await self._first(batches(), limit, within)

    async def first_of_everybody(
        self, limit: int, within: Interval | None = None, but: Collection[int] = ()
    ) -> list[Found]:
        """The first offers of all who could be booked, but for some."""
        apart = frozenset(but)

        async def batches() -> AsyncIterator[Sequence[Bookable]]:
            after = 0
            while some := await self.doctors(TOGETHER, after=after):
                yield [doctor for doctor in some if doctor.id not in apart]
                after = some[-1].id

        return await self._first(batches(), limit, within)

    async def _first(
        self, batches: AsyncIterator[Sequence[Bookable]], limit: int, within: Interval | None
    ) -> list[Found]:
        found: list[Found] = []
        async for doctors in batches:
            some = await self._first_of(doctors, limit, within)
            found = sorted([*found, *some], key=lambda one: one.rank)[:limit]
            if len(found) == limit:
                # Nobody who follows is offered later than what is there.
                last = found[-1].offer.period.start + TICK
                within = Interval(within.start if within else self._wanted.now, last)
        return found

    async def _first_of(
        self, doctors: Sequence[Bookable], limit: int, within: Interval | None
    ) -> list[Found]:
        facts = await self._load(doctors, within)
        windows = [self._window(one, within) for one in facts]
        begin = min((window.start for window in windows), default=self._wanted.now)
        known = {doctor.id: doctor for doctor in doctors}
        stretch = FIRST_STRETCH
        while True:
            found: list[Found] = []
            complete = True
            for one, window in zip(facts, windows, strict=True):
                near = Interval(window.start, min(window.end, begin + stretch))
                complete = complete and near == window
                if not near.is_empty:
                    offers, _ = search_window(one, near, self._asked)
                    found += [Found(known[one.doctor.id], one, offer) for offer in offers]
                # A search among hundreds must not keep other requests waiting.
                await asyncio.sleep(0)
            if complete or len(found) >= limit:
                return found
            stretch *= 4

    def _window(self, facts: SlotFacts, within: Interval | None) -> Interval:
        """What is asked for, as the doctor's zone has it."""
        window = self._asked.window.exact(facts, self._asked.location_uid)
        if within is None:
            return window
        return Interval(max(window.start, within.start), min(window.end, within.end))

    async def _load(self, doctors: Iterable[Bookable], within: Interval | None) -> list[SlotFacts]:
        window = self._asked.window.rough()
        if within is not None:
            window = Interval(max(window.start, within.start), min(window.end, within.end))
        uids = tuple(doctor.uid for doctor in doctors)
        if window.is_empty or not uids:
            return []
        request = FactsRequest(
            uids, self._wanted.visit_type_uid, window, self._wanted.now, self._wanted.user_id
        )
        found = await load_facts(self._sql, request)
        places = self._wanted.region
        return found if places is None else [facts.within(places) for facts in found]

    async def why_none(self) -> EmptyReason:
        """The reason that most of the doctors have who could be booked for this visit."""
        reasons: Counter[EmptyReason] = Counter()
        for facts in await self._load(await self.doctors(MOST_ASKED_WHY), None):
            window = self._window(facts, None)
            _, reason = search_window(facts, window, self._asked)
            if reason is not None:
                reasons[reason] += 1
            await asyncio.sleep(0)
        return reasons.most_common(1)[0][0] if reasons else EmptyReason.NO_HOURS

    async def doctors(
        self, most: int | None = None, *, ids: Sequence[int] | None = None, after: int = 0
    ) -> list[Bookable]:
        """Doctors who could be booked, by id: those of `ids` (all if None) that come after one."""
        statement: Statement = bookable(self._wanted, most, ids=ids, after=after)
        rows = await self._sql.fetch(statement.text, *statement.parameters)
        return [Bookable(**row) for row in rows]
