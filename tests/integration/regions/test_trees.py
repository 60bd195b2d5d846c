"""Whole trees are written or not at all; who carries a region keeps it."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import asyncpg
import pytest

from praxis.identity.auth import SYSTEM
from praxis.kit.db.database import Database
from praxis.migrations import upgrade as migrations
from praxis.regions import trees
from praxis.regions.errors import NoShippedTree, RegionsMissing
from praxis.regions.importing import read_trees
from praxis.regions.trees import Outcome, import_trees, restore_shipped
from tests.conftest import create_database, drop_database
from tests.factories.identity import make_user
from tests.factories.regions import find_region, new_country, region_file
from tests.support.api import Api, ok


@pytest.fixture
def country() -> str:
    return new_country()


@pytest.fixture
async def own_database(worker: str) -> AsyncIterator[Database]:
    """For what would change the regions that other tests look at."""
    name = f"praxis_regions_{worker}"
    database = Database(await create_database(name), pool_size=10)
    yield database
    await database.close()
    await drop_database(name)


async def bring(database: Database, *lines: str, end_missing: bool = False) -> list[Outcome]:
    found = read_trees(region_file(*lines))
    return await database.transact(
        partial(import_trees, author=SYSTEM, trees=found, end_missing=end_missing)
    )


async def rows(database: Database, country: str) -> list[dict[str, Any]]:
    async with database.reading() as reader:
        found = await reader.sql.fetch(
            "SELECT * FROM regions WHERE country = $1 ORDER BY code", country
        )
    return [dict(row) for row in found]


async def restart(database: Database) -> list[Outcome]:
    async with database.reading() as reader:
        return await trees.load_shipped(reader.sql)


class TestImport:
    async def test_writes_a_tree_that_can_be_read_at_once(
        self, api: Api, database: Database, country: str
    ) -> None:
        done = await bring(
            database,
            f"{country},1,,state,North,উত্তর,",
            f"{country},1.1,1,county,Lake,,Mere",
            f"{country},1.1.1,1.1,town,Mill,,",
        )
        assert done == [Outcome(country, added=3, changed=0, ended=0, total=3)]
        items = ok(await api.get("/regions", country=country))["items"]
        assert [(item["level"], item["kind"], item["name"]) for item in items] == [
            (1, "state", "North"),
            (2, "county", "Lake"),
            (3, "town", "Mill"),
        ]
        assert [step["name"] for step in items[2]["path"]] == ["North", "Lake", "Mill"]
        assert items[2]["path"][0]["names"] == {"bn": "উত্তর"}
        assert ok(await api.get("/regions", country=country, q="mere"))["items"] == [items[1]]

    async def test_again_updates_by_code_and_keeps_the_ids(
        self, api: Api, database: Database, country: str
    ) -> None:
        first = (f"{country},1,,state,North,,", f"{country},1.1,1,county,Lake,,")
        await bring(database, *first)
        before = await rows(database, country)
        assert await bring(database, *first) == [Outcome(country, 0, 0, 0, 2)]
        assert await rows(database, country) == before

        done = await bring(
            database, f"{country},1,,state,Upper North,উত্তর,", f"{country},1.1,1,county,Lake,,",
            f"{country},2,,state,South,,",
        )  # fmt: skip
        assert done == [Outcome(country, added=1, changed=1, ended=0, total=3)]
        after = await rows(database, country)
        assert [row["uid"] for row in after[:2]] == [row["uid"] for row in before]
        lake = ok(await api.get(f"/regions/{after[1]['uid']}"))
        assert [step["name"] for step in lake["path"]] == ["Upper North", "Lake"]

    async def test_a_region_moves_with_all_below_it(self, database: Database, country: str) -> None:
        top = (f"{country},1,,state,North,,", f"{country},2,,state,South,,")
        below = (f"{country},t,c,town,Mill,,", f"{country},u,t,ward,Weir,,")
        await bring(database, *top, f"{country},c,1,county,Lake,,", *below)
        done = await bring(database, *top, f"{country},c,2,county,Lake,,", *below)
        assert done == [Outcome(country, 0, 1, 0, 5)]
        by_code = {row["code"]: row for row in await rows(database, country)}
        ids = [by_code[code]["id"] for code in ("2", "c", "t", "u")]
        assert by_code["u"]["path"] == ids
        # And to another level, turned upside down.
        await bring(
            database, *top, f"{country},u,,state,Weir,,", f"{country},t,u,town,Mill,,",
            f"{country},c,t,county,Lake,,",
        )  # fmt: skip
        by_code = {row["code"]: row for row in await rows(database, country)}
        assert by_code["c"]["path"] == [by_code[code]["id"] for code in ("u", "t", "c")]
        assert [by_code[code]["level"] for code in ("u", "t", "c")] == [1, 2, 3]

    async def test_what_is_missing_is_asked_about_first(
        self, database: Database, country: str
    ) -> None:
        every = [f"{country},{n},,state,State {n},," for n in range(1, 9)]
        await bring(database, *every)
        before = await rows(database, country)
        with pytest.raises(
            RegionsMissing, match=rf"lacks 6 of the known regions of {country} \(3, 4, 5, 6, 7, …"
        ):
            await bring(database, f"{country},1,,state,Renamed,,", every[1])
        assert await rows(database, country) == before

    async def test_what_ended_stays_for_its_carriers_and_can_come_back(
        self, api: Api, database: Database, country: str
    ) -> None:
        every = (f"{country},1,,state,North,,", f"{country},1.1,1,county,Lake,,")
        await bring(database, *every)
        lake = await find_region(database, "1.1", country)
        carrier = await api.signed_in(await make_user(database, region_id=lake.id))

        done = await bring(database, f"{country},1,,state,Renamed,,", end_missing=True)
        assert done == [Outcome(country, 0, 1, 1, 1)]
        assert len(ok(await api.get("/regions", country=country))["items"]) == 1
        said = ok(await carrier.get("/users/me"))["region"]
        assert [step["name"] for step in said["path"]] == ["Renamed", "Lake"]
        # It is missing no more than once.
        assert await bring(database, f"{country},1,,state,Renamed,,") == [
            Outcome(country, 0, 0, 0, 1)
        ]

        assert await bring(database, *every) == [Outcome(country, 0, 2, 0, 2)]
        again = await find_region(database, "1.1", country)
        assert (again.uid, again.ended_at) == (lake.uid, None)

    async def test_all_countries_of_a_file_or_none(self, database: Database, country: str) -> None:
        second = new_country()
        await bring(database, f"{second},1,,state,West,,", f"{second},2,,state,East,,")
        with pytest.raises(RegionsMissing, match=second):
            await bring(database, f"{country},1,,state,North,,", f"{second},1,,state,West,,")
        assert await rows(database, country) == []

    async def test_leaves_an_event_and_no_names(self, database: Database, country: str) -> None:
        await bring(database, f"{country},1,,state,North,,")
        async with database.reading() as reader:
            event = await reader.sql.fetchrow(
                "SELECT details FROM audit_events WHERE action = 'region.imported'"
                " AND details ->> 'country' = $1",
                country,
            )
        assert event is not None
        counted = {"added": 1, "changed": 0, "ended": 0}
        assert event["details"] == {"country": country, "shipped": False, **counted}


class TestRaces:
    async def test_imports_of_one_country_at_once_end_as_one_of_them(
        self, own_database: Database
    ) -> None:
        """Each file has its own shape; whichever is last, the tree is that file and no mixture."""
        shapes = [
            [
                f"QQ,{n},,state,State {n},,",
                *(f"QQ,{n}.{k},{n},county,{n} of {i},," for k in range(30)),
            ]
            for i, n in enumerate((1, 2, 1, 2, 3, 1, 3, 2))
        ]
        await asyncio.gather(*(bring(own_database, *lines, end_missing=True) for lines in shapes))
        found = await rows(own_database, "QQ")
        live = {f"{row['code']}|{row['name']}" for row in found if row["ended_at"] is None}
        written = [
            {f"{cells[1]}|{cells[4]}" for cells in (line.split(",") for line in lines)}
            for lines in shapes
        ]
        assert live in written
        assert len({row["code"] for row in found}) == len(found) == 93
        by_id = {row["id"]: row for row in found}
        for row in found:
            above = [] if row["parent_id"] is None else by_id[row["parent_id"]]["path"]
            assert row["path"] == [*above, row["id"]]

    async def test_servers_that_start_at_once_load_what_is_shipped_once(
        self, own_database: Database
    ) -> None:
        async with own_database.reading() as reader:
            await reader.sql.execute("DELETE FROM regions; DELETE FROM region_trees")
        outcomes = await asyncio.gather(*(restart(own_database) for _ in range(6)))
        assert sorted(map(len, outcomes)) == [0, 0, 0, 0, 0, 1]
        assert len(await rows(own_database, "BD")) == 673


class TestShipped:
    async def test_every_new_database_has_it_and_a_restart_does_nothing(
        self, own_database: Database
    ) -> None:
        before = await rows(own_database, "BD")
        assert len(before) == 673
        assert await restart(own_database) == []
        assert await rows(own_database, "BD") == before

    async def test_a_newer_release_brings_its_own(
        self, own_database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        newer = read_trees(region_file("BD,BD-C,,division,Dhaka,ঢাকা,", "BD,BD-Z,,division,New,,"))
        monkeypatch.setattr(trees, "shipped_trees", lambda: tuple(newer))
        assert await restart(own_database) == [
            Outcome("BD", added=1, changed=0, ended=672, total=2)
        ]
        assert await restart(own_database) == []

    async def test_a_file_of_the_practice_is_never_overwritten_silently(
        self, own_database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await bring(own_database, "BD,BD-C,,division,Our Dhaka,,", end_missing=True)
        assert await restart(own_database) == []
        newer = read_trees(region_file("BD,BD-C,,division,Dhaka,ঢাকা,"))
        monkeypatch.setattr(trees, "shipped_trees", lambda: tuple(newer))
        assert await restart(own_database) == []
        live = [row for row in await rows(own_database, "BD") if row["ended_at"] is None]
        assert [row["name"] for row in live] == ["Our Dhaka"]

    async def test_it_can_be_asked_for_again(self, own_database: Database) -> None:
        await bring(own_database, "BD,BD-C,,division,Our Dhaka,,", end_missing=True)
        put_back = partial(restore_shipped, author=SYSTEM)
        done = await own_database.transact(partial(put_back, country="BD"))
        assert done == Outcome("BD", added=0, changed=673, ended=0, total=673)
        assert await restart(own_database) == []
        with pytest.raises(NoShippedTree, match="No regions of DE"):
            await own_database.transact(partial(put_back, country="DE"))


async def test_migrating_to_an_older_revision_loads_nothing(worker: str) -> None:
    """The data of a release fits the tables of that release only."""
    name = f"praxis_regions_old_{worker}"
    dsn = await create_database(name)
    try:
        await migrations.downgrade(dsn, "2026_11_21_0710")
        await migrations.upgrade(dsn, "2026_11_21_0800")
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT count(*) FROM regions") == 0
        await connection.close()
        await migrations.upgrade(dsn)
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT count(*) FROM regions") == 673
        await connection.close()
    finally:
        await drop_database(name)
