"""What is found by region: places, doctors, free times."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from praxis.directory.doctors.repository import DoctorFilter
from praxis.identity.auth import visitor
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.availability.models import AvailabilityException
from praxis.scheduling.free_time.search import find_first_slots
from praxis.scheduling.slots.search import SlotsAsked, WindowAsked
from tests.conftest import NOW
from tests.factories.availability import make_rule
from tests.factories.directory import add_all, make_doctor, make_location, make_visit_type
from tests.factories.regions import find_region
from tests.integration.scheduling.cast import TUESDAY
from tests.support.api import Api, ok, problem
from tests.support.statements import first_words

WINDOW = {"from": str(TUESDAY), "to": str(TUESDAY)}


@dataclass(frozen=True)
class Country:
    """One visit type; `dhaka` has hours in Dhanmondi and in Berlin, `sylhet` in Sylhet."""

    api: Api
    visit_type: str
    places: dict[str, str]
    doctors: dict[str, str]
    regions: dict[str, str]

    async def slots(self, **asked: str) -> list[dict[str, Any]]:
        answer = ok(await self.api.get("/slots", **self._asked(asked)))
        items: list[dict[str, Any]] = answer["items"]
        assert (answer["empty_reason"] is None) == bool(items)
        return items

    async def who(self, **asked: str) -> set[str]:
        found = {slot["doctor_id"] for slot in await self.slots(**asked)}
        return {name for name, uid in self.doctors.items() if uid in found}

    async def listed(self, **asked: str) -> set[str]:
        items = ok(await self.api.get("/doctors", q=self.visit_type, **asked))["items"]
        found = {item["id"] for item in items}
        return {name for name, uid in self.doctors.items() if uid in found}

    def _asked(self, asked: dict[str, str]) -> dict[str, str]:
        return {"visit_type_id": self.visit_type, "limit": "200", **WINDOW, **asked}


@pytest.fixture
async def country(api: Api, database: Database) -> Country:
    codes = {
        "thana": "BD-13-DHANMONDI",
        "district": "BD-13",
        "division": "BD-C",
        "neighbour": "BD-13-GULSHAN",
        "sylhet": "BD-60",
        "empty": "BD-62",
    }
    regions = {name: await find_region(database, code) for name, code in codes.items()}
    kind = await make_visit_type(database)
    here = await make_location(database, region_id=regions["thana"].id)
    there = await make_location(database, region_id=regions["sylhet"].id)
    abroad = await make_location(database, time_zone="Europe/Berlin")
    places = {"here": here, "there": there, "abroad": abroad}
    doctors = {}
    for name, hours in {
        "dhaka": [(here, 9, 11), (abroad, 15, 17)],
        "sylhet": [(there, 9, 11)],
    }.items():
        # The specialty is how these are told from the doctors of other tests.
        doctor = await make_doctor(database, specialty=str(kind.uid))
        for place, start, end in hours:
            await make_rule(
                database, doctor, place, TUESDAY.weekday(), start_minute=start * 60,
                end_minute=end * 60,
            )  # fmt: skip
        doctors[name] = doctor
    return Country(
        api,
        str(kind.uid),
        {name: str(row.uid) for name, row in places.items()},
        {name: str(row.uid) for name, row in doctors.items()},
        {name: str(row.uid) for name, row in regions.items()},
    )


@pytest.mark.parametrize(
    ("region", "found"),
    [
        ("thana", {"dhaka"}),
        ("district", {"dhaka"}),
        ("division", {"dhaka"}),
        ("neighbour", set()),
        ("sylhet", {"sylhet"}),
        ("empty", set()),
    ],
)
async def test_doctors_and_times_of_a_region_of_any_level(
    country: Country, region: str, found: set[str]
) -> None:
    asked = {"region_id": country.regions[region]}
    assert await country.listed(**asked) == found
    assert await country.who(**asked, specialty=country.visit_type) == found


async def test_a_doctor_of_two_places_offers_the_times_of_the_one_that_is_asked_for(
    country: Country,
) -> None:
    everywhere = await country.slots(specialty=country.visit_type)
    assert {slot["location_id"] for slot in everywhere} == set(country.places.values())
    near = await country.slots(specialty=country.visit_type, region_id=country.regions["division"])
    here = country.places["here"]
    assert near == [slot for slot in everywhere if slot["location_id"] == here]
    assert len(near) == 4


async def test_place_and_region_together_mean_both(country: Country) -> None:
    division = country.regions["division"]
    both = {"region_id": division, "location_id": country.places["here"]}
    assert await country.listed(**both) == await country.who(**both) == {"dhaka"}
    neither = {"region_id": division, "location_id": country.places["abroad"]}
    assert await country.listed(**neither) == await country.who(**neither) == set()


async def test_the_days_at_a_glance_are_those_of_the_region(country: Country) -> None:
    async def days(**asked: str) -> list[int]:
        answer = await country.api.get(
            "/slots/days",
            visit_type_id=country.visit_type,
            doctor_id=list(country.doctors.values()),
            days="1",
            **{"from": str(TUESDAY)},
            **asked,
        )
        items = ok(answer)["items"]
        # Whose places lie elsewhere keeps to the clock of those.
        assert [item["time_zone"] for item in items] == ["Asia/Dhaka"] * 2
        return [item["days"][0]["count"] for item in items]

    assert await days() == [8, 4]
    assert await days(region_id=country.regions["division"]) == [4, 0]
    assert await days(region_id=country.regions["sylhet"]) == [0, 4]


async def test_a_doctor_who_is_there_on_single_dates_only_has_times_there(
    country: Country, database: Database
) -> None:
    doctor = await make_doctor(database, specialty=country.visit_type)
    here = await make_location(database, region_id=(await find_region(database, "BD-56")).id)
    extra = AvailabilityException(
        uid=new_uid(), doctor_id=doctor.id, location_id=here.id, on=TUESDAY, kind="extra",
        start_minute=9 * 60, end_minute=10 * 60,
    )  # fmt: skip
    await add_all(database, extra)
    region = str((await find_region(database, "BD-B")).uid)
    slots = await country.slots(region_id=region, specialty=country.visit_type)
    assert {slot["doctor_id"] for slot in slots} == {str(doctor.uid)}


async def test_places_of_a_region(country: Country) -> None:
    async def found(region: str) -> set[str]:
        answer = await country.api.get("/locations", region_id=country.regions[region], limit="200")
        uids = {item["id"] for item in ok(answer)["items"]}
        return {name for name, uid in country.places.items() if uid in uids}

    assert await found("division") == await found("thana") == {"here"}
    assert await found("sylhet") == {"there"}
    assert await found("empty") == set()


@pytest.mark.parametrize("path", ["/doctors", "/locations", "/slots", "/slots/days"])
async def test_an_unknown_region_is_said_to_be_unknown(country: Country, path: str) -> None:
    asked = {"visit_type_id": country.visit_type} if path.startswith("/slots") else {}
    if path == "/slots/days":
        asked["doctor_id"] = country.doctors["dhaka"]
    answer = await country.api.get(path, region_id=str(new_uid()), **asked)
    body = problem(answer, 422, "region.unknown")
    assert body["errors"][0]["pointer"] == "/query/region_id"


async def test_a_search_without_a_region_asks_nothing_of_regions(
    country: Country, database: Database
) -> None:
    async def statements(region: str | None) -> list[str]:
        find = partial(
            find_first_slots,
            actor=visitor(None),
            wanted=DoctorFilter(hours_from=NOW.date(), specialty=country.visit_type),
            region_uid=UUID(region) if region else None,
            asked=SlotsAsked(
                UUID(country.visit_type),
                None,
                WindowAsked(TUESDAY, TUESDAY, None, NOW, timedelta(days=92)),
            ),
            limit=20,
        )
        return await first_words(database, find, 500)

    plain = await statements(None)
    assert not [statement for statement in plain if "regions" in statement]
    narrowed = await statements(country.regions["division"])
    assert len([statement for statement in narrowed if "regions" in statement]) == 2
