"""One round of one side: what it took, and what CPU the side and the database used for it."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import cycle, islice, product

from bench.kit.machine import Cpu
from bench.kit.rounds import percentile
from bench.peers.agenda import Agenda, Visit
from bench.peers.client import Drive, Line, Task, Unexpected, drive
from bench.peers.contender import Contender, asleep


@dataclass(frozen=True, slots=True)
class Sample:
    """CPU in milliseconds for each of what was done; the database's is absent if not ours."""

    rate: float
    p50_ms: float
    app_ms: float
    database_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.app_ms + self.database_ms


@dataclass
class Arena:
    """Both sides, ready; `wanted` is what each has not booked yet."""

    sides: Mapping[str, Contender]
    agenda: Agenda
    postmaster: int | None
    connections: int
    wanted: dict[str, Iterator[Visit]]

    def searches(self, name: str, count: int) -> Sample:
        """Free times of one doctor on one day, over and over, each pair in its turn."""
        side = self.sides[name]
        pairs = islice(cycle(product(self.agenda.days, range(self.agenda.doctors))), count)

        async def search(day: date, doctor: int, line: Line) -> None:
            await side.search(line, doctor, day)

        return self._measure(name, [partial(search, day, doctor) for day, doctor in pairs])

    def bookings(self, name: str, count: int) -> Sample:
        side = self.sides[name]

        async def book(visit: Visit, line: Line) -> None:
            if not await side.book(line, visit):
                raise Unexpected(f"{name} did not book a time that is free: {visit}")

        tasks = [partial(book, visit) for visit in self._next(name, count)]
        sample = self._measure(name, tasks)
        # What they caused must not fall into the next round.
        asyncio.run(side.settle())
        return sample

    def whole(self, name: str, count: int) -> Sample:
        """Bookings with their pages, until nothing that they caused is left to do."""
        side = self.sides[name]

        async def book(visit: Visit, line: Line) -> None:
            await side.book_whole(line, visit)

        tasks = [partial(book, visit) for visit in self._next(name, count)]
        return self._measure(name, tasks, settle=True)

    def rest(self, name: str, seconds: float) -> float:
        """CPU that it takes while nobody asks, in ms for each second."""
        with asleep(self._others(name)):
            cpu = Cpu.of(**self._trees(name))
            time.sleep(seconds)
            return sum(cpu.since().values()) * 1000 / seconds

    def race(self, name: str, clients: int) -> int:
        """So many clients book one time at once; how many visits the database then has of it."""
        side = self.sides[name]
        (wanted,) = self._next(name, 1)
        visits = [Visit(wanted.doctor, client, wanted.starts_at) for client in range(clients)]

        async def book(visit: Visit, line: Line) -> None:
            await side.book(line, visit)

        async def run() -> int:
            before = await side.count()
            await drive(side.base_url, [partial(book, visit) for visit in visits], clients)
            return await side.count() - before

        with asleep(self._others(name)):
            return asyncio.run(run())

    def _next(self, name: str, count: int) -> Sequence[Visit]:
        found = list(islice(self.wanted[name], count))
        if len(found) < count:
            raise Unexpected("No free times are left to book: take more doctors or days.")
        return found

    def _others(self, name: str) -> list[Contender]:
        return [side for other, side in self.sides.items() if other != name]

    def _trees(self, name: str) -> dict[str, int]:
        database = {"database": self.postmaster} if self.postmaster else {}
        return {"app": self.sides[name].pid, **database}

    def _measure(self, name: str, tasks: Sequence[Task], *, settle: bool = False) -> Sample:
        side = self.sides[name]

        async def run() -> Drive:
            found = await drive(side.base_url, tasks, self.connections)
            if settle:
                await side.settle()
            return found

        with asleep(self._others(name)):
            cpu = Cpu.of(**self._trees(name))
            driven = asyncio.run(run())
            used = {tree: seconds * 1000 / len(tasks) for tree, seconds in cpu.since().items()}
        p50 = percentile(driven.latencies_ms, 0.5)
        return Sample(driven.rate, p50, used["app"], used.get("database", 0.0))
