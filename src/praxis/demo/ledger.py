"""Collects the rows of the demo practice and numbers them."""

from collections import defaultdict
from datetime import datetime
from random import Random
from typing import TypedDict, TypeVar, cast
from uuid import UUID

from praxis.demo.rows import Kept, Row
from praxis.demo.seeds import uid_at

R = TypeVar("R", bound=Row)


class Identity(TypedDict):
    """The fields of `Kept`."""

    id: int
    uid: UUID
    created_at: datetime
    updated_at: datetime


class Ledger:
    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._rows: defaultdict[type[Row], list[Row]] = defaultdict(list)

    def next_id(self, kind: type[Row]) -> int:
        return len(self._rows[kind]) + 1

    def uid(self, at: datetime) -> UUID:
        return uid_at(self._chance, at)

    def identity(
        self, kind: type[Kept], at: datetime, changed_at: datetime | None = None
    ) -> Identity:
        """What the next row of its kind begins with."""
        return {
            "id": self.next_id(kind),
            "uid": self.uid(at),
            "created_at": at,
            "updated_at": changed_at or at,
        }

    def add(self, row: R) -> R:
        self._rows[type(row)].append(row)
        return row

    def rows(self, kind: type[R]) -> list[R]:
        return cast("list[R]", self._rows[kind])
