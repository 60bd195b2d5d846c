"""`praxis slots` as scripts see it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from praxis.kit.db.database import Database
from tests.conftest import create_database, drop_database
from tests.factories.availability import make_practice
from tests.integration.cli.test_cli import praxis


@pytest.fixture
async def slots_dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_cli_slots_{worker}"
    yield await create_database(name)
    await drop_database(name)


async def test_free_time_is_made_anew(slots_dsn: str, tmp_path: Path) -> None:
    database = Database(slots_dsn, pool_size=1)
    for _ in range(3):
        await make_practice(database)
    done = praxis("slots", "rebuild", "--days", "30", folder=tmp_path, dsn=slots_dsn)
    told = "The free time of 3 doctors is up to date for 30 days.\n"
    assert (done.returncode, done.stdout) == (0, told), done.stderr
    days = await database.read(
        lambda reader: reader.sql.fetch(
            "SELECT doctor_id, count(DISTINCT starts_at::date) FROM free_stretches GROUP BY 1"
        )
    )
    await database.close()
    # The days asked for and the margin, and those on either side that reach into them.
    assert len(days) == 3
    assert all(30 <= row["count"] <= 30 + 12 for row in days)


def test_days_are_within_bounds(tmp_path: Path) -> None:
    done = praxis("slots", "rebuild", "--days", "0", folder=tmp_path)
    assert done.returncode == 2
