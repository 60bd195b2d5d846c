"""Rows go in by COPY, a table at a time, under ids that the database hands out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

import asyncpg

from praxis.demo.rows import Row
from praxis.kit.db.types import SqlConnection
from praxis.kit.intervals import Interval

# Which table a column refers to; `id` is the table's own key.
REFERENCES: Mapping[str, str] = {
    "location_id": "locations",
    "resource_id": "resources",
    "room_id": "resources",
    "user_id": "users",
    "booked_by": "users",
    "cancelled_by": "users",
    "actor_id": "users",
    "author_id": "users",
    "received_by": "users",
    "doctor_id": "doctors",
    "patient_id": "patients",
    "visit_type_id": "visit_types",
    "visit_type_ids": "visit_types",
    "appointment_id": "appointments",
    "record_id": "medical_records",
    "refunds_id": "payments",
}
# Codes are unique in a country, and only this one has regions with Praxis.
REGIONS = "SELECT code, id FROM regions WHERE country = 'BD' AND ended_at IS NULL"
TAKE_IDS = """
    SELECT array_agg(nextval(pg_get_serial_sequence($1, 'id'))) FROM generate_series(1, $2::int)
"""


class BulkLoader:
    """Loads tables in the order of their references; keeps the ids that rows have got."""

    def __init__(self, sql: SqlConnection) -> None:
        self._sql = sql
        self._ids: dict[str, list[int]] = {}
        self._regions: dict[str, int] = {}

    async def load(self, rows: Sequence[Row]) -> None:
        """Insert rows of one kind."""
        if not rows:
            return
        table = rows[0].TABLE
        columns = [field.name for field in fields(rows[0])]
        if "id" in columns:
            self._ids[table] = await self._sql.fetchval(TAKE_IDS, table, len(rows))
        if "region_id" in columns:
            self._regions = {row["code"]: row["id"] for row in await self._sql.fetch(REGIONS)}
        convert = [self._converter(table, column) for column in columns]
        read = attrgetter(*columns)
        records = [
            tuple(change(value) for change, value in zip(convert, read(row), strict=True))
            for row in rows
        ]
        await self._sql.copy_records_to_table(table, records=records, columns=columns)

    def _converter(self, table: str, column: str) -> Callable[[Any], Any]:
        if column == "region_id":
            # A practice may have brought regions of its own, without this one.
            return self._regions.get
        referred = table if column == "id" else REFERENCES.get(column)
        if referred is None:
            return _for_driver
        ids = self._ids[referred]

        def given(number: Any) -> Any:  # noqa: ANN401 -- a number, several, or none
            if number is None:
                return None
            return ids[number - 1] if isinstance(number, int) else [ids[n - 1] for n in number]

        return given


def _for_driver(value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
    return asyncpg.Range(*value) if isinstance(value, Interval) else value
